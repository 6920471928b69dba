"""Misread: mojibake that ftfy does not know, found by how much likelier the text becomes.

ftfy repairs UTF-8 that was read in ten codecs. Scraped text has more: KOI8-R and the DOS code pages, one legacy
codec read as another, parts of a line in different codecs. Here each misreading that could have happened is taken
back, and the letters say whether the text is the likelier for it (`letters`): the gain is in nats, the logarithm
of how many times likelier.

A gain alone is not safe: of ftfy's 31 texts that look like mojibake and are none, a model of letters kept only 18.
So the evidence is that of the whole document, and has to be strong: `STRONG` nats in three or more characters for
the same misreading, and the result has to be ordinary text. What a document has proven once then holds for its
single words, if they gain `_WORTH`.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.codepages import (
    LEGACY,
    LEGACY_PATHS,
    MULTI_BYTE,
    Points,
    byte_table,
    find_utf8,
    likely_codecs,
    point_table,
)
from cleaners.letter_table import STEPS
from cleaners.letters import (
    Costs,
    code_points,
    cost_of,
    costs_by_line,
    least_costs,
    odd_at,
    pair_costs,
    sum_by_line,
    to_text,
)
from cleaners.misread_wide import reread_wide
from cleaners.torn import lost_bytes, mend_torn

STRONG: Final = 30.0  # nats
PLACES: Final = 3
_WORTH: Final = 6.0  # nats that a single place must gain
_BEYOND_DOUBT: Final = 100.0
_PROVEN_WORTH: Final = 1.0
_ORDINARY: Final = 12.0  # nats a character; what was misread has to be ordinary text, not only less odd
_STILL_ODD: Final = 3  # characters for each that may still stand odd
_SHAPE: Final = 1.0  # nats for each character that has the shape of UTF-8: chance seldom gives it
_REST: Final = 0.2  # of what is not ASCII: more than that has another reason
_ROUNDS: Final = 6
_CODECS: Final = 4  # code pages that are tried of those in which a text has the shape of UTF-8
_SAMPLE: Final = 600  # characters by which the legacy codecs are ranked
_EAST_ASIAN: Final = 0x2E80
_PAIR: Final = 22  # steps that a pair of ordinary text costs
_STRIKING: Final = 72  # steps from which a pair strikes the eye
_LEGACY_TRIED: Final = 4
_LEGACY_ODD: Final = 10  # characters for each that may still stand odd when a legacy codec was read right
_ENOUGH: Final = 20  # characters that were read right before others are guessed

Path = tuple[str, str]
Gains = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reading:
    """A line as it was before somebody misread it.

    Attributes:
        text: the line, read right.
        paths: how it was misread, the last misreading first: (read as, what it was).
        gain: how much likelier the line has become, in nats.
        torn: whether characters that lost a byte had to be guessed.
    """

    text: str
    paths: tuple[Path, ...] = ()
    gain: float = 0.0
    torn: bool = False


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Lines with one misreading taken back, wherever that was possible.

    Attributes:
        path: the misreading.
        points: the lines.
        costs: what they cost by line, as `costs_by_line` has it.
        gains: what each line gains, in nats, float [lines].
        evidence: what all of them gain, in nats, with what the shape of UTF-8 says.
        whole: whether nearly everything beyond ASCII had the shape of UTF-8.
    """

    path: Path
    points: Points
    costs: Costs
    gains: Gains
    evidence: float
    whole: bool = False


