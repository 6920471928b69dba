"""What the words of a page say, in compiled code: looked up in a table, and added up for each line.

A word is known by a number made of its characters; what it says by itself stands in a table under that number
(`word_facts.WordTable`), where Python writes it when a word is met first. So what a word says is defined once.
"""

from __future__ import annotations

from threading import Lock
from typing import Final

import numpy as np
from numba import uint64

from cleaners.compiled import compiled
from cleaners.line_counts import Hashes, Places, Values
from cleaners.word_facts import COLUMNS, KEPT, WordFacts, WordTable

_HIGH, _LOW, _FIRST, _WORDS = range(len(COLUMNS), len(COLUMNS) + 4)
_FLAGS: Final = len(COLUMNS) - 2
_WRITING: Final = Lock()
# Nine flags are counted at once in fields of seven bits of one number, for so many words.
_FIELD: Final = 7
_HELD: Final = (1 << _FIELD) - 1


def learn(text: str, facts: WordFacts, hashes: Hashes, spans: Places) -> WordTable:
    """The table with all words of a page: those that it lacked are written, in a new one where it is full.

    Others may look up words meanwhile; one thread at a time writes, in compiled code, the row before its key.
    """
    with _WRITING:
        table, slots = facts.table, np.empty(len(hashes), dtype=np.int64)
        missing = look_up(hashes, table.entries, slots)
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
def look_up(hashes: Hashes, entries: Hashes, slots: Places) -> int:
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
def sum_words(slots: Places, line_of: Places, entries: Hashes, counted: Values) -> None:
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
def pair_subjects(
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
