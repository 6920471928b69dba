"""The compiled reading of a page's characters: its words, and what else `line_counts` counts in each line.

A table says of each character what it is, so that a word, a stop or a sign is found as the regular expressions there
would find it. Characters beyond the table are rare: of a page with one there is no answer.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
import numpy.typing as npt
from numba import uint64

from cleaners.compiled import compiled
from cleaners.line_counts import CLOSERS, COUNTED, MAX_CLOSERS, OPENERS, SIGNS, STOPS, Hashes, Places, Values
from cleaners.word_facts import COLUMNS

Codes = npt.NDArray[np.uint32]
Kinds = npt.NDArray[np.uint16]

_TABLE_END: Final = 1 << 17

# What a character is: the kind of sign it is, from 1 on, in the lowest bits, and flags.
_SIGN: Final = 7
_LETTER, _DIGIT, _SPACE, _STOP, _CLOSER, _WORDLY, _LOWER, _OPENER, _END, _END_CLOSER = (
    1 << bit for bit in range(3, 13)
)
_APOSTROPHE: Final = 1 << 13
_END_STOPS: Final = ".!?…。！？؟।:;"
_END_CLOSERS: Final = "\"'”’»“›)]\u200b"
_MAX_END_CLOSERS: Final = 6

_STOPS, _LINKS, _DATES, _SIGNS = range(len(COLUMNS) + 4, len(COLUMNS) + 8)
_ENDS: Final = COUNTED.index("ends as a sentence")

_A, _C, _G, _H, _M, _O, _P, _S, _T, _W = (ord(letter) for letter in "acghmopstw")
_COLON, _WIDE_COLON, _DOT, _WIDE_DOT, _ELLIPSIS, _AT, _SLASH = (ord(sign) for sign in ":：.。…@/")
_FACTOR: Final = 0x9E3779B97F4A7C15


@cache
def kinds() -> Kinds:
    """What each character is, as Python's regular expressions see it."""
    characters = [chr(code) for code in range(_TABLE_END)]
    tests = (
        (_DIGIT, str.isdecimal),
        (_SPACE, str.isspace),
        (_WORDLY, str.isalnum),
        (_LOWER, str.islower),
    )
    table = np.zeros(_TABLE_END, dtype=np.uint16)
    for flag, test in tests:
        table |= flag * np.fromiter(map(test, characters), dtype=np.uint16, count=_TABLE_END)
    table[(table & _WORDLY > 0) & (table & _DIGIT == 0)] |= _LETTER
    marks = (
        (_STOP, STOPS),
        (_CLOSER, CLOSERS),
        (_OPENER, OPENERS),
        (_END, _END_STOPS),
        (_END_CLOSER, _END_CLOSERS),
    )
    for flag, signs in (*marks, (_APOSTROPHE, "'’"), *enumerate(SIGNS, 1)):
        table[[ord(sign) for sign in signs]] |= flag
    return table


@compiled
def read(  # noqa: C901, PLR0912  one loop over the characters; a call for each would cost as much as the work
    codes: Codes, kinds: Kinds, counted: Values, hashes: Hashes, spans: Places
) -> int:
    """Find the words, count the rest, and return the number of words; -1 where Python must count."""
    found = line = at = date_end = 0
    _begin(codes[0], kinds, counted[0])
    while line < len(counted):
        code = codes[at]
        if code >= _TABLE_END:
            return -1
        kind = kinds[code]
        if kind & _LETTER or kind & _DIGIT:
            if kind & _DIGIT:
                end, key = _scan(codes, kinds, at, _DIGIT)
                if at >= date_end:
                    date_end = _scan_date(codes, kinds, end)
                    if date_end - at > 3:
                        counted[line, _DATES] += _count_dates(codes, kinds, at, date_end)
            else:
                end, key = _scan_word(codes, kinds, at)
                if end - at >= 3:
                    for ago in range(at, end - 2):
                        if codes[ago] == _A and codes[ago + 1] == _G and codes[ago + 2] == _O:
                            is_word = not _is_worded(codes, kinds, ago - 1) and not _is_worded(
                                codes, kinds, ago + 3
                            )
                            counted[line, _DATES] += is_word
            hashes[found] = key
            spans[0, found], spans[1, found], spans[2, found] = line, at, end
            found += 1
            at = end
            continue
        counted[line, _SIGNS - 1 + (kind & _SIGN)] += (kind & _SIGN) > 0
        if kind & _STOP:
            counted[line, _STOPS] += _stops(codes, kinds, at)
        if code in (_COLON, _DOT, _AT):
            counted[line, _LINKS] += _links(codes, kinds, at)
        at += 1
        if code == 10:
            line += 1
            if line < len(counted):
                _begin(codes[at], kinds, counted[line])
    return found


@compiled
def _begin(code: int, kinds: Kinds, row: Values) -> None:
    """How a line begins."""
    kind = kinds[code] if code < _TABLE_END else 0
    row[_ENDS + 4] = (kind & _LOWER) > 0
    row[_ENDS + 5] = (kind & _OPENER) > 0
    row[_ENDS + 6] = (kind & _WORDLY) == 0


