"""The gradebook: what the machine gave, what people decided, what counts; and all of its history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, Final, Literal

from sqlalchemy import Connection, insert, select

from fivelayer.gradebook import exports, people, publishing, questions, stored
from fivelayer.gradebook import history as happened
from fivelayer.gradebook.marks import (
    MACHINE,
    Answer,
    Criterion,
    Decision,
    Disagreement,
    Entry,
    Mark,
    Work,
    fits,
    in_force,
)
from fivelayer.gradebook.opening import Database
from fivelayer.gradebook.questions import Rule
from fivelayer.gradebook.standing import Standing, decision, pass_marks_of, standings
from fivelayer.gradebook.tables import (
    CommentRow,
    DecisionRow,
    FlagRow,
    Marking,
    PassMark,
    Publication,
    WorkRow,
)
from fivelayer.gradebook.taking import Taken, take
from fivelayer.marking.result import Result
from fivelayer.messages import Language
from fivelayer.problems import Cannot
from fivelayer.record import names

_LONGEST: Final = 5_000
"""Characters of a reason or comment that are kept."""


class Gradebook:
    """A gradebook by URL. Nothing in it is changed in place; only `erase_person` removes anything."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @classmethod
    def open(cls, url: str) -> Gradebook:
        """Open a gradebook (`sqlite:///marks/gradebook.db`, or a file's path); made where none is.

        One of an older version is brought up to date, a copy of the old one staying beside it.

        Raises:
            Cannot: it is no gradebook (and stays as it is), or of a newer version, or unreachable.
        """
        return cls(Database(url))

    @property
    def name(self) -> str:
        """The file, or the server's address without its password."""
        return self._database.name

    @property
    def backup(self) -> str:
        """The copy made of an older version just now, or nothing."""
        return str(self._database.backup or "")

    def take(self, results: Iterable[Result], at: str = "", source: str = "") -> Taken:
        """Take the machine's results in, one after the other; people's marks stay and outrank them.

        Raises:
            Cannot: the database refuses; what was taken in before stays, and taking again goes on.
        """
        taken = take(self._database, results, at or now(), source)
        with self._database.reading() as connection:
            decided_on = connection.execute(select(DecisionRow.work_id).distinct()).scalars().all()
            for each in standings(connection, works=decided_on):
                taken.people += any(mark.by != MACHINE for mark in each.official)
                taken.flagged += sum(mark.flag is not None for mark in each.official)
        return taken

    def works(self, case: str = "", exercise: str = "") -> list[Work]:
        """Every work, with its official points."""
        with self._standings(case, exercise) as found:
            return [each.work for each in found]

    def criteria(self, case: str = "", exercise: str = "") -> list[Criterion]:
        """Every criterion in the key's order, with how much of it is marked."""
        with self._standings(case, exercise) as found:
            return questions.criteria(found)

    def answers(self, case: str, exercise: str, rule: str, by: str = "") -> list[Answer]:
        """Every work's answer to a criterion; `by` parts that person's decisions from the others'."""
        with self._standings(case, exercise) as found:
            return questions.answers(found, rule, by)

    def official(self, work_id: int) -> list[Mark]:
        """A work's official marks, in the key's order.

        Raises:
            Cannot: there is no such work.
        """
        with self._database.reading() as connection:
            return _one(connection, work_id).official

    def result(self, work_id: int) -> Result:
        """The machine's result of a work's counting submission.

        Raises:
            Cannot: there is no such work.
        """
        with self._database.reading() as connection:
            return _one(connection, work_id).result

    def decide(
        self,
        work_id: int,
        rule: str,
        points: Decimal | None,
        by: str,
        why: str = "",
        comment: str = "",
        *,
        second: bool = False,
    ) -> Decision:
        """Keep a person's mark; None takes that person's last one back (which is kept too).

        A second marker's is compared with the first's and never becomes the official mark.

        Raises:
            Cannot: no such work or criterion, no name, not in half points from 0 to what the
                criterion is worth, or nothing to take back.
        """
        by = person(by)
        with self._database.writing() as connection:
            work = _one(connection, work_id)
            before = work.decisions.get(rule, [])
            machine = work.machine.get(rule)
            if points is None:
                own = [d for d in in_force(before) if (d.by, d.second) == (by, second)]
                if not own:
                    raise Cannot("gradebook_nothing_back", by=by, rule=rule)
            elif machine is None:
                raise Cannot("gradebook_no_rule", rule=rule)
            elif not fits(points, machine.of):
                raise Cannot("gradebook_points", points=str(points), of=str(machine.of), rule=rule)
            row = {
                "work_id": work_id,
                "marking_id": work.row.id,
                "rule": rule,
                "halves": stored.halves(points),
                "second": second,
                "by": by,
                "at": now(),
                "why": _kept(why),
                "comment": _kept(comment),
                "answer": work.digest(rule),
            }
            made = connection.execute(insert(DecisionRow).values(**row))
            asked = select(DecisionRow, Marking.sha256).join(Marking)
            number = made.inserted_primary_key[0]  # type: ignore[index]
            return decision(connection.execute(asked.where(DecisionRow.id == number)).one())

    def history(self, work_id: int, rule: str = "") -> list[Entry]:
        """Everything that happened to a work, or to one criterion of it, oldest first."""
        with self._database.reading() as connection:
            return happened.history(connection, work_id, rule)

    def disagreements(
        self, case: str = "", exercise: str = "", rule: str = ""
    ) -> list[Disagreement]:
        """Where the first and the second marker give different points."""
        pairs = self.pairs(case, exercise, rule)
        return [pair for pair in pairs if pair.first.points != pair.second.points]

    def pairs(self, case: str = "", exercise: str = "", rule: str = "") -> list[Disagreement]:
        """Where both a first and a second marker have decided, alike or not."""
        with self._standings(case, exercise) as found:
            return questions.pairs(found, rule)

    def ratings(
        self, case: str = "", exercise: str = ""
    ) -> dict[Rule, list[tuple[Decimal, Decimal]]]:
        """By case, exercise and criterion: the machine's points and a person's, where both gave some."""
        with self._standings(case, exercise) as found:
            return questions.ratings(found)

    def flag(self, work_id: int, rule: str, by: str, *, raised: bool = True) -> None:
        """Say that an answer should be looked at again, or no longer.

        Raises:
            Cannot: no such work, or no name.
        """
        self.official(work_id)
        row = {"work_id": work_id, "rule": rule, "raised": raised, "by": person(by)}
        self._append(FlagRow, row)

    def flags(self, case: str = "", exercise: str = "") -> dict[Rule, frozenset[int]]:
        """By case, exercise and criterion: the works that somebody wants looked at again."""
        columns = (WorkRow.case_id, WorkRow.exercise, FlagRow.rule, FlagRow.work_id, FlagRow.raised)
        asked = select(*columns).select_from(FlagRow).join(WorkRow).order_by(FlagRow.id)
        if case:
            asked = asked.where(WorkRow.case_id == case)
        if exercise:
            asked = asked.where(WorkRow.exercise == exercise)
        with self._database.reading() as connection:
            latest = {(*row[:3], row.work_id): row.raised for row in connection.execute(asked)}
        found: dict[Rule, set[int]] = {}
        for (*name, work), raised in latest.items():
            if raised:
                found.setdefault((name[0], name[1], name[2]), set()).add(work)
        return {name: frozenset(works) for name, works in found.items()}

    def comments(self, case: str, exercise: str, rule: str) -> list[str]:
        """The comments kept for a criterion, the latest first; those given to answers among them."""
        own = {"case_id": case, "exercise": exercise, "rule": rule}
        with self._database.reading() as connection:
            kept = select(CommentRow.words).filter_by(**own).order_by(CommentRow.id.desc())
            return list(dict.fromkeys(connection.execute(kept).scalars()))

    def keep_comment(self, text: str, case: str, exercise: str, rule: str, by: str) -> None:
        """Keep a comment to be used again.

        Raises:
            Cannot: no name.
        """
        if words := _kept(text).strip():
            own = {"case_id": case, "exercise": exercise, "rule": rule}
            self._append(CommentRow, {**own, "words": words, "by": person(by)})

    def publish(self, works: Iterable[int] | Literal["all"], by: str) -> int:
        """Let the trainees see the marks of works; how many they could not see before.

        Raises:
            Cannot: no such work, or no name.
        """
        return self._publish(works, by, published=True)

    def withhold(self, works: Iterable[int] | Literal["all"], by: str) -> int:
        """Take marks back from the trainees' sight; how many they could see before.

        Raises:
            Cannot: no such work, or no name.
        """
        return self._publish(works, by, published=False)

    def pass_mark(self, case: str, exercise: str) -> int | None:
        """The percentage from which an exercise is passed, if one is set."""
        with self._database.reading() as connection:
            return pass_marks_of(connection).get((case, exercise))

    def set_pass_mark(self, case: str, exercise: str, percent: int | None, by: str) -> None:
        """Set the percentage from which an exercise is passed; None: no pass mark.

        Raises:
            Cannot: not from 0 to 100, or no name.
        """
        if percent is not None and not 0 <= percent <= 100:
            raise Cannot("gradebook_percent", percent=percent)
        row = {"case_id": case, "exercise": exercise, "percent": percent, "by": person(by)}
        self._append(PassMark, row)

    def export(self, folder: Path, language: Language = "en") -> None:
        """Write the tables of official marks into a folder: CSV, workbook and JSON.

        Raises:
            OSError: the folder cannot be written.
        """
        with self._database.reading() as connection:
            exports.write(connection, folder, exports.feedback_of(folder), language)

    def write_published(
        self,
        folder: Path,
        case_folders: Sequence[Path] = (),
        roster: Sequence[publishing.Trainee] = (),
    ) -> list[Path]:
        """Write what trainees may see into `folder/published`: pages, and tables for Canvas and Moodle.

        Raises:
            OSError: the folder cannot be written.
        """
        with self._database.reading() as connection:
            return publishing.write(connection, folder, case_folders, roster)

    def export_person(self, name: str) -> dict[str, Any]:
        """All that the gradebook holds of a trainee, or of a team where no trainee is named, as JSON."""
        with self._database.reading() as connection:
            return people.export(connection, name)

    def erase_person(self, name: str, by: str) -> people.Erased:
        """Erase it: the one thing that removes. What stays is how much was erased, when and by whom.

        Raises:
            Cannot: no name.
        """
        with self._database.writing() as connection:
            erased = people.erase(connection, name, person(by), now())
        self._database.forget()
        return erased

    @contextmanager
    def _standings(self, case: str, exercise: str) -> Iterator[Iterator[Standing]]:
        with self._database.reading() as connection:
            yield standings(connection, case=case, exercise=exercise)

    def _append(self, table: Any, row: dict[str, Any]) -> None:
        with self._database.writing() as connection:
            connection.execute(insert(table).values(**row, at=now()))

    def _publish(self, works: Iterable[int] | Literal["all"], by: str, *, published: bool) -> int:
        by = person(by)
        asked = None if works == "all" else {int(each) for each in works}
        with self._database.writing() as connection:
            found = {each.owner.id: each for each in standings(connection, works=asked)}
            if missing := (asked or set()) - found.keys():
                raise Cannot("gradebook_no_work", work=min(missing))
            rows = [
                {"work_id": number, "published": published, "by": by, "at": now()}
                for number, each in found.items()
                if each.published != published
            ]
            if rows:
                connection.execute(insert(Publication), rows)
        return len(rows)


def now() -> str:
    """This moment, to the second, as the gradebook writes it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def person(by: str) -> str:
    """The name of whoever decides, as it is kept.

    Raises:
        Cannot: there is none, or it is the machine's.
    """
    kept = names.name(by)
    if not kept or kept.casefold() == MACHINE:
        raise Cannot("gradebook_no_name")
    return kept


def _kept(words: str) -> str:
    """A text as it is kept: no half characters, no control characters, not endless."""
    plain = names.clean(words[:_LONGEST])
    return "".join(c for c in plain if c in "\n\t" or c >= " ")


def _one(connection: Connection, work_id: int) -> Standing:
    found = next(standings(connection, works=[work_id]), None)
    if found is None:
        raise Cannot("gradebook_no_work", work=work_id)
    return found
