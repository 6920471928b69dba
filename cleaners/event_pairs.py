"""How likely two articles report the same event.

A few measures, each of which a person can check, are weighed and added up to log-odds. They are functions of the
two articles and of the shipped background alone. What the two share speaks for one event, most of all the lead
of one that the other tells; a shared figure or day adds. Against it speak figures that all differ, another day in
the lead, another week of publication, and a long text, which shares words by chance. The same people and the same
subject in another month make a look-alike: there the dates decide, whatever the words say.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from typing import Final

from cleaners.date_mentions import DateMention, days_apart
from cleaners.event_terms import EventTerms, Weights

# The first seven are fitted by benchmarks/fit_events.py: logistic regression on the development sets, checked out of
# fold by topic, rounded. The others are set by hand. Those sets hold no dates of publication, and under 1 % of their
# pairs name other days in the lead; "other day" is near to a veto because look-alike leads reach log-odds of 8. "plain
# words" takes away 9 % of the wrong links there and 2 % of the right ones.
WEIGHTS: Final[Mapping[str, float]] = {
    "words": 2.45,
    "lead": 5.65,
    "title": 2.35,
    "figure": 0.7,
    "other figures": -1.4,
    "day": 2.1,
    "length": -1.3,
    "plain words": -2.0,
    "lead day": 1.0,
    "other day": -9.0,
    "late": -1.5,
}
# The development sets are flat from -0.6 to 0.6; the seeds, noise and all, are right from -0.15 on.
BIAS: Final = -0.1

DAYS_OF_AN_EVENT: Final = 4
DAYS_OF_COVERAGE: Final = 3
LATEST: Final = 6.0
# Less text than this, about 25 telling words, is less evidence: two pages that say `Photos` are no event.
LEAST_MASS: Final = 100.0
LEAST_LEAD: Final = 100.0
_FEW_WORDS: Final = 0.03  # what two articles of one language share by chance
_ROUND: Final = 6


def score_pair(first: EventTerms, second: EventTerms) -> float:
    """The probability that two articles report the same event, rounded."""
    measures = measure_pair(first, second)
    log_odds = BIAS + math.fsum(WEIGHTS[name] * value for name, value in measures.items())
    return round(1 / (1 + math.exp(-log_odds)), _ROUND)


def measure_pair(first: EventTerms, second: EventTerms) -> dict[str, float]:
    """The measures by their name in `WEIGHTS`, symmetric in the two articles; a measure that an article has nothing for is neutral."""
    shared = first.words.keys() & second.words.keys()
    mass = min(first.mass, second.mass)
    overlap = math.fsum(math.sqrt(first.words[stem] * second.words[stem]) for stem in shared)
    share = min(1.0, mass / LEAST_MASS) * overlap / math.sqrt(first.mass * second.mass) if shared else 0.0
    lead = min(_told(first.lead, second, LEAST_LEAD), _told(second.lead, first, LEAST_LEAD))
    titled = first.title and second.title
    days = shared_days(first, second)
    figure, other_figures = _figures(first, second)
    return {
        "words": math.log1p(share / _FEW_WORDS),
        "lead": lead,
        "title": min(_told(first.title, second), _told(second.title, first)) if titled else lead,
        "figure": figure,
        "other figures": other_figures,
        "day": float(bool(days)),
        "length": math.log(max(mass, LEAST_MASS)),
        "plain words": float(not days and _is_plain(first, second)),
        "lead day": float(bool(days & _days(first.lead_dates) & _days(second.lead_dates))),
        "other day": float(not days and _other_day(first, second)),
        "late": _late(first, second),
    }


def shared_days(first: EventTerms, second: EventTerms) -> set[tuple[int, int]]:
    """The days, as month and day, that both articles name and whose years, where known, agree."""
    years: dict[tuple[int, int], set[int]] = {}
    for mention in first.dates:
        years.setdefault((mention.month, mention.day), set()).add(mention.year)
    return {
        (mention.month, mention.day)
        for mention in second.dates
        if (known := years.get((mention.month, mention.day)))
        and (not mention.year or known & {0, mention.year})
    }


def _days(mentions: AbstractSet[DateMention]) -> set[tuple[int, int]]:
    return {(mention.month, mention.day) for mention in mentions}


def _told(words: Weights, by: EventTerms, least: float = 1.0) -> float:
    """The share of some words, by weight, that stand anywhere in an article; out of `least` for few words."""
    mass = max(least, math.fsum(words.values()))
    return math.fsum(words[stem] for stem in words.keys() & by.words.keys()) / mass


def _figures(first: EventTerms, second: EventTerms) -> tuple[float, float]:
    """Whether a figure of one lead stands in the other article; whether both leads have figures and none does."""
    if not (first.lead_numbers and second.lead_numbers):
        return 0.0, 0.0
    told = first.lead_numbers & second.numbers.keys() or second.lead_numbers & first.numbers.keys()
    return (1.0, 0.0) if told else (0.0, 1.0)


def _is_plain(first: EventTerms, second: EventTerms) -> bool:
    """Whether no name and no figure is shared, though there are names: tables, forms and weather read alike."""
    named = first.names or second.names
    shared = first.names.keys() & second.names.keys() or first.numbers.keys() & second.numbers.keys()
    return bool(named) and not shared


def _other_day(first: EventTerms, second: EventTerms) -> bool:
    """Whether both leads name days, all of one far from all of the other.

    Days further down do not count: they are background more often than not.
    """
    gaps = [days_apart(one, other) for one in first.lead_dates for other in second.lead_dates]
    return bool(gaps) and min(gaps) > DAYS_OF_AN_EVENT


def _late(first: EventTerms, second: EventTerms) -> float:
    """Half the days between publication beyond the days of coverage, at most `LATEST`."""
    if first.published is None or second.published is None:
        return 0.0
    days = abs((first.published - second.published).days)
    return min(LATEST, max(0, days - DAYS_OF_COVERAGE) / 2)
