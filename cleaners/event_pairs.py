"""How likely two articles report the same event.

Some fifty measures, each of which a person can check, are read by boosted trees that add up to log-odds. What the two
share speaks for one event, most of all the lead of one that the other tells; against it speak headlines about other
names, another weekday, and neighbours that are as near. A tree may only follow the sign that reason gives a measure:
more of what speaks for an event never makes it less likely. The same people and the same subject in another month make
a look-alike: there the dates decide, whatever the words say.

The trees are fitted (`data/events/trees.json`, by benchmarks/fit_events.py: LightGBM on the development sets, checked
out of fold by topic). Some weights are set by hand on top, because those sets hardly show what they are about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from cleaners.event_measures import Measures, measure_pairs
from cleaners.event_table import EventTable, Floats, Rows
from cleaners.event_terms import EventTerms
from cleaners.forest import read_forest

# Those sets hold no dates of publication and nothing but English. "only names" is a place or a person with two stories.
# "other matters": two headlines whose words, names apart, are nowhere in the other article, as of two stories about one
# person; a third of the pairs of two events on NeuS, and 6 % of those of one. "by length": where the rarity of words is guessed from their length, more is asked of what two texts share.
BY_HAND: Final[Mapping[str, float]] = {
    "only names": -1.0,
    "other names": -1.0,
    "other matters": -0.7,
    "other figures": -1.2,
    "late": -1.5,
    "by length": -1.0,
}
# The measures that the trees do not see.
UNSEEN: Final = frozenset({"other day", "late", "by length", "other matters"})
# The measures that speak against one event; all that are not named here speak for it, but for those of no sign.
AGAINST: Final = frozenset(
    {
        *("rank, best", "rank, worst", "length, least"),
        *("only names", "other names", "other figures", "other weekday"),
    }
)
# How long the longer text is, and how many are near: they say what the other measures are worth.
NO_SIGN: Final = frozenset({"length, most", "crowd", "company, least", "company, most"})
# Log-odds beyond this say nothing more: one sure pair must not outvote ten doubtful ones, nor all that two look-alikes
# share the day that they do not.
SURE: Final = 5.0
# Another day in the lead counts for more than any likeness, and outvotes two sure pairs where clusters are averaged:
# a report that names no day reads like both of two look-alikes, and would make them one. Under 1 % of the pairs of the
# development sets name other days in the lead.
OTHER_DAY: Final = -12.0
_DIGITS: Final = 6
# Measures are rounded before a tree compares them; its thresholds stand between two rounded values.
_MEASURE_DIGITS: Final = 4
_TREES: Final = "events/trees.json"


def score_pairs(articles: Sequence[EventTerms], table: EventTable, rows: Rows, others: Rows) -> Floats:
    """Log-odds that pairs of articles report the same event.

    Args:
        articles: what each says.
        table: the same as a table.
        rows: [m], one of each pair.
        others: [m], the other.

    Returns:
        [m], rounded, from -5 to 5; -12 where the leads name other days.
    """
    forest = read_forest(_TREES)
    return np.concatenate(
        [
            decide(forest.odds(lay_out(measures, forest.names)), measures)
            for measures in measure_pairs(articles, table, rows, others)
        ]
    )


def lay_out(measures: Measures, names: Sequence[str]) -> np.ndarray[tuple[int, int], np.dtype[np.float32]]:
    """Measures, [m] each, as the trees read them: [m, names]."""
    return np.stack([measures[name].round(_MEASURE_DIGITS) for name in names], axis=1, dtype=np.float32)


def decide(odds: Floats, measures: Measures) -> Floats:
    """What is set by hand, on top of fitted log-odds: [m] each."""
    odds = np.clip(odds, -SURE, SURE) + sum(weight * measures[name] for name, weight in BY_HAND.items())
    odds = np.where(measures["other day"], OTHER_DAY, np.clip(odds, -SURE, SURE))
    return np.asarray(odds.round(_DIGITS), dtype=np.float64)


def to_probability(odds: Floats) -> Floats:
    """Log-odds as probabilities, rounded."""
    return np.round(1 / (1 + np.exp(-odds)), _DIGITS)
