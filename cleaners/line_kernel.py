"""The compiled count: what `line_counts` counts in the lines of a page, the same numbers in a tenth of the time.

One loop goes over the characters of all lines (`line_characters`), and one over their words (`word_kernel`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np

from cleaners.line_characters import Codes, kinds, read, read_ends
from cleaners.line_counts import COUNTED, Hashes, Places, Values
from cleaners.word_facts import FIRST_UNSPACED, WordFacts, subjects_in_unspaced
from cleaners.word_kernel import learn, look_up, pair_subjects, sum_words

_PADDING: Final = "\n" * 8
_UNSPACED: Final = ord(FIRST_UNSPACED)


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
    found = read(codes, kinds(), counted, hashes, spans)
    if found < 0:
        return None
    read_ends(_codes("\n".join(tails) + "\n"), kinds(), counted)
    table, slots = facts.table, np.empty(found, dtype=np.int64)
    if look_up(hashes[:found], table.entries, slots):
        table = learn(text, facts, hashes[:found], spans[:, :found])
        look_up(hashes[:found], table.entries, slots)
    sum_words(slots, spans[0], table.entries, counted)
    more = _in_unspaced(text, spans[:, :found], codes) if codes.max() >= _UNSPACED else []
    pairs = np.empty((2, found + len(more)), dtype=np.int64)
    subjects = np.empty(found + len(more), dtype=np.uint64)
    size, different = pair_subjects(slots, spans[0], table.entries, pairs, subjects)
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
