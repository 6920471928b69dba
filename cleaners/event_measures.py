"""What speaks for a pair of articles and what against it, measured for many pairs at once.

Each measure is one that a person can check: the share of one article's lead that the other tells, names, figures, days.
Where two sides differ, the smaller and the larger share are two measures: a flash is all in the long report, and
the report is not all in the flash. Measures that begin with `local` weigh words by how rare they are among the
articles near (`event_neighbours`); the others are functions of the two articles and the shipped background alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

import numpy as np
from scipy.sparse import csr_array

from cleaners.date_mentions import DateMention, days_apart
from cleaners.event_neighbours import Surroundings, look_around, measure_nearness
from cleaners.event_table import EventTable, Floats, Rows, dots, present, scale_rows, sums, unit_rows
from cleaners.event_terms import EventTerms
from cleaners.rarity import is_counted

# Weight of a word of the lead from which it counts as rare, and the most that one word is worth.
RARE: Final = 5.0
RAREST: Final = 20.0
DAYS_OF_AN_EVENT: Final = 4
DAYS_OF_COVERAGE: Final = 3
LATEST: Final = 6.0
_HALF: Final = 0.5  # counts are compared as floating point

# So many pairs are measured at once: fifty measures of these take 0.1 GB.
AT_ONCE: Final = 1 << 18

Measures = dict[str, Floats]


def measure_pairs(
    articles: Sequence[EventTerms], table: EventTable, rows: Rows, others: Rows
) -> Iterator[Measures]:
    """Measure pairs of articles, a block of them at a time.

    Args:
        articles: what each says.
        table: the same as a table.
        rows: [m], one of each pair.
        others: [m], the other; the order of the two changes nothing.

    Yields:
        The measures of the next pairs by name; a measure that an article has nothing for is 0.
    """
    surroundings = look_around(table, rows, others)
    for start in range(0, max(1, len(rows)), AT_ONCE):
        block = slice(start, start + AT_ONCE)
        yield _measure(articles, table, surroundings, rows[block], others[block])


def _measure(
    articles: Sequence[EventTerms], table: EventTable, around: Surroundings, rows: Rows, others: Rows
) -> Measures:
    words = _cosine(table.words, rows, others)
    counted = np.array([is_counted(terms.language) for terms in articles], dtype=np.float64)
    return {
        "words": words,
        **_measure_text(table, rows, others),
        **_measure_locally(around, rows, others),
        **measure_nearness(around.neighbours, words, rows, others),
        **_measure_days(articles, rows, others),
        "by length": 1 - counted[rows] * counted[others],
    }


def _measure_text(table: EventTable, rows: Rows, others: Rows) -> Measures:
    title_names = table.title.multiply(present(table.names))
    lead_names = table.lead.multiply(present(table.names))
    has, named = present(table.words), present(table.names)
    rare = table.words.copy()
    rare.data = np.maximum(rare.data - RARE, 0)
    length = np.log1p(np.diff(table.words.indptr))
    shared = dots(has, has, rows, others)
    told = _told(title_names, table.words, rows, others)
    titled = sums(title_names) > 0
    matters = csr_array(table.title - title_names)
    mattered = sums(matters) > 0
    told_matters = np.maximum(*_told(matters, table.words, rows, others))
    figures = _told(table.lead_numbers, table.numbers, rows, others)
    figured = sums(table.lead_numbers) > 0
    return {
        "lead": _cosine(table.lead, rows, others),
        "names": _cosine(table.names, rows, others),
        "title": _cosine(table.title, rows, others),
        **_both("lead told", _told(table.lead, table.words, rows, others)),
        **_both("title told", _told(table.title, table.words, rows, others)),
        **_both("names told", _told(table.names, table.names, rows, others)),
        **_both("title names told", told),
        **_both("lead names told", _told(lead_names, table.names, rows, others)),
        **_both("lead figures told", figures),
        **_both("words told", _told(table.words, table.words, rows, others)),
        "rare words": np.log1p(_shared_mass(rare, rows, others)),
        "rarest word": _heaviest(table.words, rows, others),
        "shared words": np.log1p(shared),
        "length, least": np.minimum(length[rows], length[others]),
        "length, most": np.maximum(length[rows], length[others]),
        "only names": (shared <= dots(named, named, rows, others) + _HALF).astype(float),
        "other names": (titled[rows] & titled[others] & (np.maximum(*told) == 0)).astype(float),
        "other matters": (mattered[rows] & mattered[others] & (told_matters == 0)).astype(float),
        "other figures": (figured[rows] & figured[others] & (np.maximum(*figures) == 0)).astype(float),
    }


def _measure_locally(around: Surroundings, rows: Rows, others: Rows) -> Measures:
    words, lead, title, names = around.words, around.lead, around.title, around.names
    likeness, usual = _cosine(words, rows, others), around.usual
    return {
        "local words": likeness,
        "local words above usual": 2 * likeness - usual[rows] - usual[others],
        "local names": _cosine(names, rows, others),
        "local figures": _cosine(around.numbers, rows, others),
        "local mass": np.log1p(_shared_mass(words, rows, others)),
        **_both("local words told", _told(words, words, rows, others)),
        **_both("local lead told", _told(lead, words, rows, others)),
        **_both("local title told", _told(title, words, rows, others)),
        **_both("local names told", _told(names, names, rows, others)),
    }


def _measure_days(articles: Sequence[EventTerms], rows: Rows, others: Rows) -> Measures:
    """Days and weekdays that both name or that differ, and days between publication beyond those of coverage."""
    dated = np.array([bool(terms.days) for terms in articles], dtype=bool)
    day, lead_day, other_day = np.zeros((3, len(rows)))
    for at in np.flatnonzero(dated[rows] & dated[others]).tolist():
        one, other = articles[rows[at]], articles[others[at]]
        days = shared_days(one, other)
        leads = one.days[: one.lead_days], other.days[: other.lead_days]
        spanned = _lies_in(leads[0], other.lead_spans) or _lies_in(leads[1], one.lead_spans)
        day[at] = bool(days)
        lead_day[at] = bool(days & _calendar(leads[0]) & _calendar(leads[1]))
        other_day[at] = not days and not spanned and _are_apart(*leads)
    seen = np.array(
        [terms.published.toordinal() if terms.published else 0 for terms in articles], dtype=np.int64
    )
    gap = np.where((seen[rows] > 0) & (seen[others] > 0), np.abs(seen[rows] - seen[others]), 0)
    late = np.clip((gap - DAYS_OF_COVERAGE) / 2, 0, LATEST)
    return {
        "day": day,
        "lead day": lead_day,
        "other day": other_day,
        "late": late,
        **_measure_weekdays(articles, rows, others),
    }


def _measure_weekdays(articles: Sequence[EventTerms], rows: Rows, others: Rows) -> Measures:
    """Whether two leads name a weekday in common, or only different ones: bits, one for each weekday."""
    bits = np.array([sum(1 << day for day in terms.weekdays) for terms in articles], dtype=np.int64)
    one, other = bits[rows], bits[others]
    shared = (one & other) > 0
    return {
        "weekday": shared.astype(float),
        "other weekday": ((one > 0) & (other > 0) & ~shared).astype(float),
    }


def shared_days(first: EventTerms, second: EventTerms) -> set[tuple[int, int]]:
    """The days, as month and day, that both articles name and whose years, where known, agree."""
    years: dict[tuple[int, int], set[int]] = {}
    for mention in first.days:
        years.setdefault((mention.month, mention.day), set()).add(mention.year)
    return {
        (mention.month, mention.day)
        for mention in second.days
        if (known := years.get((mention.month, mention.day)))
        and (not mention.year or known & {0, mention.year})
    }


def _calendar(mentions: Sequence[DateMention]) -> set[tuple[int, int]]:
    return {(mention.month, mention.day) for mention in mentions}


def _lies_in(mentions: Sequence[DateMention], spans: Sequence[tuple[date, date]]) -> bool:
    """Whether one of some days lies in a span, such as the other article's `last month`."""
    return any(
        first <= mention.in_year(mention.year or last.year) <= last
        for mention in mentions
        for first, last in spans
    )


