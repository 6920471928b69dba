"""Forms: texts with the same frame and other facts in it.

"The central bank provided 97 mln in help", and the next day 115 mln; "shares of A closed at", "the low will be
around 7 degrees", two companies' bonds in the words of one law firm. Such reports share most of their wording and
none of their news, and whoever takes them for copies loses all but one. Among 19,000 agency reports of 1987,
two in three pairs with a Jaccard similarity of 0.3 or more are of this kind.

What a form is filled with gives it away, in six ways; but for words like "six" and "fell" they need no language:

**Numbers**, in digits and in words. With all numbers masked, two forms are much more alike than before, since the
same words stand round other numbers. An editor who cuts and rephrases leaves the numbers as they are: of the numbers
with the same words round them, 3,000 simulated copies changed an eighth at the most, by reading errors; forms change
half and more.

**Subjects** (`subjects`): each begins with a name that the other one has nowhere; in short texts that are alike in
part, the whole first sentence counts ("in credit guarantees to North Yemen").

**Particulars**: numbers, and words with a capital, which are names for the most part. Where a text has only some
of its wording in common with another, copies share particulars as they share the other words, or more; forms
share the other words.

**Contradictions** (`contradictions`): figures that the other text has nowhere, or it fell and did not rise.

**Slots** (`slots`, `other_dates`): two short texts, or their first sentences, laid side by side, with other figures,
days and years between the same words.

**Follow-ups** (`follow_ups`): heads that are new to each other, and the background that both repeat.

Not done: forms that are filled with other common words alone, or with names in a script without capitals.
"""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.alphabet import normalise
from cleaners.contradictions import (
    directions_differ,
    figures_differ,
    numerals,
    read_figures,
    says_it_corrects,
)
from cleaners.follow_ups import is_follow_up
from cleaners.resemblance import MOSTLY_CONTAINED, Resemblance, count_shared
from cleaners.shingles import WIDTH, hash_runs, hash_words, tokenise
from cleaners.slots import SHORT, read_sentence, read_sequence, sentences_differ, slots_differ
from cleaners.subjects import differ_in_subject, lead_names, sentence_names

# Differing numbers make a form when they are more than this share of what two texts have in common, ...
_MUCH_OF_THE_TEXT: Final = 0.06
# ... and more than this share of the numbers that stand in the same words.
_MANY_OF_THE_NUMBERS: Final = 0.25
# The share of common particulars over the share of common other words: less than this in forms.
_FEW_PARTICULARS: Final = 0.75
# How many particulars a text needs for that to be evidence.
_ENOUGH_PARTICULARS: Final = 4
# Texts that are this much alike are one report, whatever its subject is called at the head; ...
_ONE_REPORT: Final = 0.7
# Short texts that are less alike than this are told by the names of their whole first sentence, ...
_IN_PART: Final = 0.5
# ... and what is nearly contained in another text is what that one quotes.
_NEARLY_CONTAINED: Final = 0.9

_WORD: Final = re.compile(r"\w+")
_NTH: Final = np.uint64(0xD6E8FEB86659FD93)


@dataclass(frozen=True, slots=True)
class Facts:
    """What it takes to see whether two texts share a form.

    Attributes:
        numbers: the runs of three words with a number in them, hashed, ascending and distinct.
        frames: the same with every number masked.
        particulars: the words with a digit in them or a capital in front, case folded.
        others: the other words.
        figures: its `read_figures`.
        subjects: its `lead_names`.
        named: its `sentence_names`.
        sequence: its `read_sequence`.
        sentence: its `read_sentence`.
    """

    numbers: NDArray[np.uint64]
    frames: NDArray[np.uint64]
    particulars: frozenset[str]
    others: frozenset[str]
    figures: frozenset[str]
    subjects: tuple[str, ...]
    named: tuple[str, ...]
    sequence: tuple[str, ...]
    sentence: tuple[str, ...]

    @property
    def words(self) -> frozenset[str]:
        """All words, case folded."""
        return self.particulars | self.others


