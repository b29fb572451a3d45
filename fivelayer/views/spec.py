"""A form as data: made from the model's own types, the layout tables and the labels."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from enum import Enum
from functools import reduce
from typing import Any, Final, get_args, get_origin

from pydantic import BaseModel

from fivelayer import choices, labels, model
from fivelayer.cases import CaseFile, Listed
from fivelayer.choices import Part, Step
from fivelayer.messages import Language, catalogue, text
from fivelayer.model import AccountPlan, Quantity
from fivelayer.reading import read_day, read_number
from fivelayer.views.layouts import Group, Item, Ladder, Roster, Section, Table, sections

Spec = dict[str, Any]
"""Plain JSON; `static/form.js` says in its first lines what it takes."""

_SUPPORT: Final = ("-2", "-1", "0", "1", "2")
_PERCENTS: Final = ("weight", "expected_share", "expected_margin")
_SHOWN_AS: Final = {
    **dict.fromkeys(("person", "colleague", "post"), "person"),
    **dict.fromkeys(("rival", "for_whom"), "select"),
}


def form(part: Part, case: CaseFile, language: Language, accounts: Sequence[Listed] = ()) -> Spec:
    """The form of a part; `accounts` are the customers where the case is a portfolio.

    Raises:
        KeyError: the part has no layout yet.

    >>> from fivelayer import cases, places
    >>> qinglan = cases.load(places.cases() / "qinglan").file
    >>> form(Part.BARRIERS, qinglan, "en")["sections"][0]["row"]
    'Barrier {n}'
    """
    return {
        "part": part.value,
        "language": language,
        "title": text(labels.part_key(part), language),
        "about": text(f"views.about.{_about(part, accounts)}", language),
        "sections": [
            _Maker(part, case, language, accounts).section(section)
            for section in sections(part, bool(accounts))
        ],
        "words": words("form", language),
    }


def _about(part: Part, accounts: Sequence[Listed]) -> str:
    return "portfolio" if accounts and part is Part.FIT else part.value


def words(widget: str, language: Language, domain: str = "views") -> dict[str, str]:
    """The sentences of one widget, by their short names."""
    start = f"{domain}.{widget}."
    entries = catalogue(domain, language)
    return {key.removeprefix(start): said for key, said in entries.items() if key.startswith(start)}


def listed(said: Sequence[str], language: Language) -> str:
    """Several things in a row: `a, b, c`."""
    rest = list(said)
    return reduce(lambda a, b: text("views.list", language, first=a, second=b), rest or [""])


class _Maker:
    """Makes the sections of one form."""

    def __init__(
        self, part: Part, case: CaseFile, language: Language, accounts: Sequence[Listed] = ()
    ) -> None:
        self.part, self.case, self.language, self.accounts = part, case, language, accounts
        self.node: Any = AccountPlan.model_fields[part.value].annotation

    def section(self, section: Section) -> Spec:
        path = f"{self.part.value}.{section.name}"
        if isinstance(section, Item):
            return {"kind": "fields", "path": "", "fields": [self._item(self.node, path, section)]}
        inner = self.node.model_fields[section.name].annotation
        if isinstance(section, Group):
            fields = [self._item(inner, f"{path}.{item.name}", item) for item in section.items]
            return {"kind": "group", "path": path, **self._named(path), "fields": fields}
        if isinstance(section, Ladder):
            return self._ladder(section, path)
        if isinstance(section, Roster):
            return self._roster(section, path, get_args(inner)[0])
        return self._table(section, path, get_args(inner)[0])

    def _named(self, path: str) -> Spec:
        said = {"label": text(labels.field_key(path), self.language)}
        return {**said, "help": text(labels.help_key(path), self.language)}

    def _table(self, table: Table, path: str, row: type[BaseModel]) -> Spec:
        fields = [
            self._item(row, f"{path}.x.{item.name}", item, inside="x") for item in table.items
        ]
        return {
            "kind": "table",
            "path": path,
            "label": text(labels.table_key(path), self.language),
            "row": catalogue("plan", self.language)[labels.row_key(path)],
            "add": text(f"views.add.{path}", self.language),
            "empty": text(f"views.empty.{path}", self.language),
            "title": table.title,
            "fields": fields,
        }

    def _roster(self, roster: Roster, path: str, row: type[BaseModel]) -> Spec:
        line, folded = (
            [self._item(row, f"{path}.x.{item.name}", item, inside="x") for item in items]
            for items in (roster.items, roster.folded)
        )
        return {
            "kind": "roster",
            "path": path,
            "label": text(labels.table_key(path), self.language),
            "help": text("views.roster.help", self.language),
            "rows": [self._listed(one) for one in self.accounts],
            "open": words("roster", self.language)["open"],
            "fields": [self._short(one) for one in line],
            "folded": folded,
        }

    def _short(self, field: Spec) -> Spec:
        """A field whose choices are put so briefly that a line holds them."""
        if "choices" not in field:
            return field
        said = words("roster.short", self.language)
        return {**field, "choices": [[code, said[code]] for code, _ in field["choices"]]}

    def _listed(self, one: Listed) -> Spec:
        """A customer with its figures as the list gives them."""
        of, language = one.figures, self.language
        said = text(
            "views.roster.figures",
            language,
            purchases=amount(of.purchases, language),
            growth=f"{of.growth:+g}",
            margin=f"{of.margin:g}",
            ability=text(labels.choice_key(of.ability), language),
            difficulty=text(labels.choice_key(of.difficulty), language),
            effort=f"{of.effort:g}",
        )
        return {"id": one.id, "name": one.name[language], "figures": said}

    def _ladder(self, ladder: Ladder, path: str) -> Spec:
        state = model.StepState
        first = f"{path}.{Step.PRESENT_STATE.value}"
        fields = [
            self._item(state, f"{first}.{item.name}", item, inside=Step.PRESENT_STATE.value)
            for item in ladder.items
        ]
        label = text(labels.table_key(path), self.language)
        return {
            "kind": "ladder",
            "path": path,
            "label": label,
            "help": text("views.ladder.help", self.language),
            "steps": self._choices(Step),
            "fields": fields,
        }

    def _item(self, node: Any, path: str, item: Item, inside: str = "") -> Spec:
        info = node.model_fields[item.name]
        quantity = self._is_quantity(node, item, info.annotation)
        # A group's own figure has its unit beside it, a quantity of a row has it inside.
        within = f"{path}.value" if quantity == "inside" else path
        kind = "quantity" if quantity else self._kind(info, item)
        field: Spec = {
            "name": within.partition(f".{inside}.")[2] if inside else within,
            "kind": kind,
            "wide": item.wide,
            **self._named(path),
        }
        if item.show == "long":
            field["long"] = True
        if quantity:
            field["units"] = [
                [u.value, text(labels.unit_key(u), self.language)] for u in item.units
            ]
            field["unit_label"] = text("plan.field.unit", self.language)
        if kind == "checks":
            field.update(self._checks(item))
        if kind in ("select", "radio") and not item.show.startswith("for"):
            field["choices"] = self._choices_of(item, info.annotation)
        if kind == "support":
            field["parties"] = self._parties()
            field["choices"] = [
                [s, text(f"plan.choice.support.{s}", self.language)] for s in _SUPPORT
            ]
        field.update(self._extras(item))
        return field

    @staticmethod
    def _is_quantity(node: Any, item: Item, annotation: Any) -> str:
        if isinstance(annotation, type) and issubclass(annotation, Quantity):
            return "inside"
        is_group = isinstance(node, type) and issubclass(node, Quantity)
        return "beside" if is_group and item.name == "value" else ""

    @staticmethod
    def _kind(info: Any, item: Item) -> str:
        if item.name in ("lines", "support"):
            return item.name
        if get_origin(info.annotation) is tuple:
            return "checks"
        if item.show in _SHOWN_AS:
            return _SHOWN_AS[item.show]
        if labels.enum_of(info.annotation) is not None:
            return "radio" if item.show == "radio" else "select"
        readers = {getattr(rule, "func", None) for rule in info.metadata}
        if read_day in readers:
            return "date"
        return "number" if read_number in readers else "text"

    def _checks(self, item: Item) -> Spec:
        if item.name == "contacts":
            return {"options": "people", "none": text("views.form.no_people", self.language)}
        parts = (*choices.LAYERS, Part.MANAGEMENT)
        return {"choices": [[p.value, text(labels.part_key(p), self.language)] for p in parts]}

    def _choices_of(self, item: Item, annotation: Any) -> list[list[str]]:
        if item.show == "rival":
            return [[rival.id, rival.name[self.language]] for rival in self.case.rivals]
        choices = labels.enum_of(annotation)
        return self._choices(choices) if choices is not None else []

    def _choices(self, choices: type[Enum]) -> list[list[str]]:
        return [[str(c.value), text(labels.choice_key(c), self.language)] for c in choices]

    def _extras(self, item: Item) -> Spec:
        if item.show == "for_whom":
            return {"options": "for_whom"}
        if item.show == "watch":
            said = catalogue("views", self.language)
            return {"suggest": [[said[k], said[k]] for k in said if k.startswith("views.watch.")]}
        if item.show == "colleague":
            people = self.case.colleagues
        elif item.show in ("person", "post"):
            people = self.case.people
        else:
            return {"suffix": "%"} if item.name in _PERCENTS else {}
        ours = [(person.name[self.language], person.post[self.language]) for person in people]
        return {"suggest": [[p, n] if item.show == "post" else [n, p] for n, p in ours]}

    def _parties(self) -> list[list[str]]:
        us = text("views.form.us", self.language)
        return [
            ["us", us],
            *([rival.id, rival.name[self.language]] for rival in self.case.rivals),
        ]


def amount(yuan: Decimal, language: Language) -> str:
    """Money as each language counts it: in millions, in 万."""
    return f"{yuan / 1_000_000:,.2f}" if language == "en" else f"{yuan / 10_000:,.0f}"
