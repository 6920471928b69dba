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

from cleaners.document import Article, Document
from cleaners.event_terms import event_terms

Terms = NDArray[np.uint32]  # [n, TERMS], 0 where an article has fewer

# Names what the rows are made by: rows of another scheme cannot be compared with these.
KIN_SCHEME: Final = "kin-1"

TERMS: Final = 24
# A term that more articles than this have says nothing about the event.
COMMON: Final = 300
# So much of its own terms' worth must an article share with its kin, and so many of them are looked at.
SHARE: Final = 0.12
BEST: Final = 8


def index_terms(articles: Sequence[Article | Document]) -> Terms:
    """The heaviest terms of each article, hashed.

    Args:
        articles: in any order.

    Returns:
        uint32 [n, 24].
    """
    rows = np.zeros((len(articles), TERMS), dtype=np.uint32)
    for row, article in zip(rows, articles, strict=True):
        words = event_terms(article).words
        heaviest = sorted(words, key=lambda stem: (-round(words[stem], 6), stem))[:TERMS]
        row[: len(heaviest)] = [_hash(stem) for stem in heaviest]
    return rows


def find_kin(terms: Terms, new: NDArray[np.intp]) -> NDArray[np.intp]:
    """The rows that some rows share most with.

    Args:
        terms: of all articles.
        new: int [k], the rows to find the kin of.

    Returns:
        int [m], the rows of `new` and of their kin, ascending, each once.
    """
    own = np.unique(terms[new])
    own = own[own > 0]
    flat = terms.ravel()
    places = np.flatnonzero(np.isin(flat, own))
    order = np.argsort(flat[places], kind="stable")
    places = places[order]
    starts = np.searchsorted(flat[places], own)
    holders = np.split(places // TERMS, starts[1:])
    by_term = dict(zip(own.tolist(), holders, strict=True))
    found = [np.asarray(new, dtype=np.intp)]
    for row in np.asarray(new).tolist():
        lists = [by_term[term] for term in terms[row].tolist() if term and len(by_term[term]) <= COMMON]
        if not lists:
            continue
        worth = np.concatenate([np.full(len(rows), 1 / np.log2(1 + len(rows))) for rows in lists])
        others, which = np.unique(np.concatenate(lists), return_inverse=True)
        shared = np.round(np.bincount(which, weights=worth), 6)
        enough = SHARE * sum(1 / np.log2(1 + len(rows)) for rows in lists)
        best = np.lexsort((others, -shared))[: BEST + 1]
        found.append(others[best[shared[best] >= enough]])
    return np.unique(np.concatenate(found))


@lru_cache(maxsize=1 << 17)
def _hash(stem: str) -> int:
    digest = hashlib.blake2b(stem.encode("utf-8", "surrogatepass"), digest_size=4).digest()
    return int.from_bytes(digest, "little") or 1
