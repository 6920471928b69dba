"""Candidates: the pairs of texts that are worth comparing, out of all pairs.

Two ways to propose a pair, since copies come in two shapes.

**Bands** find texts of like extent. A signature is cut into 42 bands of 3 rows, and texts that agree in a whole
band meet in a bucket. At the Jaccard similarity of 0.3 that copies need, a pair meets with probability
1 - (1 - 0.3**3)**42 = 0.68, at 0.4 with 0.94, at 0.5 with 0.996; unrelated news (0.01) with 0.00004. Among a million
texts that still makes forty chance meetings for each, so the whole signatures are compared next.

**Phrases** find excerpts, which share a band with the long text around them about never: of a text of 2,000 words
a paragraph of 100 has a Jaccard similarity of 0.05. They share the phrases that winnowing keeps (`copy_index`).

A bucket is a number that sorting puts side by side; there are no tables to build. A crowd, such as the thousand
versions of one text or all that have one line of boilerplate, would make pairs by the square: of a bucket only the
16 longest texts meet all the others, so that up to 17 all meet each other. Copies make up many buckets, and a
group's centre is one of its longest texts, so that little is lost.

Which pairs are proposed depends on the set of texts and on nothing else: not on their order, and not on the
batches in which they came. A new text can end a meeting of two old ones, by making a crowd of their bucket, and
never brings one about. So it is enough to look at the buckets that hold new texts, and at old pairs in crowds.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.blocks import blocks, let_go
from cleaners.copy_index import CopyIndex
from cleaners.resemblance import TINY
from cleaners.sieve import Sieve, reverse
from cleaners.signatures import PERMUTATIONS, Signatures

BANDS: Final = 42
ROWS: Final = 3

# How many texts of a bucket meet all the others in it.
_HUBS: Final = 16
# Standard errors by which the estimated similarity of a pair may fall short: one copy in 2,000 is lost to it.
_DOUBT: Final = 3.3

# Bands whose hashes are held at a time, and phrases, to save room.
_BANDS_AT_ONCE: Final = 7
_PHRASES_AT_ONCE: Final = 1 << 24
# Rows, pairs and hashes that are looked at in one go: what fits a cache.
_ROWS_AT_ONCE: Final = 1 << 10
_PAIRS_AT_ONCE: Final = 1 << 8
_HASHES_AT_ONCE: Final = 1 << 15
# So few new wordings are looked for in all bands at once.
_FEW: Final = 50_000

Places = NDArray[np.uint32]
_Codes = NDArray[np.uint64]  # two 32-bit numbers in one, sorted by the first and then the second
_HALF: Final = np.uint64(32)
_LOWER: Final = np.uint64(0xFFFFFFFF)
_FACTORS: Final = tuple(map(np.uint32, (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35)))
_SHIFT: Final = np.uint32(15)


@dataclass(frozen=True, slots=True, eq=False)
class Proposal:
    """The pairs to compare.

    Attributes:
        pairs: int64 [p, 2], rows of the index, the longer text first; each pair once, and each wording by its first
            row.
        crowded: bool [n], by row: wordings in a crowded bucket that was looked at. A pair of two of them that was
            proposed in an earlier run may have ceased to be.
    """

    pairs: NDArray[np.int64]
    crowded: NDArray[np.bool_]


def propose_pairs(
    index: CopyIndex, *, jaccard: float = 0.3, new: NDArray[np.bool_] | None = None
) -> Proposal:
    """Propose the pairs of texts that may be copies.

    Args:
        index: the texts.
        jaccard: pairs that met in a band are left out when they are surely less similar than this.
        new: bool [n]; only pairs with a wording that none but these rows have. None: all pairs.

    Returns:
        The pairs, and who is in a crowd.
    """
    rows, fresh = _wordings(index, new)
    crowded = np.zeros(len(rows), dtype=np.bool_)
    bands = [_pair_up(meeting, fresh, crowded) for meeting in _band_meetings(index, rows, fresh)]
    phrases = [_pair_up(meeting, fresh, crowded) for meeting in _phrase_meetings(index, rows, fresh)]
    alike = _alike(_distinct(bands), index.signatures, rows, jaccard)
    codes = _distinct([alike, *phrases])
    pairs = np.stack([rows[codes >> _HALF], rows[codes & _LOWER]], axis=1)
    by_row = np.zeros(len(index), dtype=np.bool_)
    by_row[rows[crowded]] = True
    return Proposal(pairs, by_row)


def _wordings(index: CopyIndex, new: NDArray[np.bool_] | None) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """The first row of each wording, longest first, and which of them are new; tiny texts are left out."""
    digests, rows, which = np.unique(index.digests, return_index=True, return_inverse=True)
    fresh = np.ones(len(rows), dtype=np.bool_)
    if new is not None:
        fresh[which[~new]] = False
    extents = index.extents[rows]
    order = np.lexsort((digests, -extents.astype(np.int64)))
    order = order[: np.searchsorted(-extents[order].astype(np.int64), -TINY, "right")]
    return rows[order].astype(np.int64), fresh[order]


def _band_meetings(index: CopyIndex, rows: NDArray[np.int64], fresh: NDArray[np.bool_]) -> Iterator[_Codes]:
    """For each band, (hash, place) of the wordings in buckets that may hold a new one and another, in order."""
    place_of = _place_of(index, rows)
    wanted = None if fresh.all() else index.signatures[rows[fresh]]
    at_once = _BANDS_AT_ONCE if wanted is None or len(wanted) > _FEW else BANDS
    for first in range(0, BANDS, at_once):
        last = min(BANDS, first + at_once)
        sieve = None if wanted is None else Sieve.of(_band_keys(wanted, first, last))
        parts: list[list[_Codes]] = [[] for _ in range(first, last)]
        for start, block in blocks(index.signatures, _ROWS_AT_ONCE):
            keys = _band_keys(block, first, last)
            places = place_of[start : start + len(block)]
            kept = places >= 0 if sieve is None else sieve.among(keys) & (places >= 0)
            for part, own, here in zip(parts, keys, np.broadcast_to(kept, keys.shape), strict=True):
                part.append(_code(own[here], places[here]))
        yield from (_met_again(part) for part in parts)


def _band_keys(signatures: Signatures, first: int, last: int) -> NDArray[np.uint32]:
    """A hash of each band from `first` to before `last`: uint32 [bands, n]."""
    columns = np.ascontiguousarray(signatures[:, first * ROWS : last * ROWS].T)
    mixed = columns[0::ROWS] * _FACTORS[0]
    for at in range(1, ROWS):
        mixed = (mixed ^ (mixed >> _SHIFT) ^ columns[at::ROWS]) * _FACTORS[at]
    mixed ^= mixed >> _SHIFT
    return mixed


def _phrase_meetings(index: CopyIndex, rows: NDArray[np.int64], fresh: NDArray[np.bool_]) -> Iterator[_Codes]:
    """(phrase, place) of the wordings that may share one with a new wording, in order; a part at a time."""
    place_of = _place_of(index, rows)
    wanted = index.phrases if fresh.all() else index.take(rows[fresh]).phrases
    parts = 1 + len(wanted) // _PHRASES_AT_ONCE
    for part in range(parts):
        low, high = (np.uint32(min(2**32 - 1, 2**32 * at // parts)) for at in (part, part + 1))
        chosen = wanted[(wanted >= low) & (wanted <= high)]
        upper, lower = Sieve.of(chosen), Sieve.of(reverse(chosen))
        found: list[_Codes] = []
        for start, block in blocks(index.phrases, _HASHES_AT_ONCE):
            kept = np.flatnonzero(upper.among(block))
            kept = kept[lower.among(reverse(block[kept]))]
            place = place_of[np.searchsorted(index.starts, kept + start, "right") - 1]
            found.append(_code(block[kept][place >= 0], place[place >= 0]))
        yield _met_again(found)


def _place_of(index: CopyIndex, rows: NDArray[np.int64]) -> NDArray[np.int32]:
    """By row, its place among the wordings; -1 for what is none."""
    place_of = np.full(len(index), -1, dtype=np.int32)
    place_of[rows] = np.arange(len(rows))
    return place_of


def _code(keys: NDArray[np.uint32], places: NDArray[np.int32]) -> _Codes:
    return (keys.astype(np.uint64) << _HALF) | places.astype(np.uint64)


def _met_again(parts: Sequence[_Codes]) -> _Codes:
    """Of (key, place), in order, those whose keys occur more than once."""
    codes = np.concatenate([np.empty(0, np.uint64), *parts])
    codes.sort()
    again = np.zeros(len(codes) + 1, dtype=np.bool_)
    again[1:-1] = codes[1:] >> _HALF == codes[:-1] >> _HALF
    return codes[again[1:] | again[:-1]]


def _pair_up(meeting: _Codes, fresh: NDArray[np.bool_], crowded: NDArray[np.bool_]) -> _Codes:
    """(place, place) of the pairs in each bucket that hold a new wording; notes who is in a crowd with one."""
    keys, places = meeting >> _HALF, meeting & _LOWER
    opens = np.append(0, 1 + np.flatnonzero(keys[1:] != keys[:-1]))[: len(keys)]
    sizes = np.diff(np.append(opens, len(keys)))
    offsets = np.arange(len(keys)) - np.repeat(opens, sizes)
    has_new = np.logical_or.reduceat(fresh[places], opens) if len(keys) else fresh[:0]
    crowded[places[np.repeat(has_new & (sizes > _HUBS + 1), sizes)]] = True
    others = np.flatnonzero(np.repeat(has_new, sizes))
    found: list[_Codes] = []
    for hub in range(_HUBS):
        others = others[offsets[others] > hub]
        first, second = places[others - offsets[others] + hub], places[others]
        kept = fresh[first] | fresh[second]
        found.append((first[kept] << _HALF) | second[kept])
    return _distinct(found)


def _distinct(parts: Sequence[_Codes]) -> _Codes:
    """All codes in order, each once."""
    codes = np.concatenate([np.empty(0, np.uint64), *parts])
    codes.sort()
    differs = np.ones(len(codes), dtype=np.bool_)
    differs[1:] = codes[1:] != codes[:-1]
    return codes[differs]


def _alike(codes: _Codes, signatures: Signatures, rows: NDArray[np.int64], jaccard: float) -> _Codes:
    """The pairs whose signatures agree about as often as those of copies."""
    enough = PERMUTATIONS * (jaccard - _DOUBT * sqrt(jaccard * (1 - jaccard) / PERMUTATIONS))
    kept = np.empty(len(codes), dtype=np.bool_)
    for start in range(0, len(codes), _PAIRS_AT_ONCE):
        part = codes[start : start + _PAIRS_AT_ONCE]
        same = signatures[rows[part >> _HALF]] == signatures[rows[part & _LOWER]]
        kept[start : start + _PAIRS_AT_ONCE] = np.count_nonzero(same, axis=1) >= enough
        let_go(signatures)
    return codes[kept]
