"""How likely two articles report the same event.

A few measures, each of which a person can check, are weighed and added up to log-odds. What the two share speaks for
one event, most of all the lead of one that the other tells; against it speak headlines about other names, another day
in the lead, another week of publication, and neighbours that are as near. The same people and the same subject in
another month make a look-alike: there the dates decide, whatever the words say.

Most weights are fitted (`data/events/weights.json`, by benchmarks/fit_events.py: logistic regression on the
development sets, checked out of fold by topic). A few are set by hand, because those sets hardly show what they
are about.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final

import numpy as np

from cleaners.event_measures import Measures, measure_pairs
from cleaners.event_table import EventTable, Floats, Rows
from cleaners.event_terms import EventTerms

# Those sets hold no dates of publication. "other names" takes away 3.8 % of the wrong links there
# and 0.9 % of the right ones. "only names" is a place or a person with two stories.
BY_HAND: Final[Mapping[str, float]] = {
    "only names": -2.0,
    "other names": -2.0,
    "other figures": -2.4,
    "late": -1.5,
}
# The measures that nothing is fitted on.
SET: Final = frozenset({"other day", *BY_HAND})
# The measures that speak against one event; all others speak for it.
AGAINST: Final = frozenset({"length", "rank, best", "rank, worst", *SET})
# Log-odds beyond this say nothing more: one sure pair must not outvote ten doubtful ones, nor all that two look-alikes
# share the day that they do not.
SURE: Final = 5.0
# Another day in the lead counts for more than any likeness, and outvotes two sure pairs where clusters are averaged:
# a report that names no day reads like both of two look-alikes, and would make them one. Under 1 % of the pairs of the
# development sets name other days in the lead.
OTHER_DAY: Final = -12.0
_DIGITS: Final = 6


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
    return add_up(measure_pairs(articles, table, rows, others))


def add_up(measures: Measures) -> Floats:
    """Log-odds from measures, [m] each."""
    bias, fitted = _weights()
    odds = bias + np.asarray(sum(weight * measures[name] for name, weight in fitted.items()))
    return decide(odds, measures)


def decide(odds: Floats, measures: Measures) -> Floats:
    """What is set by hand, on top of fitted log-odds: [m] each."""
    odds = np.clip(odds, -SURE, SURE) + sum(weight * measures[name] for name, weight in BY_HAND.items())
    odds = np.where(measures["other day"], OTHER_DAY, np.clip(odds, -SURE, SURE))
    return np.asarray(odds.round(_DIGITS), dtype=np.float64)


def to_probability(odds: Floats) -> Floats:
    """Log-odds as probabilities, rounded."""
    return np.round(1 / (1 + np.exp(-odds)), _DIGITS)


@cache
def _weights() -> tuple[float, Mapping[str, float]]:
    text = (files("cleaners") / "data" / "events" / "weights.json").read_text(encoding="utf-8")
    table = json.loads(text)
    return table["bias"], table["weights"]
