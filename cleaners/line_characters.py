"""The compiled reading of a line's characters: its words, and what else `line_counts` counts in it.

A table says of each character what it is, so that a word, a stop or a sign is found as the regular expressions there
would find it. Characters beyond the table are rare: a page with one is left to them.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt

from cleaners.compiled import compiled
from cleaners.line_counts import CLOSERS, COUNTED, MAX_CLOSERS, OPENERS, SIGNS, STOPS, Places, Values
from cleaners.word_facts import lowered

Codes = npt.NDArray[np.uint32]

TABLE_END: Final = 1 << 17
NEWLINE: Final = 10

# What a character is: the kind of sign it is, from 1 on, in the lowest bits, and flags; above them its lower case.
SIGN: Final = 7
LETTER, DIGIT, SPACE, STOP, CLOSER, WORDLY, LOWER, OPENER, END, END_CLOSER = (
    1 << bit for bit in range(3, 13)
)
APOSTROPHE, UPPER, TITLE, NO_ALPHABET, ANY_DIGIT, LINKING = (1 << bit for bit in range(13, 19))
LOWER_CASE: Final = 32  # from this bit on

_END_STOPS: Final = ".!?…。！？؟।:;"
_END_CLOSERS: Final = "\"'”’»“›)]\u200b"
_MAX_END_CLOSERS: Final = 6

_ENDS: Final = COUNTED.index("ends as a sentence")

_A, _C, _G, _H, _M, _O, _P, _S, _T, _W = (ord(letter) for letter in "acghmopstw")
_COLON, _WIDE_COLON, _DOT, _WIDE_DOT, _ELLIPSIS, _AT, _SLASH = (ord(sign) for sign in ":：.。…@/")


@cache
def kinds() -> Places:
    """What each character is, as Python's regular expressions and strings see it."""
    characters = [chr(code) for code in range(TABLE_END)]
    tests = (
        (DIGIT, str.isdecimal),
        (SPACE, str.isspace),
        (WORDLY, str.isalnum),
        (LOWER, str.islower),
        (UPPER, str.isupper),
        (TITLE, str.istitle),
        (NO_ALPHABET, str.isalpha),
        (ANY_DIGIT, str.isdigit),
    )
    table = np.fromiter(map(ord, map(lowered, characters)), dtype=np.int64, count=TABLE_END) << LOWER_CASE
    for flag, test in tests:
        table |= flag * np.fromiter(map(test, characters), dtype=np.int64, count=TABLE_END)
    table ^= NO_ALPHABET
    table[(table & WORDLY > 0) & (table & DIGIT == 0)] |= LETTER
    table[table & UPPER > 0] &= ~TITLE
    marks = (
        (WORDLY, "_"),
        (STOP, STOPS),
        (CLOSER, CLOSERS),
        (OPENER, OPENERS),
        (END, _END_STOPS),
        (END_CLOSER, _END_CLOSERS),
        (APOSTROPHE, "'’"),
        (LINKING, ":.@"),
    )
    for flag, signs in (*marks, *enumerate(SIGNS, 1)):
        table[[ord(sign) for sign in signs]] |= flag
    return table


@compiled
def read_begin(codes: Codes, kinds: Places, at: int, row: Values) -> None:
    """How a line begins."""
    kind = kinds[codes[at]]
    row[_ENDS + 4] = (kind & LOWER) > 0
    row[_ENDS + 5] = (kind & OPENER) > 0
    row[_ENDS + 6] = (kind & (LETTER | DIGIT)) == 0


@compiled
def read_end(codes: Codes, kinds: Places, start: int, stop: int, row: Values) -> None:
    """How a line ends."""
    last = codes[stop - 1]
    at = stop - 1
    for _ in range(_MAX_END_CLOSERS):
        if at > start and kinds[codes[at]] & (END_CLOSER | SPACE):
            at -= 1
    ends = (kinds[codes[at]] & END) > 0
    row[_ENDS] = ends
    row[_ENDS + 1] = ends and last in (_DOT, _WIDE_DOT)
    row[_ENDS + 2] = last in (_COLON, _WIDE_COLON)
    dots = stop - start >= 3 and last == _DOT and codes[stop - 2] == _DOT and codes[stop - 3] == _DOT
    row[_ENDS + 3] = dots or last == _ELLIPSIS


@compiled
def stops(codes: Codes, kinds: Places, at: int) -> bool:
    """Whether a stop ends something: closing marks and white space follow."""
    at += 1
    for _ in range(MAX_CLOSERS):
        if kinds[codes[at]] & CLOSER:
            at += 1
    return bool(kinds[codes[at]] & SPACE)


@compiled
def links(codes: Codes, kinds: Places, at: int) -> bool:
    """Whether a sign is that of an address."""
    if codes[at] == _AT:
        return is_wordly(codes, kinds, at + 1)
    if codes[at] == _DOT:
        is_host = codes[at - 1] == _W and codes[at - 2] == _W and codes[at - 3] == _W
        is_com = codes[at + 1] == _C and codes[at + 2] == _O and codes[at + 3] == _M
        return bool(is_host or (is_com and not is_wordly(codes, kinds, at + 4)))
    at -= codes[at - 1] == _S
    return bool(codes[at - 1] == _P and codes[at - 2] == _T and codes[at - 3] == _T and codes[at - 4] == _H)


@compiled
def is_wordly(codes: Codes, kinds: Places, at: int) -> bool:
    """Whether a character is one of a word, as a regular expression's boundary sees it."""
    return bool(kinds[codes[at]] & WORDLY)


@compiled
def is_ago(codes: Codes, kinds: Places, at: int) -> bool:
    """Whether the word `ago` begins here."""
    spelt = codes[at] == _A and codes[at + 1] == _G and codes[at + 2] == _O
    return bool(spelt and not is_wordly(codes, kinds, at - 1) and not is_wordly(codes, kinds, at + 3))


@compiled
def end_of_dates(codes: Codes, kinds: Places, at: int) -> int:
    """Where digits, colons and slashes end."""
    while kinds[codes[at]] & DIGIT or codes[at] == _COLON or codes[at] == _SLASH:
        at += 1
    return at


@compiled
def count_dates(codes: Codes, kinds: Places, start: int, end: int) -> int:
    """How many years, times and days stand in a run of digits, colons and slashes."""
    found, at = 0, start
    while at < end:
        after = _end_of_date(codes, kinds, at)
        found += after > at
        at = max(after, at + 1)
    return found


@compiled
def _end_of_date(codes: Codes, kinds: Places, at: int) -> int:
    """Where the year, time or day ends that begins here; its beginning where none does."""
    digits = _count_digits(codes, kinds, at)
    if digits == 4 and not is_wordly(codes, kinds, at - 1) and not is_wordly(codes, kinds, at + 4):
        century = (codes[at] == 49 and codes[at + 1] == 57) or (codes[at] == 50 and codes[at + 1] == 48)
        return at + 4 if century else at
    if not 1 <= digits <= 2:
        return at
    sign, second = codes[at + digits], at + digits + 1
    after = _count_digits(codes, kinds, second)
    if sign == _COLON and after >= 2:
        return second + 2
    third = second + after + 1
    if (
        sign == _SLASH
        and 1 <= after <= 2
        and codes[third - 1] == _SLASH
        and _count_digits(codes, kinds, third) >= 2
    ):
        return third + 2
    return at


@compiled
def _count_digits(codes: Codes, kinds: Places, at: int) -> int:
    """How many digits stand here, counted up to five."""
    count = 0
    while count < 5 and kinds[codes[at + count]] & DIGIT:
        count += 1
    return count
