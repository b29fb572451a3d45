"""Mangles submissions as disks, mail, editors and mischief do: in their bytes, and in what their JSON says."""

from __future__ import annotations

import copy
import json
import zlib
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, Final

from marking_case import GOOD, handed_in

Json = Any
Place = tuple[Any, Any]
"""A list or an object, and where in it."""

HOSTILE: Final = (
    "<script>window.ran = 1</script>",
    '<img src=x onerror="window.ran = 1">',
    "javascript:window.ran=1",
    "</style><style>*{display:none}",
    '=HYPERLINK("http://x.invalid")',
    "\t=1+1",
    "{{7*7}}{% raise %}{0.__class__}%s",
    "../../etc/passwd",
    "C:\\con\\nul",
    "\u202egnp.exe\u2066",
    "a\u0300" * 300,
    "\u0000\u0007\u001b[31m",
    "\ufeff\u200b\u00ad",
    "\ud83d",
    "\udc00\ud83d x",
    "🦆👩‍👩‍👧‍👦🇨🇳",
    "﷽ΐŉǰ",
    "不没未无非别" * 60,
    "not no never without " * 60,
    "we, the rival; " * 90,
    "1,260.5 万元",
    "９９９９９９９９９９９９９９９９",
    "½²①",
    "0" * 400,
    "1e999999",
    "-1",
    "2031-02-30",
    "(((((" * 60,
    "申請ＣＡ證書",
)
LONG: Final = ("x" * 30_000, "窗口" * 12_000, "<b>" * 9_000, "\ufdfa" * 5_000)
NUMBERS: Final = (
    *(0, -1, 1, 2**31, 2**53, 2**63, 2**64, 10**40, -(10**40), 1e308, 5e-324, -0.0, 1.5),
    *(True, False, None),
)
RAW: Final = (
    b"NaN",
    b"-Infinity",
    b"1e999",
    b"-1e-999",
    b"9" * 5_000,
    b"0x10",
    b"01",
    b"'x'",
    b'"\\ud800"',
    b'"\\u0000"',
    b'"\\x"',
    b"[" * 3_000,
    b'{"a":' * 300 + b"1" + b"}" * 300,
    b"[" * 40 + b"]" * 40,
    b'{"a": 1, "a": 2}',
    b"/* */ null",
    b"",
)
"""What is put where a value stood, as it is: much of it is no JSON."""
KEYS: Final = ("", "id", "__class__", "record", "\u0000", "lines", "support", "a" * 500, "窗")


def seeds() -> tuple[bytes, ...]:
    """Real submissions: of the lessons, of an exercise, in Chinese, as an editor's UTF-16, blank."""
    whole = json.loads(handed_in())
    whole["metadata"]["fivelayer"]["record"]["language"] = "zh"
    chinese = json.dumps(whole, ensure_ascii=False).encode()
    tried = json.loads(handed_in())
    tried["metadata"]["fivelayer"]["record"]["attempts"] = [ATTEMPT, ATTEMPT]
    return (
        handed_in(),
        handed_in(activity="baisha-gates"),
        chinese,
        json.dumps(tried).encode(),
        handed_in().decode().encode("utf-16"),
        handed_in({}),
    )


ATTEMPT: Final[dict[str, Json]] = {
    "time": "2031-03-04T10:00:00Z",
    "revision": 3,
    "asked": "remarks",
    "part": "barriers",
    "level": 0,
    "found": [{"rule": "barriers.means_missing", "field": "barriers.entries.b1.means"}],
    "answers": "0a1b",
    "changed": ["barriers.entries.b1.how"],
}


def chance(name: str) -> Random:
    """Chance that a name decides, the same everywhere."""
    return Random(name)  # noqa: S311  nothing here is secret


def mangled(seed: bytes, random: Random) -> bytes:
    """A seed after one to four mishaps; the same for the same state of `random`."""
    if random.random() < 0.75:
        seed = in_json(seed, random)
    for _ in range(random.choice((0, 0, 1, 1, 2, 3))):
        seed = random.choice(BYTE_MISHAPS)(seed, random)
    return seed


