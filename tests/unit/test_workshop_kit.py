"""The trainees' kit: whole, without an answer of an assessment case, and refused where one is in it."""

from __future__ import annotations

import base64
import bz2
import gzip
import html
import io
import json
import lzma
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest

from fivelayer import cases
from fivelayer.activity import Activity
from fivelayer.authoring.new import new as new_case
from fivelayer.choices import LAYERS
from fivelayer.cli import main
from fivelayer.messages import LANGUAGES
from fivelayer.problems import Cannot, Problems
from fivelayer.record.form import Who
from fivelayer.record.store import Store
from fivelayer.workshop import kit as kits
from fivelayer.workshop import leaks, pages, settings, wheels
from fivelayer.workshop.kit import Leaking, contents, release

SECRET = "The gate is the provincial supplier list and nobody has told the rep so far."
SECRET_ZH = "真正的门槛是省级供应商名录，而销售到现在都没有听说过。"


@pytest.fixture(autouse=True)
def no_build(monkeypatch: pytest.MonkeyPatch) -> None:
    """Our own wheel, which takes a while to build, is another test's."""
    monkeypatch.setattr(
        kits, "own", lambda: ("fivelayer-0-py3-none-any.whl", zipped({"a.py": b"1"}))
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A workshop on an open case and one whose key stays home."""
    where = tmp_path / "spring"
    sealed = new_case("sealed", where / "cases")
    file = sealed / "case.yaml"
    file.write_text(
        file.read_text("utf-8").replace("access: open ", "access: assessment "), "utf-8"
    )
    key = sealed / "key.yaml"
    said = key.read_text("utf-8")
    first = said.index("says:")
    end = said.index("\n", first)
    both = json.dumps({"en": SECRET, "zh": SECRET_ZH}, ensure_ascii=False)
    key.write_text(f"{said[:first]}says: {both}{said[end:]}", "utf-8")
    teams = [
        settings.Team(name="Team North", language="en"),
        settings.Team(name="石桥队", language="zh"),
    ]
    settings.begin(
        where, settings.draft("spring", "en", "2027-07-05", ["sealed", "qinglan"], teams, 7)
    )
    return where


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(zipfile.ZipInfo(name), data)  # without the clock's time
    return out.getvalue()


def tarred(name: str, data: bytes, mode: str) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]  a mode of ours
        member = tarfile.TarInfo(name)
        member.size = len(data)
        archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


def notebook(**parts: Any) -> bytes:
    cell = {"cell_type": "markdown", "id": "a", "metadata": {}, "source": "words", **parts}
    return json.dumps(
        {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    ).encode()


def attached(data: bytes) -> bytes:
    text = base64.b64encode(data).decode()
    return notebook(attachments={"a.txt": {"text/plain": text}})


LEAKS: dict[str, bytes] = {
    "plain.txt": SECRET.encode(),
    "chinese.md": SECRET_ZH.encode(),
    "capitals.txt": SECRET.upper().encode(),
    "broken-over-lines.txt": SECRET.replace(" ", "\n   ").encode(),
    "full-width.txt": "".join(
        chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in SECRET
    ).encode(),
    "wide.txt": SECRET.encode("utf-16"),
    "wide-without-mark.txt": SECRET_ZH.encode("utf-16-le") + b"a\0",
    "gb18030.txt": SECRET_ZH.encode("gb18030"),
    "page.html": html.escape(SECRET).replace("e", "&#101;").encode(),
    "escaped.json": json.dumps(SECRET_ZH).encode(),
    "source.ipynb": notebook(source=[SECRET[:30], SECRET[30:]])
    if False
    else notebook(source=SECRET),
    "metadata.ipynb": notebook(metadata={"hidden": {"deep": SECRET_ZH}}),
    "attachment.ipynb": attached(SECRET.encode()),
    "attached-archive.ipynb": attached(zipped({"x": SECRET.encode() * 3})),
    "archive.zip": zipped({"inner/notes.txt": SECRET.encode()}),
    "nested.zip": zipped({"one.zip": zipped({"two.zip": zipped({"x.txt": SECRET_ZH.encode()})})}),
    "program.whl": zipped({"pkg/data.py": f"X = {SECRET!r}".encode()}),
    "archive.tar": tarred("x", SECRET.encode(), "w:"),
    "archive.tar.gz": tarred("x", SECRET.encode(), "w:gz"),
    "packed.gz": gzip.compress(SECRET.encode()),
    "packed.bz2": bz2.compress(SECRET.encode()),
    "packed.xz": lzma.compress(SECRET.encode()),
    "base64-lines.txt": base64.encodebytes(SECRET.encode() * 4),
    "base64-url.txt": base64.urlsafe_b64encode(("   ?>" + SECRET_ZH).encode()),
    "comment.zip": zipped({"x": b""}),
}


def commented(data: bytes) -> bytes:
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.comment = SECRET.encode()
    return out.getvalue()


LEAKS["comment.zip"] = commented(LEAKS["comment.zip"])


def closed(folder: Path) -> list[cases.Case]:
    return [cases.load(folder / "cases" / "sealed")]


@pytest.mark.parametrize("name", LEAKS)
def test_a_planted_leak_of_each_kind_is_found(folder: Path, name: str) -> None:
    kit = {"notebooks/en/a.ipynb": notebook(), name: LEAKS[name]}
    found = leaks.search(kit, closed(folder))
    assert found, name
    assert all(leak.where.startswith(name) for leak in found)
    assert any(leak.what.startswith("key.yaml: facts.") for leak in found)


@pytest.mark.parametrize("file", ["key.yaml", "world.yaml", "rulings.yaml", "samples/good.yaml"])
def test_a_closed_file_is_found_by_its_place_even_where_it_is_empty(
    folder: Path, file: str
) -> None:
    for name in (f"cases/sealed/{file}", f"x/y/sealed/{file}"):
        (leak,) = leaks.search({name: b""}, closed(folder))
        assert (leak.where, leak.what) == (name, file)
    inside = {"a.zip": zipped({f"cases/sealed/{file}": b""})}
    assert [leak.what for leak in leaks.search(inside, closed(folder))] == [file]
    assert leaks.search({f"cases/other/{file}": b""}, closed(folder)) == []


def test_every_closed_file_is_found_under_any_name(folder: Path) -> None:
    home = folder / "cases" / "sealed"
    for file in leaks.closed_files(home):
        found = leaks.search({"notes.txt": file.read_bytes()}, closed(folder))
        assert found or file.name == "blank.yaml", file


def test_what_nobody_can_look_into_is_refused(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    deep = b"x"
    for _ in range(leaks.DEPTH + 2):
        deep = zipped({"x.zip": deep})
    damaged = bytearray(zipped({"x": b"abc" * 50}))
    damaged[31:35] = b"\xff\xff\xff\xff"  # where the packed bytes begin
    for data in (deep, bytes(damaged)):
        assert [one.what for one in leaks.search({"a.zip": data}, closed(folder))] == ["unreadable"]
    monkeypatch.setattr(leaks, "UNPACKED", 10_000)
    bomb = zipped({"zeros": b"\0" * 1_000_000})
    assert [one.what for one in leaks.search({"a.zip": bomb}, closed(folder))] == ["unreadable"]
    assert [
        one.what for one in leaks.search({"a": gzip.compress(bytes(10**6))}, closed(folder))
    ] == ["unreadable"]


def test_what_the_dossier_says_is_no_secret(folder: Path) -> None:
    case = closed(folder)[0]
    public = {
        name: data for name, data in contents(settings.read(folder)).items() if "sealed" in name
    }
    assert len(public) > 6
    assert leaks.search(public, [case]) == []
    key = (case.folder / "key.yaml").read_text("utf-8")
    assert leaks.secrets_of(case)
    assert leaks.secrets_of(case, [key, *_samples(case)]) == []


def _samples(case: cases.Case) -> list[str]:
    return [path.read_text("utf-8") for path in leaks.closed_files(case.folder)]


def test_a_kit_has_what_is_needed_and_no_answer(folder: Path, tmp_path: Path) -> None:
    made = release(settings.read(folder), tmp_path / "out")
    assert made.closed == ("sealed",)
    names = set(made.files)
    for language in LANGUAGES:
        assert f"notebooks/{language}/start-here.ipynb" in names
        assert f"cases/sealed/{language}.ipynb" in names
        assert f"cases/sealed/dossier/{language}/03-visit-note.md" in names
    assert {"start-windows.bat", "start-mac.command", "start-linux.sh"} <= names
    assert {"read-me-first.html", "请先读我.html", "records/me.json", "requirements.txt"} <= names
    assert "cases/qinglan/key.yaml" in names
    assert not [
        n
        for n in names
        if n.startswith("cases/sealed/") and n.endswith((".yaml",)) and n[-9:] != "case.yaml"
    ]
    there = {p.relative_to(made.folder).as_posix() for p in made.folder.rglob("*") if p.is_file()}
    assert there == names
    with zipfile.ZipFile(made.archive) as archive:
        packed = {n.removeprefix("spring-kit/"): archive.read(n) for n in archive.namelist()}
        modes = {i.filename: i.external_attr >> 16 for i in archive.infolist()}
    assert packed == {name: (made.folder / name).read_bytes() for name in names}
    assert modes["spring-kit/start-linux.sh"] == 0o755
    again = release(settings.read(folder), tmp_path / "again")
    assert again.archive.read_bytes() == made.archive.read_bytes()


def test_a_kit_that_leaks_is_not_written(folder: Path, tmp_path: Path) -> None:
    exercise = folder / "exercises" / "mine"
    exercise.mkdir(parents=True)
    (exercise / "exercise.yaml").write_text(
        "schema_version: 1\nid: mine\ncase: sealed\naccess: open\nminutes: 30\n"
        "title: {en: a, zh: 乙}\nshows: {en: a, zh: 乙}\nparts: {information: 100}\n",
        "utf-8",
    )
    for language in LANGUAGES:
        (exercise / f"{language}.ipynb").write_bytes(notebook(metadata={"old": SECRET}))
    file = folder / settings.FILE
    file.write_text(file.read_text("utf-8").replace("exercises: []", "exercises: [mine]"), "utf-8")
    with pytest.raises(Leaking) as caught:
        release(settings.read(folder), tmp_path / "out")
    assert not (tmp_path / "out").exists()
    assert {leak.where for leak in caught.value.leaks} == {
        f"exercises/mine/{language}.ipynb" for language in LANGUAGES
    }
    for language, words in (("en", "would give answers away, in 2 files"), ("zh", "2 个文件")):
        assert words in caught.value.words(language)  # type: ignore[arg-type]
        assert SECRET not in caught.value.words(language)  # type: ignore[arg-type]


def test_a_kit_is_never_written_over(folder: Path, tmp_path: Path) -> None:
    release(settings.read(folder), tmp_path / "out")
    with pytest.raises(Cannot, match="is there already"):
        release(settings.read(folder), tmp_path / "out")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == ["spring-kit", "spring-kit.zip"]


def test_in_a_kit_a_trainee_works_in_the_workshop_and_joins_a_team(
    folder: Path, tmp_path: Path
) -> None:
    made = release(settings.read(folder), tmp_path / "out")
    case = cases.load(made.folder / "cases" / "sealed")
    assert case.key is None
    work = Activity.open(case, "course", LAYERS, "en", made.folder)
    assert work.who.workshop == "spring"
    work.change("barriers.reason", "typed before joining")
    work.rename(Who(team="Team North", trainee="Li Na", workshop=work.who.workshop))
    again = Activity.open(case, "course", LAYERS, "en", made.folder)
    assert again.who.team == "Team North"
    assert again.draft == {"barriers": {"reason": "typed before joining"}}
    assert Store(made.folder / "records").who() == again.who


def bad(folder: Path, old: str, new: str) -> Problems:
    file = folder / settings.FILE
    said = file.read_text("utf-8")
    assert old in said
    file.write_text(said.replace(old, new, 1), "utf-8")
    with pytest.raises(Problems) as caught:
        settings.read(folder)
    return caught.value


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ('"name": "石桥队"', '"name": "ＴＥＡＭ north"', "team_twice"),
        ('"name": "石桥队"', '"name": "\\u200b \\t"', "team_unnamed"),
        ('"name": "石桥队"', '"name": ""', ""),
        ('"name": "石桥队"', f'"name": "{"队" * 61}"', ""),
        ('"id": "sealed"', '"id": "nowhere"', "not_found"),
        ("exercises: []", "exercises: [nothing-such]", "not_found"),
        ('"game": true', '"game": true, "rounds": 20', "too_many_rounds"),
        ('"language": "zh"', '"language": "fr"', ""),
        ("seed: 7", "seed: -1", ""),
        ("schema_version: 1", "schema_version: 2", ""),
        ("schema_version: 1", "schema_version: 1\nteam_names: []", ""),
    ],
)
def test_what_is_wrong_with_the_settings_is_said(
    folder: Path, old: str, new: str, code: str
) -> None:
    (problem, *_) = bad(folder, old, new).problems
    assert problem.file == settings.FILE
    assert problem.line
    assert problem.code == code or not code
    for language in LANGUAGES:
        assert problem.words(language)


def test_an_emoji_is_a_name(folder: Path) -> None:
    file = folder / settings.FILE
    file.write_text(file.read_text("utf-8").replace("石桥队", "🦄🚀"), "utf-8")
    assert settings.read(folder).workshop.teams[1].name == "🦄🚀"


def test_the_first_page_shows_names_as_text(folder: Path) -> None:
    file = folder / settings.FILE
    file.write_text(
        file.read_text("utf-8").replace("Team North", "<img src=x onerror=alert(1)>"), "utf-8"
    )
    page = pages.first_page(settings.read(folder), "en")
    assert "&lt;img src=x onerror=alert(1)&gt;" in page
    assert "<img" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_the_commands_make_a_workshop_and_its_kit(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = str(tmp_path / "autumn")
    teams = ["--team", "Team North:en", "--team", "石桥队:zh", "--team", "A:B"]
    assert (
        main(["workshop", "new", folder, "--case", "qinglan", *teams, "--date", "2027-09-01"]) == 0
    )
    made = settings.read(tmp_path / "autumn").workshop
    assert [(t.name, t.language) for t in made.teams] == [
        ("Team North", "en"), ("石桥队", "zh"), ("A:B", "en"),
    ]  # fmt: skip
    assert main(["workshop", "new", folder]) == 2
    assert main(["release", folder, "--lang", "zh", "--json"]) == 0
    told = json.loads(capsys.readouterr().out.partition("{")[2].join(("{", "")))
    assert told["closed"] == []
    assert Path(told["archive"]).is_file()
    assert main(["release", folder]) == 2
    assert main(["workshop", "new", str(tmp_path / "x"), "--date", "tomorrow"]) == 2
    assert main(["workshop", "new", str(tmp_path / "y"), "--case", "nowhere"]) == 2


@pytest.mark.slow
def test_our_own_wheel_is_built_or_put_together_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name, built = wheels.own()
    with zipfile.ZipFile(io.BytesIO(built)) as wheel:
        inside = wheel.namelist()
    assert name.endswith("-py3-none-any.whl")
    assert "fivelayer/content/cases/qinglan/key.yaml" in inside
    target = tmp_path / "site"
    (tmp_path / name).write_bytes(built)
    wheels._pip(
        "install", "--no-deps", "--ignore-installed", "--prefix", str(target), str(tmp_path / name)
    )
    (site,) = target.glob("lib/python*/site-packages")
    from importlib.metadata import distributions

    (installed,) = [d for d in distributions(path=[str(site)]) if d.name == "fivelayer"]
    again, packed = wheels.repacked(installed)
    assert again == name
    with zipfile.ZipFile(io.BytesIO(packed)) as wheel:
        assert wheel.testzip() is None
        there = set(wheel.namelist())
    assert there == set(inside)


@pytest.mark.parametrize("name", ["start-linux.sh", "start-mac.command", "start-windows.bat"])
def test_a_starter_is_plain_text_of_its_system(name: str, tmp_path: Path) -> None:
    import subprocess

    script = pages.starter(name, "zh")
    assert b"--lang zh" in script
    assert b"@" not in script.replace(b"@echo", b"")
    assert (b"\r\n" in script) == name.endswith(".bat")
    if not name.endswith(".bat"):
        (tmp_path / name).write_bytes(script)
        subprocess.run(["sh", "-n", name], cwd=tmp_path, check=True)
