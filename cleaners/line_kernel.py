"""The compiled count: what `line_counts` counts in the lines of a page, the same numbers in a fifteenth of the time.

One loop goes over the characters of all lines, and what is a word, a stop or a date is found as it passes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from cleaners.compiled import compiled
from cleaners.line_characters import (
    DIGIT,
    LETTER,
    LINKING,
    NEWLINE,
    SIGN,
    STOP,
    TABLE_END,
    Codes,
    count_dates,
    end_of_dates,
    is_ago,
    kinds,
    links,
    read_begin,
    read_end,
    stops,
)
from cleaners.line_counts import COUNTED, HEAD, Hashes, Places, Values
from cleaners.word_facts import COLUMNS, WordFacts
from cleaners.word_kernel import add_pairs, add_subjects, pair_subjects, read_word, sum_words

_STOPS, _LINKS, _DATES, _SIGNS = range(len(COLUMNS) + 4, len(COLUMNS) + 8)
# A line is read a few characters beyond its ends.
_PADDING: Final = "\n" * 8


def count(lines: Sequence[str], facts: WordFacts) -> tuple[Values, tuple[Places, Places, Hashes]] | None:
    """What `line_counts.count_plainly` counts, subjects as three arrays; None where it takes Python.

    Args:
        lines: at least one, none empty.
        facts: what a word says by itself.
    """
    codes = np.array(["\n".join(lines) + _PADDING]).view(np.uint32)
    counted = np.zeros((len(lines), len(COUNTED)))
    line_of, numbers = np.empty((2, len(codes)), dtype=np.int64)
    subjects = np.empty(len(codes), dtype=np.uint64)
    found = _read(codes, kinds(), facts.weights, counted, line_of, subjects)
    if found < 0:
        return None
    size, different = pair_subjects(line_of[:found], subjects[:found], numbers)
    return counted, (line_of[:size], numbers[:size], subjects[:different])


@compiled
def _read(  # noqa: PLR0913, PLR0917  compiled code takes arrays, no objects
    codes: Codes,
    kinds: Places,
    weights: Places,
    counted: Values,
    line_of: Places,
    subjects: Hashes,
) -> int:
    """Count in all lines, and write which line is about what; the number of these pairs; -1 where Python must."""
    words = np.empty((HEAD, 3), dtype=np.uint64)
    found = start = 0
    for line in range(len(counted)):
        row = counted[line]
        stop = start
        largest = codes[stop]
        while codes[stop] != NEWLINE:
            largest = max(largest, codes[stop])
            stop += 1
        if largest >= TABLE_END:
            return -1
        read_begin(codes, kinds, start, row)
        read_end(codes, kinds, start, stop, row)
        if stop - start > HEAD:
            codes[start + HEAD] = NEWLINE
        before = found
        count, found = _read_head(codes, kinds, start, row, words, subjects, found)
        if count:
            sum_words(words[:count], weights, row)
            found = add_subjects(words[:count], subjects, found)
        line_of[before:found] = line
        start = stop + 1
    return found


@compiled
def _read_head(  # noqa: PLR0913, PLR0917  compiled code takes arrays, no objects
    codes: Codes, kinds: Places, at: int, row: Values, words: Hashes, subjects: Hashes, found: int
) -> tuple[int, int]:
    """Read a line up to its line feed; the number of its words, and how many subjects there are then."""
    count, after_dates = 0, at
    while codes[at] != NEWLINE:
        kind = kinds[codes[at]]
        if kind & (LETTER | DIGIT):
            if kind & DIGIT and at >= after_dates:
                after_dates = end_of_dates(codes, kinds, at)
                if after_dates - at > 3:
                    row[_DATES] += count_dates(codes, kinds, at, after_dates)
            end = read_word(codes, kinds, at, words[count])
            count += 1
            if is_ago(codes, kinds, at):
                row[_DATES] += 1
            if end - at > 4 and is_ago(codes, kinds, end - 3):  # behind an apostrophe
                row[_DATES] += 1
            found = add_pairs(codes, kinds, at, end, subjects, found)
            at = end
            continue
        if kind & SIGN:
            row[_SIGNS - 1 + (kind & SIGN)] += 1
        if kind & STOP and stops(codes, kinds, at):
            row[_STOPS] += 1
        if kind & LINKING and links(codes, kinds, at):
            row[_LINKS] += 1
        at += 1
    return count, found
