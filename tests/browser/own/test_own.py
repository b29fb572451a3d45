"""Your own account in a real browser: named, imported, taken back, typed, reloaded, compared, reported."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

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


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_real_customer_is_named_filled_in_and_compared(
    page: Page, lab: Any, steps: Any, language: Language, tmp_path: Path
) -> None:
    folder = lab.folder / f"own-{language}"
    (folder / "records").mkdir(parents=True)
    lesson = (ROOT / "notebooks" / language / "10-your-own-account.ipynb").read_text("utf-8")
    (folder / "lesson.ipynb").write_text(lesson, encoding="utf-8")
    names = ["Li Na", "Wang Qiang"] if language == "en" else ["李娜", "王强"]

    def say(key: str, **params: object) -> str:
        return text(f"own.{key}", language, **params)

    def tab(name: str) -> None:
        page.locator(f"{PANEL} [data-tab={name}]").click()
        expect(page.locator(f"{PANEL} [data-tab={name}]")).to_have_attribute("aria-current", "page")

    def shot(name: str) -> None:
        steps.shot(page, f"own-{language}-{name}")

    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(lab.address(f"own-{language}/lesson.ipynb"))
    panel = page.locator(PANEL)
    panel.get_by_label(say("panel.customer")).fill(CUSTOMER[language])
    panel.scroll_into_view_if_needed()
    shot("1-start")
    panel.get_by_role("button", name=say("panel.start"), exact=True).click()
    expect(page.locator(".fl-bar h2")).to_have_text(CUSTOMER[language])
    shot("2-information")

    # Contacts: one bad line, and nothing is taken in; put right, all of it, in one step.
    tab("relationship")
    panel.locator("[data-fold=import] summary").click()
    csv = tmp_path / "contacts.csv"
    csv.write_text(CONTACTS[language] + "=1+1,;,,,\n", encoding="utf-8-sig")
    panel.get_by_label(say("panel.file")).set_input_files(csv)
    expect(panel.locator(".fl-own-problems li").first).to_contain_text("contacts.csv:4")
    assert people(folder) == []
    shot("3-refused")
    csv.write_bytes(CONTACTS[language].encode("gbk" if language == "zh" else "utf-8"))
    panel.get_by_label(say("panel.file")).set_input_files(csv)
    expect(panel.get_by_text(say("said.imported", n=2))).to_be_visible()
    steps.wait_until(lambda: people(folder) == names, "both contacts are in the plan")
    expect(page.locator(".fl-form-view .fl-row-card, .fl-form-view .fl-card")).to_have_count(2)
    shot("4-imported")
    panel.get_by_role("button", name=say("panel.undo")).click()
    steps.wait_until(lambda: people(folder) == [], "the import is taken back")
    panel.get_by_label(say("panel.file")).set_input_files(csv)
    steps.wait_until(lambda: people(folder) == names, "the contacts are there again")

    # A note is something to cite.
    tab("information")
    panel.locator("[data-fold=note] summary").click()
    panel.get_by_label(say("panel.note_words")).fill("240 people\nBudget 3 million")
    panel.get_by_role("button", name=say("panel.note_add")).click()
    expect(panel.locator(".fl-said")).to_have_text(say("said.noted", document="D2"))
    page.locator(".fl-dossier").get_by_role("tab", name="D2").click()
    shot("5-note")

    # Typed, and there again after a reload; the notebook carries nothing of it.
    page.locator('.fl-form-view input[type="text"], .fl-form-view input:not([type])').first.fill(
        "1998"
    )
    steps.wait_until(lambda: "1998" in json.dumps(draft(folder)), "what was typed is on disk")
    steps.save(page)
    assert "1998" not in (folder / "lesson.ipynb").read_text("utf-8")
    assert names[0] not in (folder / "lesson.ipynb").read_text("utf-8")
    page.goto(lab.address(f"own-{language}/lesson.ipynb"))
    expect(page.locator(".fl-form-view input").first).to_have_value("1998")
    expect(
        page.locator(".fl-bar").get_by_role("button", name=text("views.bar.hand_in", language))
    ).to_have_count(0)

    tab("compare")
    expect(panel.get_by_text(say("compare.none_title"))).to_be_visible()
    shot("6-nothing-to-compare")
    old_state(folder, days=40)
    tab("check")
    expect(panel.locator(".fl-own-check li").first).to_be_visible()
    shot("7-check")
    tab("compare")
    expect(panel.locator(".fl-own-since")).to_contain_text("40")
    expect(panel.locator(".fl-own-figure")).to_have_count(2)
    expect(panel.locator(".fl-own-changes").first).to_be_visible()
    shot("8-compared")
    tab("files")
    shot("9-files")
    panel.get_by_role("button", name=say("panel.report")).click()
    steps.wait_until(
        lambda: bool(list(folder.glob("my-accounts/own-*/report-*.html"))), "the report is there"
    )
    made = next(folder.glob("my-accounts/own-*/report-*.html")).read_text("utf-8")
    assert names[0] in made
    assert "<b>" not in made.split("<h1>")[1].split("</h1>")[0]

    panel.get_by_role("button", name=say("panel.remove"), exact=True).click()
    panel.get_by_role("button", name=say("panel.remove_do")).click()
    expect(panel.get_by_label(say("panel.customer"))).to_be_visible()
    assert list(folder.glob("my-accounts/kept/own-*/records/*/*.json"))
    panel.get_by_role("button", name=say("panel.bring_back")).click()
    expect(page.locator(".fl-bar h2")).to_have_text(CUSTOMER[language])


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
