"""A real customer's plan: begun with a name, kept at home whatever happens, compared with itself."""

from __future__ import annotations

import base64
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fivelayer import lab, places
from fivelayer.choices import Part
from fivelayer.cli import main
from fivelayer.draft import Draft
from fivelayer.marking import submissions
from fivelayer.messages import LANGUAGES
from fivelayer.my_accounts import accounts, check, comparison, contacts, snapshots
from fivelayer.my_accounts.accounts import About, Accounts
from fivelayer.my_accounts.forgetting import forget
from fivelayer.my_accounts.keeping import OwnActivity
from fivelayer.problems import Cannot, Problems
from fivelayer.record import Record, handin, names
from fivelayer.record.outcomes import Trouble
from fivelayer.reports import own as reports
from fivelayer.submit import submit
from fivelayer.views.notebook import Here
from fivelayer.views.own import OwnPage
from fivelayer.workshop import leaks

CUSTOMER = "Lanjiang Water 澜江"
HEAD = "name,department,post,role,weight,support,coverage,phone\n"
ROWS = (
    "Li Na,Plant,Chief engineer,evaluates,40,+1,met,138\nWang Qiang,,Director,approves,35,-1,,139\n"
)


@pytest.fixture
def shelf(tmp_path: Path) -> Accounts:
    return Accounts(tmp_path)


@pytest.fixture
def about(shelf: Accounts) -> About:
    return shelf.start(CUSTOMER)


@pytest.fixture
def work(shelf: Accounts, about: About) -> OwnActivity:
    """An account with two contacts in its plan."""
    opened = OwnActivity(shelf, about, "en")
    opened.add_rows(contacts.TABLE, contacts.read((HEAD + ROWS).encode(), {}).rows)
    return opened


