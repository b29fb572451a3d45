"""The slides and certificates in a real browser: paged by keyboard, a sheet each on paper, nothing runs."""

from __future__ import annotations

import re
from pathlib import Path
from random import Random

import pytest
from playwright.sync_api import Browser, Page, expect

from fivelayer import cases, places
from fivelayer.messages import LANGUAGES, Language
from fivelayer.reports import certificates, slides
from fivelayer.reports.certificates import Certificate
from fivelayer.reports.cohort_debrief import Cohort, Player
from fivelayer.reports.games import log_of, of_game
from fivelayer.reports.slides import About
from fivelayer.reports.study import Study
from fivelayer.simulation import worlds
from fivelayer.simulation.decisions import Decisions
from fivelayer.simulation.plan import Expectation, Prediction

HOSTILE = "<script>window.ran = 1</script><img src=x onerror='window.ran = 2'>"
NAMES = ("Cedar", "松岭队", HOSTILE, "W" * 90, "长" * 40, "🦊🌊", "Harbour", "北渡队")
REACTIONS: tuple[Expectation, ...] = ("up", "same", "down")
SCREENS = ((1280, 720), (1024, 768), (1920, 1080))
ROOT = "document.documentElement"
OVER = f"[{ROOT}.scrollHeight - innerHeight, {ROOT}.scrollWidth - innerWidth]"


@pytest.fixture(scope="module")
def played() -> list[Cohort]:
    case = cases.find("qinglan", [places.cases()])
    plans = list(worlds.load(case).plans.values())
    players: list[Player] = []
    for n, name in enumerate(NAMES):
        chance = Random(n)  # noqa: S311  what a test's teams expect
        plan = plans[n % len(plans)]
        rounds = []
        for number, moves in enumerate(plan.rounds, 1):
            kept = tuple(m for m in moves if not m.when and chance.random() < 0.8)
            met = sorted({m.on for m in kept if m.do == "meet" and m.on})
            said = {who: chance.choice(REACTIONS) for who in met}
            expected = Prediction(chance=round(chance.random(), 2), reactions=said)
            rounds.append(Decisions(round=number, moves=kept, predicted=expected))
        log = log_of(case, plan).model_copy(update={"rounds": tuple(rounds), "standing": ()})
        game = {"log": log.model_dump(mode="json", by_alias=True)}
        known = players[n - len(plans)].study if n >= len(plans) else None  # studied once
        players.append(Player(name, n, known or Study(of_game(game, case, name), 64)))
    return [Cohort(case, tuple(players))]


def written(played: list[Cohort], language: Language, folder: Path) -> Path:
    about = About(HOSTILE, "2027-03-08", NAMES, absent=("Willow",), lost=(HOSTILE,))
    place = folder / f"{language}.html"
    place.write_text(slides.page(about, played, [], language), "utf-8")
    return place


@pytest.mark.parametrize("language", LANGUAGES)
def test_slides_are_paged_by_keyboard_and_fit(
    played: list[Cohort], language: Language, tmp_path: Path, page: Page
) -> None:
    page.goto(written(played, language, tmp_path).as_uri())
    place = page.locator("footer .place")
    count = page.locator("main > section").count()
    for size in SCREENS:
        page.set_viewport_size({"width": size[0], "height": size[1]})
        page.keyboard.press("Home")
        for number in range(1, count + 1):
            expect(place).to_have_text(re.compile(rf"^{number} / {count}$"))
            expect(page.locator("main > section:visible")).to_have_count(1)
            over = page.evaluate(OVER)
            assert max(over) <= 1, (size, number, over)
            page.keyboard.press(("ArrowRight", "PageDown", " ")[number % 3])
    page.keyboard.press("ArrowLeft")
    expect(place).to_have_text(f"{count - 1} / {count}")
    page.reload()
    expect(place).to_have_text(f"{count - 1} / {count}")
    page.get_by_role("button").first.click()
    expect(place).to_have_text(f"{count - 2} / {count}")
    assert page.evaluate("window.ran === undefined")


def test_a_slide_is_a_sheet_of_paper_and_without_script_they_scroll(
    played: list[Cohort], tmp_path: Path, page: Page, browser: Browser
) -> None:
    file = written(played, "en", tmp_path)
    page.goto(file.as_uri())
    count = page.locator("main > section").count()
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == count
    plain = browser.new_context(java_script_enabled=False).new_page()
    plain.goto(file.as_uri())
    expect(plain.locator("main > section:visible")).to_have_count(count)
    expect(plain.locator("footer")).to_be_hidden()
    plain.context.close()


def test_every_certificate_is_one_sheet(tmp_path: Path, page: Page) -> None:
    given = [
        Certificate(name, team, language, HOSTILE, "2027-03-08", ("Qinglan " * 9, "青岚"))
        for name in NAMES
        for team in ("", "x" * 60)
        for language in LANGUAGES
    ]
    certificates.write(given, tmp_path, HOSTILE)
    page.goto((tmp_path / "all.html").as_uri())
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == len(given)
    for sheet in page.locator("article").all():
        over = sheet.evaluate(
            "(e) => [e.scrollHeight - e.clientHeight, e.scrollWidth - e.clientWidth]"
        )
        assert max(over) <= 1, (sheet.inner_text()[:80], over)
    assert page.evaluate("window.ran === undefined")
