"""Likeliest: which characters stand at the places of a line that lost some of what they were.

A place may have been one of a few characters (`torn`, `misread_wide`), and of these the one is chosen that suits the
characters beside it, in the language of the line. Places side by side are chosen together, by the cheapest way through
all their options (Viterbi 1967). Characters of one class cost the same wherever they stand, so one of each is enough.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaners.letter_table import letters
from cleaners.letters import Points, code_points, rows_of, written

FOREIGN: Final = 56  # steps: what a letter costs that the language of the line does not write
LOSS: Final = 16  # steps: what a lost byte costs, so that what is whole stays
_SHORT_RUN: Final = 4  # places side by side whose choice is worth remembering


class Script(NamedTuple):
    """What a line is written in: a language, as a column of the table of letters, and whether East Asian as well.

    A tuple, since caches look it up at every letter.
    """

    language: int
    east_asian: bool

    def written(self) -> NDArray[np.bool_]:
        """Which characters of the Basic Multilingual Plane it writes."""
        return written(self.language, east_asian=self.east_asian)


class Slot(NamedTuple):
    """A place of the line with what it may have been; the last option is what stands there.

    Attributes:
        chars: the characters that it may have been, one of each class, uint32 as bytes; none where it is certain.
        left: what is left of it.
        tail: what follows it in any case: a space that is both the lost byte and a space.
    """

    chars: bytes
    left: str
    tail: str = ""


@cache
def inventory(script: Script, length: int) -> tuple[Points, NDArray[np.uint8]]:
    """The characters of a script that take so many bytes of UTF-8, and these bytes."""
    chars = np.flatnonzero(script.written()).astype(np.uint32)
    low, high = {2: (0x80, 0x7FF), 3: (0x800, 0xFFFF), 4: (0x10000, 0x10FFFF)}[length]
    chars = chars[(chars >= low) & (chars <= high)]
    data = chars.tobytes().decode("utf-32-le").encode()
    return chars, np.frombuffer(data, np.uint8).reshape(-1, length).T.copy()


def first_of_classes(chars: Points) -> Points:
    """Of some characters the first of each class: what it costs when one follows another says no more than that."""
    _, first = np.unique(letters().classes.take(chars), return_index=True)
    first.sort()
    return chars[first]


def choose(slots: Sequence[Slot], script: Script) -> str:
    """The likeliest sequence of options, each pair of neighbours by its cost in the language.

    What is certain cuts the line into runs that are chosen by themselves, and the same few come again and again.
    """
    pieces: list[str] = []
    run: list[Slot] = []
    before = " "
    for slot in [*slots, Slot(b"", " ")]:
        if slot.chars:
            run.append(slot)
            continue
        if run:
            choice = _choose_run if len(run) <= _SHORT_RUN else _choose_run.__wrapped__
            pieces += choice(script, before, tuple(run), slot.left[0])
            run = []
        pieces.append(slot.left)
        before = slot.left[-1]
    return "".join(pieces)[:-1]


@lru_cache(maxsize=1 << 14)
def _choose_run(script: Script, before: str, run: tuple[Slot, ...], after: str) -> tuple[str, ...]:
    """The likeliest options of places that stand side by side (Viterbi 1967).

    Args:
        script: what the line is written in.
        before: the character before them.
        run: the places.
        after: the character behind them.
    """
    last, total = code_points(before).tobytes(), np.zeros(1, np.int32)
    ways: list[NDArray[np.intp]] = []
    for options, left, _ in run:
        cost = total[:, None] + _costs_between(script, last, options, left)
        ways.append(cost.argmin(0))
        total = cost.min(0)
        last = options + code_points(left[-1]).tobytes()
    at = int((total + _costs_between(script, last, b"", after)[:, 0]).argmin())
    chosen: list[str] = []
    for (options, left, tail), back in zip(reversed(run), reversed(ways), strict=True):
        chars = np.frombuffer(options, np.uint32)
        chosen.append(left if at == len(chars) else chr(chars[at]) + tail)
        at = int(back[at])
    return tuple(chosen[::-1])


@lru_cache(maxsize=1 << 11)
def _costs_between(script: Script, before: bytes, options: bytes, left: str) -> NDArray[np.int32]:
    """What it costs when one place follows another, int32 [characters before, options and what is left].

    Args:
        script: what the line is written in.
        before: the characters that may stand before, uint32 as bytes.
        options: those that may follow.
        left: what is left there, which may follow too; at the end of a run, where there are no options, the next
            character.
    """
    table = letters()
    costs = table.columns[script.language]
    last, chars, rest = np.frombuffer(before, np.uint32), np.frombuffer(options, np.uint32), code_points(left)
    following = np.concatenate([chars, rest[:1]])
    pairs = table.classes.take(last)[:, None] * table.size + table.classes.take(following)
    cost: NDArray[np.int32] = costs.take(table.rows.take(pairs)).astype(np.int32)
    if len(chars):
        cost[:, :-1] += LOSS
        cost[:, -1] += int(costs.take(rows_of(rest)[1:-1]).sum()) + FOREIGN * (
            not script.written()[min(ord(left[0]), 0xFFFF)]
        )
    return cost
