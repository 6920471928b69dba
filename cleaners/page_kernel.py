"""The compiled form of `page_features` and of the walk down the trees: the same values, the same leaves.

A page has thirty lines, and a hundred calls of numpy on thirty numbers each cost more than the numbers do. Here one loop
fills one row after the other. Logarithms are taken by numpy, as they are there, so that both give the same bits.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from cleaners.compiled import compiled
from cleaners.line_counts import COUNTED, Places, Subjects, Values
from cleaners.line_features import FORM_NAMES, WORD_NAMES
from cleaners.page_features import (
    BEYOND,
    DIGITS,
    FAR,
    LEAD_WORDS,
    LEADS,
    NAMES,
    NEAR_NAMES,
    OFFSETS,
    PARAGRAPH_WORDS,
    SHORT_WORDS,
    PageArrays,
)
from cleaners.word_facts import COLUMNS

Flags = npt.NDArray[np.bool_]

_SHORT, _KNOWN, _LETTERS, _ODDS = (COLUMNS.index(name) for name in ("short", "known", "letters", "odds"))
_PERSONS: Final = _LETTERS - _KNOWN - 1
_HIGH: Final = len(COLUMNS)
_READ: Final = COUNTED.index("words read")
_ENDS: Final = COUNTED.index("ends as a sentence")
_WORDING: Final = len(FORM_NAMES)
_PLACE: Final = _WORDING + len(WORD_NAMES)
_ABOUT: Final = NAMES.index("about the title")
_TEXT_OF_PAGE: Final = NAMES.index("text of the page")
_AROUND: Final = _TEXT_OF_PAGE + 4
_LOGGED: Final = np.array(
    [
        NAMES.index(name)
        for name in (
            "words",
            "text above",
            "text below",
            "run of text above",
            "run of text below",
            "text of the page",
        )
    ]
)
_NEAR: Final = np.array([NAMES.index(name) for name in NEAR_NAMES if name != "furniture"])
_FURNITURE: Final = NEAR_NAMES.index("furniture")
_OFFSETS: Final = np.array(OFFSETS)
_ROUNDED: Final = 10.0**DIGITS


def fill(counted: Values, subjects: Subjects, page: PageArrays) -> Values:
    """The values of every line of a page, rounded.

    Args:
        counted: what is counted in each line.
        subjects: what the lines are about.
        page: the rest.
    """
    values = np.zeros((len(counted), len(NAMES)))
    values[:, _TEXT_OF_PAGE - 1] = np.log(len(counted))
    _fill_line(
        counted, page.words, page.text, page.gone, page.copies, page.kinds,
        subjects.lines, subjects.numbers, page.in_title, page.has_title, values,
    )  # fmt: skip
    _finish(np.log1p(values[:, _LOGGED]), _LOGGED, page.gone, _NEAR, _OFFSETS, values)
    return values


@compiled
def _fill_line(  # noqa: PLR0913, PLR0917  compiled code takes arrays, no objects
    counted: Values,
    words: Values,
    text: Flags,
    gone: Flags,
    copies: Places,
    kinds: Values,
    lines: Places,
    numbers: Places,
    in_title: Flags,
    title: bool,  # noqa: FBT001
    values: Values,
) -> None:
    """What each line is by itself and on its page; logarithms are still to be taken."""
    values[:, 0] = words
    _fill_own(counted, values)
    _fill_place(words, text, gone, values)
    _fill_about(lines, numbers, in_title, words, text, gone, values, title)
    _fill_copies(copies, kinds, values)


@compiled
def _fill_own(counted: Values, values: Values) -> None:
    """The form and the words of each line."""
    for line in range(len(counted)):
        raw, row = counted[line], values[line]
        read = max(raw[_READ], 1.0)
        row[1] = raw[_LETTERS] / read
        for at in range(_SHORT):
            row[2 + at] = raw[at] / read
        at = 2 + _SHORT
        for end in range(4):
            row[at + end] = raw[_ENDS + end]
        at += 4
        signs = _READ + 4
        row[at] = raw[_READ + 1]
        row[at + 1] = raw[signs] / read
        for begin in range(3):
            row[at + 2 + begin] = raw[_ENDS + 4 + begin]
        at += 5
        row[at] = (raw[signs + 1] + raw[signs + 6]) / read
        row[at + 1] = raw[_READ + 2] > 0
        row[at + 2] = raw[_READ + 3]
        row[at + 3] = raw[signs + 2] > 0
        row[at + 4] = raw[_SHORT] / read
        row[at + 5] = raw[signs + 3] > 0
        row[at + 6] = raw[signs + 4] > 0
        row[at + 7] = raw[signs + 5] + raw[signs + 6]
        if raw[_KNOWN] > 0:
            row[_WORDING] = raw[_KNOWN] / read
            row[_WORDING + 1] = raw[_ODDS] / read / 100
            for at in range(3):
                row[_WORDING + 2 + at] = raw[_HIGH + at] / 100
            for at in range(_PERSONS):
                row[_WORDING + 5 + at] = raw[_KNOWN + 1 + at] / read


@compiled
def _fill_place(words: Values, text: Flags, gone: Flags, values: Values) -> None:
    """Where each line stands; logarithms are still to be taken."""
    count = len(words)
    total = furniture = 0.0
    short, lost = np.zeros(count + 1), np.zeros(count + 1)
    said = np.zeros(count + 1)
    all_words = texts = 0.0
    for line in range(count):
        said[line + 1] = said[line] + (words[line] if text[line] else 0.0)
        lost[line + 1] = lost[line] + gone[line]
        short[line + 1] = short[line] + (words[line] < SHORT_WORDS and not text[line])
        all_words += words[line]
        texts += text[line]
    total, furniture = said[count], lost[count]
    for line in range(count):
        row = values[line, _PLACE:]
        row[0] = line / count
        row[1] = said[line]
        row[2] = total - said[line + 1]
        row[3] = said[line] / max(total, 1.0)
        row[4] = line - lost[line]
        row[13] = lost[line]
        row[14] = furniture - lost[line + 1] + gone[line] - gone[line]
        for place, reach in ((15, 5), (16, 10)):
            row[place] = said[min(line + reach + 1, count)] - said[max(line - reach, 0)]
        low, high = max(line - 5, 0), min(line + 6, count)
        row[17] = lost[high] - lost[low]
        row[18] = short[high] - short[low]
        whole = values[line, _TEXT_OF_PAGE:]
        whole[0] = total
        whole[1] = furniture / count
        whole[2] = texts / count
        whole[3] = all_words / count
    _fill_distances(words, text, gone, values)


@compiled
def _fill_distances(words: Values, text: Flags, gone: Flags, values: Values) -> None:
    """How far the nearest furniture, text and paragraph are on either side, and the text without a break."""
    count = len(words)
    for side in range(2):
        last_gone = last_text = last_paragraph = -FAR
        run = 0.0
        for at in range(count):
            line = at if side == 0 else count - 1 - at
            row = values[line, _PLACE:]
            row[5 + side] = min(at - last_gone, FAR)
            row[7 + side] = min(at - last_text, FAR)
            row[9 + side] = min(at - last_paragraph, FAR)
            row[11 + side] = run
            if gone[line]:
                last_gone = at
            if text[line]:
                last_text = at
                if words[line] >= PARAGRAPH_WORDS:
                    last_paragraph = at
            run = run + words[line] if text[line] else 0.0


@compiled
def _fill_about(  # noqa: PLR0913, PLR0917  compiled code takes arrays, no objects
    lines: Places,
    numbers: Places,
    in_title: Flags,
    words: Values,
    text: Flags,
    gone: Flags,
    values: Values,
    title: bool,  # noqa: FBT001
) -> None:
    """Which share of a line's subjects the title, the lead, other paragraphs and other lines name."""
    count = len(words)
    is_lead = np.zeros(count, dtype=np.bool_)
    leads = 0
    first = -1
    for line in range(count):
        if first < 0 and not gone[line]:
            first = line
        if leads < LEADS and text[line] and words[line] >= LEAD_WORDS:
            is_lead[line] = True
            leads += 1
    of_text = np.zeros(len(in_title), dtype=np.int64)
    of_page, of_lead = np.zeros_like(of_text), np.zeros_like(of_text)
    titled = in_title.copy()
    for at in range(len(lines)):
        line, subject = lines[at], numbers[at]
        of_text[subject] += text[line] and words[line] >= PARAGRAPH_WORDS
        of_page[subject] += not gone[line]
        of_lead[subject] += is_lead[line]
        if not title and line == first:
            titled[subject] = True
    own = np.zeros(count)
    for at in range(len(lines)):
        line, subject = lines[at], numbers[at]
        row = values[line, _ABOUT:]
        own[line] += 1
        row[0] += titled[subject]
        row[1] += of_lead[subject] > 0 or is_lead[line]
        row[2] += of_text[subject] > (text[line] and words[line] >= PARAGRAPH_WORDS)
        row[3] += of_page[subject] > 1
    for line in range(count):
        for at in range(_ABOUT, _ABOUT + 4):
            values[line, at] = values[line, at] / own[line] if own[line] > 0 else -1.0


