"""Feedback pages and team reports of hostile submissions in a real browser: shown as typed, nothing runs.

Every free text of a good plan, every name, and in a second plan every choice and figure too, is
replaced by something that would run, load, restyle, reverse or burst the page if it got through.
"""

from __future__ import annotations

import copy
import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from fivelayer import cases, marking, places, reports
from fivelayer.choices import LAYERS
from fivelayer.fields import choices
from fivelayer.gradebook import Gradebook
from fivelayer.messages import LANGUAGES, Language
from fivelayer.record import Identity, Record
from fivelayer.record.handin import notebook

A4 = 680  # pixels: 210 mm less the margins
HOSTILE = (
    "<script>window.ran = 1</script>",
    '<img src="x" onerror="window.ran = 2">',
    "\"><svg onload='window.ran = 3'>",
    "javascript:window.ran=4//",
    "<a href='javascript:window.ran=5' autofocus onfocus='window.ran=5'>press</a>",
    "</style><style>*{display:none!important}body{background:#ff0000}</style>",
    "</title></head><body onload=window.ran=6>",
    "<iframe srcdoc='<script>parent.ran = 7</script>'></iframe>",
    "<link rel=stylesheet href=https://example.invalid/a.css>",
    "<meta http-equiv=refresh content='0;url=https://example.invalid/'>",
    "<base href='https://example.invalid/'><form><input autofocus onfocus=window.ran=8>",
    "url(https://example.invalid/b.png) expression(window.ran=9) @import 'c.css'",
    "{{ 7*7 }} {% raise %} ${window.ran=10} {0.__class__} %(x)s",
    '=HYPERLINK("https://example.invalid/","press")',
    "&lt;b&gt; &amp;amp; &#60;i&#62; <!-- <![CDATA[ ]]> -->",
    "\u202enurs ton lliw siht\u2066\u2067 \u05d0\u05d1",
    "W" * 96,
    "长" * 96,
    "http://example.invalid/" + "a" * 70,
)
LONG = "Donaudampfschifffahrtsgesellschaft" * 12
WATCHED = "script, iframe, object, embed, form, input, base, link, frame, video, audio, svg"

FLOWS_OVER = """() => [...document.querySelectorAll("main, main *")]
  .filter((e) => !e.closest(".heard, .skip") && e.getClientRects().length)
  .filter((e) => e.getBoundingClientRect().right > document.documentElement.clientWidth + 1
    || (e.scrollWidth > e.clientWidth + 1 && getComputedStyle(e).display !== "inline"))
  .map((e) => `${e.tagName}.${e.className} ${e.textContent.trim().slice(0, 40)}`)"""
TURNS_NEIGHBOURS = """() => {
  const walker = document.createTreeWalker(document.querySelector("main"), NodeFilter.SHOW_TEXT);
  const found = [];
  while (walker.nextNode()) {
    const held = walker.currentNode;
    if (!/[\\u202a-\\u202e\\u2066-\\u2069]/.test(held.data)) continue;
    const whose = held.parentElement, style = getComputedStyle(whose);
    const alone = whose.textContent.trim() === held.data.trim() && style.display !== "inline";
    if (!alone && !/isolate|plaintext/.test(style.unicodeBidi)) found.push(whose.outerHTML);
  }
  return found;
}"""
INTRUDERS = """(watched) => [
  ...[...document.querySelectorAll(watched)].map((e) => e.outerHTML),
  ...[...document.querySelectorAll("*")].flatMap((e) => [...e.attributes]
    .filter((a) => /^on/i.test(a.name) || /^\\s*(javascript|https?):/i.test(a.value))
    .map((a) => `${e.tagName} ${a.name}=${a.value}`)),
]"""


@dataclass
class Seen:
    """What a page did while it was looked at."""

    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture
