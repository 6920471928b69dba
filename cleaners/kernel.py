"""The compiled kernel: the same words, shingles and signatures as `shingles` and datasketch, forty times as fast.

Numba compiles these loops when they first run and keeps the result beside this file, or in the user's cache where
that is not writable. It is optional (`pip install copydesk[fast]`), and importing it takes longer than signing a few
hundred texts, so nothing imports this module before there is work for it (`signatures`).

A text goes through while it is in the processor's first cache: letters are lowered and separators zeroed, in steps
that the compiler turns into vector instructions; the edges between the two are collected without a branch; words are
hashed eight bytes at a time, runs of words from those; and the 128 minima are kept in registers, four permutations
at a time.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numba import uint32, uint64
from numpy.typing import NDArray

from cleaners import shingles
from cleaners.alphabet import IDEOGRAPHS_END, TABLE_END, fold_fully, fold_table
from cleaners.compiled import Arguments, Result, compiled

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.uint32]
Hashes = NDArray[np.uint64]
Places = NDArray[np.int64]

_LONGEST: Final = shingles.LONGEST_WORD
_RUN_FACTOR: Final = shingles.RUN_FACTOR
_WORD_FACTOR: Final = shingles.WORD_FACTOR
(_SHIFT_1, _FACTOR_1), (_SHIFT_2, _FACTOR_2) = shingles.MIXER
_SHIFT_3: Final = shingles.LAST_SHIFT
_PADDING: Final = 16

# The flags of `alphabet`, as the compiler takes them.
_IRREGULAR: Final = 1 << 31
_UNSPACED: Final = 1 << 30
_MARK: Final = 1 << 29
_CHARACTER: Final = (1 << 21) - 1


def _compiled(function: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    return compiled(function, nogil=True)


def sign_texts(
    texts: Sequence[str], multipliers: NDArray[np.uint32], addends: NDArray[np.uint32]
) -> NDArray[np.uint32]:
    """Sign texts.

    Args:
        texts: any texts.
        multipliers: uint32 [permutations], datasketch's, as many as a multiple of four.
        addends: uint32 [permutations], datasketch's.

    Returns:
        uint32 [n, permutations].
    """
    rows = np.empty((len(texts), len(multipliers)), dtype=np.uint32)
    irregular = _sign_packed([_pack(text) for text in texts], multipliers, addends, rows)
    if len(irregular):
        again = np.empty((len(irregular), len(multipliers)), dtype=np.uint32)
        folded = [_pack(fold_fully(texts[at])) for at in irregular.tolist()]
        _sign_packed(folded, multipliers, addends, again)
        rows[irregular] = again
    return rows


def _pack(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _sign_packed(
    texts: Sequence[bytes],
    multipliers: NDArray[np.uint32],
    addends: NDArray[np.uint32],
    rows: NDArray[np.uint32],
) -> NDArray[np.intp]:
    """Sign texts in UTF-8 into `rows`; returns those that hold an irregular character."""
    ends = np.cumsum([0, *map(len, texts)])
    data = np.frombuffer(b"".join(texts), dtype=np.uint8)
    longest = max(map(len, texts), default=0)
    plain = np.zeros(2 * longest + _PADDING, dtype=np.uint8)
    eights: NDArray[np.uint64] = np.ndarray(
        (len(plain) - 7,), dtype=np.uint64, buffer=plain.data, strides=(1,)
    )
    table = _ascii_table() if all(map(bytes.isascii, texts)) else fold_table()
    irregular = np.zeros(len(texts), dtype=np.bool_)
    _sign_all(data, ends, table, plain, eights, multipliers, addends, rows, irregular)
    return np.flatnonzero(irregular)


def _ascii_table() -> NDArray[np.uint32]:
    return np.empty(0, dtype=np.uint32)


@_compiled
def _sign_all(  # noqa: PLR0913, PLR0917  compiled code takes arrays, no objects
    data: Bytes,
    ends: Places,
    table: Numbers,
    plain: Bytes,
    eights: Hashes,
    multipliers: Numbers,
    addends: Numbers,
    rows: Numbers,
    irregular: NDArray[np.bool_],
) -> None:
    edges = np.empty(len(plain) + 2, dtype=np.int64)
    words = np.empty(len(plain) // 2 + 2, dtype=np.uint64)
    hashes = np.empty(len(plain) // 2 + 2, dtype=np.uint32)
    for at in range(len(ends) - 1):
        text = data[ends[at] : ends[at + 1]]
        size = len(text)
        if not _lower(text, plain):
            size = _fold(text, table, plain)
            irregular[at] = size < 0
            size = abs(size)
        for pad in range(8):
            plain[size + pad] = 0
        count = _find_edges(plain, size, edges)
        _hash_words(eights, edges, count, words)
        count = _hash_runs(words, count, hashes)
        _take_minima(hashes, count, multipliers, addends, rows[at])


@_compiled
def _lower(text: Bytes, plain: Bytes) -> bool:
    """Lower ASCII letters and zero what is neither letter nor digit; whether there was nothing but ASCII."""
    beyond = np.uint8(0)
    for at in range(len(text)):
        code = text[at]
        low = code | np.uint8(32)
        is_letter = (low >= np.uint8(97)) & (low <= np.uint8(122))
        is_digit = (code >= np.uint8(48)) & (code <= np.uint8(57))
        plain[at] = (low if is_letter else code) if is_letter | is_digit else np.uint8(0)
        beyond |= code
    return bool(beyond < np.uint8(128))


@_compiled
def _fold(text: Bytes, table: Numbers, plain: Bytes) -> int:
    """Fold UTF-8 by the table; the size of the result, negative where a character is irregular."""
    at = size = 0
    irregular = in_word = False
    while at < len(text):
        code, at = _decode(text, at)
        if code < TABLE_END:
            entry = table[code]
        else:
            entry = uint32(code | _UNSPACED) if code < IDEOGRAPHS_END else uint32(0)
        irregular |= (entry & _IRREGULAR) != 0
        code = entry & uint32(_CHARACTER)
        alone = (entry & _UNSPACED) != 0
        is_part = code != 0 and (in_word or (entry & _MARK) == 0)
        if alone or not is_part:
            plain[size] = 0
            size += 1
        if is_part:
            size = _encode(code, plain, size)
            if alone:
                plain[size] = 0
                size += 1
        in_word = is_part and not alone
    return -size if irregular else size


@_compiled
def _decode(text: Bytes, at: int) -> tuple[int, int]:
    """The character at a place in UTF-8, and where the next one is."""
    lead = uint32(text[at])
    if lead < 0x80:
        return lead, at + 1
    second = uint32(text[at + 1]) & 0x3F
    if lead < 0xE0:
        return (lead & 0x1F) << 6 | second, at + 2
    third = uint32(text[at + 2]) & 0x3F
    if lead < 0xF0:
        return (lead & 0x0F) << 12 | second << 6 | third, at + 3
    return (lead & 0x07) << 18 | second << 12 | third << 6 | uint32(text[at + 3]) & 0x3F, at + 4


@_compiled
def _encode(code: int, plain: Bytes, size: int) -> int:
    """Write a character in UTF-8; the size after it."""
    if code < 0x80:
        plain[size] = code
        return size + 1
    if code < 0x800:
        plain[size] = 0xC0 | code >> 6
        plain[size + 1] = 0x80 | code & 0x3F
        return size + 2
    if code < 0x10000:
        plain[size] = 0xE0 | code >> 12
        plain[size + 1] = 0x80 | code >> 6 & 0x3F
        plain[size + 2] = 0x80 | code & 0x3F
        return size + 3
    plain[size] = 0xF0 | code >> 18
    plain[size + 1] = 0x80 | code >> 12 & 0x3F
    plain[size + 2] = 0x80 | code >> 6 & 0x3F
    plain[size + 3] = 0x80 | code & 0x3F
    return size + 4


@_compiled
def _find_edges(plain: Bytes, size: int, edges: Places) -> int:
    """Where words open and close, in turn; the number of words."""
    count = 0
    before = False
    for at in range(size + 1):
        here = plain[at] != 0
        edges[count] = at
        count += here ^ before
        before = here
    return count >> 1


@_compiled
def _hash_words(eights: Hashes, edges: Places, count: int, words: Hashes) -> None:
    for at in range(count):
        start = edges[2 * at]
        left = min(edges[2 * at + 1] - start, _LONGEST)
        mixed = uint64(0)
        while left >= 8:
            mixed = (mixed ^ eights[start]) * _WORD_FACTOR
            mixed ^= mixed >> uint64(32)
            start += 8
            left -= 8
        if left:
            part = eights[start] & ((uint64(1) << uint64(8 * left)) - uint64(1))
            mixed = (mixed ^ part) * _WORD_FACTOR
            mixed ^= mixed >> uint64(32)
        words[at] = mixed


@_compiled
def _hash_runs(words: Hashes, count: int, hashes: Numbers) -> int:
    """The upper halves of the 3-shingles, mixed as datasketch's affine32 does before it permutes."""
    width = min(count, 3)
    runs = count - width + 1 if width else 0
    for at in range(runs):
        run = words[at]
        for further in range(1, width):
            run = run * _RUN_FACTOR + words[at + further]
        run = (run ^ (run >> _SHIFT_1)) * _FACTOR_1
        run = (run ^ (run >> _SHIFT_2)) * _FACTOR_2
        mixed = uint32((run ^ (run >> _SHIFT_3)) >> uint64(32))
        mixed = uint32((mixed ^ (mixed >> uint32(16))) * uint32(0x85EBCA6B))
        mixed = uint32((mixed ^ (mixed >> uint32(13))) * uint32(0xC2B2AE35))
        hashes[at] = mixed ^ (mixed >> uint32(16))
    return runs


@_compiled
def _take_minima(hashes: Numbers, count: int, multipliers: Numbers, addends: Numbers, row: Numbers) -> None:
    for at in range(0, len(row), 4):
        a0, a1, a2, a3 = multipliers[at], multipliers[at + 1], multipliers[at + 2], multipliers[at + 3]
        b0, b1, b2, b3 = addends[at], addends[at + 1], addends[at + 2], addends[at + 3]
        m0 = m1 = m2 = m3 = uint32(0xFFFFFFFF)
        for place in range(count):
            number = hashes[place]
            m0 = min(m0, uint32(a0 * number + b0))
            m1 = min(m1, uint32(a1 * number + b1))
            m2 = min(m2, uint32(a2 * number + b2))
            m3 = min(m3, uint32(a3 * number + b3))
        row[at], row[at + 1], row[at + 2], row[at + 3] = m0, m1, m2, m3
