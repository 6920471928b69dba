"""Legacy: a text in one legacy codec that was read as another, `Ïðèâåò` for `Привет`.

Each pair of codecs is a map from characters to characters. All pairs that can have been are ranked by a sample, and
the likeliest few become candidates; whether the evidence is enough is not decided here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.codepages import LEGACY, LEGACY_PATHS, MULTI_BYTE, Bytes, byte_table, point_table
from cleaners.letter_table import STEPS, letters
from cleaners.letters import KERNEL, Points, code_points, costs_by_line, least_cost, odd_at
from cleaners.misread_candidates import PAIR, STRONG, Candidate, Path, take_back

_SAMPLE: Final = 600  # characters by which the legacy codecs are ranked
_ASCII: Final = 0x80
_LEGACY_TRIED: Final = 4
_LEGACY_ODD: Final = 10  # characters for each that may still stand odd when a legacy codec was read right


def legacy_candidates(points: Points) -> Iterator[Candidate]:
    """One legacy codec that was read as another, all over the lines; the likeliest by a sample."""
    odd = odd_at(points)
    first = int(odd[0]) if len(odd) else 0
    sample = slice(max(0, first - 20), first + _SAMPLE)
    numbers, costs = _rank(points, sample)
    beyond = points > 0x7F
    chars = points[beyond]
    low = np.minimum(chars, 0xFFFF)
    data = {read_as: byte_table(read_as).take(low) for read_as in ("cp1252", "latin-1")}
    data = {read_as: encoded for read_as, encoded in data.items() if encoded.all()}
    if not (numbers or data):
        return
    before = costs_by_line(points)[1].min(1)
    if int(before.sum()) - PAIR * least_cost(points)[1] < STRONG * STEPS:
        return
    ranked: list[tuple[float, int, Path, Points | None]] = [  # with the text, where that is known
        (cost, number, LEGACY_PATHS[number], None) for cost, number in zip(costs, numbers, strict=True)
    ]
    for read_as, encoded in data.items():
        text = points.astype(np.uint8)
        text[beyond] = encoded
        ranked += _two_byte_readings(text, read_as, sample)
    ranked.sort(key=lambda entry: entry[:2])
    for _, number, path, text_then in ranked[:_LEGACY_TRIED]:
        after, still_odd = (
            _taken_back(points, beyond, chars, number) if text_then is None else _looked_at(text_then)
        )
        if still_odd * _LEGACY_ODD <= len(chars):
            candidate = take_back(path, after, before)
            yield candidate
            if candidate.evidence >= STRONG:  # in 161 of 162 documents the likeliest by the sample was it
                return


def _rank(points: Points, sample: slice) -> tuple[list[int], list[float]]:
    """The numbers of the likeliest paths that a text can have gone, and what a sample costs on each, in steps."""
    if kernel := KERNEL.loaded_too("codepage_kernel"):
        table = letters()
        end = min(sample.stop, len(points))
        rows = table.classes, table.size, table.rows, table.least
        found, costs = kernel.rank_legacy(points, sample.start, end, *_tables(), *rows, _LEGACY_TRIED)
        return found.tolist(), costs.tolist()
    beyond = points > 0x7F
    chars, places, times = np.unique(points[beyond], return_inverse=True, return_counts=True)
    numbers, becomes = _possible(chars, times)
    symbols = points.astype(np.int64)
    symbols[beyond] = _ASCII + places
    return numbers, _costs_of_sample(symbols[sample], becomes)


def _looked_at(points: Points) -> tuple[Points, int]:
    """A text, and how many of its characters stand odd."""
    return points, len(odd_at(points))


def _taken_back(points: Points, beyond: NDArray[np.bool_], chars: Points, number: int) -> tuple[Points, int]:
    """A text that has gone a path before it did, and how many of its characters stand odd.

    Args:
        points: the text.
        beyond: where it has characters beyond ASCII.
        chars: these characters.
        number: of the path.
    """
    data, rows, tables = _tables()
    if kernel := KERNEL.loaded_too("codepage_kernel"):
        table = letters()
        maps = data[rows[number]], tables[number]
        back: tuple[Points, int] = kernel.take_back(points, *maps, table.classes, table.size, table.odd)
        return back
    after = points.copy()
    after[beyond] = tables[number].take(data[rows[number]].take(chars))
    return _looked_at(after)


@cache
def _tables() -> tuple[Bytes, NDArray[np.intp], Points]:
    """The bytes of all characters [read as, 65536], which of these rows a path needs, the characters of its bytes."""
    read_as = list(LEGACY)
    data = np.stack([byte_table(codec) for codec in read_as])
    points = np.stack([point_table(codec) for _, codec in LEGACY_PATHS])
    return data, np.array([read_as.index(path[0]) for path in LEGACY_PATHS]), points


def _possible(chars: Points, times: NDArray[np.intp]) -> tuple[list[int], Points]:
    """The paths that a text can have gone.

    Args:
        chars: its characters beyond ASCII.
        times: how often it has each of them.

    Returns:
        The numbers of the paths, and what becomes of each character, uint32 [paths, characters].
    """
    data, rows, points = _tables()
    data = data[:, np.minimum(chars, 0xFFFF)]
    becomes = points.take(data[rows] + 0x100 * np.arange(len(points))[:, None])
    changed = becomes != chars
    # mostly about C1 controls: windows-1252 punctuation has a rule of its own
    controls = 2 * ((changed & (chars <= 0x9F)) @ times) >= changed @ times
    numbers = (data[rows].all(1) & becomes.all(1) & ~controls).nonzero()[0]
    return numbers.tolist(), becomes[numbers]


def _costs_of_sample(symbols: NDArray[np.int64], becomes: Points) -> list[float]:
    """What a sample costs on each path, in steps, each pair in a language of its own.

    Args:
        symbols: its characters, ASCII ones as they are, others as numbers of columns behind them.
        becomes: what becomes of each character, uint32 [paths, columns].
    """
    table = letters()
    size = _ASCII + becomes.shape[1]
    pairs, times = np.unique(symbols[:-1] * size + symbols[1:], return_counts=True)
    classes = np.empty((len(becomes), size), np.int64)
    classes[:, :_ASCII] = table.classes[:_ASCII]
    classes[:, _ASCII:] = table.classes.take(becomes)
    both = classes.take(pairs // size, 1) * table.size + classes.take(pairs % size, 1)
    costs: list[float] = (table.least.take(table.rows.take(both)) @ times).astype(np.float64).tolist()
    return costs


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
            cost = least_cost(after)[0] * min(1.0, share)
            yield cost, len(LEGACY_PATHS) + rank, (read_as, codec), after
