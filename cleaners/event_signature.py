"""Which pairs of articles to look at: weighted MinHash of what they say about their event.

Scoring every pair is quadratic. MinHash finds the pairs whose weighted sets overlap: a stem, a figure or a day
goes into the set as often as its weight says (`tokayev#0`, `tokayev#1`, ...), so that the chance of a shared
minimum is the weighted Jaccard similarity. Reports of one event begin at a similarity of about 0.03, where rows of
two and more find little, so every one of the 256 minima is a band of its own, and articles are ranked by how many
they share, a minimum that many share counting less. Each article keeps the best; so the pairs grow with the
articles and not with their square.

A minimum that very many articles share tells little, and pairs of them would be quadratic again. Such a bucket is
split by the next minimum, as bands of more rows would, until it is small: a big event stays connected, and a
common word does not.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from datasketch import MinHash
from datasketch.hashfunc import sha1_hash32
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cleaners.event_table import EventTable, Rows, ranges

Signatures = NDArray[np.uint32]

PERMUTATIONS: Final = 256
SEED: Final = 1
# How many copies of an item its weight is worth.
POWER: Final = 2
COPIES: Final = 32
FULL: Final = 120
MOST_ROWS: Final = 4
BEST: Final = 34
_EMPTY: Final = np.uint32(0xFFFFFFFF)
_ROWS_AT_ONCE: Final = 2000


def sign_events(table: EventTable) -> Signatures:
    """Weighted MinHash of the words and numbers of each article.

    Returns:
        uint32 [n, 256], as datasketch's affine32 MinHash over the copies of the items.
    """
    items = csr_array(table.words + table.numbers)
    items.sort_indices()
    copies = np.clip(np.rint((items.data / 8) ** POWER), 1, COPIES).astype(np.int64)
    codes = np.repeat(items.indices.astype(np.int64) * COPIES, copies) + ranges(copies)
    lengths = np.add.reduceat(np.r_[copies, 0], items.indptr[:-1]) * (np.diff(items.indptr) > 0)
    used, places = np.unique(codes, return_inverse=True)
    hashes = _premixed(
        np.array(
            [
                sha1_hash32(
                    f"{table.vocabulary[code // COPIES]}#{code % COPIES}".encode("utf-8", "surrogatepass")
                )
                for code in used.tolist()
            ],
            dtype=np.uint32,
        )
    )
    del codes
    filled = np.flatnonzero(lengths)
    starts = np.r_[0, np.cumsum(lengths)[:-1]][filled]
    factors, shifts = MinHash(num_perm=PERMUTATIONS, seed=SEED, scheme="affine32").permutations
    rows = np.full((items.shape[0], PERMUTATIONS), _EMPTY, dtype=np.uint32)
    for at in range(PERMUTATIONS if len(filled) else 0):
        permuted = hashes * np.uint32(factors[at]) + np.uint32(shifts[at])
        rows[filled, at] = np.minimum.reduceat(permuted[places], starts)
    return rows


def _premixed(hashes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """MurmurHash3's finalizer, which datasketch applies before it permutes."""
    hashes = hashes ^ (hashes >> np.uint32(16))
    hashes *= np.uint32(0x85EBCA6B)
    hashes ^= hashes >> np.uint32(13)
    hashes *= np.uint32(0xC2B2AE35)
    return hashes ^ (hashes >> np.uint32(16))


def propose_pairs(signatures: Signatures, *, best: int = BEST) -> tuple[Rows, Rows]:
    """The pairs that may report one event.

    Args:
        signatures: [n, 256], rows in an order that lasts, which breaks ties.
        best: how many others each article keeps.

    Returns:
        Two arrays of row numbers, the smaller of each pair in the first; sorted.
    """
    count = len(signatures)
    buckets = _buckets(signatures)
    found = []
    for start in range(0, count, _ROWS_AT_ONCE):
        shared = csr_array(buckets[start : start + _ROWS_AT_ONCE] @ buckets.T)
        found.append(_keep_best(shared, start, best))
    pairs = np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64)
    return pairs // max(1, count), pairs % max(1, count)


def _buckets(signatures: Signatures) -> csr_array:
    """[n, buckets], the root of what sharing that bucket is worth: less the more articles are in it."""
    rows, columns, values = [], [], []
    width = 0
    live = np.flatnonzero(signatures[:, 0] != _EMPTY)
    for band in range(PERMUTATIONS):
        members, keys = live, np.zeros(len(live), dtype=np.int64)
        for depth in range(MOST_ROWS):
            keys = keys * 4294967296 + signatures[members, (band + depth) % PERMUTATIONS]
            _, keys, sizes = np.unique(keys, return_inverse=True, return_counts=True)
            size = sizes[keys]
            fits = (size > 1) & (size <= FULL)
            rows.append(members[fits])
            columns.append(keys[fits] + width)
            values.append(1 / np.log2(1 + size[fits]))
            width += len(sizes)
            full = size > FULL
            members, keys = members[full], keys[full]
            if not len(members):
                break
        if len(members):
            rows.append(members)
            columns.append(_slices(keys, band) + width)
            values.append(np.full(len(members), 1 / np.log2(1 + FULL)))
            width = int(columns[-1].max()) + 1
    return csr_array(
        (np.sqrt(np.concatenate(values)), (np.concatenate(rows), np.concatenate(columns))),
        shape=(len(signatures), max(1, width)),
    )


def _slices(keys: Rows, band: int) -> Rows:
    """Buckets of articles that say the same, cut to size; each band cuts elsewhere, so that the slices overlap."""
    order = np.argsort(keys, kind="stable")
    sizes = np.unique(keys, return_counts=True)[1]
    rank = np.empty(len(keys), dtype=np.int64)
    rank[order] = (ranges(sizes) + band * FULL // PERMUTATIONS) // FULL
    most = int(sizes.max()) // FULL + 2
    return keys * most + rank


def _keep_best(shared: csr_array, start: int, best: int) -> Rows:
    """The best others of each row, each pair as `smaller * n + larger`; ties go to the first rows."""
    rows = np.repeat(np.arange(shared.shape[0]), np.diff(shared.indptr)) + start
    others = shared.indices.astype(np.int64)
    scores = np.rint(shared.data * 1e6)
    apart = rows != others
    rows, others, scores = rows[apart], others[apart], scores[apart]
    order = np.lexsort((others, -scores, rows))
    rows, others = rows[order], others[order]
    rank = ranges(np.unique(rows, return_counts=True)[1])
    rows, others = rows[rank < best], others[rank < best]
    pairs: Rows = np.minimum(rows, others) * shared.shape[1] + np.maximum(rows, others)
    return pairs