def seen(page: Page) -> Seen:
    """Requests, and everything that a harmless page does not do."""
    noted = Seen()
    page.on("request", lambda request: noted.requests.append(request.url))
    page.on("dialog", lambda dialog: noted.complaints.append(f"dialog: {dialog.message}"))
    page.on("pageerror", lambda fault: noted.complaints.append(f"error: {fault}"))
    page.on("console", lambda said: noted.complaints.append(f"console: {said.text}"))
    page.on("popup", lambda other: noted.complaints.append(f"window: {other.url}"))
    return noted


def swapped(node: Any, put: Callable[[str, str], str], path: str = "") -> Any:
    """A draft with other texts at its leaves; the dossier lines and the rows' ids stay."""
    if isinstance(node, dict):
        return {
            name: held
            if name in ("id", "lines")
            else swapped(held, put, f"{path}.{name}".strip("."))
            for name, held in node.items()
        }
    if isinstance(node, list):
        return [swapped(row, put, f"{path}.x" if isinstance(row, dict) else path) for row in node]
    return put(path, str(node))


def plans() -> Iterator[dict[str, Any]]:
    """A good plan with hostile texts, and one in which choices and figures are hostile as well."""
    good = cases.find("qinglan", [places.cases()]).sample("model").draft
    words = itertools.cycle((*HOSTILE, LONG))

    def is_code(path: str, typed: str) -> bool:
        return choices(path) is not None or typed[:1].isdigit() or "support" in path

    yield swapped(good, lambda path, typed: typed if is_code(path, typed) else next(words))
    yield swapped(good, lambda path, typed: next(words))


def handed_in(draft: dict[str, Any], name: str, language: Language, **identity: str) -> bytes:
    """A submission whose record was edited by hand afterwards."""
    whose = Identity(team="x", case="qinglan", case_version="1", activity="course")
    time = "2031-03-04T10:00:00Z"
    record = Record(identity=whose, time=time, device="d", language=language, draft={})
    whole = json.loads(notebook(record, LAYERS))
    held = whole["metadata"]["fivelayer"]["record"]
    held["draft"] = copy.deepcopy(draft)
    held["time"] = f"2031 {name}"
    held["identity"] |= {"team": name, "trainee": name, "workshop": name, "case_version": name}
    held["identity"] |= identity
    held["attempts"] = [
        {
            "time": time,
            "revision": 1,
            "asked": "remarks",
            "part": "barriers",
            "found": [{"rule": name, "field": name, "quote": name}],
            "changed": [name],
        }
    ]
    return json.dumps(whole).encode()


