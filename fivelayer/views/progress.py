"""How far a trainee is, and the one thing to do next."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from fivelayer import draft as drafts
from fivelayer import labels
from fivelayer.activity import Activity
from fivelayer.choices import Part
from fivelayer.draft import Draft
from fivelayer.findings import Finding
from fivelayer.messages import Language, text
from fivelayer.views.coach_panel import where
from fivelayer.views.spec import Spec

COACH: Final = "coach."
"""Before a part's name: its coach's panel, as a place to go to."""
_ASIDE: Final = ("lines", "confidence", "breakthrough", "met_step")
"""Fields that may stay empty in a good plan, or that come along with others."""


def open_fields(form: Spec, draft: Draft) -> tuple[int, int, str]:
    """How much of a form is answered: fields done, of how many, and the first open one's path.

    A table without rows counts as one open question, a ladder as one answered by its first step.
    """
    wanted = [path for section in form["sections"] for path in _wanted(section, draft)]
    still = [path for path in wanted if drafts.get(draft, path) in ("", [], None)]
    return len(wanted) - len(still), len(wanted), still[0] if still else ""


def layers(
    specs: Mapping[Part, Spec], draft: Draft, here: Collection[Part], language: Language
) -> list[dict[str, Any]]:
    """How far each layer is, for the bar."""
    found = []
    for part, form in specs.items():
        done, of, _ = open_fields(form, draft)
        name = text(labels.part_key(part), language)
        says = _in_words(done, of, language)
        found.append({"name": name, "done": done, "of": of, "here": part in here, "says": says})
    return found


def next_step(
    activity: Activity,
    specs: Mapping[Part, Spec],
    here: Collection[Part],
    content: Collection[Part],
    remarks: Sequence[Finding],
    language: Language,
) -> dict[str, str]:
    """The one thing to do next; `content` are the parts on which the coach has no remark left."""
    if activity.read_only or not (activity.who.owner or activity.private) or here:
        forms = {part: specs[part] for part in here}
        said, field = _next(activity, forms, content, remarks)
        go = field
    else:
        said, field, go = "open", _first_open(specs, activity.draft), ""
    name = where(field, language, activity.draft) if field else ""
    return {
        "text": text(f"views.next.{said}", language, field=name),
        "field": go,
        "button": text("views.next.go", language),
    }


def _first_open(specs: Mapping[Part, Spec], draft: Draft) -> str:
    still = [part.value for part, form in specs.items() if open_fields(form, draft)[2]]
    return still[0] if still else next(iter(specs)).value


def _next(
    activity: Activity,
    forms: Mapping[Part, Spec],
    content: Collection[Part],
    remarks: Sequence[Finding],
) -> tuple[str, str]:
    if activity.read_only:
        return "read_only", ""
    if not (activity.who.owner or activity.private):
        return "join", ""
    own = [remark.field for remark in remarks if remark.field.partition(".")[0] in forms]
    if own:
        return "remark", own[0]
    counts = [open_fields(form, activity.draft) for form in forms.values()]
    still = [first for _, _, first in counts if first]
    if still:
        begun = activity.private or any(done for done, _, _ in counts)
        return "field" if begun else "begin", still[0]
    unasked = [part.value for part in forms if part not in content]
    stands = "own" if activity.private else "lesson"
    return ("ask", f"{COACH}{unasked[0]}") if unasked else (stands, "")


def _wanted(section: Spec, draft: Draft) -> list[str]:
    path = section["path"]
    if section["kind"] == "table":
        ids = [row.get("id") for row in drafts.rows(draft, path)]
        names = _names(section["fields"])
        return [f"{path}.{row}.{name}" for row in ids for name in names] or [path]
    if section["kind"] == "roster":
        return [f"{path}.{row['id']}.verdict" for row in section["rows"]]
    if section["kind"] == "ladder":
        return [f"{path}.{section['steps'][0][0]}.reached"]
    return _names(section["fields"])


def _names(fields: Sequence[Spec]) -> list[str]:
    names: list[str] = []
    for one in fields:
        name = one["name"]
        if one["kind"] == "support":
            names += [f"{name}.{party}" for party, _ in one["parties"]]
        elif name.rpartition(".")[2] not in _ASIDE:
            names.append(name)
    return names


def _in_words(done: int, of: int, language: Language) -> str:
    if not done:
        return text("views.bar.layer_none", language)
    if done >= of:
        return text("views.bar.layer_full", language, of=of)
    return text("views.bar.layer_part", language, done=done, of=of)