@compiled
def _fill_copies(copies: Places, kinds: Values, values: Values) -> None:
    """How often a line stands on the page, how often above, and which phrase it is."""
    seen = np.zeros(len(copies), dtype=np.int64)
    for line in range(len(copies)):
        values[line, _ABOUT + 5] = seen[copies[line]]
        seen[copies[line]] += 1
    for line in range(len(copies)):
        values[line, _ABOUT + 4] = seen[copies[line]]
        for at in range(kinds.shape[1]):
            values[line, _ABOUT + 6 + at] = kinds[line, at]


@compiled
def _finish(  # noqa: PLR0913, PLR0917  compiled code takes arrays, no objects
    logs: Values, logged: Places, gone: Flags, near: Places, offsets: Places, values: Values
) -> None:
    """Put in the logarithms, round, and add the values of the lines that stand a few lines above and below each."""
    count = len(gone)
    for line in range(count):
        row = values[line]
        for at in range(len(logged)):
            row[logged[at]] = logs[line, at]
        for at in range(_AROUND):
            row[at] = np.rint(row[at] * _ROUNDED) / _ROUNDED
    for line in range(count):
        place = _AROUND
        for offset in offsets:
            other = line + offset
            for column in range(len(near) + 1):
                if not 0 <= other < count:
                    value = BEYOND
                elif column == _FURNITURE:
                    value = 1.0 if gone[other] else 0.0
                else:
                    value = values[other, near[column - (column > _FURNITURE)]]
                values[line, place] = value
                place += 1


