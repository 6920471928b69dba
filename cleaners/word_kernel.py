"""What the words of a line say, in compiled code: read letter by letter, looked up among those that weigh, and added up.

A word is known by a number made of its letters in lower case, the same that `word_facts.number_of` makes, and what it is
about by the number of its first letters. What is counted of words is added up in fields of one number, wide enough for
the head of a line, so that a word takes one addition.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numba import uint64

from cleaners.compiled import compiled
from cleaners.line_characters import (
    ANY_DIGIT,
    APOSTROPHE,
    DIGIT,
    LETTER,
    LOWER,
    LOWER_CASE,
    NO_ALPHABET,
    TITLE,
    UPPER,
    Codes,
)
from cleaners.line_counts import Hashes, Places, Values
from cleaners.word_facts import (
    COLUMNS,
    FACTOR,
    FIELD,
    FIELDS,
    FIRST_UNSPACED,
    MIN_SUBJECT_LETTERS,
    SHORT,
    STEM,
)

_KNOWN, _LETTERS, _ODDS = (COLUMNS.index(name) for name in ("known", "letters", "odds"))
_HIGH, _LOW, _FIRST, _WORDS = range(len(COLUMNS), len(COLUMNS) + 4)
_MASK: Final = (1 << FIELD) - 1
_SAID: Final = (1 << FIELD * FIELDS) - 1
_NO_ODDS: Final = 1 << 30  # whole numbers are compared in half the time of infinite ones
_FIRST_UNSPACED: Final = ord(FIRST_UNSPACED)


@compiled
def read_word(codes: Codes, kinds: Places, start: int, word: Hashes) -> int:
    """Read a run of digits, or of letters and one more behind an apostrophe; one past its last character.

    Args:
        codes: of the page.
        kinds: what each character is.
        start: the first character of the word.
        word: to be written, [3]: its number; that of what it is about, 0 for nothing; and its form, four flags and
            the count of its letters in a field each.
    """
    first = kinds[codes[start]]
    part = first & (LETTER | DIGIT)
    at, seen, joined = start, 0, False
    number = stem = uint64(0)
    while True:
        kind = kinds[codes[at]]
        if not kind & part:
            if joined or not kind & APOSTROPHE or not part & kinds[codes[at + 1]] & LETTER:
                break
            joined = True
        number = (number + uint64(kind >> LOWER_CASE)) * uint64(FACTOR)
        stem = number if at < start + STEM else stem
        seen |= kind
        at += 1
    letters = at - start
    is_subject = letters >= MIN_SUBJECT_LETTERS and first >> LOWER_CASE < _FIRST_UNSPACED
    word[0] = max(number, uint64(1))
    word[1] = max(stem, uint64(1)) if is_subject else uint64(0)
    word[2] = (
        (first & UPPER > 0)
        | (letters > 1 and seen & (UPPER | LOWER | TITLE) == UPPER) << FIELD
        | (first & ANY_DIGIT > 0) << 2 * FIELD
        | (letters < SHORT and seen & NO_ALPHABET == 0) << 3 * FIELD
        | letters << 4 * FIELD
    )
    return at


@compiled
def sum_words(words: Hashes, weights: Places, row: Values) -> None:
    """Add up what the words of a line say.

    Args:
        words: of the line, as `read_word` writes them; at least one.
        weights: of words, as in `WordFacts.weights`.
        row: what is counted in the line.
    """
    forms = said = odds = np.int64(0)
    high, low = -_NO_ODDS, _NO_ODDS
    for at in range(len(words)):
        facts = _look_up(words[at, 0], weights)
        weight = facts >> FIELD * FIELDS
        if at == 0:
            row[_FIRST] = weight
        forms += np.int64(words[at, 2])
        said += facts & _SAID
        odds += weight
        high = max(high, weight or -_NO_ODDS)
        low = min(low, weight or _NO_ODDS)
    row[_ODDS], row[_WORDS] = odds, len(words)
    row[_HIGH] = high if high > -_NO_ODDS else -np.inf
    row[_LOW] = low if low < _NO_ODDS else np.inf
    for field in range(FIELDS):
        row[field if field < _KNOWN else _LETTERS] = forms >> FIELD * field & _MASK
        row[_KNOWN + field] = said >> FIELD * field & _MASK


@compiled
def _look_up(number: np.uint64, weights: Places) -> int:
    """What a word says; 0 where it is not in the table."""
    last, sought = len(weights) - 1, np.int64(number)
    place = np.int64(number >> uint64(32)) & last
    while weights[place, 0] != 0 and weights[place, 0] != sought:
        place = (place + 1) & last
    return int(weights[place, 1])


@compiled
def add_subjects(words: Hashes, subjects: Hashes, found: int) -> int:
    """Write what the words of a line are about; how many subjects there are then."""
    for at in range(len(words)):
        subjects[found] = words[at, 1]
        found += words[at, 1] != 0
    return found


@compiled
def add_pairs(  # noqa: PLR0913, PLR0917  compiled code takes numbers, no objects
    codes: Codes, kinds: Places, start: int, end: int, subjects: Hashes, found: int
) -> int:
    """Write what a word in a script without spaces is about, its pairs of characters."""
    if kinds[codes[start]] >> LOWER_CASE >= _FIRST_UNSPACED:
        for at in range(start, end - 1):
            number = uint64(kinds[codes[at]] >> LOWER_CASE) * uint64(FACTOR)
            number = (number + uint64(kinds[codes[at + 1]] >> LOWER_CASE)) * uint64(FACTOR)
            subjects[found] = max(number, uint64(1))
            found += 1
    return found


@compiled
def pair_subjects(lines: Places, subjects: Hashes, numbers: Places) -> tuple[int, int]:
    """Keep of the pairs of a line and a subject each once, and number the subjects; how many pairs and subjects.

    Args:
        lines: of each pair; those that are kept come first then.
        subjects: of each pair; then the different ones.
        numbers: of each pair that is kept, where its subject stands among these.
    """
    size = different = 0
    capacity = 64
    while capacity < 2 * len(lines):
        capacity *= 2
    known = np.zeros(capacity, dtype=np.uint64)
    number_of, last_line = np.empty(capacity, dtype=np.int64), np.empty(capacity, dtype=np.int64)
    for at in range(len(lines)):
        line, subject = lines[at], subjects[at]
        place = np.int64(subject >> uint64(32)) & (capacity - 1)
        while known[place] != 0 and known[place] != subject:
            place = (place + 1) & (capacity - 1)
        if known[place] == 0:
            known[place], number_of[place], last_line[place] = subject, different, -1
            subjects[different] = subject
            different += 1
        if last_line[place] != line:
            last_line[place] = line
            lines[size], numbers[size] = line, number_of[place]
            size += 1
    return size, different
