"""Which pairs of articles to look at: MinHash finds those that may be alike, and the nearest of them are kept.

Scoring every pair is quadratic. Reports of one event begin at a weighted Jaccard similarity of about 0.03, where
bands of two and more minima find little, so every one of the 256 minima is a band of its own, and articles are
ranked by how many they share, a minimum that many share counting less. Each article's best 60 others are then
measured by cosine, and the nearest 30 stay: the estimate finds nearly all of them, and the measure says which they
are (95.7 % of the pairs of one event among 4.6 % of all on NeuS, where 34 by the estimate alone had 94.0 % among
4.7 %). So the pairs grow with the articles and not with their square.

A minimum that very many articles share tells little, and pairs of them would be quadratic again. Such a bucket is
split by the next minimum, as bands of more rows would, until it is small: a big event stays connected, and a
common word does not.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from scipy.sparse import csr_array

from cleaners.event_signature import EMPTY, PERMUTATIONS, Signatures, sign_events
from cleaners.event_table import EventTable, Floats, Rows, dots, present, ranges, unit_rows

FULL: Final = 120
MOST_ROWS: Final = 4
# How many others of an article share most minima with it, and how many of these are the nearest.
MEETING: Final = 60
BEST: Final = 30
_ROWS_AT_ONCE: Final = 2000
_DIGITS: Final = 9
_UNIT: Final = 1_000_000  # what sharing a bucket is worth counts to the sixth decimal


def propose_pairs(table: EventTable) -> tuple[Rows, Rows]:
    """The pairs that may report one event.

    Args:
        table: of all articles, in an order that lasts, which breaks ties.

    Returns:
        Two arrays of row numbers, the smaller of each pair in the first; sorted.
    """
    count = table.words.shape[0]
    met = meet(sign_events(table))
    said = unit_rows(csr_array(table.words + table.numbers))
    likeness = np.round(dots(said, said, *met), _DIGITS)
    start, end = np.concatenate(met), np.concatenate(met[::-1])
    return _split(_keep_best(start, end, np.tile(likeness, 2), best=BEST, count=count), count)


def meet(signatures: Signatures, *, best: int = MEETING) -> tuple[Rows, Rows]:
    """The pairs of articles that share most minima.

    Args:
        signatures: [n, 256].
        best: how many others each article keeps.

    Returns:
        Two arrays of row numbers, the smaller of each pair in the first; sorted.
    """
    count = len(signatures)
    buckets = _buckets(signatures)
    shares = csr_array(buckets.T)
    met = present(buckets)
    found = []
    for start in range(0, count, _ROWS_AT_ONCE):
        shared = csr_array(met[start : start + _ROWS_AT_ONCE] @ shares)
        rows = np.repeat(np.arange(shared.shape[0]), np.diff(shared.indptr)) + start
        others = shared.indices.astype(np.int64)
        apart = rows != others
        found.append(_keep_best(rows[apart], others[apart], shared.data[apart], best=best, count=count))
    return _split(np.unique(np.concatenate(found)) if found else np.zeros(0, dtype=np.int64), count)


def _buckets(signatures: Signatures) -> csr_array:
    """int32 [n, buckets], what sharing that bucket is worth, in millionths: less the more articles are in it.

    Whole numbers add up exactly, in whatever order the buckets come.
    """
    places = np.full(signatures.shape, -1, dtype=np.int32)
    worth: list[Rows] = []
    width = 0
    live = np.flatnonzero(signatures[:, 0] != EMPTY)
    for band in range(PERMUTATIONS):
        members, keys = live, np.zeros(len(live), dtype=np.int64)
        for depth in range(MOST_ROWS):
            keys = keys * 4294967296 + signatures[members, (band + depth) % PERMUTATIONS]
            _, keys, sizes = np.unique(keys, return_inverse=True, return_counts=True)
            fits = (sizes > 1) & (sizes <= FULL)
            held = fits[keys]
            places[members[held], band] = (np.cumsum(fits) - 1 + width)[keys[held]]
            worth.append(np.rint(_UNIT / np.log2(1 + sizes[fits])).astype(np.int64))
            width += len(worth[-1])
            full = (sizes > FULL)[keys]
            members, keys = members[full], keys[full]
            if not len(members):
                break
        if len(members):
            keys = _slices(keys, band)
            places[members, band] = keys + width
            worth.append(np.full(int(keys.max()) + 1, round(_UNIT / np.log2(1 + FULL))))
            width += len(worth[-1])
    is_in = places >= 0
    indices = places[is_in]
    ends = np.concatenate([[0], np.cumsum(np.count_nonzero(is_in, axis=1))])
    values = np.concatenate([np.zeros(0, dtype=np.int64), *worth]).astype(np.int32)
    return csr_array(
        (values[indices], indices, ends.astype(np.int32)), shape=(len(signatures), max(1, width))
    )


def _slices(keys: Rows, band: int) -> Rows:
    """Buckets of articles that say the same, cut to size; each band cuts elsewhere, so that the slices overlap."""
    order = np.argsort(keys, kind="stable")
    sizes = np.unique(keys, return_counts=True)[1]
    rank = np.empty(len(keys), dtype=np.int64)
    rank[order] = (ranges(sizes) + band * FULL // PERMUTATIONS) // FULL
    most = int(sizes.max()) // FULL + 2
    return keys * most + rank


def _keep_best(rows: Rows, others: Rows, scores: Floats, *, best: int, count: int) -> Rows:
    """The best others of each row, each pair once as `smaller * count + larger`; ties go to the first rows."""
    order = np.lexsort((others, -scores, rows))
    rows, others = rows[order], others[order]
    rank = ranges(np.unique(rows, return_counts=True)[1])
    rows, others = rows[rank < best], others[rank < best]
    return np.unique(np.minimum(rows, others) * count + np.maximum(rows, others))


def _split(pairs: Rows, count: int) -> tuple[Rows, Rows]:
    return pairs // max(1, count), pairs % max(1, count)
