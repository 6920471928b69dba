"""Candidates: the lines of a document with one misreading taken back, and which of its places are the better for it.

What a candidate gains is counted line by line against what the lines cost as they stand, in the language that suits
them best. UTF-8 has a shape that chance seldom gives, which is evidence of its own, and it is kept place by place;
a legacy codec (`misread_legacy`) was misread all over a line, and is kept by line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.codepages import SINGLE_BYTE, Utf8, codecs_of, decode_whole, find_utf8, likely_codecs
from cleaners.letter_table import STEPS
from cleaners.letter_weights import Sums, Weight
from cleaners.letters import KERNEL, Costs, Points, code_points, costs_by_line, pair_costs

STRONG: Final = 30.0  # nats
PAIR: Final = 22  # steps that a pair of ordinary text costs
_WORTH: Final = 6.0  # nats that a single place must gain
BEYOND_DOUBT: Final = 100.0
_PROVEN_WORTH: Final = 1.0
_SHAPE: Final = 1.0  # nats for each character that has the shape of UTF-8: chance seldom gives it
MOST: Final = 0.5  # of what is not ASCII: where so much has the shape of UTF-8, no legacy codec is the reason
_NEARLY_ALL: Final = 0.8
_AS_MUCH: Final = 0.95
_CODECS: Final = 4  # code pages that are tried of those in which a text has the shape of UTF-8

Path = tuple[str, str]
Gains = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Lines with one misreading taken back, wherever that was possible.

    Attributes:
        path: the misreading.
        points: the lines.
        languages: those that suit them best, as columns of the table of letters.
        costs: what each line costs in these, in steps, int32 [lines, languages].
        gains: what each line gains, in nats, float [lines].
        evidence: what all of them gain, in nats, with what the shape of UTF-8 says.
        share: of what is beyond ASCII, how much had the shape of UTF-8.
        found: where that was looked for place by place.
    """

    path: Path
    points: Points
    languages: NDArray[np.intp]
    costs: Costs
    gains: Gains
    evidence: float
    share: float = 0.0
    found: Utf8 | None = None


def take_back(  # noqa: PLR0913  what a candidate is made of
    path: Path,
    points: Points,
    before: Sums,
    *,
    covered: int = 0,
    share: float = 0.0,
    found: Utf8 | None = None,
) -> Candidate:
    """Weigh lines in which a misreading was taken back.

    Args:
        path: the misreading.
        points: the lines with it taken back.
        before: what they cost as they stood, in steps by line.
        covered: how many characters had the shape of UTF-8.
        share: of what is beyond ASCII.
        found: where, place by place.
    """
    languages, costs = costs_by_line(points)
    if kernel := KERNEL.loaded_too("candidate_kernel"):
        gains, sure = kernel.gains(before, costs)
    else:
        gains = (before - costs.min(1)) / STEPS
        sure = float(gains[gains > 0].sum())
    evidence = round(sure + _SHAPE * covered / 2, 3)
    return Candidate(path, points, languages, costs, gains, evidence, share, found)


def whole_candidates(
    lines: Sequence[str], weights: Sequence[Weight]
) -> Iterator[tuple[Mapping[int, str], Candidate]]:
    """UTF-8 that was read in a single-byte codec, all over some lines and with nothing lost: most mojibake is that.

    The codecs of the standard library say so at a tenth of what it costs to look for places one by one.

    Args:
        lines: the lines.
        weights: what they weigh.

    Yields:
        These lines read right, by number, with them as the candidate.
    """
    may_be: dict[str, list[int]] = {}
    for number, line in enumerate(lines):
        for codec in codecs_of(line):
            may_be.setdefault(codec, []).append(number)
    tried: list[tuple[str, dict[int, str]]] = []
    for codec in SINGLE_BYTE:
        after = {
            number: text
            for number in may_be.get(codec, ())
            if (text := decode_whole(lines[number], codec)) is not None
        }
        if after:
            tried.append((codec, after))
    tried.sort(key=lambda entry: -len(entry[1]))
    weighed: list[dict[int, str]] = []
    for codec, after in tried:
        if any(after.items() <= other.items() for other in weighed):
            continue
        weighed.append(after)
        covered = sum(weights[number].beyond for number in after)
        before = np.array([weights[number].cost for number in after])
        points = code_points("\n".join(after.values()))
        yield after, take_back((codec, "utf-8"), points, before, covered=covered, share=1.0)


def utf8_candidates(points: Points, before: Sums) -> Iterator[Candidate]:
    """UTF-8 that was read in a single-byte codec; once that is beyond doubt, only codecs that cover as much."""
    beyond = max(1, int(np.count_nonzero(points > 0x7F)))
    least = 0.0
    for codec, about in likely_codecs(points, _CODECS):
        if about < least:
            return
        found = find_utf8(points, codec)
        covered = int(np.count_nonzero(found.inside))
        after = found.points[found.first | ~found.inside]
        path, share = (codec, "utf-8"), covered / beyond
        candidate = take_back(path, after, before, covered=covered, share=share, found=found)
        yield candidate
        if candidate.share >= MOST and candidate.evidence >= BEYOND_DOUBT:
            least = max(least, _AS_MUCH * about)


def keep_places(points: Points, candidate: Candidate) -> tuple[Points, Gains, int]:
    """Of the places that one codec explains, those that gain."""
    if candidate.share > _NEARLY_ALL and candidate.evidence >= BEYOND_DOUBT:
        return candidate.points, candidate.gains, len(points) - len(candidate.points)
    found = candidate.found or find_utf8(points, candidate.path[0])
    becomes = candidate.languages[candidate.costs.argmin(1)]
    worth = _PROVEN_WORTH if candidate.evidence >= BEYOND_DOUBT else _WORTH
    if kernel := KERNEL.loaded_too("candidate_kernel"):
        shapes = found.first, found.inside, found.points
        better, steps, places = kernel.keep_places(points, shapes, becomes, int(worth * STEPS))
        return better, steps / STEPS, places
    kept = found.first | ~found.inside
    edges = np.flatnonzero(np.diff(np.concatenate([[False], found.inside, [False]]).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    shift = np.concatenate([[0], np.cumsum(kept)])
    line = np.searchsorted(np.flatnonzero(points == ord("\n")), starts)
    gains = (
        pair_costs(points, starts, ends, None)
        - pair_costs(candidate.points, shift[starts], shift[ends], becomes[line])
    ) / STEPS
    good = gains >= worth
    change = np.zeros(len(points) + 1, np.int8)
    change[starts[good]] = 1
    change[ends[good]] -= 1
    inside = np.cumsum(change[:-1]).astype(np.bool_)
    better = np.where(inside, found.points, points)[found.first | ~inside]
    total = np.bincount(line[good], gains[good], len(candidate.gains)).astype(np.float64)
    return better, total, int(np.count_nonzero(inside & found.first))


def keep_lines(points: Points, candidate: Candidate) -> tuple[Points, Gains, int]:
    """Of the lines that were read in another codec, those that gain."""
    keep = candidate.gains >= _WORTH
    if len(points) != len(candidate.points):  # a codec of two bytes: all or nothing
        keep[:] = keep.all()
        better = candidate.points if keep.all() else points
        places = int(np.count_nonzero(better > 0x7F)) if keep.all() else 0
    else:
        breaks = points == ord("\n")
        kept = keep[np.cumsum(breaks) - breaks]
        better = np.where(kept, candidate.points, points)
        places = int(np.count_nonzero((points > 0x7F) & kept))
    return better, np.where(keep, candidate.gains, 0.0), places