def in_json(seed: bytes, random: Random) -> bytes:
    """What the JSON says, changed in one to six places, and written down again."""
    whole = json.loads(seed)
    try:
        for _ in range(random.choice((1, 1, 2, 3, 6))):
            random.choice(JSON_MISHAPS)(whole, random)
        written = json.dumps(whole, ensure_ascii=random.random() < 0.5)
    except RecursionError:  # deeper than can be copied or written: such files are made in bytes
        return seed
    raw = written.encode("utf-8", "surrogatepass")
    if MARK in raw:
        raw = raw.replace(MARK, random.choice(RAW))
    return raw.decode("utf-8", "replace").encode("utf-16") if random.random() < 0.03 else raw


MARK: Final = b'"\x7fhere\x7f"'


def value(random: Random, depth: int = 0) -> Json:
    """Anything that JSON can say, seldom what is expected."""
    return random.choice(KINDS if depth < 3 else KINDS[:3])(random, depth + 1)


KINDS: Final[tuple[Callable[[Random, int], Json], ...]] = (
    lambda random, _: random.choice(HOSTILE),
    lambda random, _: random.choice(NUMBERS),
    lambda _random, _: MARK[1:-1].decode(),
    lambda random, _: random.choice(LONG if random.random() < 0.05 else HOSTILE),
    lambda random, deep: [value(random, deep) for _ in range(random.choice((0, 1, 3, 9)))],
    lambda random, deep: {random.choice(KEYS): value(random, deep) for _ in range(3)},
    lambda random, _: copy.deepcopy(random.choice([node for node, _ in places(GOOD)])),
    lambda random, _: nested(random.choice((2, 12, 24, 25, 90, 180, 300)), random),
    lambda random, _: "".join(chr(random.choice(RANGES)(random)) for _ in range(40)),
)


RANGES: Final[tuple[Callable[[Random], int], ...]] = (
    lambda random: random.randrange(32, 127),
    lambda random: random.randrange(0x4E00, 0x9FFF),
    lambda random: random.randrange(0x20000),
    lambda random: random.randrange(0xD800, 0xE000),
    lambda random: random.randrange(0x2000, 0x2070),
)


def nested(depth: int, random: Random) -> Json:
    """Lists or objects in one another."""
    inner: Json = random.choice(HOSTILE)
    for _ in range(depth):
        inner = [inner] if random.random() < 0.5 else {"a": inner}
    return inner


def places(node: Json) -> Iterator[Place]:
    """Every place in some JSON."""
    for at in list(node) if isinstance(node, dict) else range(len(node)):
        yield node, at
        if isinstance(node[at], dict | list):
            yield from places(node[at])


def _somewhere(whole: Json, random: Random) -> Place:
    """A place, mostly in the record: what marking does not read matters less."""
    held = whole.get("metadata", {}) if isinstance(whole, dict) else whole
    found = list(places(held)) if random.random() < 0.9 and isinstance(held, dict) else []
    return random.choice(found or list(places(whole)) or [([None], 0)])


def _replace(whole: Json, random: Random) -> None:
    node, at = _somewhere(whole, random)
    node[at] = value(random)


def _remove(whole: Json, random: Random) -> None:
    node, at = _somewhere(whole, random)
    del node[at]


def _rename(whole: Json, random: Random) -> None:
    node, at = _somewhere(whole, random)
    if isinstance(node, dict):
        node[random.choice((*KEYS, *HOSTILE[:12]))] = node.pop(at)


def _swap(whole: Json, random: Random) -> None:
    (one, here), (other, there) = _somewhere(whole, random), _somewhere(whole, random)
    one[here], other[there] = copy.deepcopy(other[there]), copy.deepcopy(one[here])


def _wrap(whole: Json, random: Random) -> None:
    node, at = _somewhere(whole, random)
    node[at] = [node[at]] if random.random() < 0.5 else {"value": node[at], "text": node[at]}


