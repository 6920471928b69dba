"""Other dates: two texts in the same words, with another day or another year in one place.

"Prices through April 6" and "prices through April 7" are two days' tables, and bonds due 2002 are not those due 2012,
though nine figures in ten are the same. A date is never rounded and hardly ever corrected: editors write it out, put
"Friday" for it or leave it out, and then one of the texts has none in that place. Of 1,500 pairs of agency reports that
resemble each other and are two, every third has other days in the first sentence; of 600 that are one, none.

A figure beside the name of a month is a day, whichever of the two comes first, in six languages. Years stand alone, but
not before what is counted or told by the clock: 1900 GMT, 1947 people.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import cache
from itertools import pairwise
from typing import Final

from cleaners.contradictions import numerals
from cleaners.language_facts import LANGUAGES, language_facts

# How two sequences of words are laid side by side, as `difflib.SequenceMatcher.get_opcodes` has it.
Step = tuple[str, int, int, int, int]

# Words that stand in one place at most; longer passages that differ say different things.
WIDEST: Final = 5

_YEAR: Final = re.compile(r"1[89]\d\d|20\d\d")
_COUNTED: Final = (
    "gmt utc bst est edt cet cest msk uhr hrs hours horas heures часов"
    " people persons men women homes jobs menschen personen personas personnes pessoas человек"
)
_NO_YEAR_BEFORE: Final = frozenset(_COUNTED.split())
_OF: Final = "de"  # 6 de abril
_LAST_DAY: Final = 31
_DIGITS: Final = 2
# Short forms in one language that are words of another: 'out 12', 'set ten', 'ago 11'.
_OTHER_WORDS: Final = frozenset({"out", "set", "ago", "mar"})
# Months that are words as well, beside which a number in words is a number: 'may two of them'.
_VERBS: Final = frozenset({"may", "march"})


def have_other_dates(first: list[str], second: list[str], steps: Sequence[Step]) -> bool:
    """Whether days or years stand in one place of both texts, and none of them is the same.

    Args:
        first: the words and figures of the one text, case folded.
        second: those of the other.
        steps: how the two are laid side by side.

    >>> before, after = ["to", "april", "6", "wheat"], ["to", "april", "7", "wheat"]
    >>> have_other_dates(before, after, [("equal", 0, 2, 0, 2), ("replace", 2, 3, 2, 3), ("equal", 3, 4, 3, 4)])
    True
    """
    return any(
        _are_others(_years(first, start, end), _years(second, other_start, other_end))
        or _are_others(_days(first, start, end), _days(second, other_start, other_end))
        for step, start, end, other_start, other_end in steps
        if step == "replace" and max(end - start, other_end - other_start) <= WIDEST
    )


def _are_others(first: AbstractSet[object], second: AbstractSet[object]) -> bool:
    return bool(first and second) and first.isdisjoint(second)


def _years(words: Sequence[str], start: int, end: int) -> AbstractSet[str]:
    return {
        words[at]
        for at in range(start, end)
        if _YEAR.fullmatch(words[at]) and _NO_YEAR_BEFORE.isdisjoint(words[at + 1 : at + 2])
    }


def _days(words: list[str], start: int, end: int) -> AbstractSet[tuple[int, int]]:
    """The days between two places, with the word before and behind, as month and number."""
    before, behind = (1 + (near == [_OF]) for near in (words[start - 1 : start], words[end : end + 1]))
    near = [word for word in words[max(0, start - before) : end + behind] if word != _OF]
    return {
        (_months()[month], day)
        for pair in pairwise(near)
        for month, other in (pair, pair[::-1])
        if month in _months() and (day := _day(other)) and (other.isdecimal() or month not in _VERBS)
    }


def _day(word: str) -> int:
    """The day of a month that a figure or a number in words may be; 0 for none."""
    day = int(word) if word.isdecimal() and len(word) <= _DIGITS else numerals().get(word, 0)
    return day if day <= _LAST_DAY else 0


@cache
def _months() -> Mapping[str, int]:
    """Names of months and their short forms, case folded, in six languages, 1 to 12."""
    return {
        month: number
        for language in LANGUAGES
        for month, number in language_facts(language).months.items()
        if month not in _OTHER_WORDS
    }
