"""Your own account in a real browser: named, imported, taken back, typed, reloaded, compared, reported."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from fivelayer.messages import Language, text

ROOT = Path(__file__).parents[3]
PANEL = ".fl-own"
CUSTOMER = {"en": "Lanjiang Water <b>", "zh": "澜江水务"}
CONTACTS = {
    "en": "name;title;weight;support;phone\nLi Na;Chief engineer;40;+1;138\nWang Qiang;Director;35;-1;139\n",
    "zh": "姓名,部门,职务,权重,对我方的支持,手机\n李娜,设备处,总工,40,+1,138\n王强,,处长,35%,偏向反对,139\n",
}


def draft(folder: Path) -> dict[str, Any]:
    """The plan as it is on disk."""
    found = list(folder.glob("my-accounts/own-*/records/*/*.json"))
    return dict(json.loads(found[0].read_text("utf-8"))["draft"]) if found else {}


def people(folder: Path) -> list[Any]:
    rows = draft(folder).get("relationship", {}).get("decision_makers", [])
    return [row.get("person") for row in rows]


@dataclass(frozen=True)
class Own:
    """The lesson on the screen."""

    page: Page
    lab: Any
    steps: Any
    language: Language
    csv: Path

    @property
    def folder(self) -> Path:
        return Path(self.lab.folder) / f"own-{self.language}"

    @property
    def panel(self) -> Locator:
        return self.page.locator(PANEL)

    @property
    def names(self) -> list[str]:
        return ["Li Na", "Wang Qiang"] if self.language == "en" else ["李娜", "王强"]

    def say(self, key: str, **params: object) -> str:
        return text(f"own.{key}", self.language, **params)

    def open(self) -> None:
        self.page.goto(self.lab.address(f"own-{self.language}/lesson.ipynb"))

    def press(self, key: str) -> None:
        self.panel.get_by_role("button", name=self.say(key), exact=True).click()

    def tab(self, name: str) -> None:
        self.panel.locator(f"[data-tab={name}]").click()
        chosen = self.panel.locator(f"[data-tab={name}]")
        expect(chosen).to_have_attribute("aria-current", "page")

    def shot(self, name: str) -> None:
        self.steps.shot(self.page, f"own-{self.language}-{name}")

    def choose(self) -> None:
        self.panel.get_by_label(self.say("panel.file")).set_input_files(self.csv)

    def until_there_are(self, names: list[str]) -> None:
        self.steps.wait_until(lambda: people(self.folder) == names, f"the plan names {names}")


@pytest.fixture(params=["en", "zh"])
def own(page: Page, lab: Any, steps: Any, request: pytest.FixtureRequest, tmp_path: Path) -> Own:
    found = Own(page, lab, steps, request.param, tmp_path / "contacts.csv")
    (found.folder / "records").mkdir(parents=True)
    source = ROOT / "notebooks" / found.language / "10-your-own-account.ipynb"
    shutil.copy(source, found.folder / "lesson.ipynb")
    page.set_viewport_size({"width": 1280, "height": 900})
    return found


def test_a_real_customer_is_named_filled_in_and_compared(own: Own) -> None:
    is_begun_with_a_name(own)
    contacts_come_whole_or_not_at_all(own)
    a_note_can_be_cited(own)
    what_was_typed_is_there_again_and_not_in_the_notebook(own)
    the_plan_is_compared_with_itself(own)
    the_report_is_made_and_the_customer_removed_and_brought_back(own)


def is_begun_with_a_name(own: Own) -> None:
    own.open()
    own.panel.get_by_label(own.say("panel.customer")).fill(CUSTOMER[own.language])
    own.shot("1-start")
    own.press("panel.start")
    expect(own.page.locator(".fl-bar h2")).to_have_text(CUSTOMER[own.language])
    own.shot("2-information")


def contacts_come_whole_or_not_at_all(own: Own) -> None:
    own.tab("relationship")
    own.panel.locator("[data-fold=import] summary").click()
    own.csv.write_text(CONTACTS[own.language] + "=1+1,;,,,\n", encoding="utf-8-sig")
    own.choose()
    expect(own.panel.locator(".fl-own-problems li").first).to_contain_text("contacts.csv:4")
    assert people(own.folder) == []
    own.shot("3-refused")
    own.csv.write_bytes(CONTACTS[own.language].encode("gbk"))
    own.choose()
    expect(own.panel.get_by_text(own.say("said.imported", n=2))).to_be_visible()
    own.until_there_are(own.names)
    own.shot("4-imported")
    own.press("panel.undo")
    own.until_there_are([])
    own.choose()
    own.until_there_are(own.names)


def a_note_can_be_cited(own: Own) -> None:
    own.tab("information")
    own.panel.locator("[data-fold=note] summary").click()
    own.panel.get_by_label(own.say("panel.note_words")).fill("240 people\nBudget 3 million")
    own.press("panel.note_add")
    expect(own.panel.locator(".fl-said")).to_have_text(own.say("said.noted", document="D2"))
    own.page.locator(".fl-form-view input").first.focus()
    own.page.locator(".fl-dossier").get_by_role("tab", name="D2").click()
    own.page.locator('.fl-dossier [data-line="D2:1"]').click()
    own.steps.wait_until(lambda: "D2:1" in json.dumps(draft(own.folder)), "the line is cited")
    own.shot("5-note")
    own.panel.locator("[data-fold=note] summary").click()
    own.panel.get_by_label(own.say("panel.note_which")).select_option("2")
    words = own.panel.get_by_label(own.say("panel.note_words"))
    expect(words).to_have_value("240 people\nBudget 3 million")
    words.fill("260 people\nBudget 3 million\nChinese New Year: closed")
    own.shot("5-note-put-right")
    own.press("panel.note_save")
    expect(own.panel.locator(".fl-said")).to_have_text(own.say("said.corrected", document="D2"))
    own.page.locator(".fl-dossier").get_by_role("tab", name="D2").click()
    expect(own.page.locator('.fl-dossier [data-line="D2:1"]')).to_contain_text("260 people")
    expect(own.page.locator(".fl-dossier").get_by_role("tabpanel")).not_to_contain_text("240")
    assert "D2:1" in json.dumps(draft(own.folder))


def what_was_typed_is_there_again_and_not_in_the_notebook(own: Own) -> None:
    own.page.locator(".fl-form-view input").first.fill("1998")
    own.steps.wait_until(
        lambda: "1998" in json.dumps(draft(own.folder)), "what was typed is on disk"
    )
    own.steps.save(own.page)
    carried = (own.folder / "lesson.ipynb").read_text("utf-8")
    assert not [word for word in ("1998", own.names[0]) if word in carried]
    own.open()
    expect(own.page.locator(".fl-form-view input").first).to_have_value("1998")
    hand_in = text("views.bar.hand_in", own.language)
    expect(own.page.locator(".fl-bar").get_by_role("button", name=hand_in)).to_have_count(0)


def the_plan_is_compared_with_itself(own: Own) -> None:
    own.tab("compare")
    expect(own.panel.get_by_text(own.say("compare.none_title"))).to_be_visible()
    own.shot("6-nothing-to-compare")
    old_state(own.folder, days=40)
    own.tab("check")
    expect(own.panel.locator(".fl-own-check li").first).to_be_visible()
    own.shot("7-check")
    own.tab("compare")
    expect(own.panel.locator(".fl-own-since")).to_contain_text("40")
    expect(own.panel.locator(".fl-own-figure")).to_have_count(2)
    expect(own.panel.locator(".fl-own-changes").first).to_be_visible()
    own.shot("8-compared")


def the_report_is_made_and_the_customer_removed_and_brought_back(own: Own) -> None:
    own.tab("files")
    own.shot("9-files")
    own.press("panel.report")
    reports = "my-accounts/own-*/report-*.html"
    own.steps.wait_until(lambda: bool(list(own.folder.glob(reports))), "the report is there")
    assert own.names[0] in next(own.folder.glob(reports)).read_text("utf-8")
    own.press("panel.remove")
    own.press("panel.remove_do")
    expect(own.panel.get_by_label(own.say("panel.customer"))).to_be_visible()
    assert list(own.folder.glob("my-accounts/kept/own-*/records/*/*.json"))
    own.press("panel.bring_back")
    expect(own.page.locator(".fl-bar h2")).to_have_text(CUSTOMER[own.language])


def old_state(folder: Path, days: int) -> None:
    """The plan as it might have stood then: one person not met, the other more against us."""
    then = draft(folder)
    for row in then["relationship"]["decision_makers"]:
        row["support"] = {"us": "-2"}
    then["relationship"]["decision_makers"] = then["relationship"]["decision_makers"][1:]
    day = (datetime.now(UTC).astimezone() - timedelta(days=days)).date().isoformat()
    place = next(folder.glob("my-accounts/own-*")) / "snapshots" / f"{day}.json"
    place.parent.mkdir(exist_ok=True)
    state = {"schema_version": 1, "day": day, "draft": then}
    place.write_text(json.dumps(state, ensure_ascii=False), encoding="utf-8")
