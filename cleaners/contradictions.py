"""Contradictions: two reports in one wording that cannot be about the same.

A bulletin says one thing, and what it says is a figure or a direction: "raised the price by 50 cents", and a month
later "cut the price by 25". An editor cuts and rephrases, and leaves both as they are; so texts of like extent are
two reports when too many of their figures are nowhere in the other one, or when one only rises and the other only
falls. Long texts are judged more carefully: they have things that rise and things that fall, and their one figure
may be misread, or stand in a line that a paper put before them.

A later version of a report is the report: the toll has changed and a sentence came, and all the rest is there. So is
one that says that it corrects.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cache
from typing import Final

from cleaners.resemblance import Resemblance
from cleaners.subjects import body_start
from cleaners.wordlists import read_words

# Shingles of a text that says one thing.
_SHORT: Final = 100
# The share of the fewer figures that two short texts have in common at least, if they are one report: copies of
# agency reports have .77 and more, but for a few tables with rounded numbers.
_FIGURES_IN_COMMON: Final = 0.75
# From this containment on the one is a later version of the other.
UPDATED: Final = 0.95
# Two or three sentences: a longer text is told by its figures only when it has one in each so many shingles.
_SHINGLES_A_FIGURE: Final = 60
# A longer text that is nearly contained in another, and less like it than this, may be quoted there, ...
_LIKE: Final = 0.7
# ... from this containment on.
_CONTAINED: Final = 0.9

_FIGURE: Final = re.compile(r"(?<![\w⁄])\d(?:[\d.,/:⁄-]*\d)?")  # not the ¼ of mojibake


def read_figures(text: str, words: AbstractSet[str]) -> frozenset[str]:
    """The numbers of a text as they are written, in digits or words; those of a dateline are left out.

    Args:
        text: normalised.
        words: its words without a capital or a digit.

    >>> sorted(read_figures("OSLO, Nov 3 - Funds were at 5-15/16 for two days", {"two", "days"}))
    ['5-15/16', 'two']
    """
    return frozenset(_FIGURE.findall(text, body_start(text))) | (numerals().keys() & words)


def figures_differ(first: AbstractSet[str], second: AbstractSet[str], alike: Resemblance) -> bool:
    """Whether the figures of two texts are those of two reports.

    Args:
        first: the `read_figures` of the one text.
        second: those of the other.
        alike: how much of the two texts is the same.
    """
    fewer, common = min(len(first), len(second)), len(first & second)
    if not alike.same_extent or not fewer:
        return False
    if alike.shorter <= _SHORT and alike.containment < UPDATED and common < _FIGURES_IN_COMMON * fewer:
        return True
    telling = fewer * _SHINGLES_A_FIGURE >= alike.shorter
    return telling and not common and (alike.jaccard >= _LIKE or alike.containment < _CONTAINED)


def directions_differ(first: AbstractSet[str], second: AbstractSet[str], alike: Resemblance) -> bool:
    """Whether one of two short texts says only that something rises, and the other only that something falls.

    Args:
        first: the words of the one text, case folded.
        second: those of the other.
        alike: how much of the two texts is the same.
    """
    if alike.shorter > _SHORT or not alike.same_extent or alike.containment >= UPDATED:
        return False
    up, down = _directions()
    return {(bool(words & up), bool(words & down)) for words in (first, second)} == {
        (True, False),
        (False, True),
    }


def says_it_corrects(words: AbstractSet[str]) -> bool:
    """Whether a text says that it corrects an earlier version of itself, and so may contradict it.

    Args:
        words: its words, case folded.
    """
    return not words.isdisjoint(read_words("copies/corrects.txt"))


@cache
def _directions() -> tuple[frozenset[str], frozenset[str]]:
    """Words that say that something rises, and that something falls."""
    return frozenset(read_words("copies/rises.txt")), frozenset(read_words("copies/falls.txt"))


@cache
def numerals() -> Mapping[str, int]:
    """Numbers in words, case folded, in six languages, and what they are worth."""
    entries = (entry.split() for entry in read_words("copies/numerals.txt"))
    return {word: int(value) for word, value in entries}
