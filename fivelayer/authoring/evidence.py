"""The checks of a key's facts: every one stands on words of the dossier, or follows from others."""

from __future__ import annotations

from fivelayer.authoring.papers import Papers
from fivelayer.authoring.partial import Partial
from fivelayer.dossier import Block
from fivelayer.key import Evidence, Fact, Key
from fivelayer.messages import LANGUAGES, Language
from fivelayer.schema_errors import shown
from fivelayer.strict_yaml import Loc


def check(key: Partial[Key], papers: Papers) -> None:
    """Note every problem of the facts among the key's."""
    facts = key.items("facts")
    for loc, fact in facts:
        if not fact.evidence and not fact.premises:
            key.say(loc, "fact_on_nothing")
        for n, found in enumerate(fact.evidence):
            _evidence(key, (*loc, "evidence", n), found, papers)
    premises = {fact.id: fact.premises for _, fact in facts}
    for loc, fact in facts:
        if fact.id in _grounds(fact, premises):
            key.say((*loc, "premises"), "fact_circle", given=fact.id)


def stands_in(quote: str, block: Block) -> bool:
    """Whether words stand in a block verbatim; cells may be parted as in the file, `**` left out."""
    plain = block.text.replace("**", "")
    return any(quote in text for text in (block.text, plain, plain.replace("\t", " | ")))


def _evidence(key: Partial[Key], loc: Loc, found: Evidence, papers: Papers) -> None:
    if papers.unknown(found.line):
        document = found.line.partition(":")[0]
        params = {"document": document, "length": papers.length(document)}
        code = "line_beyond" if params["length"] else "line_unknown"
        key.say((*loc, "line"), code, given=found.line, params=params)
        return
    for language in LANGUAGES:
        block, quote = papers.block(found.line, language), found.quote[language]
        if block is None or stands_in(quote, block):
            continue
        elsewhere = ", ".join(_elsewhere(quote, papers, language)[:4])
        text = shown(block.text.replace("\t", " | "), most=160)
        code = "quote_elsewhere" if elsewhere else "quote_not_there"
        params = {"line": found.line, "found": elsewhere, "text": text}
        key.say((*loc, "quote", language), code, given=quote[:80], params=params)


def _elsewhere(quote: str, papers: Papers, language: Language) -> list[str]:
    return [
        f"{document}:{block.number}"
        for document in papers.entries
        for block in papers.blocks.get((document, language), ())
        if stands_in(quote, block)
    ]


def _grounds(fact: Fact, premises: dict[str, tuple[str, ...]]) -> set[str]:
    """Everything that a fact rests on; what rests on itself rests on nothing."""
    reached: set[str] = set()
    waiting = list(fact.premises)
    while waiting:
        name = waiting.pop()
        if name not in reached:
            reached.add(name)
            waiting += premises.get(name, ())
    return reached
