"""Take the pictures of `docs/running-a-workshop.md`: eight simulated teams play a workshop to its end.

Needs the development environment, a Chromium and a font with Chinese glyphs; takes some minutes.
"""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
from functools import cache
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from fivelayer import cases, places, strict_yaml
from fivelayer.cli import main as fivelayer
from fivelayer.messages import LANGUAGES, text

ROOT = Path(__file__).parents[1]
IMAGES = ROOT / "docs" / "images"
sys.path.insert(0, str(ROOT / "tests" / "unit"))
ROUNDS = 6


def run(command: str) -> None:
    """A facilitator's command."""
    if fivelayer(command.split()) == 2:
        raise SystemExit(command)


def workshop() -> None:
    """The day, in the folder we are in."""
    strict_yaml.parse = cache(strict_yaml.parse)  # every command reads the case anew
    acting = importlib.import_module("workshop_teams")
    Path("shared").mkdir()
    mine = cases.find(acting.CASE, [places.cases()], cases.load)
    every = acting.teams(Path("shared"))
    named = " ".join(f"--team {one.name}:{one.language}" for one in every)
    run(f"workshop new spring --case {acting.CASE} --date 2027-03-08 {named}")
    run("release spring --out kits")
    for one in every[:-1]:
        one.unpack(Path("kits/spring-kit.zip"))
        one.write(mine)
    for _ in range(ROUNDS):
        run("workshop round open spring --shared shared")
        for one in every[:-1]:
            one.decide(mine)
        run("workshop round resolve spring --shared shared")
    for one in every[:-1]:
        one.look()
        one.hand_in(Path("handed-in"))
    run("mark handed-in --out marks")
    run("publish marks")
    for language in LANGUAGES:
        run(f"workshop debrief spring --games handed-in --marks marks --language {language}")
    run("workshop certificates spring --marks marks")


def take(page: Page) -> None:
    """The pictures, in both languages."""
    spring = Path("spring").resolve()
    for number, language in enumerate(LANGUAGES):
        first = Path(f"kits/spring-kit/{text('workshop.page.file', language)}.html").resolve()
        page.goto(first.as_uri())
        page.screenshot(path=IMAGES / f"workshop-kit-{language}.png")
        page.goto(f"{(spring / f'debrief-{language}.html').as_uri()}#3")
        page.wait_for_selector("section.decision:visible")
        page.screenshot(path=IMAGES / f"workshop-debrief-{language}.png")
        page.goto((spring / "certificates" / "all.html").as_uri())
        sheet = page.locator("article[lang^=zh]" if number else "article[lang=en]").first
        sheet.screenshot(path=IMAGES / f"workshop-certificate-{language}.png")


def main() -> None:
    """Play the day in a folder of its own, then take the pictures."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        os.chdir(folder)
        workshop()
        browser = driver.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        take(browser.new_page(viewport={"width": 1120, "height": 640}))
        browser.close()
        os.chdir(ROOT)


if __name__ == "__main__":
    main()
