"""A workshop's day rehearsed: eight teams in two languages, an absent one, one that leaves and comes back.

Everything the facilitator does is a command; everything a team does goes through the core that the
notebook's forms and its board call.
"""

from __future__ import annotations

import csv
import io
import json
import os
import re
import shlex
import zipfile
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from workshop_teams import CASE, Team, teams

from fivelayer import cases, places, strict_yaml
from fivelayer.cases import Case
from fivelayer.cli import main
from fivelayer.messages import text
from fivelayer.reports import cohort_debrief
from fivelayer.views import board

ROUNDS = 3
SHARED, HANDED_IN, MARKS = Path("shared"), Path("handed-in"), Path("marks")
MARKING = "mark handed-in --out marks --teams teams.txt"
DOCS = Path(__file__).parents[2] / "docs"
APPS = ("desk", "live", "lab")
PAGES = (DOCS / "running-a-workshop.md", DOCS / "zh" / "running-a-workshop.md")


class Day:
    """The facilitator at a terminal, in the folder where everything lies."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys
        self.ran: list[str] = []

    def runs(self, command: str, code: int = 0) -> str:
        """Run a command; what it said."""
        done = main(shlex.split(command))
        told = self._capsys.readouterr()
        assert done == code, told.out + told.err
        self.ran.append(f"fivelayer {command}")
        return told.out + told.err


def limited(file: Path) -> None:
    """What a facilitator changes in the settings by hand: only some of the rounds are played."""
    words = file.read_text("utf-8")
    changed = words.replace('"game": true', f'"game": true, "rounds": {ROUNDS}')
    assert changed != words
    file.write_text(changed, "utf-8")


def as_windows_packs_it(notebook: Path, name: str) -> bytes:
    """A ZIP with its name in GBK, which nothing in it says."""
    raw, stand_in = io.BytesIO(), "x" * len(name.encode("gbk"))
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(stand_in, notebook.read_bytes())
    return raw.getvalue().replace(stand_in.encode(), name.encode("gbk"))


class Words(HTMLParser):
    """The text of a page, and what it would load."""

    def __init__(self, page: Path) -> None:
        super().__init__()
        self.said = ""
        self.loads: list[str] = []
        self.feed(page.read_text("utf-8"))

    def handle_starttag(self, tag: str, attrs: Sequence[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.loads += [named[name] or "" for name in ("src", "href") if name in named]

    def handle_data(self, data: str) -> None:
        self.said += data


@pytest.mark.usefixtures("in_english", "in_a_hurry")
def test_the_day(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    day = Day(capsys)
    mine = cases.find(CASE, [places.cases()], cases.load)
    SHARED.mkdir()
    every = teams(SHARED)
    morning(day, every, mine)
    noon(day, every, mine)
    afternoon(day, every)
    evening(day)
    for page in PAGES:
        commands = re.findall(r"^\$ (fivelayer .*)$", page.read_text("utf-8"), re.MULTILINE)
        assert len(commands) > 9
        for command in commands:
            assert command in day.ran or command.split()[1] in APPS, command


def morning(day: Day, every: list[Team], mine: Case) -> None:
    """The workshop is made, the kit built and handed out; seven of eight teams come and write."""
    named = " ".join(f"--team {one.name}:{one.language}" for one in every)
    day.runs(f"workshop new spring --case {CASE} --date 2027-03-08 {named}")
    limited(Path("spring/workshop.yaml"))
    assert CASE in day.runs("release spring --out kits")
    kit = Path("kits/spring-kit.zip")
    inside = zipfile.ZipFile(kit).namelist()
    ours = {name.rpartition("/")[2] for name in inside if f"/{CASE}/" in name}
    assert not ours & {"key.yaml", "world.yaml", "good.yaml"}
    for one in every[:-1]:
        one.unpack(kit)
        one.write(mine)
    said = day.runs("status spring --shared shared")
    assert all(one.name in said for one in every)
    told = json.loads(day.runs("status spring --shared shared --json"))
    assert told["absent"] == [every[-1].name]
    assert len(told["teams"]) == len(every) - 1


def noon(day: Day, every: list[Team], mine: Case) -> None:
    """A practice round; then rounds in which one team never comes and one leaves and comes back."""
    here = every[:-1]
    day.runs("workshop round open spring --shared shared --minutes 20")
    assert [one.decide(mine) for one in here] == [True] * len(here)
    assert [one.decide(mine) for one in here] == [False] * len(here)  # results are still to come
    day.runs("workshop round resolve spring --shared shared")
    day.runs("workshop round again spring --shared shared")
    leaver = here[2]
    for number in range(1, ROUNDS + 1):
        day.runs("workshop round open spring --shared shared --minutes 20")
        gone = [leaver] if number == 2 else []
        away = Path("switched-off")
        if gone:
            leaver.laptop.rename(away)  # a laptop that was shut: its folder is no longer shared
        playing = [one for one in here if one not in gone]
        assert [one.decide(mine) for one in playing] == [True] * len(playing)
        said = day.runs("workshop round resolve spring --shared shared")
        assert "Without a decision" in said
        assert every[-1].name in said
        assert (leaver.name in said.partition("Without a decision")[2]) == bool(gone)
        if gone:
            away.rename(leaver.laptop)
            day.runs("workshop deliver spring --shared shared")
            leaver.join()
    for one in here:
        play = one.look()
        assert len(play.sheet.log.rounds) == ROUNDS < len(mine.file.rounds)
        assert not one.decide(mine)  # there is no round any more to decide
        shown = board.state(play, one.language)
        assert (shown["at"]["over"], shown["at"]["of"]) == (True, ROUNDS)
        ends = [text(f"board.words.end_{how}_stopped", one.language) for how in ("won", "lost")]
        assert shown["end"]["title"] in ends
        assert [bool(each.moves) for each in play.sheet.log.rounds][1] != (one is leaver)
    assert "resolved" in day.runs("workshop journal spring --shared shared")


def afternoon(day: Day, every: list[Team]) -> None:
    """Handed in by file and by ZIP, one of them hostile; marked, overridden, published, reported."""
    here = every[:-1]
    HANDED_IN.mkdir()
    for one in here[:-1]:
        one.hand_in(HANDED_IN)
    packed = here[-1].hand_in(Path("desk-of-a-team"))
    zipped = as_windows_packs_it(packed, "晨光队的作业.ipynb")
    (HANDED_IN / "zipped.zip").write_bytes(zipped)
    with zipfile.ZipFile(HANDED_IN / "trap.zip", "w") as trap:
        trap.writestr("../../outside.ipynb", packed.read_bytes())
    Path("teams.txt").write_text("\n".join(one.name for one in every), "utf-8")
    before = written()
    said = day.runs(MARKING, code=1)
    assert written() == before
    assert "7 files were marked" in said
    assert "leads out of the folder" in said
    assert "zipped.zip/晨光队的作业.ipynb" in (MARKS / "gradebook.csv").read_text("utf-8-sig")
    assert every[-1].name in (MARKS / "cohort.html").read_text("utf-8")
    overridden(day, here[1].name)
    assert "7 works" in day.runs("publish marks")
    said = day.runs("report marks/results --out reports")
    assert "8 reports" in said  # one of them says why the trap has none
    spoken = [page.read_text("utf-8") for page in Path("reports").glob("*.html")]
    assert sum('lang="zh-Hans"' in page for page in spoken) == 3


def written() -> set[Path]:
    """Everything there is but the marks."""
    return {path for path in Path.cwd().parent.rglob("*") if MARKS.name not in path.parts}


def overridden(day: Day, team: str) -> None:
    """A manager gives a team what it needs to pass; marking again keeps it."""
    (work,) = json.loads(day.runs(f"override marks --team {team} --json"))
    assert "Work " in day.runs(f"override marks --team {team}")
    assert points_of(team) < 60
    for mark in work["criteria"]:
        if mark["points"] not in (None, mark["of"]) and points_of(team) < 60:
            given = f"--criterion {mark['criterion']} --points {mark['of']}"
            why = "--why 'said so at the debrief' --by Ann"
            assert "by Ann" in day.runs(f"override marks --team {team} {given} {why}")
    raised = points_of(team)
    day.runs(MARKING, code=1)
    assert points_of(team) == raised >= 60


def points_of(team: str) -> Decimal:
    """A team's points as the gradebook's table says them."""
    with (MARKS / "gradebook.csv").open(encoding="utf-8-sig", newline="") as table:
        (row,) = (row for row in csv.DictReader(table) if row["Team"] == team)
    return Decimal(row["Points"])


def evening(day: Day) -> None:
    """The debrief in both languages, and certificates; who gets none is told why."""
    for language, kicker in (("en", "Debrief"), ("zh", "复盘")):
        said = day.runs(
            f"workshop debrief spring --games handed-in --marks marks --language {language}"
        )
        assert "7 games and 7 marked plans" in said
        page = Words(Path(f"spring/debrief-{language}.html"))
        assert kicker in page.said
        assert not page.loads
        assert "石桥队" in page.said
    said = day.runs("workshop certificates spring --marks marks", code=1)
    assert "石桥队: no certificate. Nothing was handed in." in said
    assert "Lantern: no certificate." in said
    whole = Path("spring/certificates/all.html").read_text("utf-8")
    assert "松岭队" in whole
    assert "Harbour" in whole  # by the manager's override
    assert "Lantern" not in whole
    assert "结业证书" in whole


@pytest.fixture
def in_a_hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every command reads its case anew, and every change waits for the disk: here once, and not, will do."""
    parse = cache(strict_yaml.parse)
    monkeypatch.setattr(strict_yaml, "parse", parse)
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setattr(cohort_debrief, "GAMES", 128)


@pytest.fixture
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG", "FIVELAYER_LANGUAGE", "FIVELAYER_CASES"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("FIVELAYER_LANGUAGE", "en")
