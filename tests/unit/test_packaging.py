"""The pins, the conda environment and the wheel say and carry what pyproject.toml promises."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from ruamel.yaml import YAML

import fivelayer

LOCKS = ("requirements.lock", "requirements-dev.lock")
PIN = re.compile(
    r"^(?P<name>[a-z0-9][a-z0-9.-]*)==(?P<version>[^ ;\\]+)(?: ; (?P<marker>[^\\]+))? \\$"
)
# What a build needs; the rest of a checkout (.venv, records) must not matter to it.
SOURCES = (
    *("pyproject.toml", "hatch_build.py", "README.md", "LICENSE", "LICENSE-content"),
    *("fivelayer", "labextension", "cases", "notebooks", "exercises"),
)
DATA = "fivelayer-{version}.data/data"


@pytest.fixture(scope="session")
def project(root: Path) -> dict[str, Any]:
    """pyproject.toml."""
    return tomllib.loads((root / "pyproject.toml").read_text("utf-8"))


@pytest.fixture(scope="session")
def runtime(project: dict[str, Any]) -> dict[str, Requirement]:
    """What a plain installation brings along."""
    return named(project["project"]["dependencies"])


@pytest.fixture(scope="session")
def development(project: dict[str, Any]) -> dict[str, Requirement]:
    """What builds and tests need on top."""
    groups = project["dependency-groups"]
    return named([*groups["build"], *(line for line in groups["dev"] if isinstance(line, str))])


def named(lines: list[str]) -> dict[str, Requirement]:
    """Requirements by their normalised names."""
    requirements = map(Requirement, lines)
    return {canonicalize_name(requirement.name): requirement for requirement in requirements}


def pins(lock: Path) -> list[tuple[str, str, str | None]]:
    """Name, version and marker of each pin of a lock file."""
    lines = lock.read_text("utf-8").splitlines()
    heads = [line for line in lines if line and not line.startswith(("#", " "))]
    found = [PIN.match(line) for line in heads]
    assert all(found), f"not a plain pin: {heads[found.index(None)]}"
    return [(match["name"], match["version"], match["marker"]) for match in found if match]


def test_conda_environment_and_pyproject_ask_for_the_same(
    root: Path, runtime: dict[str, Requirement], development: dict[str, Requirement]
) -> None:
    entries = YAML(typ="safe").load((root / "environment.yml").read_text("utf-8"))["dependencies"]
    plain = [entry for entry in entries if isinstance(entry, str)]
    [from_pip] = [entry["pip"] for entry in entries if isinstance(entry, dict)]
    assert "pip" in plain
    assert "python >=3.11" in plain
    packages = [entry for entry in plain if entry.split()[0] not in ("python", "pip")]
    assert all(re.fullmatch(r"[a-z0-9.-]+ [<>=0-9.,]+", entry) for entry in packages)
    asked = named([*packages, *from_pip])
    wanted = {**runtime, **development}
    assert asked.keys() == wanted.keys()
    differing = [name for name in wanted if asked[name].specifier != wanted[name].specifier]
    assert differing == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_requirement_is_pinned_to_a_version_it_admits(
    root: Path, lock: str, runtime: dict[str, Requirement], development: dict[str, Requirement]
) -> None:
    wanted = {**runtime, **(development if "dev" in lock else {})}
    pinned: dict[str, list[str]] = {}
    for name, pin, _marker in pins(root / lock):
        pinned.setdefault(canonicalize_name(name), []).append(pin)
    assert wanted.keys() <= pinned.keys()
    assert [
        f"{name}=={pin} is not {requirement.specifier}"
        for name, requirement in wanted.items()
        for pin in pinned[name]
        if not requirement.specifier.contains(Version(pin))
    ] == []


def test_tests_run_on_the_versions_that_people_get(root: Path) -> None:
    runtime, development = ({pin[:2] for pin in pins(root / lock)} for lock in LOCKS)
    assert runtime <= development


def test_this_environment_is_the_pinned_one(root: Path, runtime: dict[str, Requirement]) -> None:
    pinned = {(canonicalize_name(name), pin) for name, pin, _marker in pins(root / LOCKS[0])}
    assert [name for name in runtime if (name, version(name)) not in pinned] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_lock_files_have_hashes_and_name_no_host(root: Path, lock: str) -> None:
    text = (root / lock).read_text("utf-8")
    assert not re.search(r"://|--(?!hash)|^-|file:|@ |\.whl|/", text, re.MULTILINE)
    blocks = re.split(r"\n(?=[a-z0-9])", text.split("\n", 2)[2])
    assert [block for block in blocks if "--hash=sha256:" not in block] == []


def test_one_version_everywhere(root: Path, project: dict[str, Any]) -> None:
    extension = json.loads((root / "labextension" / "package.json").read_text("utf-8"))
    assert project["project"]["version"] == fivelayer.__version__ == extension["version"]


@pytest.fixture(scope="module")
def checkout(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sources, with an assessment case and a trainee's record planted in it."""
    copy = tmp_path_factory.mktemp("checkout")
    unwanted = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints", "records")
    for name in SOURCES:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, copy / name, ignore=unwanted)
        else:
            shutil.copy(source, copy / name)
    secret = copy / "cases" / "secret"
    secret.mkdir()
    # The word that opens a case stands in a comment and in a nested key: neither counts.
    text = "# access: open\naccess: assessment\nlesson:\n  access: open\n"
    (secret / "case.yaml").write_text(text, encoding="utf-8")
    (secret / "key.yaml").write_text("answer: 42\n", encoding="utf-8")
    record = copy / "notebooks" / "en" / "records" / "team.json"
    record.parent.mkdir(parents=True)
    record.write_text("{}", encoding="utf-8")
    return copy


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that this checkout builds."""
    return build("wheel", checkout, tmp_path_factory.mktemp("dist"))


def build(kind: str, checkout: Path, target: Path) -> Path:
    """Build a wheel or an sdist with the pinned build tools."""
    script = f"import sys, hatchling.build as b; b.build_{kind}(sys.argv[1])"
    subprocess.run([sys.executable, "-c", script, target], cwd=checkout, check=True)
    [made] = target.iterdir()
    return made


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    """Paths inside the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def committed(root: Path, folder: str) -> Iterator[str]:
    """Files of a folder of the checkout that a wheel should carry."""
    for file in (root / folder).rglob("*"):
        path = file.relative_to(root)
        if file.is_file() and not {"records", ".ipynb_checkpoints"}.intersection(path.parts):
            yield path.as_posix()