def _retype(whole: Json, random: Random) -> None:
    node, at = _somewhere(whole, random)
    node[at] = random.choice((str, repr, bool, lambda old: [old], lambda old: {str(old): old}))(
        node[at]
    )


def _multiply(whole: Json, random: Random) -> None:
    lists = [node[at] for node, at in places(whole) if isinstance(node[at], list) and node[at]]
    if lists:
        chosen = random.choice(lists)
        chosen *= random.choice((2, 3, 101)) if len(repr(chosen)) < 5_000 else 1


def _insert(whole: Json, random: Random) -> None:
    node, at = _somewhere(whole, random)
    if isinstance(node, dict):
        node[random.choice(KEYS)] = value(random)
    else:
        node.insert(at, value(random))


def _append_text(whole: Json, random: Random) -> None:
    node, at = _somewhere(whole, random)
    if isinstance(node[at], str):
        words = [node[at], random.choice(HOSTILE)]
        random.shuffle(words)
        node[at] = random.choice(("", " ", "\n", "。")).join(words)


JSON_MISHAPS: Final = (
    *(_replace, _replace, _replace, _remove, _rename, _swap, _wrap, _retype),
    *(_multiply, _insert, _append_text, _append_text),
)


def _cut(raw: bytes, random: Random) -> bytes:
    return raw[: random.randrange(len(raw) + 1)]


def _behead(raw: bytes, random: Random) -> bytes:
    return raw[random.randrange(len(raw) + 1) :]


def _flip(raw: bytes, random: Random) -> bytes:
    changed = bytearray(raw)
    for _ in range(random.choice((1, 1, 2, 30))):
        if changed:
            changed[random.randrange(len(changed))] ^= 1 << random.randrange(8)
    return bytes(changed)


def _blank_out(raw: bytes, random: Random) -> bytes:
    start = random.randrange(len(raw) + 1)
    length = random.choice((1, 16, 4096))
    return raw[:start] + random.choice((b"\0", b"\xff", b" ")) * length + raw[start + length :]


def _put_in(raw: bytes, random: Random) -> bytes:
    at = random.randrange(len(raw) + 1)
    return raw[:at] + random.choice((*RAW, b"\xed\xa0\x80", b"\xc3", b"\xef\xbb\xbf")) + raw[at:]


def _repeat(raw: bytes, random: Random) -> bytes:
    start = random.randrange(len(raw) + 1)
    piece = raw[start : start + random.randrange(1, 2_000)]
    return raw[:start] + piece * random.choice((2, 3, 20)) + raw[start:]


def _recode(raw: bytes, random: Random) -> bytes:
    text = raw.decode("utf-8", "replace")
    return text.encode(
        random.choice(("utf-16", "utf-16-le", "utf-32", "gb18030", "latin-1", "utf-8-sig")),
        "replace",
    )


def _newlines(raw: bytes, random: Random) -> bytes:
    return raw.replace(b"\n", random.choice((b"\r\n", b"\r", b"", b"\x0b")))


def _pack(raw: bytes, random: Random) -> bytes:
    return random.choice((zlib.compress(raw), b"PK\x03\x04" + raw, raw + raw, raw[::-1]))


BYTE_MISHAPS: Final = (
    *(_cut, _behead, _flip, _flip, _flip, _blank_out, _put_in, _put_in, _repeat),
    *(_recode, _newlines, _pack),
)


def file_names(random: Random) -> str:
    """Names that a file system takes and people give, all ending like a notebook."""
    odd = (
        *("a", " ", "-rf", "..", "CON", "nul.html", "=1+1", "<script>alert(1)<b>", "'; DROP"),
        *("a\nb", "a\tb", "🦆", "\u202eb", "青岚一队", "%2e%2e", "~", "$(id)", "a" * 200),
        *("\udcff", "\x01"),
    )
    end = random.choice((".ipynb", ".IPYNB", ".ipynb", "..ipynb"))
    return f"{random.choice(odd)}{random.randrange(10**6)}{end}"
