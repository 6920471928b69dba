"""Event terms of many articles as sparse matrices, so that pairs are measured by the thousand.

A row is an article and a column a term. A weight is the rarity of the term times how much the article makes of it,
and depends on the article alone.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from cleaners.event_terms import EventTerms
from cleaners.rarity import rarity

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

NUMBER: Final = 4.0
_AT_ONCE: Final = 1 << 15


@dataclass(frozen=True, slots=True)
class EventTable:
    """Event terms of `n` articles, with a column for each of `k` terms.

    Attributes:
        vocabulary: the terms, by column.
        words: [n, k], rarity of each stem, raised slowly by repetition; stems of the lead count double.
        lead: [n, k], rarity of the stems of headline and lead.
        title: [n, k], of the headline.
        names: [n, k], of the stems that are names.
        numbers: [n, k], of the numbers.
        lead_numbers: [n, k], of those of headline and lead.
    """

    vocabulary: Sequence[str]
    words: csr_array
    lead: csr_array
    title: csr_array
    names: csr_array
    numbers: csr_array
    lead_numbers: csr_array


Weighed = Iterable[tuple[str, float]]


def tabulate(articles: Sequence[EventTerms]) -> EventTable:
    """Lay out event terms as a table."""
    columns: dict[str, int] = {}
    fields = {
        name: _matrix(articles, read, columns)
        for name, read in (
            ("words", weigh_words),
            ("lead", _lead),
            ("title", _title),
            ("names", _names),
            ("numbers", _numbers),
            ("lead_numbers", _lead_numbers),
        )
    }
    width = max(1, len(columns))
    for field in fields.values():
        field.resize((len(articles), width))
    return EventTable(vocabulary=list(columns), **fields)


def _value(terms: EventTerms, stem: str) -> float:
    return rarity(stem, terms.language, is_name=stem in terms.names)


def weigh_words(terms: EventTerms) -> Weighed:
    """Each stem and what it weighs: its rarity, raised slowly by repetition, double in the lead."""
    for at, (stem, count) in enumerate(zip(terms.stems, terms.counts, strict=True)):
        yield stem, _value(terms, stem) * (1 + math.log(count)) * (1 + (at < terms.in_lead))


def _lead(terms: EventTerms) -> Weighed:
    return ((stem, _value(terms, stem)) for stem in terms.stems[: terms.in_lead])


def _title(terms: EventTerms) -> Weighed:
    return ((stem, _value(terms, stem)) for stem in terms.stems[: terms.in_title])


def _names(terms: EventTerms) -> Weighed:
    for stem, count in zip(terms.stems, terms.counts, strict=True):
        if stem in terms.names:
            yield stem, _value(terms, stem) * (1 + math.log(count))


def _numbers(terms: EventTerms) -> Weighed:
    return ((f"#{number}", NUMBER) for number in terms.numbers)


def _lead_numbers(terms: EventTerms) -> Weighed:
    return ((f"#{number}", NUMBER) for number in list(terms.numbers)[: terms.lead_numbers])


def _matrix(
    articles: Sequence[EventTerms], read: Callable[[EventTerms], Weighed], columns: dict[str, int]
) -> csr_array:
    ends, indices, data = [0], [], []
    for terms in articles:
        for term, weight in read(terms):
            indices.append(columns.setdefault(term, len(columns)))
            data.append(weight)
        ends.append(len(indices))
    matrix = csr_array(
        (np.array(data, dtype=np.float64), np.array(indices, dtype=np.int32), np.array(ends, dtype=np.int32)),
        shape=(len(articles), max(1, len(columns))),
    )
    matrix.sort_indices()
    return matrix


def dots(first: csr_array, second: csr_array, rows: Rows, others: Rows) -> Floats:
    """The dot products of rows of one matrix with rows of another.

    Args:
        first: [n, k].
        second: [n, k].
        rows: [m], of `first`.
        others: [m], of `second`.

    Returns:
        [m].
    """
    found = np.empty(len(rows))
    for start in range(0, len(rows), _AT_ONCE):
        part = slice(start, start + _AT_ONCE)
        found[part] = first[rows[part]].multiply(second[others[part]]).sum(axis=1)
    return found


def ranges(lengths: Rows) -> Rows:
    """0, 1, ... up to each length, one after the other.

    >>> ranges(np.array([2, 0, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    ends = np.cumsum(lengths)
    return np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - lengths, lengths)


def sums(matrix: csr_array) -> Floats:
    """The sum of each row: [n]."""
    return np.asarray(matrix.sum(axis=1), dtype=np.float64).ravel()


def scale_rows(matrix: csr_array, by: Floats) -> csr_array:
    """A matrix with each row times a number."""
    scaled = matrix.copy()
    scaled.data = matrix.data * np.repeat(by, np.diff(matrix.indptr))
    return scaled


def unit_rows(matrix: csr_array) -> csr_array:
    """A matrix with rows of length one; empty rows stay."""
    length = np.sqrt(sums(matrix.multiply(matrix)))
    return scale_rows(matrix, 1 / np.where(length > 0, length, 1))


def present(matrix: csr_array) -> csr_array:
    """One wherever the matrix has a weight."""
    ones = matrix.copy()
    ones.data = np.ones_like(matrix.data)
    return ones
