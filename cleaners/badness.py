"""Badness: whether ftfy can take a text for mojibake, told by one look at each character.

ftfy repairs nothing in which its pattern of forty alternatives finds nothing. Searching for it costs half of what a
clean text with an odd place costs. Each alternative is a row of sets of characters, so three characters that follow
one another can only be the beginning of one if each of them is in the set for its place: with a bit for every
alternative, that is three look-ups and two conjunctions. What passes is looked at by ftfy itself.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Final

import numpy as np
from ftfy.badness import BADNESS_RE
from numpy.typing import NDArray

from cleaners.letters import KERNEL, Points

_PLACES: Final = 3
_BITS: Final = 64
_END: Final = ord("\n")
_COMMENT: Final = re.compile(r"^[ \t]*#.*$", re.MULTILINE)
_OPEN: Final = re.compile(r"\\[wW]|\[\^|\.|\^")  # sets with characters beyond the Basic Multilingual Plane


def may_be_bad(points: Points) -> bool:
    """Whether ftfy's pattern can occur in a text; False is certain."""
    if not len(points):
        return False
    if kernel := KERNEL.loaded_too("suspicion_kernel"):
        return bool(kernel.may_be_bad(points, begun_by(), _END))
    chars = np.minimum(points, 0xFFFF)
    first, second, third = begun_by()
    begun = first.take(chars)
    begun[:-1] &= second.take(chars[1:])
    begun[:-2] &= third.take(chars[2:])
    begun[-1] &= second[_END]
    begun[-2:] &= third[_END]
    return bool(begun.any())


@cache
def begun_by() -> NDArray[np.uint64]:
    """For each place, the alternatives in whose set for it a character is, a bit for each; uint64 [places, 65536]."""
    sets = np.zeros((_PLACES, 0x10000), np.uint64)
    pattern = _COMMENT.sub("", BADNESS_RE.pattern)
    for number, items in enumerate(map(_begun, _alternatives(pattern))):
        for place, members in enumerate(sets):
            members[_members(items[place]) if place < len(items) else slice(None)] |= np.uint64(
                1 << number % _BITS
            )
    return sets


def _alternatives(pattern: str) -> Iterator[list[str]]:
    """The alternatives of a pattern: sets of characters, single ones and signs, in order, without white space."""
    items: list[str] = []
    at = 0
    while at < len(pattern):
        end = at + 1 + (pattern[at] == "\\")
        if pattern[at] == "[":
            while pattern[end] != "]":
                end += 1 + (pattern[end] == "\\")
            end += 1
        item = pattern[at:end]
        if item == "|":
            yield items
            items = []
        elif not item.isspace():
            items.append(item)
        at = end
    yield items


def _begun(alternative: Iterable[str]) -> list[str]:
    """The sets of an alternative, from the last that may be missing or is no character on."""
    items: list[str] = []
    for item in alternative:
        items = [] if item in {"?", "^"} else [*items, item]
    return items


@cache
def _members(item: str) -> list[int] | slice:
    """Which characters of the Basic Multilingual Plane are in a set."""
    return slice(None) if _OPEN.match(item) else [ord(char) for char in re.findall(item, _all())]


@cache
def _all() -> str:
    return "".join(map(chr, range(0x10000)))
