"""Weighted MinHash of what articles say about their event, so that scoring need not look at every pair.

A stem, a figure or a day goes into the set as often as its weight says (`tokayev#0`, `tokayev#1`, ...), so that the
chance of a shared minimum is the weighted Jaccard similarity. Which pairs are looked at is decided on these
signatures by `event_candidates`.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cleaners.event_table import EventTable, ranges
from cleaners.signatures import load_datasketch

Signatures = NDArray[np.uint32]

PERMUTATIONS: Final = 256
SEED: Final = 1
# How many copies of an item its weight is worth.
POWER: Final = 2
COPIES: Final = 32
EMPTY: Final = np.uint32(0xFFFFFFFF)


def sign_events(table: EventTable) -> Signatures:
    """Weighted MinHash of the words and numbers of each article.

    Returns:
        uint32 [n, 256], as datasketch's affine32 MinHash over the copies of the items.
    """
    datasketch = load_datasketch()
    sha1_hash32 = datasketch.hashfunc.sha1_hash32
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
    factors, shifts = datasketch.MinHash(num_perm=PERMUTATIONS, seed=SEED, scheme="affine32").permutations
    rows = np.full((items.shape[0], PERMUTATIONS), EMPTY, dtype=np.uint32)
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
