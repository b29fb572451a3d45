"""Words of an answer, made comparable: folding of scripts and widths, tokens, light English stems."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any, Final, NamedTuple

Span = tuple[int, int]
CJK: Final = "㐀-䶿一-鿿豈-﫿"
_IDEOGRAPH: Final = re.compile(f"[{CJK}]")
_WORD: Final = r"[a-zß-öø-ÿ]+(?:'[a-z]+)?|\d+(?:[.,]\d+)*|%"
TOKEN: Final = re.compile(_WORD)
PIECES: Final = re.compile(f"({_WORD})")
"""Splits a folded text into what stands between its tokens, and the tokens, by turns."""
_APOSTROPHES: Final = re.compile("[’‘ʼ]")
_WIDE: Final = tuple(zip("，；：（）！？％", ",;:()!?%", strict=True))
"""Marks that hardly a Chinese text is without; narrow already, the text need not be taken apart."""
_UNSEEN: Final = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")


class Folded(NamedTuple):
    """A text folded for comparison; `span` leads back to the text as typed."""

    text: str
    typed: str
    back: tuple[int, ...] | None
    """Where each folded character begins in `typed`, and its length; None: position for position."""

    def span(self, start: int, end: int) -> Span:
        """The place in the text as typed."""
        if self.back is None:
            return start, end
        while end < len(self.back) - 1 and self.back[end] == self.back[end - 1]:
            end += 1  # one typed character became several
        return self.back[start], self.back[end]


def fold(typed: str) -> Folded:
    """Fold widths (NFKC), case and Traditional characters; cheap for plain text.

    >>> fold("申請ＣＡ證書").text
    '申请ca证书'
    """
    if typed.isascii():
        return Folded(typed.lower(), typed, None)
    narrow = typed
    for wide, mark in _WIDE:
        narrow = narrow.replace(wide, mark)
    whole = _plain(narrow)
    if len(whole) == len(typed) and not _UNSEEN.search(whole):
        return Folded(simplified(whole), typed, None)
    pieces: list[str] = []
    back: list[int] = []
    for start, cluster in _clusters(typed):
        piece = _UNSEEN.sub("", _plain(cluster))
        pieces.append(piece)
        back += [start] * len(piece)
    return Folded(simplified("".join(pieces)), typed, (*back, len(typed)))


def _plain(typed: str) -> str:
    return _APOSTROPHES.sub("'", unicodedata.normalize("NFKC", typed).casefold())


def simplified(text: str) -> str:
    """Simplified characters for Traditional ones, at the same positions."""
    try:
        text.encode("gb2312")
    except UnicodeEncodeError as fault:
        if not any(_is_beyond(character) for character in text[fault.start :]):
            return text
    else:
        return text
    converter = _converter()
    converted: str = converter.convert(text)
    if len(converted) != len(text):
        converted = "".join(c if len(s := converter.convert(c)) != 1 else s for c in text)
    return converted


def tokens(folded: str) -> list[str]:
    """The alphabetic words and numbers of a folded text.

    >>> tokens("files 1,260 applications")
    ['files', '1,260', 'applications']
    """
    return TOKEN.findall(folded)


def stem(word: str) -> str:
    """What forms of an English word have in common; a number loses its thousands separators.

    >>> {stem(w) for w in ("file", "files", "filed", "filing")}
    {'fil'}
    >>> {stem(w) for w in ("apply", "applies", "applied", "applying", "application")}
    {'appli'}
    """
    if word[0].isdigit():
        return _number(word)
    if not word.isascii():
        return word
    word = word.removesuffix("'s")
    word = _IRREGULAR.get(word, word)
    return word if len(word) < 3 or "'" in word else _stripped(word)


def _stripped(word: str) -> str:
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        word = word[:-1]
        word = _IRREGULAR.get(word, word)
    if word == "note":  # its stem would be "not"
        return word
    for ending in ("ing", "ed"):
        left = word.removesuffix(ending)
        if left != word and not word.endswith("eed") and len(left) > 2 and _VOWEL.search(left):
            word = _single(left)
            break
    if word.endswith(("ize", "iz", "ization")):
        word = word.replace("iz", "is")
    for ending, instead, least in _ENDINGS:
        left = word.removesuffix(ending)
        if left != word and len(left) >= least:
            word = left + instead
            break
    word = word.removesuffix("e") if len(word) > 3 else word
    # -ies and -ied have lost their e by now: compani(e), appli(e)
    bare_y = word.endswith("y") and len(word) > 3 and word[-2] not in "aeiou"
    return f"{word[:-1]}i" if bare_y else word


_VOWEL: Final = re.compile("[aeiouy]")
_ENDINGS: Final = (
    ("ication", "i", 4),
    ("icate", "i", 4),
    ("icat", "i", 4),
    ("ation", "", 5),
    ("ate", "", 5),
    ("at", "", 5),
    ("ion", "", 5),
)
_FORMS: Final = {
    "accept": "acceptance",
    "agree": "agreed agreement",
    "begin": "began begun",
    "bring": "brought",
    "build": "built",
    "buy": "bought",
    "choose": "chose chosen",
    "come": "came",
    "commit": "commitment",
    "compete": "competition",
    "decide": "decision",
    "deliver": "delivery",
    "do": "did done does",
    "drive": "drove driven",
    "find": "found",
    "get": "got gotten",
    "give": "gave given",
    "go": "went gone goes",
    "grow": "grew grown",
    "hold": "held",
    "improve": "improvement",
    "invest": "investment",
    "involve": "involvement",
    "keep": "kept",
    "know": "knew known",
    "lead": "led",
    "lose": "lost losing",
    "make": "made",
    "manage": "management",
    "meet": "met",
    "note": "noted noting",
    "pay": "paid payment",
    "procure": "procurement",
    "put": "putting",
    "reduce": "reduction",
    "register": "registration",
    "require": "requirement",
    "run": "ran running",
    "say": "said",
    "see": "saw seen",
    "sell": "sold",
    "send": "sent",
    "show": "shown",
    "speak": "spoke spoken",
    "spend": "spent",
    "stand": "stood",
    "take": "took taken",
    "tell": "told",
    "think": "thought",
    "understand": "understood",
    "use": "used using",
    "win": "won winning",
    "write": "wrote written",
}
_IRREGULAR: Final = {form: word for word, forms in _FORMS.items() for form in forms.split()}


def _single(left: str) -> str:
    doubled = len(left) > 3 and left[-1] == left[-2] and left[-1] not in "sz"
    return left[:-1] if doubled and (left[-1] != "l" or len(left) > 5) else left


def _number(word: str) -> str:
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", word):
        word = word.replace(",", "")
    return word.rstrip("0").rstrip(".") if "." in word and word.count(".") == 1 else word


def _is_beyond(character: str) -> bool:
    """Whether an ideograph is outside the common Simplified ones, as Traditional ones are."""
    if not _IDEOGRAPH.match(character):
        return False
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def _clusters(typed: str) -> list[tuple[int, str]]:
    """Characters with the marks that combine with them, each with its position."""
    found: list[tuple[int, str]] = []
    for position, character in enumerate(typed):
        if found and unicodedata.combining(character):
            found[-1] = (found[-1][0], found[-1][1] + character)
        else:
            found.append((position, character))
    return found


@cache
def _converter() -> Any:
    import opencc  # loaded when the first Traditional character turns up

    return opencc.OpenCC("t2s")
