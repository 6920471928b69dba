"""Letters: how likely a sequence of characters is in the language that suits it best.

Mojibake looks odd because its characters do not follow one another in any language. This file measures that: a
table of 75 languages says how often a letter follows another (`benchmarks/make_letters.py` makes it), a few rules
say what is odd whatever the language (a control character in a word, a Cyrillic letter after a Latin one, a capital
after a small letter), and the cost of a text is the sum over its pairs, in nats, in the cheapest language. Only
pairs with a character beyond ASCII cost anything: ASCII survives every wrong codec, so it decides nothing.

Every character is of a class: a letter, small or capital, is a class of its own; the thousands of Chinese and
Korean characters are classed by how common they are; everything else by its kind. One square table then maps two
classes to a row of costs, so that a text is two array look-ups a character, and `odd_at` is one more.
"""

from __future__ import annotations

from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.kernels import Kernel
from cleaners.letter_table import STEPS, letters

SAMPLE: Final = 256  # pairs by which the languages of a text are chosen
LANGUAGES: Final = 3
_WRITTEN: Final = 92  # steps: what costs more by itself is hardly ever written in a language
_NEW_LINE: Final = np.array([10], np.uint32)

# Compiled code for what is asked of every pair of characters; worth loading for as much text that may be damaged.
KERNEL: Final = Kernel("letter_kernel", 1 << 21)

Points = NDArray[np.uint32]
Costs = NDArray[np.int32]


def code_points(text: str) -> Points:
    """The code points of a text, uint32 [len(text)]."""
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)


def to_text(points: Points) -> str:
    """The text of code points."""
    return points.tobytes().decode("utf-32-le", "surrogatepass")


def odd_at(points: Points) -> NDArray[np.intp]:
    """Indices of characters that stand before one that follows them in no language."""
    if kernel := KERNEL.loaded():
        compiled: NDArray[np.intp] = kernel.odd_at(points)
        return compiled
    return letters().odd.take(_pairs(points)).nonzero()[0]


def odd_inside(points: Points) -> NDArray[np.intp]:
    """As `odd_at`, without what is odd only for the line that it begins or ends."""
    at = odd_at(points)
    return np.asarray(at[(points.take(at) != _NEW_LINE[0]) & (points.take(at + 1) != _NEW_LINE[0])])


def cost_of(text: str) -> float:
    """What a text costs in its cheapest language, in nats."""
    return float(costs_by_line(code_points(text))[1].sum(0).min()) / STEPS


def least_cost(points: Points) -> tuple[int, int]:
    """What a text costs if each pair of characters may be in a language of its own, in steps, and how many cost."""
    if kernel := KERNEL.loaded():
        compiled: tuple[int, int] = kernel.least_cost(points)
        return compiled
    table = letters()
    costs = table.least.take(table.rows.take(_pairs(points)))
    return int(costs.sum(dtype=np.int64)), int(np.count_nonzero(costs))


def costs_by_line(points: Points) -> tuple[NDArray[np.intp], Costs]:
    """What each line of a text costs in the languages that suit the text best.

    Returns:
        The languages, as columns of the table, and costs in steps, int32 [lines, languages].
    """
    if kernel := KERNEL.loaded():
        compiled: tuple[NDArray[np.intp], Costs] = kernel.costs_by_line(points)
        return compiled
    rows = rows_of(points)
    telling = rows.nonzero()[0]
    rows = rows[telling]
    bounds = telling.searchsorted(_line_ends(points, len(points)) + 1)
    columns = letters().columns
    languages = np.sort(_likely_languages(rows))
    costs = [_between(columns[language].take(rows), bounds) for language in languages.tolist()]
    return languages, np.column_stack(costs)


def _line_ends(points: Points, last: int) -> NDArray[np.intp]:
    """Where the lines end, the last one at a place that is given."""
    breaks = (points == _NEW_LINE[0]).nonzero()[0]
    ends = np.empty(len(breaks) + 1, np.intp)
    ends[:-1], ends[-1] = breaks, last
    return ends


def _between(values: NDArray[np.uint8], bounds: NDArray[np.intp]) -> Costs:
    """The sum of what comes between each bound and the one before it."""
    starts = np.zeros_like(bounds)
    starts[1:] = bounds[:-1]
    total = np.zeros(len(bounds), np.int32)
    some = int(starts.searchsorted(len(values)))
    if some:
        np.add.reduceat(values, starts[:some], dtype=np.int32, out=total[:some])
    total *= bounds > starts  # of nothing, reduceat makes its first neighbour
    return total


def cost_in(points: Points, language: int) -> int:
    """What a text costs in one language, in steps."""
    if kernel := KERNEL.loaded():
        compiled: int = kernel.cost_in(points, language)
        return compiled
    return int(letters().columns[language].take(rows_of(points)).sum(dtype=np.int64))


def costs_alone(points: Points, language: int) -> NDArray[np.uint8]:
    """What each character costs by itself in one language, in steps."""
    table = letters()
    return np.asarray(table.columns[language].take(1 + table.classes.take(points)))


def language_of(points: Points) -> int:
    """The language in which a text costs least, as a column of the table."""
    if kernel := KERNEL.loaded():
        compiled: int = kernel.language_of(points)
        return compiled
    rows = rows_of(points)
    rows = rows[rows.nonzero()]
    rows.sort()
    return int(_likely_languages(rows)[0])


@cache
def written(language: int, *, east_asian: bool) -> NDArray[np.bool_]:
    """Whether each character of the Basic Multilingual Plane is written in a language, bool [65536]; ASCII is not.

    Args:
        language: a column of the table.
        east_asian: whether to count Chinese, Japanese and Korean characters, which the table gives to every language.
    """
    table = letters()
    alone = table.columns[language][1 + table.classes[:0x10000]] <= _WRITTEN
    alone[:0x80] = False
    if not east_asian:
        alone[0x2E80:] = False
    return np.asarray(alone)


def pair_costs(
    points: Points, starts: NDArray[np.intp], ends: NDArray[np.intp], languages: NDArray[np.intp] | None
) -> NDArray[np.int64]:
    """What spans of a text cost with the characters beside them, each in the language given for it, in steps.

    With no languages every pair may be in a language of its own.
    """
    table = letters()
    rows = rows_of(points)
    least = np.concatenate([[0], np.cumsum(table.least[rows], dtype=np.int64)])
    result = least[ends + 1] - least[starts]
    if languages is None:
        return np.asarray(result)
    for language in np.unique(languages).tolist():
        total = np.concatenate([[0], np.cumsum(table.columns[language][rows], dtype=np.int64)])
        mine = languages == language
        result[mine] = total[ends[mine] + 1] - total[starts[mine]]
    return np.asarray(result)


def _likely_languages(rows: NDArray[np.uint16]) -> NDArray[np.intp]:
    """The languages in which a sample of the pairs costs least."""
    sample = rows[:: max(1, len(rows) // SAMPLE)]
    # exact, and in half the time of a sum of integers
    total = np.ones(len(sample), np.float32) @ letters().costs.take(sample, 0).astype(np.float32)
    return np.asarray(total.argsort(kind="stable")[:LANGUAGES])


def rows_of(points: Points) -> NDArray[np.uint16]:
    """The row of costs of each character after the one before it, and of the end; uint16 [length + 1]."""
    return letters().rows.take(_pairs(np.concatenate([_NEW_LINE, points, _NEW_LINE])))


def _pairs(points: Points) -> NDArray[np.int64]:
    table = letters()
    classes = table.classes.take(points)
    pairs = classes[:-1] * table.size
    pairs += classes[1:]
    return pairs
