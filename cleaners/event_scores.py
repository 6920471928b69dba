"""Reports with the scores of their pairs: what a cut is made in, and made in again.

Reading, signing and measuring cost nearly all of the time. Another threshold needs none of them, so the scored pairs
are kept: `label` cuts them, and `borderline` lists the pairs that a small change of the threshold would turn.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cleaners.event_candidates import propose_pairs
from cleaners.event_pairs import OTHER_DAY, SURE, score_pairs, to_probability
from cleaners.event_table import tabulate
from cleaners.event_terms import EventTerms
from cleaners.linkage import average_linkage, join_single

# A pair that was not proposed, or is no likelier than this, counts as log-odds of -4: a chance of 2 %.
LEAST: Final = -4.0
# Half the cut: measured on the development sets, 0.25 finds 1 % more of B-cubed F1 than no joining.
SINGLE: Final = 0.5


@dataclass(frozen=True, slots=True)
class ScoredPairs:
    """The proposed pairs of `size` reports.

    Attributes:
        size: how many reports there are.
        pairs: rows of each pair, the smaller first, ascending.
        odds: log-odds that they report the same event.
        chances: the same as probabilities.
    """

    size: int
    pairs: Sequence[tuple[int, int]]
    odds: Sequence[float]
    chances: Sequence[float]

    def label(self, link: float) -> list[int]:
        """An event per report; events are numbered by their first report.

        Args:
            link: the probability from which average linkage joins two clusters, on the scale of log-odds.
        """
        link = min(max(link, 1e-3), 1 - 1e-3)
        scale = SURE - LEAST
        closeness = {
            pair: (odds - LEAST) / scale
            for pair, odds in zip(self.pairs, self.odds, strict=True)
            if odds > LEAST or odds == OTHER_DAY
        }
        labels = average_linkage(closeness, self.size, (math.log(link / (1 - link)) - LEAST) / scale)
        # What names another day than a single member does not join at the lower cut, whatever it has in common with others.
        fits = {
            pair: chance if odds != OTHER_DAY else -self.size
            for pair, odds, chance in zip(self.pairs, self.odds, self.chances, strict=True)
        }
        return join_single(labels, fits, link * SINGLE)

    def chance_of(self) -> dict[tuple[int, int], float]:
        """The probability of each proposed pair."""
        return dict(zip(self.pairs, self.chances, strict=True))

    def borderline(self, link: float, *, within: float) -> Iterator[tuple[tuple[int, int], float]]:
        """The pairs whose probability is near the cut, the nearest first.

        Args:
            link: the cut.
            within: how far from it, as a difference of probabilities.
        """
        near = [
            (round(abs(chance - link), 6), pair, chance)
            for pair, chance in zip(self.pairs, self.chances, strict=True)
            if abs(chance - link) <= within
        ]
        return ((pair, chance) for _, pair, chance in sorted(near))


def score_events(articles: Sequence[EventTerms]) -> ScoredPairs:
    """Propose and score the pairs of some articles, in an order that lasts."""
    table = tabulate(articles)
    rows, others = propose_pairs(table)
    odds = score_pairs(articles, table, rows, others)
    pairs = list(zip(rows.tolist(), others.tolist(), strict=True))
    return ScoredPairs(len(articles), pairs, odds.tolist(), to_probability(odds).tolist())