@compiled
def _scan(codes: Codes, kinds: Kinds, at: int, flag: int) -> tuple[int, np.uint64]:
    """Where a run of characters of one kind ends, and the number of what stands there."""
    key = uint64(_FACTOR)
    while codes[at] < _TABLE_END and kinds[codes[at]] & flag:
        key = (key ^ uint64(codes[at])) * uint64(_FACTOR)
        key ^= key >> uint64(32)
        at += 1
    return at, max(key, uint64(1))


@compiled
def _scan_word(codes: Codes, kinds: Kinds, at: int) -> tuple[int, np.uint64]:
    """A run of letters, and one more behind an apostrophe."""
    end, key = _scan(codes, kinds, at, _LETTER)
    sign = codes[end]
    if sign < _TABLE_END and kinds[sign] & _APOSTROPHE:
        after = codes[end + 1]
        if after < _TABLE_END and kinds[after] & _LETTER:
            last, more = _scan(codes, kinds, end + 1, _LETTER)
            key = (key ^ uint64(sign)) * uint64(_FACTOR) ^ more
            return last, max(key, uint64(1))
    return end, key


@compiled
def _scan_date(codes: Codes, kinds: Kinds, at: int) -> int:
    """Where digits, colons and slashes end."""
    while codes[at] < _TABLE_END and (
        kinds[codes[at]] & _DIGIT or codes[at] == _COLON or codes[at] == _SLASH
    ):
        at += 1
    return at


@compiled
def _count_dates(codes: Codes, kinds: Kinds, start: int, end: int) -> int:
    """How many years, times and days stand in a run of digits, colons and slashes."""
    found, at = 0, start
    while at < end:
        after = _end_of_date(codes, kinds, at, _is_worded(codes, kinds, at - 1))
        found += after > at
        at = max(after, at + 1)
    return found


@compiled
def _end_of_date(codes: Codes, kinds: Kinds, at: int, follows: bool) -> int:  # noqa: FBT001
    """Where the year, time or day ends that begins here; its beginning where none does."""
    digits = _count_digits(codes, kinds, at)
    century = (codes[at] == 49 and codes[at + 1] == 57) or (codes[at] == 50 and codes[at + 1] == 48)
    if not follows and digits == 4 and century and not _is_worded(codes, kinds, at + 4):
        return at + 4
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
def _count_digits(codes: Codes, kinds: Kinds, at: int) -> int:
    """How many digits stand here, counted up to five."""
    count = 0
    while count < 5 and codes[at + count] < _TABLE_END and kinds[codes[at + count]] & _DIGIT:
        count += 1
    return count


@compiled
def _is_worded(codes: Codes, kinds: Kinds, at: int) -> bool:
    """Whether a character is one of a word, as a regular expression's boundary sees it."""
    code = codes[at]
    return bool(code == 95 or (code < _TABLE_END and (kinds[code] & _WORDLY) > 0))


@compiled
def _stops(codes: Codes, kinds: Kinds, at: int) -> bool:
    """Whether a stop ends something: closing marks and white space follow."""
    at += 1
    for _ in range(MAX_CLOSERS):
        if codes[at] < _TABLE_END and kinds[codes[at]] & _CLOSER:
            at += 1
    return bool(codes[at] < _TABLE_END and (kinds[codes[at]] & _SPACE) > 0)


@compiled
def _links(codes: Codes, kinds: Kinds, at: int) -> bool:
    """Whether a sign is that of an address."""
    if codes[at] == _AT:
        return _is_worded(codes, kinds, at + 1)
    if codes[at] == _DOT:
        is_host = codes[at - 1] == _W and codes[at - 2] == _W and codes[at - 3] == _W
        is_com = codes[at + 1] == _C and codes[at + 2] == _O and codes[at + 3] == _M
        return bool(is_host or (is_com and not _is_worded(codes, kinds, at + 4)))
    at -= codes[at - 1] == _S
    return bool(codes[at - 1] == _P and codes[at - 2] == _T and codes[at - 3] == _T and codes[at - 4] == _H)


@compiled
def read_ends(codes: Codes, kinds: Kinds, counted: Values) -> None:
    """How each line ends."""
    line = start = 0
    for at in range(len(codes)):
        if codes[at] != 10:
            continue
        row = counted[line]
        last = codes[at - 1]
        end = at - 1
        for _ in range(_MAX_END_CLOSERS):
            if end > start and _is_end(codes[end], kinds, _END_CLOSER | _SPACE):
                end -= 1
        ends = _is_end(codes[end], kinds, _END)
        row[_ENDS] = ends
        row[_ENDS + 1] = ends and last in (_DOT, _WIDE_DOT)
        row[_ENDS + 2] = last in (_COLON, _WIDE_COLON)
        dots = at - start >= 3 and last == _DOT and codes[at - 2] == _DOT and codes[at - 3] == _DOT
        row[_ENDS + 3] = dots or last == _ELLIPSIS
        line += 1
        start = at + 1


@compiled
def _is_end(code: int, kinds: Kinds, flags: int) -> bool:
    return bool(code < _TABLE_END and (kinds[code] & flags) > 0)
