"""The verbs with their arguments; what each says of itself stands in the catalogue `cli`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from fivelayer import demo, lab
from fivelayer.messages import LANGUAGES

Arguments = dict[str, dict[str, Any]]


def whole(low: int, high: int) -> Callable[[str], int]:
    """What reads a whole number from `low` to `high`; argparse tells its name where it cannot."""

    def read(given: str) -> int:
        if not given.isascii() or not given.isdigit() or not low <= int(given[:12]) <= high:
            raise ValueError(given)
        return int(given)

    read.__name__ = f"{low}–{high}"
    return read


@dataclass(frozen=True)
class Verb:
    """A verb: an example, what it runs as `module:function` of this package, what it takes."""

    example: str
    run: str = ""
    takes: Arguments = field(default_factory=dict)


_DIR: Final = {"type": Path, "metavar": "DIR"}
_JSON: Final[Arguments] = {"--json": {"action": "store_true"}}
_OUT: Final[Arguments] = {"--out": {**_DIR, "required": True}}
_CASES: Final[Arguments] = {"--cases": {**_DIR, "action": "extend", "nargs": "+", "default": []}}
_CASE: Final[Arguments] = {"case": {"metavar": "NAME_OR_FOLDER"}, **_CASES}
_FILE: Final = {"type": Path, "metavar": "FILE"}
_BOOK: Final[Arguments] = {
    "gradebook": {"metavar": "FOLDER_OR_URL"},
    "--exercise": {"metavar": "ID", "default": ""},
    "--by": {"metavar": "NAME", "default": ""},
    "--out": _DIR,
}
_TEAMS: Final[Arguments] = {
    **_BOOK,
    "--team": {"nargs": "+", "metavar": "NAME"},
    "--roster": {"type": Path, "metavar": "FILE"},
    **_CASES,
    **_JSON,
}
_PERSON: Final[Arguments] = {
    "name": {"metavar": "NAME"},
    "--from": {**_DIR, "nargs": "+", "required": True, "dest": "folders"},
    "--gradebook": {"metavar": "URL", "default": ""},
}

_LIVE: Final[Arguments] = {
    "workshop": {"type": Path, "metavar": "FOLDER"},
    "--shared": _DIR,
    "--by": {"metavar": "NAME", "default": ""},
    **_CASES,
    **_JSON,
}
_PLAYED: Final[Arguments] = {"--case": {"metavar": "NAME", "default": ""}}
_ONE_TEAM: Final[Arguments] = {"--team": {"metavar": "NAME", "default": ""}}

_OWN: Final[Arguments] = {"--folder": {**_DIR, "default": lab.FOLDER}, **_JSON}
_CUSTOMER: Final = {"metavar": "NAME"}

VERBS: Final = {
    "lab": Verb(
        "fivelayer lab --folder my-fivelayer",
        "course:lab",
        {"--folder": {**_DIR, "default": lab.FOLDER}, "--no-browser": {"action": "store_true"}},
    ),
    "demo": Verb(
        "fivelayer demo --out out/demo",
        "course:demo",
        {"--out": {**_DIR, "default": demo.OUT}, **_JSON},
    ),
    "mark": Verb(
        "fivelayer mark handed-in --out marks",
        "marking:mark",
        {
            "folder": {"type": Path, "metavar": "FOLDER"},
            "--exercise": {"metavar": "ID", "default": ""},
            "--teams": _FILE,
            "--jobs": {"type": whole(1, 16), "metavar": "N"},
            "--gradebook": {"metavar": "URL", "default": ""},
            **_OUT,
            **_CASES,
            **_JSON,
        },
    ),
    "desk": Verb(
        "fivelayer desk marks --by Wang --voila",
        "desk:desk",
        {
            "marks": {"metavar": "MARKS_OR_URL"},
            "--by": {"metavar": "NAME", "default": ""},
            "--voila": {"action": "store_true"},
            "--port": {"type": int, "metavar": "N"},
            "--no-browser": {"action": "store_true"},
            **_CASES,
        },
    ),
    "report": Verb(
        "fivelayer report marks/results --out reports",
        "marking:report",
        {"results": {"type": Path, "metavar": "RESULTS"}, **_OUT, **_CASES, **_JSON},
    ),
    "gradebook": Verb(
        "fivelayer gradebook marks --pass-mark 60",
        "gradebook:gradebook",
        {**_BOOK, "--pass-mark": {"type": whole(0, 100), "metavar": "PERCENT"}, **_JSON},
    ),
    "override": Verb(
        "fivelayer override marks --team Cedar --criterion founded --points 2 --why 'said so'",
        "override:override",
        {
            **_BOOK,
            "--team": {"nargs": 1, "metavar": "NAME", "required": True},
            "--work": {"type": whole(1, 10**9), "metavar": "N"},
            "--criterion": {"metavar": "ID", "default": ""},
            "--points": {"metavar": "N"},
            "--take-back": {"action": "store_true"},
            "--why": {"metavar": "WORDS", "default": ""},
            "--comment": {"metavar": "WORDS", "default": ""},
            **_JSON,
        },
    ),
    "publish": Verb(
        "fivelayer publish marks --team Cedar Harbour",
        "gradebook:publish",
        _TEAMS,
    ),
    "withhold": Verb(
        "fivelayer withhold marks --team Cedar",
        "gradebook:withhold",
        _TEAMS,
    ),
    "receipt": Verb(
        "fivelayer receipt handed-in/cedar.ipynb",
        "gradebook:receipt",
        {
            "file": {"type": Path, "metavar": "FILE"},
            "--kept": {"metavar": "RECEIPT", "default": ""},
            **_JSON,
        },
    ),
    "person": Verb("fivelayer person export 'Wang Fang' --from my-fivelayer marks --out wang.json"),
    "person export": Verb(
        "fivelayer person export 'Wang Fang' --from my-fivelayer marks --out wang.json",
        "gradebook:person_export",
        {**_PERSON, "--out": {"type": Path, "metavar": "FILE", "required": True}, **_JSON},
    ),
    "person erase": Verb(
        "fivelayer person erase 'Wang Fang' --from my-fivelayer handed-in marks --yes",
        "gradebook:person_erase",
        {
            **_PERSON,
            "--yes": {"action": "store_true"},
            "--by": {"metavar": "NAME", "default": ""},
            **_JSON,
        },
    ),
    "submit": Verb(
        "fivelayer submit my-fivelayer --out handed-in",
        "marking:submit",
        {
            "folder": {"type": Path, "nargs": "?", "metavar": "FOLDER"},
            "--out": _DIR,
            "--activity": {"metavar": "ID", "default": ""},
            "--case": {"metavar": "NAME", "default": ""},
            "--team": {"metavar": "NAME", "default": ""},
            **_JSON,
        },
    ),
    "play": Verb(
        "fivelayer play qinglan --decisions decisions.yaml --html debrief.html",
        "simulation:play",
        {
            "--decisions": _FILE,
            "--seed": {"type": whole(0, 999_999_999), "metavar": "N"},
            "--game": {"type": whole(0, 999_999_999), "metavar": "N"},
            "--all": {"action": "store_true"},
            "--html": _FILE,
            "--write-example": _FILE,
            **_CASE,
            **_JSON,
        },
    ),
    "odds": Verb(
        "fivelayer odds qinglan --decisions decisions.yaml --games 10000",
        "simulation:odds",
        {
            "--decisions": _FILE,
            "--plan": {"metavar": "NAME", "default": "sensible"},
            "--games": {"type": whole(100, 1_000_000), "metavar": "N", "default": 10_000},
            "--against": _FILE,
            "--parameters": {"action": "store_true"},
            **_CASE,
            **_JSON,
        },
    ),
    "par": Verb(
        "fivelayer par qinglan --decisions decisions.yaml --steps 40",
        "simulation:par",
        {
            "--decisions": _FILE,
            "--steps": {"type": whole(0, 1000), "metavar": "N", "default": 10},
            "--seed": {"type": whole(0, 999_999_999), "metavar": "N"},
            "--games": {"type": whole(100, 1_000_000), "metavar": "N", "default": 4096},
            "--write": _FILE,
            **_CASE,
            **_JSON,
        },
    ),
    "portfolio": Verb(
        "fivelayer portfolio customers.csv --months 9",
        "portfolio:portfolio",
        {
            "file": _FILE,
            "--months": {"type": whole(0, 10_000), "metavar": "N", "default": 9},
            "--month-costs": {"type": whole(1, 10_000_000), "metavar": "YUAN"},
            "--out": _FILE,
            **_JSON,
        },
    ),
    "workshop": Verb("fivelayer workshop new spring-onboarding"),
    "workshop new": Verb(
        "fivelayer workshop new spring-onboarding --case qinglan --team 'Team North:en'",
        "workshop:new",
        {
            "folder": {"type": Path, "metavar": "FOLDER"},
            "--case": {"metavar": "NAME", "action": "append", "default": []},
            "--team": {"metavar": "NAME:LANGUAGE", "action": "append", "default": []},
            "--date": {"metavar": "DAY", "default": ""},
            **_CASES,
            **_JSON,
        },
    ),
    "live": Verb(
        "fivelayer live spring-onboarding --shared shared-folder",
        "live:board",
        {
            **{name: how for name, how in _LIVE.items() if name != "--json"},
            "--no-browser": {"action": "store_true"},
        },
    ),
    "workshop round": Verb("fivelayer workshop round open spring-onboarding --minutes 20"),
    "workshop round open": Verb(
        "fivelayer workshop round open spring-onboarding --minutes 20",
        "live:round_open",
        {**_LIVE, **_PLAYED, "--minutes": {"type": whole(1, 600), "metavar": "N"}},
    ),
    "workshop round resolve": Verb(
        "fivelayer workshop round resolve spring-onboarding --by Ann",
        "live:round_resolve",
        {**_LIVE, **_PLAYED, "--all": {"action": "store_true"}},
    ),
    "workshop round again": Verb(
        "fivelayer workshop round again spring-onboarding", "live:round_again", {**_LIVE, **_PLAYED}
    ),
    "workshop team": Verb("fivelayer workshop team rename spring-onboarding 'Team 3' Seagulls"),
    "workshop team rename": Verb(
        "fivelayer workshop team rename spring-onboarding 'Team 3' Seagulls",
        "live:team_rename",
        {**_LIVE, "name": {"metavar": "TEAM"}, "new": {"metavar": "NAME"}},
    ),
    "workshop team merge": Verb(
        "fivelayer workshop team merge spring-onboarding 'Team 3' 'Team 4'",
        "live:team_merge",
        {**_LIVE, "name": {"metavar": "TEAM"}, "into": {"metavar": "TEAM"}},
    ),
    "workshop team time": Verb(
        "fivelayer workshop team time spring-onboarding 5 --team 'Team 4'",
        "live:team_time",
        {
            **_LIVE,
            "minutes": {"type": whole(1, 600), "metavar": "MINUTES"},
            **_ONE_TEAM,
            **_PLAYED,
        },
    ),
    "workshop say": Verb(
        "fivelayer workshop say spring-onboarding 'Ten minutes to go' --team 'Team 4'",
        "live:say",
        {
            **_LIVE,
            "text": {"metavar": "TEXT"},
            **_ONE_TEAM,
            "--event": {"action": "store_true"},
        },
    ),
    "workshop leaderboard": Verb(
        "fivelayer workshop leaderboard spring-onboarding off",
        "live:leaderboard",
        {**_LIVE, **_PLAYED, "switch": {"nargs": "?", "choices": ("on", "off")}},
    ),
    "workshop deliver": Verb("fivelayer workshop deliver spring-onboarding", "live:deliver", _LIVE),
    "workshop journal": Verb("fivelayer workshop journal spring-onboarding", "live:journal", _LIVE),
    "workshop debrief": Verb(
        "fivelayer workshop debrief spring-onboarding --games handed-in --marks marks",
        "closing:debrief",
        {
            "workshop": {"type": Path, "metavar": "FOLDER"},
            "--games": {**_DIR, "nargs": "+"},
            "--marks": _DIR,
            "--language": {"choices": LANGUAGES, "metavar": f"{{{','.join(LANGUAGES)}}}"},
            "--out": _FILE,
            **_CASES,
            **_JSON,
        },
    ),
    "workshop certificates": Verb(
        "fivelayer workshop certificates spring-onboarding --marks marks",
        "closing:certificates",
        {
            "workshop": {"type": Path, "metavar": "FOLDER"},
            "--marks": {"metavar": "MARKS_OR_URL", "required": True},
            "--roster": _FILE,
            "--out": _DIR,
            **_CASES,
            **_JSON,
        },
    ),
    "release": Verb(
        "fivelayer release spring-onboarding --out kits",
        "workshop:release",
        {
            "folder": {"type": Path, "metavar": "FOLDER"},
            "--out": _DIR,
            "--wheels": {"action": "store_true"},
            **_CASES,
            **_JSON,
        },
    ),
    "review": Verb(
        "fivelayer review marks/results --out review.html",
        "portfolio:review",
        {
            "folder": {"type": Path, "metavar": "FOLDER"},
            "--out": {**_FILE, "required": True},
            **_CASES,
            **_JSON,
        },
    ),
    "status": Verb(
        "fivelayer status spring-onboarding --shared /mnt/shared --watch",
        "workshop:status",
        {
            "folder": {"type": Path, "metavar": "FOLDER"},
            "--shared": _DIR,
            "--watch": {"action": "store_true"},
            **_CASES,
            **_JSON,
        },
    ),
    "own": Verb("fivelayer own list"),
    "own list": Verb("fivelayer own list", "own:listing", _OWN),
    "own report": Verb(
        "fivelayer own report 'Lanjiang Water'", "own:report", {"name": _CUSTOMER, **_OWN}
    ),
    "own compare": Verb(
        "fivelayer own compare 'Lanjiang Water' --days 30",
        "own:compare",
        {
            "name": _CUSTOMER,
            "--days": {"type": whole(1, 3650), "metavar": "N", "default": 30},
            **_OWN,
        },
    ),
    "own forget": Verb(
        "fivelayer own forget 'Li Na'", "own:forget", {"person": {"metavar": "PERSON"}, **_OWN}
    ),
    "case": Verb("fivelayer case check qinglan"),
    "case check": Verb(
        "fivelayer case check cases/qinglan --lang zh",
        "case:check",
        {**_CASE, "--thorough": {"action": "store_true"}, **_JSON},
    ),
    "case new": Verb(
        "fivelayer case new my-customer --folder cases",
        "case:new",
        {"name": {"metavar": "NAME"}, "--folder": {**_DIR, "default": Path()}},
    ),
    "case show": Verb(
        "fivelayer case show qinglan --html qinglan.html",
        "case:show",
        {"--html": {"type": Path, "metavar": "FILE"}, **_CASE},
    ),
}
EXAMPLES: Final = {name: verb.example for name, verb in VERBS.items()}
