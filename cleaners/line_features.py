"""What the line model sees of each line of a page: its form and its words.

Both are shares and signs of what `line_counts` counts. Every value is bounded: of a long line only the head is read.
Where few words are in the table of odds (`known`), the model goes by the other values, which know no language.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from cleaners.line_counts import COUNTED, Hashes, Values, words_of
from cleaners.word_facts import COLUMNS, WordFacts, subjects_in_unspaced

_HUNDREDTHS: Final = 100
_ODDS: Final = COLUMNS.index("odds")
_KNOWN: Final = COLUMNS.index("known")
_LETTERS: Final = COLUMNS.index("letters")
_SHORT: Final = COLUMNS.index("short")
_READ: Final = COUNTED.index("words read")
_ENDS: Final = COUNTED.index("ends as a sentence")

FORM_NAMES: Final = (
    "words", "letters a word", "capitals", "all capitals", "numbers", "ends as a sentence", "ends with a full stop",
    "ends with a colon", "ends with dots", "sentences", "commas", "begins in lower case", "begins with a quote",
    "begins with a sign", "signs", "a link", "dates", "a copyright sign", "short words", "exclaims", "asks", "quotes",
)  # fmt: skip
WORD_NAMES: Final = (
    "known words", "wording", "strangest word", "plainest word", "first word", "says I", "says you", "says he",
    "says we",
)  # fmt: skip


def line_values(counted: Values, words: Values) -> Values:
    """The values of some lines, [lines, FORM_NAMES and WORD_NAMES].

    Args:
        counted: what is counted in each.
        words: how many words it has, to its end.
    """
    shares = counted[:, : len(COLUMNS)] / np.maximum(counted[:, _READ], 1)[:, None]
    return np.hstack([_form(words, counted, shares), _wording(counted, shares)])


def subjects_of(text: str, facts: WordFacts) -> Hashes:
    """What a title is about."""
    words = words_of(text)
    _, subjects = facts.columns(words)
    more = [subject for word in words for subject in subjects_in_unspaced(word)]
    return np.unique(np.concatenate([subjects[subjects > 0], np.array(more, dtype=np.uint64)]))


def _form(words: Values, counted: Values, shares: Values) -> Values:
    read = np.maximum(counted[:, _READ], 1)
    stops, links, dates, commas, signs, copyright_signs, exclaims, asks, quotes, both = counted[
        :, _READ + 1 : _ENDS
    ].T
    return np.column_stack([
        np.log1p(words), shares[:, _LETTERS], shares[:, :_SHORT], counted[:, _ENDS : _ENDS + 4], stops,
        commas / read, counted[:, _ENDS + 4 :], (signs + both) / read, links > 0,
        dates, copyright_signs > 0, shares[:, _SHORT], exclaims > 0, asks > 0, quotes + both,
    ])  # fmt: skip


def _wording(counted: Values, shares: Values) -> Values:
    is_known = shares[:, _KNOWN] > 0
    odds = np.column_stack([shares[:, _ODDS], counted[:, len(COLUMNS) : _READ]]) / _HUNDREDTHS
    values = np.column_stack([shares[:, _KNOWN], odds, shares[:, _KNOWN + 1 : _LETTERS]])
    return np.where(is_known[:, None], values, 0.0)
