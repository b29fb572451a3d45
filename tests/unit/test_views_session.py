"""What widgets send when somebody works on a lesson: messages in, messages and a record out."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from fivelayer import cases, places
from fivelayer.activity import Activity
from fivelayer.choices import LAYERS, Part
from fivelayer.record import Who
from fivelayer.views.session import Session, Shared
from fivelayer.views.widget import Widget

Message = dict[str, Any]
HOSTILE = '<img src=x onerror="alert(1)">=HYPERLINK("http://x")'


class Heard:
    """A session and everything that its widgets send."""

    def __init__(self, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
        self.session = session
        self.sent: list[tuple[Widget, Message]] = []
        for widget in session.widgets:
            monkeypatch.setattr(
                widget, "send", lambda content, w=widget: self.sent.append((w, content))
            )
        session.bar.receive({"kind": "hello", "notebook": True, "language": session.language})
        for widget in session.widgets[1:]:
            widget.receive({"kind": "hello"})
        self.sent.clear()

    @property
    def form(self) -> Widget:
        return next(iter(self.session.forms.values()))

    def tell(self, kind: str, widget: Widget | None = None, **data: Any) -> list[Message]:
        """Send a message, and return what the form heard of it."""
        self.sent.clear()
        (widget or self.form).receive({"kind": kind, **data})
        return self.by(self.form)

    def by(self, widget: Widget | None) -> list[Message]:
        return [message for one, message in self.sent if one is widget]

    def all(self, name: str) -> Any:
        return next((m[name] for _, m in reversed(self.sent) if name in m), None)

    @property
    def draft(self) -> dict[str, Any]:
        return self.session.activity.draft


Open = Callable[..., Heard]


@pytest.fixture
def opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Open:
    def open_one(
        *parts: Part, language: str = "en", who: Who | None = None, folder: Path | None = None
    ) -> Heard:
        case = cases.load(places.cases() / "qinglan")
        joined = who or Who(team="alpha", trainee="Li Na")
        workspace = folder or tmp_path
        work = Activity.open(case, "course", LAYERS, language, workspace, joined)  # type: ignore[arg-type]
        session = Session(Shared.of(work, workspace), parts or (Part.BARRIERS,), language)  # type: ignore[arg-type]
        return Heard(session, monkeypatch)

    return open_one


def on_disk(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(
        (folder / "records" / "alpha" / "qinglan--course.json").read_text("utf-8")
    )
    return found


def test_a_change_is_on_disk_before_it_is_acknowledged(opened: Open, tmp_path: Path) -> None:
    lesson = opened()
    (answer,) = lesson.tell("change", seq=7, path="barriers.reason", value="no time left")
    assert answer["seq"] == 7
    assert answer["saved"]["revision"] == 1
    assert "values" not in answer  # the browser knows what it typed
    assert on_disk(tmp_path)["draft"] == {"barriers": {"reason": "no time left"}}


def test_only_what_changed_is_sent(opened: Open) -> None:
    lesson = opened()
    lesson.tell("change", seq=1, path="barriers.reason", value="a")
    (answer,) = lesson.tell("change", seq=2, path="barriers.reason", value="ab")
    assert set(answer) == {"kind", "seq", "saved", "own"}
    assert [type(w).__name__ for w, _ in lesson.sent] == ["Form"]


def test_a_row_is_added_and_its_first_field_focused(opened: Open) -> None:
    lesson = opened()
    (answer,) = lesson.tell("add", seq=1, table="barriers.entries")
    assert answer["focus"] == "barriers.entries.b1"
    assert answer["values"] == {"entries": [{"id": "b1"}]}


def test_a_row_removed_can_be_brought_back(opened: Open) -> None:
    lesson = opened()
    lesson.tell("add", seq=1, table="barriers.entries")
    lesson.tell("change", seq=2, path="barriers.entries.b1.what", value="the shortlist")
    (answer,) = lesson.tell("remove", seq=3, table="barriers.entries", row="b1")
    assert answer["said"] == "Barrier 1 is removed. Undo brings it back."
    assert not answer["values"].get("entries")
    (answer,) = lesson.tell("undo", seq=4)
    assert answer["values"]["entries"] == [{"id": "b1", "what": "the shortlist"}]
    assert answer["can"] == {"undo": True, "redo": True}


def test_rows_move(opened: Open) -> None:
    lesson = opened()
    for seq in (1, 2):
        lesson.tell("add", seq=seq, table="barriers.entries")
    (answer,) = lesson.tell("move", seq=3, table="barriers.entries", row="b2", by=-1)
    assert [row["id"] for row in answer["values"]["entries"]] == ["b2", "b1"]


def test_a_line_goes_to_the_field_last_focused_and_is_marked(opened: Open) -> None:
    lesson = opened()
    lesson.tell("add", seq=1, table="barriers.entries")
    lesson.tell("focus", path="barriers.entries.b1.gate_date")
    assert lesson.by(lesson.session.dossier) == [{"kind": "into", "label": "Barrier 1: Gate date"}]
    (answer,) = lesson.tell("cite", lesson.session.dossier, line="D2:7")
    assert answer["values"]["entries"][0]["lines"] == ["D2:7"]
    assert answer["lines"]["D2:7"].startswith("Uploading")
    assert lesson.by(lesson.session.dossier) == [
        {"kind": "cited", "lines": {"D2:7": ["Barrier 1"]}}
    ]
    (answer,) = lesson.tell("uncite", seq=2, path="barriers.entries.b1.lines", line="D2:7")
    assert not answer["values"]["entries"][0].get("lines")


def test_without_a_field_a_line_goes_nowhere(opened: Open) -> None:
    lesson = opened()
    assert lesson.tell("cite", lesson.session.dossier, line="D2:7") == []
    assert lesson.draft == {}


def test_a_field_that_takes_no_lines_says_so(opened: Open) -> None:
    lesson = opened()
    lesson.tell("focus", path="barriers.reason")
    (answer,) = lesson.tell("cite", lesson.session.dossier, line="D2:7")
    assert answer["said"].startswith("This field takes no lines of the dossier.")


def test_a_remark_stands_at_its_field_and_goes_when_it_is_met(opened: Open) -> None:
    lesson = opened(Part.INFORMATION)
    path = "information.headcount.value"
    remarked, saved = lesson.tell("change", seq=1, path=path, value="about ninety")
    assert "seq" not in remarked  # the remark does not wait for the disk
    assert saved["seq"] == 1
    (remark,) = remarked["remarks"][path]
    assert remark["effect"]
    assert remark["statement"] == "S2"
    assert remark["statement_words"]
    assert lesson.all("next")["field"] == path
    remarked, saved = lesson.tell("change", seq=2, path=path, value="109")
    assert path not in remarked["remarks"]
    assert "remarks" not in saved


def test_the_coach_makes_at_most_three_remarks_with_hints_and_back(opened: Open) -> None:
    lesson = opened()
    panel = lesson.session.coaches[Part.BARRIERS]
    lesson.tell("ask", panel)
    (shown,) = lesson.by(panel)
    assert 1 <= len(shown["remarks"]) <= 3
    assert not shown.get("stale")
    first = shown["remarks"][0]
    lesson.tell("hint", panel, rule=first["rule"], field=first["field"], level=2)
    (hint,) = [m for m in lesson.by(panel) if m["kind"] == "hint"]
    assert hint["text"]
    assert hint["level"] == 2
    lesson.tell("change", seq=1, path="barriers.reason", value="x")
    assert lesson.by(panel) == [{"kind": "remarks", "stale": True}]


@pytest.mark.parametrize("level", [0, 4, "2", None])
def test_a_hint_of_no_level_is_not_given(opened: Open, level: object) -> None:
    lesson = opened()
    panel = lesson.session.coaches[Part.BARRIERS]
    lesson.tell("ask", panel)
    first = lesson.by(panel)[0]["remarks"][0]
    lesson.tell("hint", panel, rule=first["rule"], field=first["field"], level=level)
    assert lesson.by(panel) == []


def test_the_map_and_the_form_follow_each_other(opened: Open) -> None:
    lesson = opened(Part.RELATIONSHIP)
    chart = lesson.session.map
    row = "relationship.decision_makers.d1"
    lesson.tell("add", seq=1, table="relationship.decision_makers")
    lesson.tell("change", seq=2, path=f"{row}.person", value="Su Mingwei")
    lesson.tell("change", seq=3, path=f"{row}.weight", value="30%")
    (shown,) = lesson.by(chart)
    assert shown["people"] == [{"id": "d1", "name": "Su Mingwei", "weight": 30.0, "support": {}}]
    (answer,) = lesson.tell("drag", chart, id="d1", party="junheng", support=2, weight=40)
    (maker,) = answer["values"]["decision_makers"]
    assert maker["support"] == {"junheng": "2"}
    assert maker["weight"] == "40"
    (shown,) = lesson.by(chart)
    assert shown["totals"][0].endswith("Junheng Information 80. The other side has no entry yet.")
    (answer,) = lesson.tell("undo", chart)  # one drag is one step
    assert answer["values"]["decision_makers"][0]["weight"] == "30%"
    assert answer["values"]["decision_makers"][0].get("support", {}) == {}
    lesson.tell("redo", chart)
    assert lesson.draft["relationship"]["decision_makers"][0]["support"] == {"junheng": "2"}


def test_the_benefits_form_offers_the_decision_makers_of_the_plan(opened: Open) -> None:
    lesson = opened(Part.RELATIONSHIP, Part.INTEREST)
    lesson.tell("add", seq=1, table="relationship.decision_makers")
    path = "relationship.decision_makers.d1.person"
    lesson.tell("change", seq=2, path=path, value="Su Mingwei")
    (news,) = lesson.by(lesson.session.forms[Part.INTEREST])
    assert news["options"]["for_whom"][1] == ["d1", "Su Mingwei"]


def test_two_tabs_show_the_same(opened: Open) -> None:
    first = opened()
    second = opened()
    second.sent.clear()
    first.tell("change", seq=1, path="barriers.reason", value="seen in both")
    (news,) = second.by(second.form)
    assert news["values"] == {"reason": "seen in both"}
    assert "own" not in news  # only the tab that was used saves the notebook
    second.session.bar.receive({"kind": "bye"})
    second.sent.clear()
    first.tell("change", seq=2, path="barriers.reason", value="and on")
    assert second.sent == []


def test_another_notebook_of_the_same_team_is_taken_in(opened: Open, tmp_path: Path) -> None:
    lesson = opened()
    case = cases.load(places.cases() / "qinglan")
    elsewhere = Activity.open(case, "course", LAYERS, "en", tmp_path)
    elsewhere.change("barriers.strategy", "watch")
    (answer,) = lesson.tell("change", seq=1, path="barriers.reason", value="mine")
    assert answer["values"] == {"strategy": "watch", "reason": "mine"}


def test_joining_takes_along_what_was_typed_before(opened: Open, tmp_path: Path) -> None:
    lesson = opened(who=Who())
    assert lesson.session.activity.who.owner == ""
    lesson.tell("change", seq=1, path="barriers.reason", value="typed before")
    lesson.tell("join", lesson.session.bar, team="alpha", trainee="Li Na", again=False)
    assert lesson.all("joined") is True
    assert on_disk(tmp_path)["draft"] == {"barriers": {"reason": "typed before"}}


def test_where_hand_in_and_start_over_say_where_the_file_is(opened: Open, tmp_path: Path) -> None:
    lesson = opened()
    lesson.tell("change", seq=1, path="barriers.reason", value="x")
    lesson.tell("where", lesson.session.bar)
    assert str(tmp_path / "records" / "alpha") in lesson.all("text")
    lesson.tell("hand_in", lesson.session.bar)
    assert ".ipynb" in lesson.all("text")
    assert list((tmp_path / "hand-in").glob("*.ipynb"))
    lesson.tell("start_over", lesson.session.bar)
    assert lesson.draft == {}
    assert "kept" in lesson.all("text")


def test_a_later_copy_in_the_notebook_comes_back(opened: Open, tmp_path: Path) -> None:
    first = opened(folder=tmp_path / "first")
    first.tell("change", seq=1, path="barriers.reason", value="on another computer")
    carried = {"language": "en", "record": first.session.activity.copy()}
    second = opened(folder=tmp_path / "second")
    second.tell("hello", second.session.bar, notebook=True, language="en", metadata=carried)
    assert second.draft == {"barriers": {"reason": "on another computer"}}
    assert second.by(second.form)[-1]["values"] == {"reason": "on another computer"}


def test_somebody_elses_copy_is_for_reading(opened: Open, tmp_path: Path) -> None:
    theirs = opened(who=Who(team="beta", trainee="Wu"), folder=tmp_path / "theirs")
    theirs.tell("change", seq=1, path="barriers.reason", value="theirs")
    carried = {"language": "en", "record": theirs.session.activity.copy()}
    mine = opened(folder=tmp_path / "mine")
    mine.tell("hello", mine.session.bar, notebook=True, language="en", metadata=carried)
    assert mine.by(mine.form)[-1]["read_only"] is True
    assert "beta" in mine.all("notice")["text"]
    mine.tell("change", seq=2, path="barriers.reason", value="mine")
    assert mine.draft == {"barriers": {"reason": "theirs"}}
    assert not (tmp_path / "mine" / "records" / "beta").exists()


def test_the_browser_knows_the_notebooks_language(opened: Open) -> None:
    lesson = opened(language="en")
    lesson.tell("hello", lesson.session.bar, notebook=True, language="zh", metadata=None)
    assert lesson.form.spec["title"] == "壁垒层"
    assert lesson.session.dossier.spec["documents"][0]["title"].startswith("框架协议")


def test_what_people_type_stays_as_it_is(opened: Open, tmp_path: Path) -> None:
    lesson = opened()
    (answer,) = lesson.tell("change", seq=1, path="barriers.reason", value=HOSTILE)
    assert answer["seq"] == 1
    assert on_disk(tmp_path)["draft"]["barriers"]["reason"] == HOSTILE


@pytest.mark.parametrize(
    "message",
    [
        None, "change", 3, [], {}, {"kind": 3}, {"kind": "take"}, {"kind": "__init__"},
        {"kind": "change"}, {"kind": "change", "path": "information.founded.value", "value": "x"},
        {"kind": "change", "path": "barriers.reason", "value": {"a": 1}},
        {"kind": "change", "path": ["barriers"], "value": "x"},
        {"kind": "cite", "line": {"x": 1}, "path": 4}, {"kind": "go", "field": 7},
        {"kind": "hint", "rule": [], "field": {}, "level": 1}, {"kind": "focus", "path": "x.y.z"},
        {"kind": "move", "table": "barriers.entries", "row": "b9", "by": "up"},
    ],
)  # fmt: skip
def test_a_message_that_is_none_changes_nothing(opened: Open, message: object) -> None:
    lesson = opened()
    lesson.form.receive(message)
    assert lesson.draft == {}


def test_a_fault_becomes_a_sentence_and_a_log(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = opened()
    monkeypatch.setenv("FIVELAYER_STRICT", "0")
    lesson.tell("change", seq=1, path="barriers.no_such_field", value="x")
    assert lesson.all("text").startswith("That did not work. Nothing you typed before is lost.")
    log = tmp_path / "records" / "trouble.log"
    assert "no_such_field" in log.read_text("utf-8")
    monkeypatch.setenv("FIVELAYER_STRICT", "1")
    with pytest.raises(KeyError):
        lesson.tell("change", seq=2, path="barriers.no_such_field", value="x")


def test_a_read_only_folder_is_said_where_people_type(
    opened: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lesson = opened()

    def denied(*_: object, **__: object) -> str:
        raise PermissionError(13, "denied")

    monkeypatch.setattr("fivelayer.record.store.Store.save", denied)
    (answer,) = lesson.tell("change", seq=1, path="barriers.reason", value="x")
    assert answer["seq"] == 1
    assert "may not be written to" in answer["trouble"]["said"]
    monkeypatch.undo()


def test_an_answer_takes_little_time(opened: Open) -> None:
    lesson = opened(*LAYERS)
    for number in range(6):
        lesson.tell("add", seq=number, table="relationship.decision_makers")
    took = []
    form = lesson.session.forms[Part.RELATIONSHIP]
    for number in range(30):
        path = "relationship.decision_makers.d3.criteria"
        began = time.perf_counter()
        lesson.tell("change", form, seq=10 + number, path=path, value="fast enough"[: number + 1])
        took.append(time.perf_counter() - began)
    assert sorted(took)[15] < 0.1  # a slow machine, five forms at once; the benchmark is stricter