def reread(lines: Sequence[str]) -> list[Reading]:
    """The lines of a document as they were before somebody misread them, where that is certain.

    Args:
        lines: the suspect lines of one document; together they are the evidence.

    Returns:
        A reading for each line; the line itself, without a path, where nothing is certain.
    """
    readings = [Reading(line) for line in lines]
    wide = reread_wide(lines, STRONG)
    for number, read in wide.items():
        readings[number] = Reading(read.text, ((read.codec, "utf-8"),), read.gain, torn=read.torn)
    suspects = [number for number in range(len(lines)) if number not in wide]
    proven: set[Path] = set()
    for _ in range(_ROUNDS):
        points = code_points("\n".join(readings[index].text for index in suspects))
        found = _reread_once(points, proven) if suspects else None
        if found is None:
            break
        path, better, gains = found
        proven.add(path)
        for index, text, gain in zip(suspects, to_text(better).split("\n"), gains.tolist(), strict=True):
            if text != readings[index].text:
                old = readings[index]
                readings[index] = Reading(text, (*old.paths, path), old.gain + gain)
        suspects = [suspects[number] for number in _odd_lines(better)]
    if proven:
        enough = sum(len(old) - len(new.text) for old, new in zip(lines, readings, strict=True)) >= _ENOUGH
        original = "\n".join(lines)
        lost = {path: lost_bytes(original, path[0]) if enough else frozenset[int]() for path in proven}
        for index, reading in enumerate(readings):
            if index in suspects or reading.paths:
                readings[index] = _mend(reading, lost)
    return [
        reading if number in wide or not reading.paths or _is_ordinary(reading.text) else Reading(line)
        for number, (line, reading) in enumerate(zip(lines, readings, strict=True))
    ]


def _mend(reading: Reading, lost: Mapping[Path, frozenset[int]]) -> Reading:
    """Read what lost a byte as well, in the codec that this line or else the document was misread in.

    Args:
        reading: the line with what was whole in it read right.
        lost: how the document was misread, with the bytes that it may have lost; none where nothing may be guessed.
    """
    better = reading
    for path in dict.fromkeys((*reversed(reading.paths), *sorted(lost))):
        if path[1] != "utf-8":
            continue
        text = mend_torn(better.text, path[0], lost[path])
        if text != better.text:
            gain = cost_of(better.text) - cost_of(text)
            paths = tuple(dict.fromkeys((*better.paths, path)))
            better = Reading(text, paths, better.gain + gain, torn=True)
    return better


def _odd_lines(points: Points) -> list[int]:
    ends = np.flatnonzero(points == ord("\n"))
    return [int(line) for line in np.unique(np.searchsorted(ends, odd_at(points)))]


def _is_ordinary(line: str) -> bool:
    points = code_points(line)
    beyond = int(np.count_nonzero(points > 0x7F))
    cheap = float(least_costs(points).sum()) <= _ORDINARY * STEPS * beyond
    return cheap and len(odd_at(points)) * _STILL_ODD <= beyond


def _reread_once(points: Points, proven: set[Path]) -> tuple[Path, Points, Gains] | None:
    """The one misreading that explains most of what is wrong with the lines, taken back."""
    least = least_costs(points)
    # No code page has East Asian characters, and each of them costs much by itself.
    if not _may_win(least[points[1:] < _EAST_ASIAN]):
        return None
    before = sum_by_line(points, least)
    candidates = list(_utf8_candidates(points, before))
    best = max(candidates, key=lambda candidate: candidate.evidence, default=None)
    if best is None or not best.whole:
        candidates += _legacy_candidates(points)
    candidates.sort(key=lambda candidate: candidate.evidence, reverse=True)
    for candidate in candidates:
        if candidate.evidence < STRONG and candidate.path not in proven:
            continue
        keep = _keep_places if candidate.path[1] == "utf-8" else _keep_lines
        better, gains, places = keep(points, candidate)
        if places and (candidate.path in proven or (places >= PLACES and gains.sum() >= STRONG)):
            return candidate.path, better, gains
    return None


def _may_win(least: NDArray[np.uint8]) -> bool:
    """Whether what is odd about the lines could be strong evidence; clean text stops here."""
    striking = least[least >= _STRIKING]
    excess = int(striking.sum(dtype=np.int64)) - _PAIR * len(striking)
    overall = int(least.sum(dtype=np.int64)) - _PAIR * int(np.count_nonzero(least))
    return bool(max(excess, overall) >= STRONG * STEPS / 2)


def _candidate(
    path: Path, points: Points, before: Costs, *, covered: int = 0, whole: bool = False
) -> _Candidate:
    costs = costs_by_line(points)
    gains = (before - costs.min(1)) / STEPS
    evidence = round(float(gains[gains > 0].sum()) + _SHAPE * covered / 2, 3)
    return _Candidate(path, points, costs, gains, evidence, whole)


