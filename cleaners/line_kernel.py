"""The compiled count: what `line_counts` counts in the lines of a page, the same numbers in a tenth of the time.

One loop goes over the characters of all lines. A table says of each character what it is, so that a word, a stop or a
sign is found as the regular expressions would find it. A word is known by a number made of its characters; what it
says by itself stands in a table under that number (`WordTable`), where Python writes it when a word is met first. So what a
word says is defined once, in `word_facts`.

Characters beyond the table are rare: of a page with one there is no answer, and Python counts.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from threading import Lock
from typing import Final, ParamSpec, TypeVar

import numba
import numpy as np
import numpy.typing as npt
from numba import uint64

from cleaners.line_counts import (
    CLOSERS,
    COUNTED,
    MAX_CLOSERS,
    OPENERS,
    SIGNS,
    STOPS,
    Hashes,
    Places,
    Values,
)
from cleaners.word_facts import COLUMNS, FIRST_UNSPACED, KEPT, WordFacts, WordTable, subjects_in_unspaced

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")
Codes = npt.NDArray[np.uint32]
Kinds = npt.NDArray[np.uint16]

_TABLE_END: Final = 1 << 17
_PADDING: Final = "\n" * 8
_UNSPACED: Final = ord(FIRST_UNSPACED)

# What a character is: the kind of sign it is, from 1 on, in the lowest bits, and flags.
_SIGN: Final = 7
_LETTER, _DIGIT, _SPACE, _STOP, _CLOSER, _WORDLY, _LOWER, _OPENER, _END, _END_CLOSER = (
    1 << bit for bit in range(3, 13)
)
_APOSTROPHE: Final = 1 << 13
_END_STOPS: Final = ".!?…。！？؟।:;"
_END_CLOSERS: Final = "\"'”’»“›)]\u200b"
_MAX_END_CLOSERS: Final = 6

_HIGH, _LOW, _FIRST, _WORDS, _STOPS, _LINKS, _DATES, _SIGNS = range(len(COLUMNS), len(COLUMNS) + 8)
_ENDS: Final = COUNTED.index("ends as a sentence")
_FLAGS: Final = len(COLUMNS) - 2

_A, _C, _G, _H, _M, _O, _P, _S, _T, _W = (ord(letter) for letter in "acghmopstw")
_COLON, _WIDE_COLON, _DOT, _WIDE_DOT, _ELLIPSIS, _AT, _SLASH = (ord(sign) for sign in ":：.。…@/")
_FACTOR: Final = 0x9E3779B97F4A7C15
_WRITING: Final = Lock()
# Nine flags are counted at once in fields of seven bits of one number, for so many words.
_FIELD: Final = 7
_HELD: Final = (1 << _FIELD) - 1


def compiled(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Compile on first use, and keep the result where there is a place for it."""
    compiled: Callable[Arguments, Result]
    try:
        compiled = numba.njit(cache=True)(function)
    except RuntimeError:  # neither this folder nor the user's cache can be written to
        compiled = numba.njit(cache=False)(function)
    return compiled


def count(
    heads: Sequence[str], tails: Sequence[str], facts: WordFacts
) -> tuple[Values, tuple[Places, Places, Hashes]] | None:
    """What `line_counts.count_plainly` counts, subjects as three arrays; None where it takes Python.

    Args:
        heads: the head of each line.
        tails: its end.
        facts: what a word says by itself.
    """
    text = "\n".join(heads) + _PADDING
    codes = _codes(text)
    counted = np.zeros((len(heads), len(COUNTED)))
    most = len(codes) // 2 + 1
    hashes, spans = np.empty(most, dtype=np.uint64), np.empty((3, most), dtype=np.int64)
    found = _read(codes, _kinds(), counted, hashes, spans)
    if found < 0:
        return None
    _read_ends(_codes("\n".join(tails) + "\n"), _kinds(), counted)
    table, slots = facts.table, np.empty(found, dtype=np.int64)
    if _look_up(hashes[:found], table.entries, slots):
        table = _learn(text, facts, hashes[:found], spans[:, :found])
        _look_up(hashes[:found], table.entries, slots)
    _sum_words(slots, spans[0], table.entries, counted)
    more = _in_unspaced(text, spans[:, :found], codes) if codes.max() >= _UNSPACED else []
    pairs = np.empty((2, found + len(more)), dtype=np.int64)
    subjects = np.empty(found + len(more), dtype=np.uint64)
    size, different = _pair_subjects(slots, spans[0], table.entries, pairs, subjects)
    if more:
        numbers = {
            subject: different + at for at, subject in enumerate(dict.fromkeys(one for _, one in more))
        }
        subjects[different : different + len(numbers)] = list(numbers)
        pairs[:, size : size + len(more)] = [[line for line, _ in more], [numbers[one] for _, one in more]]
        size, different = size + len(more), different + len(numbers)
    return counted, (pairs[0, :size], pairs[1, :size], subjects[:different])


def _in_unspaced(text: str, spans: Places, codes: Codes) -> list[tuple[int, int]]:
    """Line and subject of the words in scripts without spaces, each pair once."""
    found = spans[:, codes[spans[1]] >= _UNSPACED].T.tolist()
    return list(
        dict.fromkeys(
            (line, one) for line, start, end in found for one in subjects_in_unspaced(text[start:end])
        )
    )


