"""Event kin: which earlier articles a new one may share an event with, found without reading them again.

Grouping a whole window anew for every run would cost more each day. So each article leaves behind the hashes of its
heaviest terms, and a new article's kin are the ones that share most of them, a term that many share counting less.
Their events, and only those, are then grouped again, from their texts; nothing is decided here.

A row depends on its article alone, so rows can be kept, appended and cut.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cleaners.blocks import blocks
from cleaners.document import Article, Document
from cleaners.event_table import weigh_words
from cleaners.event_terms import event_terms

Terms = NDArray[np.uint32]  # [n, TERMS], 0 where an article has fewer

# Names what the rows are made by: rows of another scheme cannot be compared with these.
KIN_SCHEME: Final = "kin-2"

TERMS: Final = 24
# A term that more articles than this have says nothing about the event.
COMMON: Final = 200
# So much of its own terms' worth must an article share with its kin, and so many of them are looked at: as many as an
# article is compared with when all are grouped (`event_candidates`).
SHARE: Final = 0.03
BEST: Final = 30

_SIEVE_BITS: Final = 20
_SHIFT: Final = np.uint32(32 - _SIEVE_BITS)
_ROWS_AT_ONCE: Final = 1 << 15


def index_terms(articles: Sequence[Article | Document]) -> Terms:
    """The heaviest terms of each article, hashed.

    Args:
        articles: in any order.

    Returns:
        uint32 [n, 24].
    """
    rows = np.zeros((len(articles), TERMS), dtype=np.uint32)
    for row, article in zip(rows, articles, strict=True):
        words = dict(weigh_words(event_terms(article)))
        heaviest = sorted(words, key=lambda stem: (-round(words[stem], 6), stem))[:TERMS]
        row[: len(heaviest)] = [_hash(stem) for stem in heaviest]
    return rows


def find_kin(terms: Terms, new: NDArray[np.intp], *, best: int = BEST) -> NDArray[np.intp]:
    """The rows that some rows share most with.

    Args:
        terms: of all articles.
        new: int [k], the rows to find the kin of.
        best: how many each of them has at most.

    Returns:
        int [m], the rows of `new` and of their kin, ascending, each once.
    """
    new = np.asarray(new, dtype=np.intp)
    own, holders, which = _holders(terms, np.unique(terms[new]))
    if not len(own):
        return np.unique(new)
    counts = np.bincount(which, minlength=len(own))
    worth = np.where(counts <= COMMON, 1 / np.log2(1 + np.maximum(counts, 1)), 0)
    kept = worth[which] > 0
    holders, which = holders[kept], which[kept]
    shape = (len(terms), len(own))
    has = csr_array((worth[which], (holders, which)), shape=shape)
    asked = csr_array((np.ones(len(which)), (holders, which)), shape=shape)[new]
    shared = csr_array(asked @ has.T)
    row = np.repeat(np.arange(len(new)), np.diff(shared.indptr))
    scores = np.round(shared.data, 6)
    enough = scores >= np.round(SHARE * (asked @ worth), 6)[row]
    row, other, scores = row[enough], shared.indices[enough], scores[enough]
    order = np.lexsort((other, -scores, row))
    row, other = row[order], other[order]
    rank = np.arange(len(row)) - np.searchsorted(row, row)
    return np.union1d(new, other[rank <= best]).astype(np.intp)


def _holders(
    terms: Terms, wanted: NDArray[np.uint32]
) -> tuple[NDArray[np.uint32], NDArray[np.intp], NDArray[np.intp]]:
    """The wanted terms that are not common, the rows that have one, and which one each has.

    The upper bits of the terms are counted first. That sifts out most of what was not asked for, and the common terms,
    which half of the window has.
    """
    counts = np.zeros(1 << _SIEVE_BITS, dtype=np.int64)
    for _, block in blocks(terms, _ROWS_AT_ONCE):
        counts += np.bincount(block.ravel() >> _SHIFT, minlength=1 << _SIEVE_BITS)
    wanted = wanted[(wanted > 0) & (counts[wanted >> _SHIFT] <= COMMON)]
    sieve = np.zeros(1 << _SIEVE_BITS, dtype=np.bool_)
    sieve[wanted >> _SHIFT] = True
    rows, which = [np.empty(0, np.intp)], [np.empty(0, np.intp)]
    for start, block in blocks(terms, _ROWS_AT_ONCE) if len(wanted) else ():
        places = np.flatnonzero(sieve.take(block.ravel() >> _SHIFT))
        found = block.ravel()[places]
        at = np.minimum(np.searchsorted(wanted, found), len(wanted) - 1)
        exact = wanted[at] == found
        rows.append(start + places[exact] // TERMS)
        which.append(at[exact])
    return wanted, np.concatenate(rows), np.concatenate(which)


@lru_cache(maxsize=1 << 17)
def _hash(stem: str) -> int:
    digest = hashlib.blake2b(stem.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "little") or 1