def _utf8_candidates(points: Points, before: Costs) -> Iterator[_Candidate]:
    """UTF-8 that was read in a single-byte codec."""
    beyond = int(np.count_nonzero(points > 0x7F))
    for codec in likely_codecs(points, _CODECS):
        found = find_utf8(points, codec)
        covered = int(np.count_nonzero(found.inside))
        after = found.points[found.first | ~found.inside]
        whole = covered > (1 - _REST) * beyond
        yield _candidate((codec, "utf-8"), after, before, covered=covered, whole=whole)


def _keep_places(points: Points, candidate: _Candidate) -> tuple[Points, Gains, int]:
    """Of the places that one codec explains, those that gain."""
    if candidate.whole and candidate.evidence >= _BEYOND_DOUBT:
        return candidate.points, candidate.gains, len(points) - len(candidate.points)
    found = find_utf8(points, candidate.path[0])
    kept = found.first | ~found.inside
    edges = np.flatnonzero(np.diff(np.concatenate([[False], found.inside, [False]]).astype(np.int8)))
    starts, ends = edges[::2], edges[1::2]
    shift = np.concatenate([[0], np.cumsum(kept)])
    line = np.searchsorted(np.flatnonzero(points == ord("\n")), starts)
    becomes = candidate.costs.argmin(1)
    gains = (
        pair_costs(points, starts, ends, None)
        - pair_costs(candidate.points, shift[starts], shift[ends], becomes[line])
    ) / STEPS
    good = gains >= (_PROVEN_WORTH if candidate.evidence >= _BEYOND_DOUBT else _WORTH)
    change = np.zeros(len(points) + 1, np.int8)
    change[starts[good]] = 1
    change[ends[good]] -= 1
    inside = np.cumsum(change[:-1]).astype(np.bool_)
    better = np.where(inside, found.points, points)[found.first | ~inside]
    total = np.bincount(line[good], gains[good], len(candidate.gains)).astype(np.float64)
    return better, total, int(np.count_nonzero(inside & found.first))


def _keep_lines(points: Points, candidate: _Candidate) -> tuple[Points, Gains, int]:
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


def _legacy_candidates(points: Points) -> Iterator[_Candidate]:
    """One legacy codec that was read as another, all over the lines; the likeliest by a sample."""
    odd = odd_at(points)
    beyond = points > 0x7F
    before = costs_by_line(points).min(1)
    if int(before.sum()) - _PAIR * np.count_nonzero(least_costs(points)) < STRONG * STEPS:
        return
    low = np.minimum(points, 0xFFFF)
    sample = slice(max(0, int(odd[0]) - 20), int(odd[0]) + _SAMPLE)
    ranked: list[tuple[float, int, Path, Points]] = []
    for read_as, codecs in LEGACY.items():
        data = byte_table(read_as)[low]
        if not data[beyond].all():
            continue
        for codec in codecs:
            after = np.where(beyond, point_table(codec)[data], points)
            if after.all() and not _are_controls(points[after != points]):
                path = read_as, codec
                ranked.append(
                    (float(least_costs(after[sample]).sum()), LEGACY_PATHS.index(path), path, after)
                )
        if read_as in {"cp1252", "latin-1"}:
            ranked += _two_byte_readings(np.where(beyond, data, points).astype(np.uint8), read_as, sample)
    ranked.sort(key=lambda entry: entry[:2])
    for _, _, path, after in ranked[:_LEGACY_TRIED]:
        if len(odd_at(after)) * _LEGACY_ODD <= np.count_nonzero(beyond):
            yield _candidate(path, after, before)


def _are_controls(changed: Points) -> bool:
    """Whether a reading is mostly about C1 controls: windows-1252 punctuation has a rule of its own."""
    return bool(2 * np.count_nonzero(changed <= 0x9F) >= len(changed))


def _two_byte_readings(
    data: NDArray[np.uint8], read_as: str, sample: slice
) -> Iterator[tuple[float, int, Path, Points]]:
    lines = np.count_nonzero(data == ord("\n"))
    share = (sample.stop - sample.start) / max(len(data), 1)
    for rank, codec in enumerate(MULTI_BYTE):
        try:
            after = code_points(data.tobytes().decode(codec))
        except UnicodeDecodeError:
            continue
        if np.count_nonzero(after == ord("\n")) == lines:
            cost = float(least_costs(after).sum()) * min(1.0, share)
            yield cost, len(LEGACY_PATHS) + rank, (read_as, codec), after
