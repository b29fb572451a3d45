"""Whether a ruling does what it was made for: its wording is met with in the answer it came from."""

from __future__ import annotations

from fivelayer.key import Concept, Words
from fivelayer.marking.concepts import Concepts
from fivelayer.marking.words import fold
from fivelayer.rulings import Ruling


def finds(ruling: Ruling) -> bool:
    """Whether a wording is met with in the answer that it was accepted for."""
    if ruling.concept is None:
        return fold(ruling.wording).text in fold(ruling.answer).text
    says = Words(en=ruling.wording, zh=ruling.wording)
    alone = Concept(id=ruling.concept, says=says, en=(ruling.wording,), zh=(ruling.wording,))
    concepts = Concepts([alone])
    return bool(concepts.mentions(alone.id, concepts.read(ruling.answer)))
