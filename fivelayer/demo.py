"""The kit's main job without a screen: four teams' work handed in, marked and reported on."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import json
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from fivelayer import cases, places
from fivelayer import draft as drafts
from fivelayer.activity import Activity
from fivelayer.cases import Case
from fivelayer.choices import LAYERS
from fivelayer.labels import tables
from fivelayer.messages import Language, text
from fivelayer.problems import Cannot, writing
from fivelayer.record import Who

if TYPE_CHECKING:
    from fivelayer.marking.result import Result

CASE: Final = "qinglan"
OUT: Final = Path("out/demo")
LEDGER: Final = ".fivelayer-demo.json"
"""Lists what the demonstration wrote, with each file's SHA-256: only that may be replaced."""
SAMPLES: Final[dict[Language, dict[str, str]]] = {
    "en": {"good": "good", "middling": "middling", "weak": "weak-zh"},
    "zh": {"good": "good-zh", "middling": "middling", "weak": "weak-zh"},
}
"""The teams and their samples: most in the reader's language, and always both."""


@dataclass(frozen=True)
class Demo:
    """What the demonstration made."""

    out: Path
    results: tuple[Result, ...]
    reports: tuple[Path, ...]
    kept: tuple[Path, ...]
    """Files of an earlier run that somebody had changed: renamed, not replaced."""


def run(out: Path, language: Language, step: Callable[[str], None] = lambda _: None) -> Demo:
    """Hand in, mark and report for four teams, one of them with a mangled file.

    `step` is told, in words, what is being done.

    Raises:
        Cannot: the folder holds something that is not the demonstration's, or cannot be written.
    """
    from fivelayer import gradebook, marking, reports

    out = out.absolute()
    with writing(out), tempfile.TemporaryDirectory(prefix="fivelayer-demo-") as folder:
        earlier, made = _earlier(out), Path(folder)
        out.mkdir(parents=True, exist_ok=True)
        step(text("cli.demo.handing_in", language))
        hand_in_all(made / "submissions", language)
        step(text("cli.demo.marking", language))
        marked = marking.mark_folder(made / "submissions", made)
        results = tuple(marked)  # read now: the folder goes away
        book = gradebook.Gradebook.open(str(made / "gradebook.db"))
        book.take(results)
        book.export(made, language)
        step(text("cli.demo.reporting", language))
        written = reports.batch(made / "results", made / "reports", language=None)
        kept = _put(made, out, earlier)
    pages = tuple(out / "reports" / one.page.name for one in written)
    return Demo(out, results, pages, kept)


def hand_in_all(folder: Path, language: Language) -> None:
    """Write the submissions of four teams, each through a record of its own; the last is mangled."""
    case = cases.find(CASE, [places.cases()])
    for kind, name in SAMPLES[language].items():
        sample = case.sample(name)
        team = text(f"cli.demo.team.{kind}", sample.language)
        hand_in(case, sample.draft, team, sample.language, folder)
    team = text("cli.demo.team.mangled", language)
    whole = hand_in(case, sample.draft, team, language, folder)
    # What a full stick or a broken mail leaves: the first third of the file.
    whole.write_bytes(whole.read_bytes()[: whole.stat().st_size // 3])


def hand_in(case: Case, draft: drafts.Draft, team: str, language: Language, folder: Path) -> Path:
    """Work through a plan as a team would, ask the coach about each layer, hand in."""
    with tempfile.TemporaryDirectory() as workspace:
        who = Who(team=team)
        activity = Activity.open(case, "course", LAYERS, language, Path(workspace), who)
        for layer in LAYERS:
            fill_in(activity, draft, layer.value)
            activity.ask(layer)
        handed_in = activity.hand_in(folder)
    if not isinstance(handed_in, Path):
        raise Cannot("hand_in", why=handed_in.said.words(language))
    return handed_in


def fill_in(activity: Activity, draft: drafts.Draft, part: str) -> None:
    """Type a part of a plan in, row by row; rows get the record's own ids."""
    inside = [table for table in tables() if table.partition(".")[0] == part]
    for table in inside:
        for row in drafts.rows(draft, table):
            row_id = activity.add_row(table)
            for path, value in drafts.leaves({k: v for k, v in row.items() if k != "id"}):
                activity.change(f"{table}.{row_id}.{path}", _typed(activity, draft, path, value))
    for path, value in drafts.leaves(draft.get(part, {}), part):
        if not any(path.startswith(f"{table}.") for table in inside):
            activity.change(path, _typed(activity, draft, path, value))


def _typed(activity: Activity, draft: drafts.Draft, path: str, value: Any) -> str | list[str]:
    """A value as typed; a reference to a decision maker leads to the row it became."""
    if isinstance(value, list):
        return [str(one) for one in value]
    if path == "for_whom":
        people = "relationship.decision_makers"
        before = [row.get("id") for row in drafts.rows(draft, people)]
        now = [str(row["id"]) for row in drafts.rows(activity.draft, people)]
        return now[before.index(value)] if value in before else str(value)
    return str(value)


def _earlier(out: Path) -> dict[str, str]:
    """What an earlier run wrote here: names and digests.

    Raises:
        Cannot: there is something here, and no demonstration wrote it.
    """
    try:
        listed = json.loads((out / LEDGER).read_text(encoding="utf-8"))
        return {str(name): str(digest) for name, digest in listed.items()}
    except FileNotFoundError:
        if not out.exists() or not any(out.iterdir()):
            return {}
    except (ValueError, AttributeError):
        pass  # not a list of ours
    raise Cannot("not_mine", folder=str(out))


def _put(made: Path, out: Path, earlier: dict[str, str]) -> tuple[Path, ...]:
    """Replace the earlier run's files by those just made; what somebody changed is renamed."""
    ledger = {path.relative_to(made).as_posix(): _digest(path) for path in _files(made)}
    kept = []
    for name in sorted({*earlier, *ledger}):
        place = out / name
        if not place.resolve().is_relative_to(out.resolve()) or not place.is_file():
            continue
        if earlier.get(name) == _digest(place):
            place.unlink()
        else:
            kept.append(_aside(place))
    # The list is written first: a run that breaks off leaves nothing behind that looks strange.
    (out / LEDGER).write_text(json.dumps(ledger, indent=1, ensure_ascii=False), encoding="utf-8")
    shutil.copytree(made, out, dirs_exist_ok=True)
    for folder in {(out / name).parent for name in earlier} - {out}:
        with contextlib.suppress(OSError):
            folder.rmdir()
    return tuple(kept)


def _aside(place: Path) -> Path:
    """Rename a file so that nothing is in its way."""
    numbered = (place.with_name(f"{place.stem}.kept-{n}{place.suffix}") for n in itertools.count(1))
    return place.replace(next(path for path in numbered if not path.exists()))


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