def _are_apart(first: Sequence[DateMention], second: Sequence[DateMention]) -> bool:
    """Whether both leads name days, all of one far from all of the other.

    Days further down do not count: they are background more often than not.
    """
    gaps = [days_apart(one, other) for one in first for other in second]
    return bool(gaps) and min(gaps) > DAYS_OF_AN_EVENT


def _cosine(field: csr_array, rows: Rows, others: Rows) -> Floats:
    units = unit_rows(field)
    return dots(units, units, rows, others)


def _told(field: csr_array, by: csr_array, rows: Rows, others: Rows) -> tuple[Floats, Floats]:
    """The share of a field, by weight, that stands in the other article: of the one's, and of the other's."""
    mass = sums(field)
    shares = scale_rows(csr_array(field), 1 / np.where(mass > 0, mass, 1))
    has = present(by)
    return dots(shares, has, rows, others), dots(shares, has, others, rows)


def _both(name: str, sides: tuple[Floats, Floats]) -> Measures:
    return {f"{name}, least": np.minimum(*sides), f"{name}, most": np.maximum(*sides)}


def _shared_mass(field: csr_array, rows: Rows, others: Rows) -> Floats:
    """The weight of the shared terms, as the geometric mean of the two sides."""
    roots = field.copy()
    roots.data = np.sqrt(field.data)
    return dots(roots, roots, rows, others)


def _heaviest(field: csr_array, rows: Rows, others: Rows) -> Floats:
    roots = field.copy()
    roots.data = np.sqrt(np.minimum(field.data, RAREST))
    found = np.empty(len(rows))
    for start in range(0, len(rows), 1 << 15):
        part = slice(start, start + (1 << 15))
        shared = csr_array(roots[rows[part]].multiply(roots[others[part]]))
        found[part] = shared.max(axis=1).toarray().ravel()
    return found