def read_facts(text: str) -> Facts:
    """Collect what a form could be filled with.

    >>> sorted(read_facts("Rain in Oslo, 12 degrees").particulars)
    ['12', 'oslo', 'rain']
    """
    in_words = numerals()
    is_number = np.array(
        [token[0].isdigit() or token in in_words for token in tokenise(text)], dtype=np.bool_
    )
    hashes, _ = hash_words([text])
    masked = np.where(is_number, hash_words(["0"])[0], hashes)
    width = min(WIDTH, len(hashes))
    near = np.convolve(is_number, np.ones(width), "valid") > 0 if width else is_number
    normalised = normalise(text)
    words = _WORD.findall(normalised)
    particulars = {word.casefold() for word in words if word[0].isupper() or any(map(str.isdigit, word))}
    others = {word.casefold() for word in words} - particulars
    return Facts(
        _count_up(hash_runs(hashes)[near]),
        _count_up(hash_runs(masked)[near]),
        frozenset(particulars),
        frozenset(others),
        read_figures(normalised, others),
        lead_names(normalised),
        sentence_names(normalised),
        read_sequence(normalised),
        read_sentence(normalised),
    )


def is_form(first: Facts, second: Facts, alike: Resemblance) -> bool:
    """Whether two texts share a frame that they fill with different facts.

    Args:
        first: the facts of the one text.
        second: the facts of the other.
        alike: how much of the two texts is the same.
    """
    frames = count_shared(first.frames, second.frames)
    differing = frames - count_shared(first.numbers, second.numbers)
    if differing > max(_MUCH_OF_THE_TEXT * (alike.shared + differing), _MANY_OF_THE_NUMBERS * frames):
        return True
    if _differ_in_subject(first, second, alike) or (
        not says_it_corrects(first.others | second.others) and _contradict(first, second, alike)
    ):
        return True
    enough = min(len(first.particulars), len(second.particulars)) >= _ENOUGH_PARTICULARS
    if alike.containment >= MOSTLY_CONTAINED or not enough:
        return False
    others = _overlap(first.others - second.particulars, second.others - first.particulars)
    return _overlap(first.particulars, second.particulars) < _FEW_PARTICULARS * others


def _contradict(first: Facts, second: Facts, alike: Resemblance) -> bool:
    """Whether the two texts say different things, and neither says that it corrects the other."""
    return (
        figures_differ(first.figures, second.figures, alike)
        or directions_differ(first.others, second.others, alike)
        or slots_differ(first.sequence, second.sequence, (first.subjects, second.subjects), alike)
        or sentences_differ(first.sentence, second.sentence, alike)
        or is_follow_up(first.sequence, second.sequence, alike)
    )


def _differ_in_subject(first: Facts, second: Facts, alike: Resemblance) -> bool:
    if alike.jaccard >= _ONE_REPORT or alike.containment >= _NEARLY_CONTAINED:
        return False
    if differ_in_subject(first.subjects, first.words, second.subjects, second.words):
        return True
    bulletins = alike.same_extent and alike.jaccard < _IN_PART and alike.shorter <= SHORT
    return bulletins and differ_in_subject(first.named, first.words, second.named, second.words)


def _overlap(first: AbstractSet[str], second: AbstractSet[str]) -> float:
    """The share of the smaller set that is in the larger, four places."""
    return round(len(first & second) / max(1, min(len(first), len(second))), 4)


def _count_up(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Hashes made ascending and distinct: what occurs for the second time counts as another, and so on."""
    hashes = np.sort(hashes)
    places = np.arange(len(hashes))
    is_first = np.ones(len(hashes), dtype=bool)
    is_first[1:] = hashes[1:] != hashes[:-1]
    occurrence = places - np.maximum.accumulate(np.where(is_first, places, 0))
    return np.sort(hashes + occurrence.astype(np.uint64) * _NTH)
