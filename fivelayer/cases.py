"""Cases: a fictional customer's account, dossier and key, loaded strictly, every problem at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Final, Literal, TypeVar

from pydantic import Field

from fivelayer import customers, dossier, rulings, strict_yaml
from fivelayer.choices import Part
from fivelayer.customers import Customer
from fivelayer.dossier import Document
from fivelayer.key import Id, Key, Strict, Words
from fivelayer.messages import Language
from fivelayer.problems import Problem, Problems, read_text
from fivelayer.rulings import Ruling

SAMPLES: Final = ("model", "good", "middling", "weak", "blank")


class DocumentEntry(Strict):
    """A document as case.yaml lists it; its text is `dossier/<language>/<file>`."""

    id: str = Field(pattern=r"^D[1-9][0-9]?$")
    file: str = Field(pattern=r"^[0-9]{2}-[a-z0-9-]+\.md$")
    title: Words
    kind: str
    date: str


class Person(Strict):
    """A person as publicly known: offered as a suggestion where a decision maker is named."""

    id: Id
    name: Words
    post: Words


class Party(Strict):
    """We, or a rival."""

    id: Id
    name: Words


class Round(Strict):
    """One round of the story's calendar."""

    number: int = Field(ge=1, le=20)
    starts: str
    label: Words | None = None


@dataclass(frozen=True)
class Listed:
    """A customer of a portfolio: its place in the list, its name, and its figures."""

    id: str
    """`a01`, `a02` … in the order of the list; the id of its row in a plan."""
    name: Words
    figures: Customer


class CaseFile(Strict):
    """`case.yaml`: what every reader of the case may know."""

    schema_version: Literal[1]
    id: Id
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    access: Literal["open", "assessment"]
    name: Words
    summary: Words
    goal: Words
    lesson: tuple[str, ...]
    """The statements the case is about."""
    today: str
    """The story's date when a trainee starts to read."""
    us: Party
    rivals: tuple[Party, ...] = Field(min_length=1)
    colleagues: tuple[Person, ...] = ()
    people: tuple[Person, ...] = ()
    rounds: tuple[Round, ...] = ()
    documents: tuple[DocumentEntry, ...] = Field(min_length=1)
    accounts: str = Field(default="", pattern=r"^([a-z0-9-]+\.csv)?$")
    """A portfolio's list of customers, in `dossier/<language>/`; without it the case is one customer."""
    noise: Annotated[tuple[str, ...], Field(default=())]
    """Lines (`D3:12`) that no fact and no judgement needs."""
    hints: dict[str, Words] = Field(default_factory=dict)
    """Answer-free hints by field or table path, rule or criterion id: a question that sends to the dossier."""


class Expected(Strict):
    """The marks a sample plan must get."""

    total: Decimal
    layers: dict[Part, Decimal]
    findings: tuple[str, ...] = ()
    """Names of known wrong answers that must be found."""


class Sample(Strict):
    """A sample plan: an answer as typed, and the marks it must get."""

    language: Language
    says: Words
    draft: dict[str, Any]
    expected: Expected


class Exercise(Strict):
    """`exercise.yaml`: a case, the parts asked for with their points, and where the notebook is.

    Points of all parts sum to 100; criteria are the key's, all those of a part unless `criteria` lists some.
    """

    schema_version: Literal[1]
    id: Id
    case: Id
    access: Literal["open", "assessment"]
    title: Words
    minutes: int = Field(ge=5, le=600)
    shows: Words
    """What a good answer shows."""
    parts: dict[Part, Decimal] = Field(min_length=1)
    criteria: tuple[Id, ...] = ()


Schema = TypeVar("Schema", bound=Strict)