@pytest.mark.parametrize("folder", ["cases/qinglan", "notebooks", "exercises"])
def test_the_wheel_carries_the_content_whole(root: Path, names: set[str], folder: str) -> None:
    wanted = {f"fivelayer/content/{path}" for path in committed(root, folder)}
    assert wanted
    assert wanted <= names


def test_the_wheel_carries_code_words_and_fonts(root: Path, names: set[str]) -> None:
    kinds = {".py", ".toml", ".js", ".css", ".otf", ".txt", ".json", ".typed"}
    files = (path for path in committed(root, "fivelayer") if Path(path).suffix in kinds)
    wanted = {path for path in files if "__pycache__" not in path}
    assert {"fivelayer/locale/zh/labextension.toml", "fivelayer/fonts/OFL.txt"} <= wanted
    assert wanted <= names


def test_the_wheel_carries_what_jupyter_reads(names: set[str], project: dict[str, Any]) -> None:
    data = DATA.format(version=project["project"]["version"])
    extension = f"{data}/share/jupyter/labextensions/fivelayer"
    static = ("remoteEntry.js", "lessons.js", "allowed.js", "style.css", "words.json")
    assert {
        f"{data}/etc/jupyter/labconfig/default_setting_overrides.json",
        f"{extension}/package.json",
        *(f"{extension}/static/{name}" for name in static),
    } <= names


def test_assessment_cases_and_records_stay_home(
    checkout: Path, names: set[str], tmp_path: Path
) -> None:
    archive = build("sdist", checkout, tmp_path / "sdist")
    shutil.unpack_archive(archive, tmp_path / "open", filter="data")
    packed = {path.relative_to(tmp_path).as_posix() for path in (tmp_path / "open").rglob("*")}
    assert any("cases/qinglan/key.yaml" in path for path in packed)
    assert [path for path in names | packed if "secret" in path or "records/" in path] == []


@pytest.mark.slow
def test_a_plain_installation_marks_the_samples(root: Path, wheel: Path, tmp_path: Path) -> None:
    constraints = tmp_path / "constraints.txt"
    lines = [
        f"{name}=={pin}" + (f" ; {marker}" if marker else "")
        for name, pin, marker in pins(root / LOCKS[0])
    ]
    constraints.write_text("\n".join(lines), encoding="utf-8")
    venv, elsewhere = tmp_path / "venv", tmp_path / "elsewhere"
    elsewhere.mkdir()
    programs = venv / ("Scripts" if os.name == "nt" else "bin")
    call(elsewhere, sys.executable, "-m", "venv", venv)
    install = ("install", "--quiet", "--no-compile", "--constraint", constraints, wheel)
    call(elsewhere, programs / "python", "-m", "pip", *install)
    assert "gradebook.xlsx" in call(elsewhere, programs / "fivelayer", "demo")
    made = elsewhere / "out" / "demo"
    assert (made / "gradebook.csv").is_file()
    assert len(list(made.rglob("*.html"))) >= 3
    assert "fivelayer lab" in call(elsewhere, programs / "fivelayer", "lab", "--help")


def call(folder: Path, *command: str | Path) -> str:
    """What a command prints, run in a folder and an environment that know no checkout."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    done = subprocess.run(
        command, cwd=folder, env=kept, check=False, capture_output=True, text=True
    )
    assert done.returncode == 0, f"{command} ended with {done.returncode}: {done.stderr[-3000:]}"
    return done.stdout