def everything(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


# --- begun, renamed, removed ---------------------------------------------------------------------


def test_a_name_is_enough_to_begin(shelf: Accounts, about: About) -> None:
    assert shelf.current() == about
    case = shelf.case(about)
    assert case.file.name["zh"] == CUSTOMER
    assert case.key is None
    assert case.documents("en")[0].blocks[0].text.endswith(CUSTOMER)
    assert case.file.today == accounts.today_here().isoformat()


@pytest.mark.parametrize("name", ["", "   ", "x" * 121, "\x00"])
def test_no_name_or_too_long_a_one_begins_nothing(shelf: Accounts, name: str) -> None:
    with pytest.raises(Cannot):
        shelf.start(name)
    assert not shelf.all()


@pytest.mark.parametrize(
    ("given_", "wrong"), [("rivals", "a," * 3 + "b,c,d,e,f,g"), ("day", "2026")]
)
def test_other_answers_are_checked_too(shelf: Accounts, given_: str, wrong: str) -> None:
    with pytest.raises(Cannot):
        shelf.start("A", **{given_: wrong})
    assert not shelf.all()


def test_renamed_the_plan_stays(shelf: Accounts, about: About, work: OwnActivity) -> None:
    renamed = shelf.change(about, "Lanjiang Group", "pumps", "Alpha，Beta")
    again = OwnActivity(shelf, renamed, "zh")
    assert again.draft == work.draft
    assert [rival.name["en"] for rival in again.case.file.rivals] == ["Alpha", "Beta"]


def test_removed_means_kept_in_the_archive_and_can_be_brought_back(
    shelf: Accounts, about: About, work: OwnActivity
) -> None:
    before = everything(shelf.place(about))
    kept = shelf.remove(about)
    assert not shelf.all()
    assert everything(kept) == before
    assert shelf.bring_back(shelf.removed()[0].name) == about
    assert OwnActivity(shelf, about, "en").draft == work.draft


def test_several_accounts_keep_apart(shelf: Accounts, about: About, work: OwnActivity) -> None:
    other = shelf.start("Second")
    assert OwnActivity(shelf, other, "en").draft == {}
    assert shelf.current() == other
    shelf.choose(about.id)
    assert shelf.current() == about
    assert len(shelf.all()) == 2


def test_notes_are_cited_like_a_dossier_and_keep_their_numbers(
    shelf: Accounts, about: About
) -> None:
    about = shelf.note(about, "", "visit_notes", "2026-03-02", "One thing\n\nAnother")
    about = shelf.note(about, "Notice", "public", "", "A third")
    documents = shelf.case(about).documents("en")
    assert [d.id for d in documents] == ["D1", "D2", "D3"]
    assert [block.text for block in documents[1].blocks] == ["One thing", "Another"]
    opened = OwnActivity(shelf, about, "en")
    opened.cite("information.founded.value", "D2:1")
    assert opened.draft["information"]["founded"]["lines"] == ["D2:1"]


def test_a_note_is_put_right_and_what_cites_it_holds(shelf: Accounts, about: About) -> None:
    about = shelf.note(about, "Talk", "visit_notes", "2026-03-02", "One thing\nAnother")
    about = shelf.note(about, "Notice", "public", "", "A third")
    opened = OwnActivity(shelf, about, "en")
    opened.cite("information.founded.value", "D2:2")
    about = shelf.correct(about, 2, "Talk on Monday", "hearsay", "", "One thing\nOther\nNew")
    assert shelf.get(about.id) == about
    talk, notice = shelf.case(about).documents("en")[1:]
    assert [block.text for block in talk.blocks] == ["One thing", "Other", "New"]
    assert (talk.id, talk.title, talk.kind, talk.date) == (
        "D2",
        "Talk on Monday",
        "hearsay",
        "2026-03-02",
    )
    assert [block.text for block in notice.blocks] == ["A third"]
    assert OwnActivity(shelf, about, "en").draft["information"]["founded"]["lines"] == ["D2:2"]


@pytest.mark.parametrize(
    ("number", "words", "says"),
    [
        (2, "One thing", "at least as many"),
        (2, "", "at least one line"),
        (7, "One\nTwo", "no note D7"),
        (1, "One\nTwo", "no note D1"),
    ],
)
def test_what_cannot_be_put_right_changes_nothing(
    shelf: Accounts, about: About, number: int, words: str, says: str
) -> None:
    about = shelf.note(about, "", "visit_notes", "2026-03-02", "One thing\nAnother")
    with pytest.raises(Cannot) as refused:
        shelf.correct(about, number, "", "visit_notes", "", words)
    assert says in refused.value.words("en")
    assert shelf.get(about.id) == about


def test_a_mangled_account_hides_no_other(shelf: Accounts, about: About) -> None:
    for name, written in {
        "own-00000000": b"{",
        "own-00000001": b"[]",
        "own-0000000g": b"{}",
    }.items():
        (shelf.folder / name).mkdir()
        (shelf.folder / name / "account.json").write_bytes(written)
    assert shelf.all() == [about]


# --- never in a kit, never in a submission, never in a notebook ----------------------------------------


def test_handing_in_refuses_with_one_message(work: OwnActivity, shelf: Accounts) -> None:
    outcome = work.hand_in()
    assert isinstance(outcome, Trouble)
    assert "never handed in" in outcome.said.words("en")
    assert not list(shelf.folder.parent.rglob("*.ipynb"))
    with pytest.raises(Cannot, match="never handed in"):
        handin.notebook(work.record, list(Part))


def test_submit_passes_it_by_and_refuses_it_when_asked_for(
    work: OwnActivity, shelf: Accounts, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(Cannot, match="no records"):
        submit(tmp_path)
    with pytest.raises(Cannot, match="never handed in"):
        submit(work.where().parents[2])
    strayed = tmp_path / "records" / work.where().parent.name / work.where().name
    strayed.parent.mkdir(parents=True)
    strayed.write_bytes(work.where().read_bytes())
    with pytest.raises(Cannot, match="never handed in"):
        submit(tmp_path)
    assert main(["submit", str(tmp_path), "--lang", "en"]) == 2
    assert "never handed in" in capsys.readouterr().err
    assert not list(tmp_path.rglob("*.ipynb"))


def carried(record: dict[str, Any], **more: Any) -> bytes:
    ours = {"language": "en", "record": record, **more}
    tree = {"cells": [], "metadata": {"fivelayer": ours}, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(tree).encode()


def test_marking_refuses_it_whatever_the_file_says(work: OwnActivity) -> None:
    record = work.record.json_form()
    for more in ({}, {"submission": True}, {"submission": True, "receipt": "x" * 64}):
        found = submissions.submission(carried(record, **more))
        assert isinstance(found, submissions.Refusal)
        assert found.code == "own_account"
        assert CUSTOMER not in str(found)


TEXTS = st.text(max_size=30)


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.dictionaries(st.sampled_from(["team", "trainee", "workshop", "case"]), TEXTS), TEXTS)
def test_never_in_a_submission(work: OwnActivity, who: dict[str, str], typed: str) -> None:
    """Whatever was typed and whoever it names: no notebook is made, and one made by hand is refused."""
    form = work.record.json_form()
    form["identity"].update({name: names.name(said) for name, said in who.items()})
    form["draft"] = {"information": {"main_business": {"value": names.clean(typed)}}}
    record = Record.model_validate(form)
    with pytest.raises(Cannot):
        handin.notebook(record, list(Part))
    found = submissions.submission(carried(form, submission=True))
    assert isinstance(found, submissions.Refusal)


def packed(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, data)
    return out.getvalue()


WAYS: dict[str, Callable[[bytes], bytes]] = {
    "as it is": lambda data: data,
    "indented": lambda data: (
        json.dumps(json.loads(data), indent=1).encode() if data.startswith(b"{") else data
    ),
    "in a notebook": lambda data: carried(json.loads(data)) if data.startswith(b"{") else data,
    "as text in a notebook": lambda data: json.dumps({"source": data.decode()}).encode(),
    "zipped twice": lambda data: packed("a.zip", packed("b.txt", data)),
    "attached": lambda data: json.dumps({"a": base64.b64encode(data).decode()}).encode(),
}


@pytest.mark.parametrize("way", WAYS)
def test_never_in_a_kit(
    work: OwnActivity, shelf: Accounts, about: About, way: str, tmp_path: Path
) -> None:
    work.keep()
    reports.write(tmp_path, about, "en")
    files = everything(shelf.place(about))
    kinds = {"account.json", "report-", "snapshots", "own-account.json"}
    assert all(any(kind in name for name in files) for kind in kinds)
    for name, data in files.items():
        if not name.endswith(".lock") and ".device" not in name:
            (leak,) = leaks.private({"exercises/x/innocent.bin": WAYS[way](data)})[:1]
            assert leak.what == "own_account", name


def test_what_lies_in_its_folder_is_never_in_a_kit_whatever_it_says() -> None:
    assert leaks.private({"notebooks/en/my-accounts/own-1/a.txt": b"x"})
    assert not leaks.private({"notebooks/en/10-your-own-account.ipynb": b'{"a": "own-account"}'})


def test_lessons_that_somebody_worked_in_leave_it_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = tmp_path / "content"
    folder = content / "notebooks" / "en"
    folder.mkdir(parents=True)
    (folder / "a.ipynb").write_text("{}")
    shelf = Accounts(folder)
    OwnActivity(shelf, shelf.start(CUSTOMER), "en").change("fit.reason", "ours")
    monkeypatch.setattr(places, "content", lambda: content)
    assert [name.name for _, name in lab.lessons()] == ["a.ipynb"]


# --- contacts ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
@pytest.mark.parametrize("apart", [",", ";", "\t", "，"])
def test_contacts_of_any_usual_form_say_the_same(encoding: str, apart: str) -> None:
    said = "姓名,部门,职务,角色,权重,支持,接触程度,手机\n李娜,设备处,总工,评估,４０%,偏向支持,见过面,138\n"
    found = contacts.read(said.replace(",", apart).encode(encoding), {})
    row = {"person": "李娜", "post": "设备处 总工", "role": "evaluates", "weight": "40"}
    assert found.rows == ({**row, "coverage": "met", "support": {"us": "1"}},)
    assert found.left_out == ("手机",)


def problems(rows: str) -> list[tuple[int | None, str]]:
    with pytest.raises(Problems) as found:
        contacts.read((HEAD + rows).encode(), {}, "c.csv")
    assert all(one.words(language) for one in found.value.problems for language in LANGUAGES)
    return [(one.line, one.code) for one in found.value.problems]


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("=HYPERLINK(1),,,,,,,", "contacts_formula"),
        ("A,,@SUM(1),,,,,", "contacts_formula"),
        ("A,,+cmd|' /C calc'!A0,,,,,", "contacts_formula"),
        (f"{'x' * 121},,,,,,,", "contacts_name_long"),
        (",Plant,Head,,,,,", "portfolio_blank"),
        ("A,,,owner,,,,", "contacts_role"),
        ("A,,,,101,,,", "contacts_weight"),
        ("A,,,,much,,,", "contacts_weight"),
        ("A,,,,,3,,", "contacts_support"),
        ("A,,,,,0.5,,", "contacts_support"),
        ("A,,,,,,often,", "contacts_coverage"),
        ('A,"open,,,,,,', "portfolio_quotes"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(row: str, code: str) -> None:
    assert (3, code) in problems(f"B,,,,,,,\n{row}\n")


def test_one_person_twice() -> None:
    assert problems("A,,,,10,,,\nA,,,,20,,,\n") == [(3, "contacts_twice")]
    found = contacts.read((HEAD + "A,,,,10,,,\n\nA,,,,10,,,\n").encode(), {})
    assert (len(found.rows), found.repeated) == (1, 1)


def test_people_in_the_plan_already_are_left_as_they_are(work: OwnActivity) -> None:
    found = contacts.read((HEAD + "li na,,Boss,,99,,,\nNew,,,,,,,\n").encode(), work.draft)
    assert [row["person"] for row in found.rows] == ["New"]
    assert found.already == ("li na",)


@pytest.mark.parametrize("text", ["", "\n\n", "post,phone\na,b\n", "name,name\na,b\n", "name\n"])
def test_a_file_without_what_is_needed_is_refused(text: str) -> None:
    with pytest.raises(Problems):
        contacts.read(text.encode(), {})


CELLS = st.text(st.characters(codec="utf-8"), max_size=12)
LINES = st.lists(st.lists(CELLS, min_size=1, max_size=8), max_size=6)


def page(workspace: Path) -> OwnPage:
    def report(folder: Path, of: About, language: Any) -> Path:
        return reports.write(folder, of, language)

    return OwnPage(Here(workspace, "en"), report)


def taken(shown: OwnPage, raw: bytes) -> dict[str, Any]:
    shown.panel.receive({"kind": "import", "name": "c.csv", "data": base64.b64encode(raw).decode()})
    assert shown.taken is not None
    return shown.taken


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=LINES, tail=st.binary(max_size=6))
def test_an_import_is_whole_or_nothing(
    tmp_path_factory: pytest.TempPathFactory, lines: list[list[str]], tail: bytes
) -> None:
    """Whatever the file: every line of it is in the plan, by one step that can be taken back, or none."""
    workspace = tmp_path_factory.mktemp("w")
    Accounts(workspace).start("A")
    shown = page(workspace)
    assert shown.activity is not None
    raw = (HEAD + ROWS + "\n".join(",".join(cells) for cells in lines)).encode() + tail
    before = shown.activity.draft
    told = taken(shown, raw)
    if told["problems"]:
        assert shown.activity.draft == before
        assert shown.activity.saved.revision == 0
        return
    rows = shown.activity.draft["relationship"]["decision_makers"]
    assert [row["id"] for row in rows] == [f"d{n}" for n in range(1, len(rows) + 1)]
    assert [row["person"] for row in rows[:2]] == ["Li Na", "Wang Qiang"]
    assert shown.activity.saved.revision == 1
    assert shown.activity.undo()
    assert shown.activity.draft == before


def test_an_import_is_taken_back_as_one_step_and_not_after_other_work(
    shelf: Accounts, about: About
) -> None:
    shown = page(shelf.folder.parent)
    work = shown.activity
    assert work is not None
    assert taken(shown, (HEAD + ROWS).encode())["undo"]
    shown.panel.receive({"kind": "undo"})
    assert work.draft == {}
    assert work.redo()
    taken(shown, (HEAD + "New,,,,,,,\n").encode())
    work.change("fit.reason", "typed since")
    shown.panel.receive({"kind": "undo"})
    assert len(work.draft["relationship"]["decision_makers"]) == 3
    assert work.draft["fit"] == {"reason": "typed since"}


# --- compared with itself ---------------------------------------------------------------------------------


def said(shelf: Accounts, about: About, then: Draft, now: Draft, days: int = 30) -> list[str]:
    today = accounts.today_here()
    old = shelf.case(about, today - timedelta(days=days)).file
    found = comparison.compare(then, now, old, shelf.case(about).file)
    assert all(change.said.words("zh") for change in found.changes)
    return [f"{change.sign:+d} {change.said.words('en')}" for change in found.changes]


def test_people_met_support_moved_barriers_placed_claims_confirmed(
    shelf: Accounts, about: About, work: OwnActivity
) -> None:
    then = work.draft
    gate = (accounts.today_here() - timedelta(days=3)).isoformat()
    for path, value in {
        "relationship.decision_makers.d2.coverage": "met",
        "relationship.decision_makers.d1.support.us": "-1",
        "information.founded.value": "1998",
        "information.founded.confidence": "known",
        "business.next_step.by": gate,
        "fit.tier": "top",
    }.items():
        work.change(path, value)
    row = work.add_row("barriers.entries")
    work.change(f"barriers.entries.{row}.what", "the list")
    work.change(f"barriers.entries.{row}.means", "get_shortlisted")
    work.change(f"barriers.entries.{row}.gate_date", gate)
    own = work.add_row("management.own_barriers")
    work.change(f"management.own_barriers.{own}.what", "our standard")
    assert said(shelf, about, then, work.draft) == [
        "+1 Confirmed: Founding date is now known.",
        f"-1 The gate of “the list” closed on {gate}.",
        "+1 Barrier named: the list.",
        "+1 A way through “the list”: Get shortlisted.",
        f"-1 Next step has gone stale (date: {gate}).",
        "-1 Li Na's support moved from +1 to −1.",
        "+1 Met: Wang Qiang.",
        "+1 Our own barrier placed: our standard.",
        "+0 Tier of the customer: TOP customer.",
    ]


def test_the_same_plan_has_not_changed(shelf: Accounts, about: About, work: OwnActivity) -> None:
    assert said(shelf, about, work.draft, work.draft) == []


def test_a_known_claim_on_an_old_note_goes_stale(shelf: Accounts, about: About) -> None:
    today = accounts.today_here()
    about = shelf.note(about, "", "public", (today - timedelta(days=380)).isoformat(), "Old")
    draft = {
        "information": {"founded": {"value": "1998", "confidence": "known", "lines": ["D2:1"]}}
    }
    (told,) = said(shelf, about, draft, draft)
    assert told.startswith("-1 Founding date has gone stale")


def test_each_day_is_kept_as_it_ended(
    shelf: Accounts, about: About, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = shelf.place(about)
    work = OwnActivity(shelf, about, "en")
    work.change("fit.reason", "first day")
    assert snapshots.days(place) == []
    today = accounts.today_here()
    tomorrow = today + timedelta(days=1)
    monkeypatch.setattr("fivelayer.my_accounts.keeping.today_here", lambda: tomorrow)
    work.change("fit.reason", "second day")  # the page was left open over night
    assert snapshots.days(place) == [today]
    assert snapshots.load(place, today) == {"fit": {"reason": "first day"}}
    assert work.keep() is not None


@pytest.mark.parametrize(("span", "found"), [(30, 40), (60, 70), (90, None)])
def test_the_state_compared_with_is_the_newest_that_is_old_enough(
    span: int, found: int | None
) -> None:
    today = date(2026, 11, 23)
    there = [today - timedelta(days=days) for days in (70, 40, 10)]
    expected = None if found is None else today - timedelta(days=found)
    assert snapshots.before(there, span, today) == expected


def test_a_broken_state_is_no_state(shelf: Accounts, about: About) -> None:
    place = shelf.place(about) / "snapshots"
    place.mkdir()
    for name, raw in {"2026-01-01": b"{", "2026-01-02": b"[]", "2026-99-99": b"{}"}.items():
        (place / f"{name}.json").write_bytes(raw)
    there = snapshots.days(shelf.place(about))
    assert there == [date(2026, 1, 1), date(2026, 1, 2)]
    assert [snapshots.load(shelf.place(about), day) for day in there] == [None, None]


# --- the self-check, the page, the report ---------------------------------------------------------------------


def test_the_self_check_asks_and_stops_asking(
    shelf: Accounts, about: About, work: OwnActivity
) -> None:
    case = shelf.case(about).file
    asked = check.questions(work.draft, case)
    assert all(one.question.words(language) for one in asked for language in LANGUAGES)
    assert len({(one.field, one.said.key) for one in asked}) == len(asked)
    fields = {one.field for one in asked}
    assert "fit" in {field.partition(".")[0] for field in fields}
    assert asked[-1].statement == "K1"
    work.change("fit.market", "b2c")
    work.change("fit.verdict", "do_not_use")
    after = {one.said.key for one in check.questions(work.draft, case)}
    assert after != {one.said.key for one in asked}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_tab_has_something_to_show(
    shelf: Accounts, about: About, work: OwnActivity, language: Any
) -> None:
    shown = OwnPage(Here(shelf.folder.parent, language), reports.write)
    for tab in (*Part, "compare", "check", "files"):
        shown.panel.receive({"kind": "tab", "id": str(tab)})
        state = shown.state()
        assert state["tab"] == tab
        assert json.dumps(state)
        assert bool(shown.body.children) == (tab in list(Part))
    shown.panel.receive({"kind": "report"})
    assert "report-" in shown.said


def test_the_notebook_gets_no_copy(shelf: Accounts, about: About) -> None:
    shown = page(shelf.folder.parent)
    session = shown.sessions[Part.INFORMATION]
    sent: list[Any] = []
    form = session.forms[Part.INFORMATION]
    form.send = sent.append
    form.receive({"kind": "change", "path": "information.founded.value", "value": "1998", "seq": 1})
    form.receive({"kind": "copy"})
    assert sent
    assert not any(message["kind"] == "copy" for message in sent)


def test_a_hostile_name_is_text_in_the_report(shelf: Accounts) -> None:
    bad = '<script>alert("1")</script>'
    about = shelf.start(bad, bad, bad)
    OwnActivity(shelf, about, "en").change("fit.reason", bad)
    page_ = reports.write(shelf.folder.parent, about, "en").read_text("utf-8")
    assert "<script" not in page_
    assert "http://" not in page_.replace("http://www.w3.org", "")


# --- forgetting ---------------------------------------------------------------------------------


def test_a_person_who_asks_is_forgotten_everywhere(
    shelf: Accounts, about: About, work: OwnActivity, tmp_path: Path
) -> None:
    about = shelf.note(about, "Talk with Li Na", "visit_notes", "", "Li Na likes it\nother")
    work.ask(Part.RELATIONSHIP)
    work.keep()
    work.start_over()
    work.undo()
    reports.write(tmp_path, about, "en")
    shelf.remove(shelf.start("Third"))
    assert forget(shelf, "Li") == []
    assert main(["own", "forget", "Li Na", "--folder", str(tmp_path)]) == 0
    assert not [name for name, data in everything(shelf.folder).items() if b"Li Na" in data]
    again = OwnActivity(shelf, shelf.get(about.id), "en")
    assert [row["person"] for row in again.draft["relationship"]["decision_makers"]] == [
        "Wang Qiang"
    ]
    assert again.trouble is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_terminal_lists_compares_and_reports(
    shelf: Accounts,
    about: About,
    work: OwnActivity,
    language: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    where = ["--folder", str(shelf.folder.parent), "--lang", language]
    assert main(["own", "list", *where]) == 0
    assert CUSTOMER in capsys.readouterr().out
    assert main(["own", "compare", CUSTOMER, *where]) == 0
    assert main(["own", "report", about.id, *where]) == 0
    assert list(shelf.place(about).glob("report-*.html"))
    assert main(["own", "report", "nobody", *where]) == 2
    assert CUSTOMER in capsys.readouterr().err