class Case:
    """A case as loaded; dossier and key are read when first asked for.

    >>> from fivelayer import places
    >>> load(places.cases() / "qinglan").file.access
    'open'
    """

    def __init__(self, folder: Path, file: CaseFile, rulings_too: Path | None = None) -> None:
        self.folder = folder
        self.file = file
        self.rulings_files = (folder / rulings.FILE, *([rulings_too] if rulings_too else []))
        """Where wordings that managers accepted stand; the files need not be there."""
        self._documents: dict[Language, tuple[Document, ...]] = {}

    @property
    def id(self) -> str:
        """The case's id, which is also its folder's name."""
        return self.file.id

    def documents(self, language: Language) -> tuple[Document, ...]:
        """The dossier in a language.

        Raises:
            Problems: a document is missing or not UTF-8.
        """
        if language not in self._documents:
            found = [_document(self.folder, entry, language) for entry in self.file.documents]
            self._documents[language] = tuple(found)
        return self._documents[language]

    @cached_property
    def accounts(self) -> tuple[Listed, ...]:
        """The customers of a portfolio, in the order of its list; none where the case is one customer.

        Raises:
            Problems: a list cannot be read, or the two languages' lists are not of the same customers.
        """
        if not self.file.accounts:
            return ()
        en, zh = (self._list(language) for language in ("en", "zh"))
        if [replace(one, name="") for one in en] != [replace(one, name="") for one in zh]:
            where = f"{self.id}/dossier/zh/{self.file.accounts}"
            raise Problems.one(where, "accounts_differ")
        return tuple(
            Listed(f"a{number:02d}", Words(en=one.name, zh=other.name), one)
            for number, (one, other) in enumerate(zip(en, zh, strict=True), start=1)
        )

    def _list(self, language: Language) -> list[Customer]:
        path = self.folder / "dossier" / language / self.file.accounts
        return customers.load(path)

    @cached_property
    def key(self) -> Key | None:
        """The key with the rulings on it, or None where the folder has none (a trainee's copy of a case).

        Raises:
            Problems: the key or the rulings have problems.
        """
        path = self.folder / "key.yaml"
        return rulings.applied(_load(path, Key, self.id), self.rulings) if path.exists() else None

    @cached_property
    def rulings(self) -> tuple[Ruling, ...]:
        """The wordings that managers accepted.

        Raises:
            Problems: a file of rulings has problems, or is another case's.
        """
        return tuple(each for path in self.rulings_files for each in _ruled(path, self.id))

    def parties(self) -> tuple[Party, ...]:
        """Everyone whose support is counted: we first, then the rivals."""
        return (self.file.us, *self.file.rivals)

    def sample(self, name: str) -> Sample:
        """A sample plan by its file's name.

        Raises:
            Problems: no such sample, or it has problems.
        """
        return _load(self.folder / "samples" / f"{name}.yaml", Sample, self.id)

    def sample_names(self) -> tuple[str, ...]:
        """The names of the samples that the case has."""
        return tuple(sorted(path.stem for path in (self.folder / "samples").glob("*.yaml")))


def load(folder: Path, rulings_too: Path | None = None) -> Case:
    """Load a case's public part; `rulings_too` may hold rulings besides those in the folder.

    Raises:
        Problems: every problem of case.yaml.
    """
    file = _load(folder / "case.yaml", CaseFile, folder.name)
    if file.id != folder.name:
        where = f"{folder.name}/case.yaml"
        raise Problems([Problem(where, None, "id", "id_is_folder", {}, file.id, (folder.name,))])
    return Case(folder, file, rulings_too)


def load_exercise(folder: Path) -> Exercise:
    """Load an exercise.

    Raises:
        Problems: every problem of exercise.yaml; parts' points that do not sum to 100.
    """
    exercise = _load(folder / "exercise.yaml", Exercise, folder.name)
    total = sum(exercise.parts.values())
    if total != 100:
        where = f"{folder.name}/exercise.yaml"
        raise Problems([Problem(where, None, "parts", "sum_100", {}, str(total))])
    return exercise


def find(name: str, folders: Iterable[Path], load_one: Callable[[Path], Any] = load) -> Any:
    """Load the first folder called `name` among the children of `folders`.

    Raises:
        Problems: there is none; the choices are listed.
    """
    looked = list(folders)
    for folder in looked:
        if (folder / name).is_dir():
            return load_one(folder / name)
    there = sorted({p.name for f in looked if f.is_dir() for p in f.iterdir() if p.is_dir()})
    raise Problems([Problem(name, None, "", "not_found", {}, "", tuple(there))])


def place_of(name: str, folders: Iterable[Path]) -> Path | None:
    """The folder of a case: a child of one of `folders`, or one of them itself; None where there is none."""
    there = (place for folder in folders for place in (folder / name, folder))
    return next((p for p in there if p.name == name and (p / "case.yaml").is_file()), None)


def _ruled(path: Path, case: str) -> tuple[Ruling, ...]:
    found = rulings.read(path, f"{case}/{path.name}")
    if found is not None and found.case != case:
        where = f"{case}/{path.name}"
        raise Problems([Problem(where, None, "case", "id_is_folder", {}, found.case, (case,))])
    return found.rulings if found is not None else ()


def _load(path: Path, schema: type[Schema], owner: str) -> Schema:
    name = "/".join((owner, *path.parts[len(path.parent.parts) :]))
    return strict_yaml.typed(strict_yaml.read(path, name), schema)


def _document(folder: Path, entry: DocumentEntry, language: Language) -> Document:
    path = folder / "dossier" / language / entry.file
    where = f"{folder.name}/dossier/{language}/{entry.file}"
    blocks = dossier.blocks(read_text(path, where))
    return Document(entry.id, entry.title[language], entry.kind, entry.date, blocks)
