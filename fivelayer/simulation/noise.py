"""All of a game's luck, drawn before it begins: common random numbers by seed, case, purpose and game.

Philox is counter-based: the key is (seed, case), the counter starts at (purpose, block of games). A block is
always drawn whole and indexed by round, item and slot, so a game's luck depends on its number alone, never on
what is done, on the batch or on the order of calls.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float32]

BLOCK: Final = 4096
"""Games in a block."""
PURPOSES: Final = (
    "fact",  # is it found: by desk research, by a visit
    "person",  # how a talk goes: ours, the rival's attention
    "half",  # does the work slip
    "project",  # does the customer lose a round; the choice; the churn
    "rival",  # how well it does; does it show; does it cut its price
    "happening",  # whether and when
    "door",  # does the filing pass: our own, the dealer's
)


@dataclass(frozen=True)
class Noise:
    """Uniform draws in (0, 1), each of shape (rounds, items, slots, games)."""

    fact: Floats
    person: Floats
    half: Floats
    project: Floats
    rival: Floats
    happening: Floats
    door: Floats

    def game(self, place: int) -> Noise:
        """One game's luck out of the batch."""
        one = slice(place, place + 1)
        return Noise(*(getattr(self, name)[..., one] for name in PURPOSES))


Shapes: TypeAlias = tuple[tuple[int, int, int], ...]
"""Rounds, items and slots of each purpose."""


def case_code(case: str) -> int:
    """The integer that stands for a case in the generator's key.

    >>> case_code("qinglan") == case_code("qinglan")
    True
    """
    return zlib.crc32(case.encode())


def draw(seed: int, case: str, shapes: Shapes, first: int, games: int) -> Noise:
    """The luck of `games` games from number `first` on."""
    blocks = range(first // BLOCK, (first + games - 1) // BLOCK + 1)
    start = first - blocks[0] * BLOCK
    parts = [_block(seed, case_code(case), shapes, block) for block in blocks]
    joined = (
        part[0] if len(part) == 1 else np.concatenate(part, axis=-1)
        for part in zip(*parts, strict=True)
    )
    return Noise(*(array[..., start : start + games] for array in joined))


@lru_cache(maxsize=4)
def _block(seed: int, code: int, shapes: Shapes, block: int) -> tuple[Floats, ...]:
    """One block whole. Raw 64-bit output, which NumPy promises to keep, cut into four draws of 16 bits."""
    found = []
    for purpose, shape in enumerate(shapes):
        key = np.array([seed, code], dtype=np.uint64)
        counter = np.array([0, 0, block, purpose], dtype=np.uint64)
        raw = np.random.Philox(key=key, counter=counter).random_raw(BLOCK * _size(shape) // 4)
        draws = raw.astype("<u8", copy=False).view("<u2").astype(np.float32)
        draws += np.float32(0.5)
        draws *= np.float32(2**-16)
        draws.flags.writeable = False
        found.append(draws.reshape(*shape, BLOCK))
    return tuple(found)


def _size(shape: tuple[int, int, int]) -> int:
    return shape[0] * shape[1] * shape[2]
