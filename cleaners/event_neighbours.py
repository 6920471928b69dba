"""An article among those most like it: which of its words tell it apart, and how near is near for it.

Two reports of one match share the words of the sport; so does every report of that sport, and what is rare in the
language is common there. So a word is weighed a second time, by how many of the article's nearest others have it, and
a likeness is held against the article's likeness to its nearest. This is the one place where a pair's score depends on
other articles. It depends on near ones only: what an article has nothing in common with changes nothing.

Holding a likeness against the neighbours' is the CSLS of Conneau et al., 2018.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from scipy.sparse import csr_array, diags_array, vstack

from cleaners.event_table import EventTable, Floats, Rows, dots, present, ranges, unit_rows

NEIGHBOURS: Final = 30
# Cosine from which two articles are near. Two articles of one language about nothing common stay below.
NEAR: Final = 0.06
# What stands for a neighbour that is not there, so that five articles can be measured like five thousand.
FAR: Final = 0.1
# The same for words weighed a second time.
LOCALLY_FAR: Final = 0.05
# How many of the nearest say how near is usual, and how many say how crowded it is.
USUAL: Final = 5
CROWD: Final = 15
_DIGITS: Final = 9
_AT_ONCE: Final = 2000
# A nearest article is at least so near in a full window; in a run of two, being nearest says nothing.
NEAREST: Final = 0.3
# An article counts as its own neighbour, so that two that know only each other share what they are alike.
_OWN: Final = 1.0


@dataclass(frozen=True, slots=True)
class Neighbours:
    """The nearest candidates of `n` articles.

    Attributes:
        near: [n, n], cosine of each article to those near it, at most 30.
        best: [n, 30], its best cosines, descending, `FAR` at least.
    """

    near: csr_array
    best: Floats


def find_neighbours(table: EventTable, rows: Rows, others: Rows) -> Neighbours:
    """Rank each article's candidates by cosine; ties go to the first rows.

    Args:
        table: of all articles.
        rows: [m], one of each pair.
        others: [m], the other.
    """
    count = table.words.shape[0]
    words = unit_rows(table.words)
    likeness = np.round(dots(words, words, rows, others), _DIGITS)
    start, end = np.r_[rows, others], np.r_[others, rows]
    values = np.r_[likeness, likeness]
    order = np.lexsort((end, -values, start))
    start, end, values = start[order], end[order], values[order]
    rank = ranges(np.bincount(start, minlength=count))
    kept = rank < NEIGHBOURS
    start, end, values, rank = start[kept], end[kept], values[kept], rank[kept]
    best = np.full((count, NEIGHBOURS), FAR)
    best[start, rank] = np.maximum(values, FAR)
    close = values > NEAR
    near = csr_array((values[close], (start[close], end[close])), shape=(count, count))
    return Neighbours(near, best)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What is near `n` articles, and what they say, weighed by how rare it is there.

    Attributes:
        neighbours: the nearest candidates.
        words: [n, k], as in the table, weighed a second time.
        lead: [n, k], the same.
        title: [n, k], the same.
        names: [n, k], the same.
        numbers: [n, k], the same.
        usual: [n], how alike an article and its nearest few are in these words.
    """

    neighbours: Neighbours
    words: csr_array
    lead: csr_array
    title: csr_array
    names: csr_array
    numbers: csr_array
    usual: Floats


def look_around(table: EventTable, rows: Rows, others: Rows) -> Surroundings:
    """Find what is near each article among some pairs, and weigh its words by that.

    Args:
        table: of all articles.
        rows: [m], one of each pair.
        others: [m], the other.
    """
    neighbours = find_neighbours(table, rows, others)
    weights = local_weights(table.words, neighbours.near)
    words, lead, title, names = (
        csr_array(field.multiply(weights)) for field in (table.words, table.lead, table.title, table.names)
    )
    units = unit_rows(words)
    return Surroundings(
        neighbours,
        words,
        lead,
        title,
        names,
        csr_array(table.numbers.multiply(local_weights(table.numbers, neighbours.near))),
        _usual_likeness(dots(units, units, rows, others), rows, others, count=len(neighbours.best)),
    )


def _usual_likeness(likeness: Floats, rows: Rows, others: Rows, *, count: int) -> Floats:
    """The mean of each article's best few likenesses, for words weighed a second time: [count]."""
    start = np.concatenate([rows, others])
    values: Floats = np.round(np.concatenate([likeness, likeness]), _DIGITS)
    order = np.lexsort((-values, start))
    start, values = start[order], values[order]
    rank = ranges(np.bincount(start, minlength=count))
    best = np.full((count, USUAL), LOCALLY_FAR)
    kept = rank < USUAL
    best[start[kept], rank[kept]] = np.maximum(values[kept], LOCALLY_FAR)
    usual: Floats = best.mean(axis=1)
    return usual


def local_weights(field: csr_array, near: csr_array) -> csr_array:
    """How rare each term of an article is among the articles near it: 1 for its own alone, near 0 for one of all.

    Args:
        field: [n, k], a field of the table.
        near: [n, n].

    Returns:
        [n, k], filled where `field` is.
    """
    count = near.shape[0]
    has = present(field)
    around = csr_array(present(near) + diags_array(np.ones(count)))
    parts = []
    for start in range(0, count, _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        parts.append(csr_array(csr_array(around[part] @ has).multiply(has[part])))
    weights = csr_array(vstack(parts)) if parts else has
    weights.data = 1 - np.log(weights.data) / np.log(NEIGHBOURS + 2)
    return weights


def measure_nearness(neighbours: Neighbours, likeness: Floats, rows: Rows, others: Rows) -> dict[str, Floats]:
    """How a pair's likeness compares with what else is near its two articles.

    `company` is how many of the usual few are there at all: in a run of two, the rest is a stand-in, and what a nearness
    is worth is another question. So the trees need not settle it for such runs and for windows at once.

    Args:
        neighbours: of all articles.
        likeness: [m], cosine of each pair.
        rows: [m], one of each pair.
        others: [m], the other.
    """
    best = neighbours.best
    usual, crowd = best[:, :USUAL].mean(axis=1), best[:, :CROWD].mean(axis=1)
    ranks = [
        np.log1p((best[side] > np.round(likeness, _DIGITS)[:, None]).sum(axis=1)) for side in (rows, others)
    ]
    company = np.minimum(np.diff(neighbours.near.indptr), USUAL).astype(np.float64)
    shares = [likeness / np.maximum(best[side, 0], NEAREST) for side in (rows, others)]
    near = neighbours.near.copy()
    near.data = near.data**2
    shared = unit_rows(csr_array(near + diags_array(np.full(near.shape[0], _OWN))))
    return {
        "above usual": 2 * likeness - usual[rows] - usual[others],
        "crowd": crowd[rows] + crowd[others],
        "company, least": np.minimum(company[rows], company[others]),
        "company, most": np.maximum(company[rows], company[others]),
        "rank, best": np.minimum(*ranks),
        "rank, worst": np.maximum(*ranks),
        "of nearest, least": np.minimum(*shares),
        "of nearest, most": np.maximum(*shares),
        "shared neighbours": dots(shared, shared, rows, others),
    }
