"""Slots: the places of a bulletin that are filled anew each time, held side by side.

"Sugar imports during the week ended March 6 totaled 25,192 tons" is last week's sentence with other figures in it. In
a short text that is all the news there is. So a short text is laid beside another, word by word, and where the same
words stand round different figures, days or months, they contradict each other; where they stand round the same ones,
they agree. A copy agrees nearly everywhere: an editor rounds a figure or writes it out, which is no
contradiction, and may correct one, which is one among many. A word and its denial ("direct", "indirect") contradict
each other as figures do. The longer of the two may go on where the shorter one ends.

The first sentence says the news, and what follows may be the same every week ("the quota has been set at"). So one
first sentence with other figures in it, of which none is the same, makes two reports, whatever figures follow; one
figure is enough where the texts have only a part in common. What is the same in the name of a thing ("13-week notes")
tells as little as the thing does. Days and years are looked at by themselves, in longer texts too (`other_dates`).

What stands before the first words in common is whom they are about, if both begin with a name: "Sun Co said it raised
the price" and "Phillips Petroleum said it raised the price" are two reports, even where the second mentions Sun.

Not done: long texts. They have contradictions in what they quote and tell of before, and digits that were misread.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from difflib import SequenceMatcher
from functools import cache
from math import floor, log10
from typing import Final

from cleaners.contradictions import UPDATED, numerals
from cleaners.language_facts import LANGUAGES, language_facts
from cleaners.other_dates import WIDEST, Step, have_other_dates
from cleaners.resemblance import MOSTLY_CONTAINED, Resemblance
from cleaners.subjects import body_start, first_sentence, has_another

# Shingles of a text that is laid beside another. Simulated copies of a long one are misread in more places.
SHORT: Final = 130
# How many times as long a bulletin is that goes on where the other one ends; what is longer quotes it.
_GOES_ON: Final = 4
# Words of a text that is laid beside another. A short one that has more says the same again and again, and laying side
# by side takes the square.
_MOST_WORDS: Final = 600
# From this share of contradictions among the filled slots on, two texts are two reports; ...
_OFTEN: Final = 0.2
# ... from this one on when there is but one contradiction. Of 2,400 pairs of short copies none comes so far.
_MOSTLY: Final = 0.3
# Words of a first sentence that are laid beside those of another.
_LONGEST_SENTENCE: Final = 120
# Words of one that tells the news; a page's stamp is shorter: "Last updated: 6 April 2020 at 10:00".
_SHORTEST_NEWS: Final = 12
# Words in common behind the names that two texts begin with.
_SAME_SENTENCE: Final = 3
# Two figures that differ by less are one, rounded.
_ROUNDED: Final = 0.01
# What is beyond has no mantissa; a row of four hundred digits is no figure.
_LEAST: Final = 1e-300
_MOST: Final = 1e300
# Texts that are this much alike are one report, whatever it calls its subject.
_ONE_REPORT: Final = 0.7

# What turns a word of at least so many letters into its opposite.
_DENYING: Final = ("in", "im", "un", "non", "dis", "des", "не")
_DENIED: Final = 5

_Names = tuple[Sequence[str], Sequence[str]]

# A figure, with a hyphen where it is part of a word (13-week), or a word.
_TOKEN: Final = re.compile(r"(?<![\w⁄])\d(?:[\d.,/:⁄-]*\d)?(?:-(?=[^\W\d_]{3}))?|\w+")
_DIGITS: Final = re.compile(r"\d+")
_FRACTION: Final = re.compile(r"-\d+[/⁄]")
# The word for one, which is an article as well: a number where another number takes its place.
_ONE: Final = frozenset(
    ["one", "ein", "eine", "einen", "un", "una", "uno", "une", "um", "uma", "один", "одна", "одно"]
)


def read_sequence(text: str) -> tuple[str, ...]:
    """The words and figures of a text behind its dateline, as they are written.

    Args:
        text: normalised.

    >>> read_sequence("OSLO, Nov 3 - Funds rose to 5-15/16 pct.")
    ('Funds', 'rose', 'to', '5-15/16', 'pct')
    """
    return tuple(_TOKEN.findall(text, body_start(text)))


def read_sentence(text: str) -> tuple[str, ...]:
    """The words and figures of the first sentence of a text, as they are written.

    Args:
        text: normalised.

    >>> read_sentence("OSLO, Nov 3 - Funds rose to 5-15/16 pct. Dealers had expected 5-3/4.")
    ('Funds', 'rose', 'to', '5-15/16', 'pct')
    """
    return tuple(_TOKEN.findall(text, *first_sentence(text)))


def slots_differ(first: Sequence[str], second: Sequence[str], names: _Names, alike: Resemblance) -> bool:
    """Whether a short text fills the slots of another one with other figures or dates, or the first with other names.

    Args:
        first: the `read_sequence` of the one text.
        second: that of the other.
        names: the `lead_names` of both.
        alike: how much of the two texts is the same.
    """
    shorter, longer = sorted((len(first), len(second)))
    if alike.shorter > SHORT or alike.containment >= UPDATED or longer > min(_GOES_ON * shorter, _MOST_WORDS):
        return False
    ours, theirs = ([word.casefold() for word in side] for side in (first, second))
    steps = _lay_side_by_side(ours, theirs)
    agreeing, contradicting = _count_facts(ours, theirs, steps)
    share = round(contradicting / max(1, agreeing + contradicting), 4)
    if share >= _MOSTLY or (share >= _OFTEN and contradicting > 1) or have_other_dates(ours, theirs, steps):
        return True
    if not alike.same_extent or alike.jaccard >= _ONE_REPORT or len(steps) < 2 or steps[0][0] != "replace":
        return False
    end, other_end, resumed = steps[0][2], steps[0][4], steps[1][2]
    return resumed - end >= _SAME_SENTENCE and _have_other_names(
        {*ours[:end]} & {*names[0]}, {*theirs[:other_end]} & {*names[1]}
    )


def sentences_differ(first: Sequence[str], second: Sequence[str], alike: Resemblance) -> bool:
    """Whether two texts begin with one sentence filled with other dates, or short ones with figures none of which agrees.

    Args:
        first: the words and figures of the first sentence of the one text.
        second: those of the other.
        alike: how much of the two texts is the same.
    """
    if not alike.same_extent or alike.containment >= UPDATED:
        return False
    ours, theirs = ([word.casefold() for word in side[:_LONGEST_SENTENCE]] for side in (first, second))
    steps = _lay_side_by_side(ours, theirs)
    if 2 * sum(end - start for step, start, end, _, _ in steps if step == "equal") < min(
        len(ours), len(theirs)
    ):
        return False
    agreeing, contradicting = _count_facts(ours, theirs, steps)
    enough = 1 if alike.containment < MOSTLY_CONTAINED else 2
    others = alike.shorter <= SHORT and not agreeing and contradicting >= enough
    tells = min(len(ours), len(theirs)) >= _SHORTEST_NEWS
    return others or (tells and have_other_dates(ours, theirs, steps))


def _lay_side_by_side(first: Sequence[str], second: Sequence[str]) -> Sequence[Step]:
    return SequenceMatcher(None, first, second, autojunk=False).get_opcodes()


def _count_facts(first: Sequence[str], second: Sequence[str], steps: Sequence[Step]) -> tuple[int, int]:
    """How many slots of two texts agree, and how many contradict each other.

    A denial counts beside figures and days alone: information is no denial of a formation.
    """
    agreeing = contradicting = denials = 0
    for step, start, end, other_start, other_end in steps:
        ours, theirs = first[start:end], second[other_start:other_end]
        if step == "equal":
            agreeing += sum(not fact.endswith("-") for fact in _facts(ours))
        elif step == "replace" and max(len(ours), len(theirs)) <= WIDEST:
            same, other = _compare(_facts(ours), _facts(theirs))
            agreeing += same
            contradicting += other
            denials += _are_opposite(ours, theirs)
    return agreeing, contradicting + denials * (agreeing + contradicting > 0)


def _are_opposite(first: Sequence[str], second: Sequence[str]) -> bool:
    """Whether one side says what the other denies in the same place: direct, indirect."""
    return len(first) == len(second) and any(
        long in {prefix + short for prefix in _DENYING}
        for pair in zip(first, second, strict=True)
        for short, long in [sorted(pair, key=len)]
        if len(short) >= _DENIED
    )


def _compare(first: Sequence[str], second: Sequence[str]) -> tuple[int, int]:
    """How many facts of a slot agree and how many do not; none where the two sides have not equally many."""
    if len(first) != len(second):
        return 0, 0
    pairs = [(one, other) for one, other in zip(first, second, strict=True) if _kind(one) == _kind(other)]
    same = sum(_is_one_fact(one, other) for one, other in pairs)
    return same, len(pairs) - same


def _have_other_names(first: AbstractSet[str], second: AbstractSet[str]) -> bool:
    return has_another(first, first - second, second) and has_another(second, second - first, first)


def _facts(words: Sequence[str]) -> list[str]:
    return [word for word in words if _kind(word)]


def _kind(word: str) -> str:
    """What a slot is filled with: a number in digits or words, a day or month; empty for any other word."""
    if word[0].isdecimal() or word in numerals() or word in _ONE:
        return "number"
    return "day" if word in _calendar() else ""


def _is_one_fact(first: str, second: str) -> bool:
    """Whether two facts are one in another form: cut short, rounded, in millions, in words.

    >>> _is_one_fact("17,121,000", "17.1"), _is_one_fact("35.50", "50"), _is_one_fact("2", "two")
    (True, True, True)
    >>> _is_one_fact("17.50", "17.30"), _is_one_fact("6-1/2", "6"), _is_one_fact("1.5", "two")
    (False, False, False)
    """
    if _is_cut_short(first, second) or _is_cut_short(second, first):
        return True
    if _kind(first) != "number" or _kind(second) != "number":
        return False
    one, other = _number(first), _number(second)
    if not all(value == 0 or _LEAST < value < _MOST for value in (one, other)):
        return False
    decimals = min(len(value.partition(".")[2]) for value in (first, second))
    if abs(one - other) < 10.0**-decimals / 2 or not one * other:
        return True
    mantissas = sorted(value / 10.0 ** floor(log10(value)) for value in (one, other))
    return mantissas[1] - mantissas[0] <= _ROUNDED * mantissas[1]


def _is_cut_short(fact: str, whole: str) -> bool:
    """Whether a fact is one end of another; a fraction more is another figure."""
    return whole.endswith(fact) or (whole.startswith(fact) and not _FRACTION.match(whole, len(fact)))


def _number(figure: str) -> float:
    """A figure as a number; what is more than that, such as a fraction or a score, by its digits in a row."""
    if not figure[0].isdecimal():
        return numerals().get(figure, 1)
    try:
        return float(figure.replace(",", ""))
    except ValueError:
        return float("".join(_DIGITS.findall(figure)))


@cache
def _calendar() -> frozenset[str]:
    """Days and months, case folded, in six languages."""
    facts = [language_facts(language) for language in LANGUAGES]
    return frozenset(word for fact in facts for word in (*fact.months, *fact.weekdays))
