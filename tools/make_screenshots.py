"""Take the README's pictures: a lesson as a trainee sees it, in both languages.

Run by `make screenshots`; needs the development environment, a Chromium and a font with Chinese
glyphs. The plan shown is the case's own good sample, typed in through a real record.
"""

from __future__ import annotations

import importlib
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, ViewportSize, sync_playwright

from fivelayer import cases, places
from fivelayer.activity import Activity
from fivelayer.choices import LAYERS
from fivelayer.demo import fill_in
from fivelayer.lab import prepare
from fivelayer.messages import LANGUAGES, Language, text
from fivelayer.record import Who

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
SAMPLE: dict[Language, str] = {"en": "good", "zh": "good-zh"}
TEAM: dict[Language, Who] = {
    "en": Who(team="Harbour", trainee="Ada Ng"),
    "zh": Who(team="石桥队", trainee="李娜"),
}
SIZE: ViewportSize = {"width": 1440, "height": 900}


def work(folder: Path, language: Language) -> None:
    """Make a trainee's folder with a plan in it."""
    prepare(folder)
    case = cases.find("qinglan", [places.cases()])
    activity = Activity.open(case, "course", LAYERS, language, folder, TEAM[language])
    draft = case.sample(SAMPLE[language]).draft
    for layer in LAYERS:
        fill_in(activity, draft, layer.value)


def take(page: Page, screen: Any, lab: Any, folder: Path, language: Language) -> None:
    """Open the barrier lesson, look a line up, ask the coach, and take the picture."""
    page.goto(lab.address(f"{folder.name}/notebooks/{language}/2-barriers.ipynb"))
    screen.wait_idle(page)
    page.wait_for_selector(".fl-form-view .fl-card")
    page.keyboard.press("Control+b")  # the file browser away
    page.click(f"button:has-text('{text('views.coach.ask', language)}')")
    page.wait_for_selector(".fl-coach-remark")
    page.click(".fl-card-toggle >> nth=0")
    page.click("[data-path$='.gate_date'] input >> nth=0")
    page.click(".fl-tab >> nth=2")
    page.locator(".fl-bar").first.scroll_into_view_if_needed()
    page.evaluate("document.querySelector('.fl-page').scrollIntoView({block: 'start'})")
    page.wait_for_timeout(500)
    page.screenshot(path=IMAGES / f"lesson-{language}.png")


def main() -> None:
    """Take one picture for each language."""
    sys.path.insert(0, str(ROOT / "tests" / "browser"))
    screen = importlib.import_module("conftest")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        root = Path(scratch, "work")
        for language in LANGUAGES:
            work(root / language, language)
        browser = playwright.chromium.launch(
            executable_path=screen.chromium(), args=screen.CHROMIUM_FLAGS
        )
        with screen.running_lab(root, Path(scratch, "state")) as lab:
            for language in LANGUAGES:
                context = browser.new_context(viewport=SIZE, locale=language)
                take(context.new_page(), screen, lab, root / language, language)
                context.close()
        browser.close()


if __name__ == "__main__":
    main()
