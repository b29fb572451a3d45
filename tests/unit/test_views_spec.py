"""Forms as data: every part's form covers the plan, in both languages, with words for everything."""

from __future__ import annotations

from typing import Any

import pytest

from fivelayer import cases, labels, places
from fivelayer.cases import CaseFile
from fivelayer.choices import Part
from fivelayer.fields import place
from fivelayer.messages import LANGUAGES, Language
from fivelayer.model import AccountPlan
from fivelayer.views import spec


@pytest.fixture(scope="module")
def case() -> CaseFile:
    return cases.load(places.cases() / "qinglan").file


OF_ONE = {
    f"fit.{name}"
    for name in (
        *("market", "tier", "verdict", "reason", "lines"),
        *("cost.value", "cost.unit", "gain.value", "gain.unit"),
    )
}
OF_ROWS = (
    "customer",
    "market",
    "tier",
    "verdict",
    "months",
    "gain.value",
    "gain.unit",
    "reason",
    "lines",
)
OF_MANY = {"fit.months", *(f"fit.accounts.x1.{name}" for name in OF_ROWS)}


def fields(form: dict[str, Any]) -> list[str]:
    found = []
    for section in form["sections"]:
        inside = {"table": ".x1.", "roster": ".x1.", "ladder": ".need."}.get(section["kind"])
        for field in (*section["fields"], *section.get("folded", ())):
            name = f"{section['path']}{inside}{field['name']}" if inside else field["name"]
            found.append(name)
            if field["kind"] == "quantity":
                found.append(name.removesuffix("value") + "unit")
    return found


def plan_fields(part: Part) -> set[str]:
    found = set()
    for path, kind in labels._walk(AccountPlan, ""):
        if not path.startswith(f"{part.value}."):
            continue
        if kind == "field":
            step = path.startswith("business.ladder.") and not path.startswith(
                "business.ladder.need."
            )
            found |= set() if step else {path}
        else:
            holder, name = path.split(".")
            table = AccountPlan.model_fields[holder].annotation
            row = labels._row_type(table.model_fields[name].annotation)  # type: ignore[union-attr]
            found |= {f"{path}.x1.{inner}" for inner, _ in labels._walk(row, "")}
    return found


@pytest.mark.parametrize("part", Part)
def test_a_parts_form_has_every_field_of_the_part_once(case: CaseFile, part: Part) -> None:
    shown = fields(spec.form(part, case, "en"))
    assert len(shown) == len(set(shown))
    assert set(shown) == plan_fields(part) - OF_MANY


def test_a_portfolios_form_asks_of_each_customer_what_it_else_asks_of_one() -> None:
    case = cases.load(places.cases() / "jianglin")
    form = spec.form(Part.FIT, case.file, "zh", case.accounts)
    shown = fields(form)
    assert len(shown) == len(set(shown))
    assert set(shown) == plan_fields(Part.FIT) - OF_ONE - {"fit.accounts.x1.customer"}
    roster = next(s for s in form["sections"] if s["kind"] == "roster")
    assert [row["id"] for row in roster["rows"]] == [f"a{n:02d}" for n in range(1, 25)]
    assert all(row["name"] and "万元" in row["figures"] for row in roster["rows"])


@pytest.mark.parametrize("part", Part)
def test_every_field_shown_can_be_changed(case: CaseFile, part: Part) -> None:
    for path in fields(spec.form(part, case, "en")):
        leaf = f"{path}.us" if path.endswith(".support") else path
        assert place(leaf).kind in ("field", "list"), path


def words(node: Any) -> list[str]:
    if isinstance(node, dict):
        skip = ("name", "path", "kind", "part", "language", "show", "options", "title", "suffix")
        return [w for key, value in node.items() if key not in skip for w in words(value)]
    if isinstance(node, list):
        return [w for value in node for w in words(value)]
    return [node] if isinstance(node, str) else []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("part", Part)
def test_nothing_in_a_form_is_without_words(case: CaseFile, part: Part, language: Language) -> None:
    said = words(spec.form(part, case, language))
    assert all(text.strip() for text in said)
    assert not any(text.startswith(("plan.", "views.")) for text in said)


def test_both_languages_have_the_same_form_but_for_the_words(case: CaseFile) -> None:
    def bare(node: Any) -> Any:
        if isinstance(node, dict):
            kept = (
                "name",
                "path",
                "kind",
                "wide",
                "sections",
                "fields",
                "steps",
                "choices",
                "long",
            )
            return {key: bare(node[key]) for key in kept if key in node}
        if isinstance(node, list):
            pair = len(node) == 2 and all(isinstance(one, str) for one in node)
            return node[0] if pair else [bare(one) for one in node]
        return node

    for part in Part:
        assert bare(spec.form(part, case, "en")) == bare(spec.form(part, case, "zh"))


def test_lists_are_boxes_to_tick(case: CaseFile) -> None:
    members = spec.form(Part.TEAM, case, "en")["sections"][0]
    by_name = {field["name"]: field for field in members["fields"]}
    assert by_name["layers"]["kind"] == by_name["contacts"]["kind"] == "checks"
    assert by_name["layers"]["choices"][0] == ["information", "Information"]
    assert by_name["contacts"]["options"] == "people"


def test_people_are_suggested_by_name_and_by_post(case: CaseFile) -> None:
    table = spec.form(Part.RELATIONSHIP, case, "zh")["sections"][0]
    by_name = {field["name"]: field for field in table["fields"]}
    assert ["罗启程", "数据资源科科长"] in by_name["person"]["suggest"]
    assert ["数据资源科科长", "罗启程"] in by_name["post"]["suggest"]
    assert [party for party, _ in by_name["support"]["parties"]] == ["us", "junheng"]
