"""The checks of a key's facts: every one stands on words of the dossier, or follows from others."""

from __future__ import annotations

from fivelayer.authoring.papers import Papers
from fivelayer.authoring.partial import Partial
from fivelayer.dossier import Block
from fivelayer.key import Evidence, Fact, Key
from fivelayer.messages import LANGUAGES, Language
from fivelayer.strict_yaml import Loc


def check(key: Partial[Key], papers: Papers) -> None:
    """Note every problem of the facts among the key's."""
    known = {name for _, name in key.ids("facts")}
    facts = dict(key.items("facts"))
    for loc, fact in facts.items():
        if not fact.evidence and not fact.premises:
            key.say(loc, "fact_on_nothing")
        for n, premise in enumerate(fact.premises):
            if premise not in known:
                key.say(
                    (*loc, "premises", n),
                    "fact_unknown",
                    given=premise,
                    choices=_near(premise, known),
                )
        for n, found in enumerate(fact.evidence):
            _evidence(key, (*loc, "evidence", n), found, papers)
    _circles(key, facts)


def _evidence(key: Partial[Key], loc: Loc, found: Evidence, papers: Papers) -> None:
    if papers.unknown(found.line):
        document = found.line.partition(":")[0]
        length = papers.length(document)
        code = "line_beyond" if length else "line_unknown"
        key.say(
            (*loc, "line"), code, given=found.line, params={"document": document, "length": length}
        )
        return
    for language in LANGUAGES:
        block = papers.block(found.line, language)
        quote = found.quote[language]
        if block is None or stands_in(quote, block):
            continue
        place = (*loc, "quote", language)
        elsewhere = _elsewhere(quote, papers, language)
        if elsewhere:
            params = {"line": found.line, "found": ", ".join(elsewhere[:4])}
            key.say(place, "quote_elsewhere", given=quote[:80], params=params)
        else:
            text = block.text.replace("\t", " | ")
            params = {"line": found.line, "text": text if len(text) <= 160 else f"{text[:157]}..."}
            key.say(place, "quote_not_there", given=quote[:80], params=params)


def stands_in(quote: str, block: Block) -> bool:
    """Whether words stand in a block verbatim; cells may be parted as in the file, `**` left out."""
    plain = block.text.replace("**", "")
    return any(quote in text for text in (block.text, plain, plain.replace("\t", " | ")))


def _elsewhere(quote: str, papers: Papers, language: Language) -> list[str]:
    return [
        f"{document}:{block.number}"
        for document in papers.entries
        for block in papers.blocks.get((document, language), ())
        if stands_in(quote, block)
    ]


def _circles(key: Partial[Key], facts: dict[Loc, Fact]) -> None:
    """A fact that in the end rests on itself rests on nothing."""
    premises = {fact.id: fact.premises for fact in facts.values()}
    for loc, fact in facts.items():
        reached: set[str] = set()
        waiting = list(fact.premises)
        while waiting:
            name = waiting.pop()
            if name not in reached:
                reached.add(name)
                waiting += premises.get(name, ())
        if fact.id in reached:
            key.say((*loc, "premises"), "fact_circle", given=fact.id)


def _near(name: str, known: set[str]) -> tuple[str, ...]:
    import difflib

    return tuple(difflib.get_close_matches(name, sorted(known), n=4, cutoff=0.5))