def _codes(text: str) -> Codes:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4")


@cache
def _kinds() -> Kinds:
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


def _learn(text: str, facts: WordFacts, hashes: Hashes, spans: Places) -> WordTable:
    """The table with all words of a page: those that it lacked are written, in a new one where it is full.

    Others may look up words meanwhile; one thread at a time writes, in compiled code, the row before its key.
    """
    with _WRITING:
        table, slots = facts.table, np.empty(len(hashes), dtype=np.int64)
        missing = _look_up(hashes, table.entries, slots)
        if table.count + missing > len(table.entries) // 2:
            table = WordTable.of_size(max(KEPT, len(slots)))
            slots[:] = -1
        lacked = np.flatnonzero(slots < 0)
        words = {
            key: text[start:end]
            for key, start, end in zip(hashes[lacked].tolist(), *spans[1:, lacked].tolist(), strict=True)
        }
        rows = facts.rows(words.values()).view(np.uint64).reshape(-1, 2)
        _write(np.array(list(words), dtype=np.uint64), rows, table.entries)
        table.count += len(words)
        facts.table = table
    return table


@compiled
def _write(keys: Hashes, rows: Hashes, entries: Hashes) -> None:
    last = len(entries) - 1
    for at in range(len(keys)):
        slot = np.int64(keys[at] & uint64(last))
        while entries[slot, 0] != 0 and entries[slot, 0] != keys[at]:
            slot = (slot + 1) & last
        spread = uint64(0)
        for flag in range(_FLAGS):
            spread |= ((rows[at, 0] >> uint64(flag)) & uint64(1)) << uint64(_FIELD * flag)
        entries[slot, 1], entries[slot, 2], entries[slot, 3] = rows[at, 0], rows[at, 1], spread
        entries[slot, 0] = keys[at]


@compiled
def _look_up(hashes: Hashes, entries: Hashes, slots: Places) -> int:
    """Where each word stands in the table, -1 for nowhere; the number of these."""
    last = len(entries) - 1
    missing = 0
    for at in range(len(hashes)):
        slot = np.int64(hashes[at] & uint64(last))
        while entries[slot, 0] != 0 and entries[slot, 0] != hashes[at]:
            slot = (slot + 1) & last
        is_free = entries[slot, 0] == 0
        missing += is_free
        slots[at] = -1 if is_free else slot
    return missing


@compiled
def _read(  # noqa: C901, PLR0912  one loop over the characters; a call for each would cost as much as the work
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
def _read_ends(codes: Codes, kinds: Kinds, counted: Values) -> None:
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


@compiled
def _sum_words(slots: Places, line_of: Places, entries: Hashes, counted: Values) -> None:
    """Add up what the words of each line say."""
    at = 0
    while at < len(slots):
        line, row = line_of[at], counted[line_of[at]]
        row[_FIRST] = _odds_of(entries[slots[at], 1])
        high, low = -np.inf, np.inf
        letters = odds = np.int64(0)
        held, flags = 0, uint64(0)
        while at < len(slots) and line_of[at] == line:
            entry = entries[slots[at]]
            flags += entry[3]
            letters += np.int64((entry[1] >> uint64(16)) & uint64(0xFFFF))
            weight = _odds_of(entry[1])
            odds += weight
            if weight != 0:
                high, low = max(high, float(weight)), min(low, float(weight))
            row[_WORDS] += 1
            held += 1
            at += 1
            if held == _HELD:
                _add_flags(flags, row)
                flags, held = uint64(0), 0
        _add_flags(flags, row)
        row[_FLAGS], row[_FLAGS + 1] = letters, odds
        row[_HIGH], row[_LOW] = high, low


@compiled
def _odds_of(facts: np.uint64) -> np.int64:
    """The odds of a word, a signed number of 16 bits."""
    odds = np.int64((facts >> uint64(32)) & uint64(0xFFFF))
    return odds - np.int64(0x10000) if odds >= 0x8000 else odds


@compiled
def _add_flags(flags: np.uint64, row: Values) -> None:
    for flag in range(_FLAGS):
        row[flag] += np.int64((flags >> uint64(_FIELD * flag)) & uint64(_HELD))


@compiled
def _pair_subjects(
    slots: Places, line_of: Places, entries: Hashes, pairs: Places, subjects: Hashes
) -> tuple[int, int]:
    """Which line speaks of which subject, each pair once; the number of pairs, and that of subjects."""
    size = different = 0
    capacity = 64
    while capacity < 2 * len(slots):
        capacity *= 2
    numbers = np.full(capacity, -1, dtype=np.int64)
    last_line = np.empty(len(slots), dtype=np.int64)
    for at in range(len(slots)):
        subject = entries[slots[at], 2]
        if subject == 0:
            continue
        place = np.int64(subject & uint64(capacity - 1))
        while numbers[place] >= 0 and subjects[numbers[place]] != subject:
            place = (place + 1) & (capacity - 1)
        number = numbers[place]
        if number < 0:
            number = numbers[place] = different
            subjects[different] = subject
            last_line[different] = -1
            different += 1
        if last_line[number] != line_of[at]:
            last_line[number] = line_of[at]
            pairs[0, size], pairs[1, size] = line_of[at], number
            size += 1
    return size, different
