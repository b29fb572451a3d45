"""Clauses of a folded text: where they part, what they deny, and whose doing they tell."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from functools import reduce
from operator import or_
from typing import Final, Literal, NamedTuple

from fivelayer.marking.lexicon import LONGEST_WORD, MOST_WORDS
from fivelayer.marking.words import CJK, Span

Party = Literal["us", "rival"]

# Each expression begins with a set of characters or a word's edge, so that a text is passed over quickly;
# what must stand around the character is asked afterwards.
_MARKS: Final = re.compile(
    r"[.!?;。…\n\r\u2028,:\-–—()\[\]之以](?:"
    r"(?P<statement>(?<=[.!?])(?=[\s\"')\]]|$)|(?<=[;。…\n\r\u2028])[;。…\n\r\u2028]*)"
    r"|(?<=,)(?!\d{3})|(?<=:)(?!\d)|(?<=\s[-–])(?=\s)|(?<=[—()\[\]])|(?<=[之以])前)"
)
_JOINTS: Final = re.compile(
    r"\b(?=(?:but|however|although|though|whereas|because|so|therefore|otherwise|until|till|unless"
    r"|if|once|when|before|after|rather than|instead of|nor)\b"
    r"|and (?:no|not|never|without|don't|do not|cannot)\b)"
)
_JOINTS_ZH: Final = re.compile(
    r"(?=[但然因所否而以虽尽也除才])"
    r"(?=但|然而|因为|所以|因此|否则|而是|而不|而非|以便|以免|虽然|尽管|也[不没未无]|除非|才能)"
)
"""Words that begin a clause."""

# Each begins like a denial and is none; or two denials that make a demand.
_IDIOMS: Final = (
    r"not (?:only|just|merely|least|to mention|later than|less than|more than|before time)\b"
    r"|no (?:doubt|question|later than|less than|more than|fewer than|sooner|matter|longer than)\b"
    r"|no time to lose\b|no\.? ?\d|without (?:doubt|delay|fail|exception)\b|nothing but\b"
    r"|whether or not\b|non-"
)
_IDIOMS_ZH: Final = (
    r"不仅|不但|不只|不光|不单|不论|不管|无论|不断|不久|不妨|不少|不同|不错|不满|不良|不利|不便"
    r"|不足|不稳|不动产|不可避免|不可或缺|不可缺少|不确定|不透明|不晚于|不迟于|不早于"
    r"|不低于|不少于|不超过|不高于|不大于|不小于|毫无疑问|无疑|无非|无纸化|无障碍|无线|无锡|无人机"
    r"|非营利|非盈利|非赢利|非计划|非正式|非标|非遗|非金属|非洲|非常|非但|非凡|是非|未来|没错|没问题"
    r"|[特个区级类差分识告辞]别|别[人的处墅]|莫大|莫过于"
    r"|不还(?=[,。;!?]|$)|不决(?![定策])|不应求|不及待|不苟|不绝|不相上下|不约而同"
    r"|必不可少|不得不|不能不|不可不|不会不|不是不|并非不|并非没|无不|未必不"
)
_FRAME: Final = "非[^,。;]{1,12}不可"
"""A denial at either end of what must be done."""
_DENIALS: Final = (
    r"(?:not|never|no|none|nobody|nothing|neither|nor|without|cannot|hardly|unnecessary|needless"
    r"|rather than|instead of)\b"
)
_DENIALS_ZH: Final = (
    r"没有|没法|没|尚未|未曾|未能|未|毫无|无需|无须|无法|无|不|勿|并非|而非|非|别|莫"
)
# Verbs that deny what follows them.
_AVERSE: Final = (
    r"(?:fail(?:s|ed|ing)? to|forget(?:s|ting)?|forgot(?:ten)?|miss(?:es|ed|ing)?|skip(?:s|ped|ping)?"
    r"|ignor(?:e|es|ed|ing)|avoid(?:s|ed|ing)?|refus(?:e|es|ed|ing)|giv(?:e|es|ing) up|gave up"
    r"|abandon(?:s|ed|ing)?)\b"
)
_AVERSE_ZH: Final = r"错过|忘记|忘了|遗漏|漏掉|忽略|忽视|避免|拒绝|放弃|耽误|以免|免得"
_SIGNS: Final = re.compile(
    rf"\b(?:(?P<idiom>{_IDIOMS})|(?P<without>without\b)|(?P<denial>{_DENIALS})|(?P<averse>{_AVERSE}))"
    r"|(?P<nt>n't\b)"
)
_SIGNS_ZH: Final = re.compile(
    f"(?=[不没未无勿非尚毫并而别莫特个区级类差分识告辞是必错忘遗漏忽避拒放耽以免])(?:(?P<idiom>{_IDIOMS_ZH})"
    f"|(?P<frame>{_FRAME})|(?P<denial>{_DENIALS_ZH})|(?P<averse>{_AVERSE_ZH}))"
)
_MAY_DENY_ZH: Final = re.compile("[不没未无勿非别莫错忘遗漏忽避拒弃耽免]")
_MAY_DENY: Final = re.compile(
    r"n't|no[tnr]?\b|nobody|nothing|never|neither|without|cannot|hardly|needless|unnecess|instead"
    r"|rather|fail|forg[eo]t|miss|skip|ignor|avoid|refus|giv|gave|abandon"
)
_MAY_JOIN: Final = re.compile(
    r"\b(?:but|however|although|though|whereas|because|so|therefore|otherwise|until|till|unless|if|once"
    r"|when|before|after|rather|instead|nor)\b"
)
_DENIES, _JOINS, _AND = 1, 2, 4
DENIAL: Final = re.compile(rf"\b{_DENIALS}|n't\b|{_DENIALS_ZH}")
_DEMANDS: Final = re.compile(
    r"(?:就|则|便|都)?(?:不能|不得|不可|不行|不会|不许|没法|无法|没有机会|难以)|without\b"
)
"""Behind another denial they make a demand: not shortlisted, nothing can be sold."""
_SUPPOSES: Final = re.compile(
    r"\s*(?:if|unless|without|no|若|如果|如|要是|倘若|假如|没有|不|未|无)"
)
_CONSEQUENCE: Final = re.compile(
    r"\s*(?:no\b|nothing\b|就|则|便|也就|即|都不)"
    r"|\b(?:cannot|can't|won't|not|never|nothing|nobody|los(?:e|es|t|ing)|out|excluded|void|fail\w*"
    r"|late|miss\w*|reject\w*|risk\w*|blocked|shut|closed)\b"
    r"|不能|不得|无法|没法|失去|出局|作废|无效|落选|落空|错过|来不及|白费|晚了"
)
_US: Final = r"\b(?:we|us|ours?|i|my|our (?:company|side|firm|team))\b|我们|我方|我司|我公司|本公司|己方|咱们"
_RIVAL: Final = (
    r"\b(?:the |our |its |a )?(?:rivals?|competitors?|competition|opponents?|other (?:side|vendor|bidder))\b"
    r"|竞争对手|竞争者|竞品|竞对|对手|对方|友商"
)
_ASIDE: Final = re.compile(
    r"(?:\b(?:against|than|from|over|unlike|before|after|ahead of|behind|beat|beats|with|like|to|at|of"
    r"|for|and|keep|stop|outdo|block)|针对|相比|比|与|和|跟|对|向|把|将|超过|领先|领先于|防止|阻止|优于|早于)"
    r"\s*(?:the |our )?$"
)
"""Before a name: it is not the one who acts."""
_DOES: Final = re.compile(r"(?:\bby|由|被|让)\s*(?:the |our )?$")
_OWNS: Final = re.compile(r"'s?\b|的|之")


class Sign(NamedTuple):
    """A denial or averse verb, with its place; `without` denies only what follows it."""

    kind: str
    start: int
    end: int


class _Tells(dict[str, int]):
    """What a word may tell: that something is denied, that a clause begins; many words are kept."""

    def __missing__(self, word: str) -> int:
        found = _DENIES * bool(_MAY_DENY.search(word)) | _JOINS * bool(_MAY_JOIN.search(word))
        found |= _AND * word.startswith("and")
        if "'" in word.removesuffix("'s"):  # several words run together may be cut anywhere
            found = _DENIES | _JOINS
        if len(self) < MOST_WORDS and len(word) <= LONGEST_WORD:
            self[word] = found
        return found


_TELLS: Final = _Tells()


class Clauses:
    """A folded text cut into clauses, and these gathered into statements.

    `words` are its tokens: a text in which no word tells of a denial is not searched for one.
    """

    __slots__ = ("_cuts", "_joins", "_names", "_rival", "_us", "idioms", "signs", "text")

    def __init__(
        self, text: str, words: Iterable[str], us: re.Pattern[str], rival: re.Pattern[str]
    ) -> None:
        self.text = text
        told = reduce(or_, map(_TELLS.__getitem__, words), 0)
        denies = told & _DENIES
        self._joins = bool(told & _JOINS or (denies and told & _AND))
        self._us, self._rival = us, rival
        self._cuts: tuple[list[int], list[int]] | None = None
        self._names: bool | None = None
        self.signs: list[Sign] = []
        """What denies."""
        self.idioms: list[Span] = []
        """What only looks as if it did."""
        found: list[re.Match[str]] = []
        if denies:
            found += _SIGNS.finditer(text)
        if not text.isascii() and _MAY_DENY_ZH.search(text):
            found += _SIGNS_ZH.finditer(text)
            found.sort(key=lambda match: match.start())
        for match in found:
            kind = match.lastgroup
            if kind == "idiom":
                self.idioms.append(match.span())
            elif kind != "frame":
                kind = kind if kind in ("averse", "without") else "denial"
                self.signs.append(Sign(kind, *match.span()))

    @property
    def starts(self) -> list[int]:
        """Where clauses begin."""
        return (self._cuts or self._cut())[0]

    @property
    def statements(self) -> list[int]:
        """By clause: the number of its statement."""
        return (self._cuts or self._cut())[1]

    def _cut(self) -> tuple[list[int], list[int]]:
        text = self.text
        ends = {m.end(): m.lastgroup is not None for m in _MARKS.finditer(text)}
        if self._joins:
            ends = {m.start(): False for m in _JOINTS.finditer(text)} | ends
        if not text.isascii():
            ends = {m.start(): False for m in _JOINTS_ZH.finditer(text)} | ends
        starts, statements = [0], [0]
        for end in sorted(ends):
            statement = statements[-1] + ends[end]
            if end:
                starts.append(end)
                statements.append(statement)
        self._cuts = starts, statements
        return self._cuts

    def at(self, position: int) -> int:
        """The number of the clause at a position."""
        return bisect_right(self.starts, position) - 1

    @property
    def names_a_party(self) -> bool:
        """Whether the text names us or a rival at all."""
        if self._names is None:
            self._names = any(p.search(self.text) is not None for p in (self._us, self._rival))
        return self._names

    def bounds(self, clause: int) -> Span:
        """Where a clause begins and ends."""
        last = clause + 1 == len(self.starts)
        return self.starts[clause], len(self.text) if last else self.starts[clause + 1]

    def denied(self, clause: int, spans: Sequence[Span], *, lead: bool = True) -> bool:
        """Whether the clause denies what stands at `spans` in it.

        `lead`: the clause holds the pattern's first part, so that averse verbs count as well.
        """
        start, end = self.bounds(clause)
        first = min(span[0] for span in spans)
        signs = [
            sign
            for sign in self.signs
            if start <= sign.start < end and not any(_overlap(sign, span) for span in spans)
        ]
        if not lead:
            signs = [sign for sign in signs if sign.kind != "averse"]
        signs = [s for s in signs if s.kind != "averse" or s.start < first]
        if len(signs) > 1 and self._demands(signs):
            return False
        last = max(span[0] for span in spans)
        signs = [s for s in signs if s.kind != "without" or s.start < last]
        if not signs:
            return False
        return not self._supposed(clause)

    def cuts_idiom(self, span: Span) -> bool:
        """Whether a span begins or ends inside an idiom, and so means something else."""
        return any(start < span[0] < end or start < span[1] < end for start, end in self.idioms)

    def party(self, clause: int, spans: Sequence[Span]) -> Party | None:
        """Whose doing the clause tells: the party named before the first span, or behind `by`."""
        start, end = self.bounds(clause)
        first = min(span[0] for span in spans)
        acting: Party | None = None
        for at, until, party in self._named(start, end):
            before = self.text[start:at]
            owns = _OWNS.match(self.text, until)
            if any(at < span[1] and span[0] < until for span in spans):
                continue  # the name is part of the idea itself
            if _DOES.search(before) or (owns and 0 <= first - owns.end() <= 1):
                return party
            if not owns and at < first and not _ASIDE.search(before):
                acting = party
        return acting

    def _demands(self, signs: list[Sign]) -> bool:
        """Whether two denials make a demand: don't miss; no sale without; 没有…不能…."""
        second = signs[-1]
        return second.kind == "averse" or _DEMANDS.match(self.text, second.start) is not None

    def _supposed(self, clause: int) -> bool:
        """Whether the clause only supposes: what follows shows what would come of it."""
        start, end = self.bounds(clause)
        if not _SUPPOSES.match(self.text, start):
            return False
        statement = self.statements[clause]
        around = [n for n, s in enumerate(self.statements) if s == statement and n != clause]
        if not around:
            return False
        led = re.match(r"\s*(?:no\b|没有|不|未|无)", self.text[start:end]) is not None
        if led:  # "no shortlist, no sale": the very next words must draw the consequence
            following = self.text[slice(*self.bounds(clause + 1))] if clause + 1 in around else ""
            return _THEN.match(following) is not None
        return any(_CONSEQUENCE.search(self.text[slice(*self.bounds(n))]) for n in around)

    def _named(self, start: int, end: int) -> list[tuple[int, int, Party]]:
        found: list[tuple[int, int, Party]] = [
            (m.start(), m.end(), "rival") for m in self._rival.finditer(self.text, start, end)
        ]
        taken = [(at, until) for at, until, _ in found]
        found += [
            (m.start(), m.end(), "us")
            for m in self._us.finditer(self.text, start, end)
            if not any(at <= m.start() < until for at, until in taken)
        ]
        return sorted(found)


_THEN: Final = re.compile(r"\s*(?:no\b|nothing\b|就|则|便|也就|即|都不)")


def party_pattern(party: Party, names: Iterable[str]) -> re.Pattern[str]:
    """What names a party: the usual words and its own names, already folded."""
    own = [_whole(name) for name in sorted(set(names), key=len, reverse=True) if name]
    return re.compile("|".join([*own, _US if party == "us" else _RIVAL]))


def _whole(name: str) -> str:
    bounded = re.escape(name)
    if not re.match(f"[{CJK}]", name):
        bounded = rf"(?<!\w){bounded}"
    return bounded if re.search(f"[{CJK}]$", name) else rf"{bounded}(?!\w)"


def _overlap(sign: Sign, span: Span) -> bool:
    return sign.start < span[1] and span[0] < sign.end
