"""Which pairs of articles to look at: weighted MinHash of what they say about their event.

Scoring every pair is quadratic. MinHash finds the pairs whose weighted sets overlap: a stem, a figure or a day
goes into the set as often as its weight says (`tokayev#0`, `tokayev#1`, ...), so that the chance of a shared
minimum follows the weighted Jaccard similarity. Bands of two rows keep pairs from a similarity of about 0.05 on,
where reports of one event begin; the pair score decides afterwards.

Measured on the development sets: 91 % (ECB+), 95 % (BASIL) and 86 % (NeuS) of the pairs of one event among 3 % to
9 % of all pairs. Most of what is missed is joined through a third article.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from typing import Final

from datasketch import MinHash, MinHashLSH

from cleaners.event_terms import EventTerms

PERMUTATIONS: Final = 256
BANDS: Final = 128
ROWS: Final = 2
SEED: Final = 1

# The heaviest items of an article, and how much weight one copy of an item stands for.
ITEMS: Final = 60
WEIGHT_OF_A_COPY: Final = 1.5
NUMBER_WEIGHT: Final = 6.0
DAY_WEIGHT: Final = 8.0
LEAD_DAY_WEIGHT: Final = 36.0

# So few articles are compared each with each: 20,000 pairs take about a second.
EXHAUSTIVE: Final = 200


def propose_pairs(articles: Sequence[EventTerms], *, exhaustive: int = EXHAUSTIVE) -> list[tuple[int, int]]:
    """The pairs that may report one event, as ordered pairs of indices, ascending.

    Args:
        articles: what each says about its event.
        exhaustive: up to so many articles are all proposed with each other; beyond, whether a pair is proposed
            depends on its two articles alone.
    """
    if len(articles) <= exhaustive:
        return list(itertools.combinations(range(len(articles)), 2))
    index = MinHashLSH(num_perm=PERMUTATIONS, params=(BANDS, ROWS))
    signatures = MinHash.bulk(
        [list(_items(article)) for article in articles], num_perm=PERMUTATIONS, seed=SEED
    )
    pairs: list[tuple[int, int]] = []
    for position, (article, signature) in enumerate(zip(articles, signatures, strict=True)):
        if article.words:
            pairs += [(earlier, position) for earlier in index.query(signature)]
            index.insert(position, signature, check_duplication=False)
    return sorted(pairs)


def _items(article: EventTerms) -> Iterable[bytes]:
    weights = dict(article.words)
    weights |= {f"number {value}": NUMBER_WEIGHT for value in article.numbers}
    weights |= {f"day {day.month}-{day.day}": DAY_WEIGHT for day in article.dates}
    weights |= {f"day {day.month}-{day.day}": LEAD_DAY_WEIGHT for day in article.lead_dates}
    heaviest = sorted(weights, key=lambda item: (-weights[item], item))[:ITEMS]
    for item in heaviest:
        for copy in range(max(1, round(weights[item] / WEIGHT_OF_A_COPY))):
            yield f"{item}#{copy}".encode("utf-8", "surrogatepass")