@pytest.fixture(scope="module")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All submissions marked: one for each hostile name and language, and files that are refused."""
    folder, out = tmp_path_factory.mktemp("in"), tmp_path_factory.mktemp("out")
    made = list(plans())
    for number, (name, language) in enumerate(itertools.product(HOSTILE, LANGUAGES)):
        raw = handed_in(made[number % 2], name, language)
        (folder / f"{number:03}.ipynb").write_bytes(raw)
    (folder / "<img src=x onerror=window.ran=11>.ipynb").write_bytes(b"{")
    (folder / "</code><script>window.ran=12<b>.ipynb".replace("/", "")).write_bytes(b"")
    (folder / "unknown.ipynb").write_bytes(handed_in({}, HOSTILE[1], "en", case=HOSTILE[0]))
    (folder / "activity.ipynb").write_bytes(handed_in({}, HOSTILE[1], "zh", activity=HOSTILE[0]))
    marking.mark_folder(folder, out)
    return out


def look(page: Page, seen: Seen, path: Path, name: str = "") -> None:
    """Open a page on a screen and on paper, and see that it only shows."""
    page.set_viewport_size({"width": 1280, "height": 900})
    page.emulate_media(media="screen")
    page.goto(path.as_uri())
    text = page.inner_text("body")
    if name:
        assert name in text
        assert name in page.title()
    for element in page.query_selector_all("main a:not(.skip)")[:6]:
        element.hover()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("window.ran") is None
    assert page.evaluate(INTRUDERS, WATCHED) == []
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != "rgb(255, 0, 0)"
    assert page.evaluate(TURNS_NEIGHBOURS) == []
    assert page.evaluate(FLOWS_OVER) == []
    page.set_viewport_size({"width": A4, "height": 1000})
    page.emulate_media(media="print")
    assert page.evaluate(FLOWS_OVER) == []
    assert seen.complaints == []
    assert all(url.startswith((path.as_uri(), "data:")) for url in seen.requests)
    seen.requests.clear()


def results(out: Path) -> list[tuple[marking.Result, Path]]:
    """Each result with its feedback page."""
    found = []
    for file in sorted((out / "results").iterdir()):
        result = marking.Result.model_validate_json(file.read_bytes())
        found.append((result, out / "feedback" / f"{file.stem}.html"))
    return found


def test_feedback_pages_of_hostile_submissions_only_show(
    page: Page, seen: Seen, marked: Path
) -> None:
    assert len(results(marked)) == len(HOSTILE) * len(LANGUAGES) + 4
    for result, path in results(marked):
        look(page, seen, path, result.identity.team if result.status == "marked" else "")
        if result.status == "refused":
            assert result.file in page.inner_text("body")


def test_hostile_answers_are_quoted_as_typed(page: Page, seen: Seen, marked: Path) -> None:
    for result, path in results(marked):
        if result.status == "marked":
            page.goto(path.as_uri())
            text = " ".join(page.inner_text("body").split())
            quoted = {finding.quote for finding in result.findings}
            there = [words for words in HOSTILE if words in quoted]
            assert len(there) > 5
            for words in there:
                assert " ".join(words.split()) in text


def test_published_pages_of_hostile_submissions_and_comments_only_show(
    page: Page, seen: Seen, marked: Path, tmp_path: Path
) -> None:
    book = Gradebook.open(str(tmp_path / "gradebook.db"))
    book.take(result for result, _ in results(marked) if result.status == "marked")
    works = {work.id: work.owner for work in book.works()}
    comments = {}
    for number, comment in zip(works, itertools.cycle((*HOSTILE, LONG))):  # endless
        mark = next(mark for mark in book.official(number) if mark.of)
        book.decide(number, mark.rule, mark.of, HOSTILE[0], HOSTILE[1], comment)
        comments[number] = comment
    book.publish(works, HOSTILE[0])
    shown = book.write_published(tmp_path)
    assert len(shown) == len(works) == len(HOSTILE)  # one work in two languages
    for path in shown:
        look(page, seen, path)
        said = " ".join(page.inner_text("p.person").split())
        assert any(" ".join(words.split()) in said for words in comments.values())


def test_the_printed_page_is_whole(page: Page, marked: Path, tmp_path: Path) -> None:
    for number, (_, path) in enumerate(results(marked)[:4]):
        page.goto(path.as_uri())
        printed = page.pdf(path=tmp_path / f"{number}.pdf", prefer_css_page_size=True)
        assert printed.startswith(b"%PDF")
        assert 1 <= printed.count(b"/Type /Page\n") <= 30


@pytest.mark.parametrize("language", LANGUAGES)
def test_team_reports_of_hostile_submissions_only_show(
    page: Page, seen: Seen, marked: Path, tmp_path: Path, language: Language
) -> None:
    for result, path in results(marked)[:2]:
        file = marked / "results" / f"{path.stem}.json"
        report = reports.team_report(file, tmp_path / f"{path.stem}.html", language)
        look(page, seen, report)
        assert result.identity.team in page.inner_text("body")


def test_a_report_of_a_fault_only_shows(page: Page, seen: Seen, tmp_path: Path) -> None:
    name = "<img src=x onerror=window.ran=13>"
    (tmp_path / f"{name}.json").write_text(f'{{"file": "{name}"}}', encoding="utf-8")
    made = reports.batch(tmp_path, tmp_path / "out", progress=False)
    assert made[0].fault
    page.goto(made[0].page.as_uri())
    assert name in page.inner_text("body")
    assert page.evaluate("window.ran") is None
    assert page.evaluate(INTRUDERS, WATCHED) == []
    assert seen.complaints == []