@compiled
def add_leaves(
    rows: Values, features: npt.NDArray[np.uint8], thresholds: Values, leaf_values: Values, scores: Values
) -> None:
    """The sum of what the leaves add that each row comes to.

    Four rows at a time, so that the processor has work while it waits for a number; places without a sign, so that it
    does not ask whether they count from the end.
    """
    inner, last = np.uint64(features.shape[1]), len(rows) - 1
    single, double = np.uint64(1), np.uint64(2)
    for first in range(0, len(rows), 4):
        second, third, fourth = min(first + 1, last), min(first + 2, last), min(first + 3, last)
        row_1, row_2, row_3, row_4 = rows[first], rows[second], rows[third], rows[fourth]
        sum_1 = sum_2 = sum_3 = sum_4 = 0.0
        for tree in range(len(features)):
            asked, limits, values = features[tree], thresholds[tree], leaf_values[tree]
            one = two = three = four = np.uint64(0)
            while one < inner:
                one = double * one + single + np.uint64(row_1[asked[one]] > limits[one])
                two = double * two + single + np.uint64(row_2[asked[two]] > limits[two])
                three = double * three + single + np.uint64(row_3[asked[three]] > limits[three])
                four = double * four + single + np.uint64(row_4[asked[four]] > limits[four])
            sum_1, sum_2 = sum_1 + values[one], sum_2 + values[two]
            sum_3, sum_4 = sum_3 + values[three], sum_4 + values[four]
        scores[first], scores[second], scores[third], scores[fourth] = sum_1, sum_2, sum_3, sum_4
