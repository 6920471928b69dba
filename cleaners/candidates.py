"""Candidates: the pairs of texts that are worth comparing, out of all pairs.

Two ways to propose a pair, since copies come in two shapes.

**Bands** find texts of like extent. A signature is cut into 42 bands of 3 rows, and texts that agree in a whole
band meet in a bucket of datasketch's MinHashLSH. At the Jaccard similarity of 0.3 that copies need, a pair meets
with probability 1 - (1 - 0.3**3)**42 = 0.68, at 0.4 with 0.94, at 0.5 with 0.996; unrelated news (0.01) with
0.00004, so that nearly nothing is compared in vain.

**Anchors** find excerpts, which share a band with the long text around them about never: of a text of 2,000 words
a paragraph of 100 has a Jaccard similarity of 0.05. Each text has 16 anchors, its smallest shingles: as shingles
are hashes, that is a fair sample which depends on nothing but the text. A text that holds 0.7 of a shorter one
holds about 11 of its 16 anchors; a pair of Jaccard 0.3 still shares 7. Five are asked for.

Both stay near linear. A crowded bucket, and a phrase that half of the world uses, leads only to the longest texts
in it, and a text is compared with 48 longer ones at the most. A thousand versions of one text thus all meet the
same few, of which one becomes their centre. Pairs are only proposed here; `resemblance` decides.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from datasketch import MinHashLSH

from cleaners.shingles import Shingles
from cleaners.signatures import PERMUTATIONS, Signatures, as_minhash

Pair = tuple[int, int]

BANDS: Final = 42
ROWS: Final = 3
ANCHORS: Final = 16
_SHARED_ANCHORS: Final = 0.3

# How many texts of a bucket, and of the holders of an anchor, the others are compared with.
_HUBS: Final = 32
# How many longer texts a text is compared with, the longest of its candidates.
_LONGER: Final = 48


def propose_pairs(shingles: Sequence[Shingles], signatures: Signatures) -> list[Pair]:
    """Propose the pairs of texts that may be copies.

    Args:
        shingles: a set per text, none of them empty, longest text first.
        signatures: uint32 [n, 128], in the same order.

    Returns:
        Pairs of positions, each once, lower position first, in order.
    """
    longer: Counter[int] = Counter()
    kept: list[Pair] = []
    for first, second in sorted({*_band_pairs(signatures), *_anchor_pairs(shingles)}):
        longer[second] += 1
        if longer[second] <= _LONGER:
            kept.append((first, second))
    return kept


def _band_pairs(signatures: Signatures) -> Iterator[Pair]:
    """Pairs that agree in a whole band."""
    if not len(signatures):
        return
    index = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
    permutations = as_minhash(signatures[0]).permutations
    for at, row in enumerate(signatures):
        index.insert(at, as_minhash(row, permutations=permutations), check_duplication=False)
    for table in index.hashtables:
        for bucket in map(sorted, map(table.get, table.keys())):
            for at, hub in enumerate(bucket[:_HUBS]):
                yield from ((hub, other) for other in bucket[at + 1 :])


def _anchor_pairs(shingles: Sequence[Shingles]) -> Iterator[Pair]:
    """Pairs where one text holds several anchors of the other."""
    anchors = [hashes[:ANCHORS].tolist() for hashes in shingles]
    holders: dict[int, list[int]] = {anchor: [] for own in anchors for anchor in own}
    for at, hashes in enumerate(shingles):
        for anchor in holders.keys() & hashes.tolist():
            if len(holders[anchor]) < _HUBS:
                holders[anchor].append(at)
    for at, own in enumerate(anchors):
        met = Counter(chain.from_iterable(holders[anchor] for anchor in own))
        for other, shared in met.items():
            if other != at and shared >= _SHARED_ANCHORS * len(own):
                yield (other, at) if other < at else (at, other)
