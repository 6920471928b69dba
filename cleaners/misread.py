"""Misread: mojibake that ftfy does not know, found by how much likelier the text becomes.

ftfy repairs UTF-8 that was read in ten codecs. Scraped text has more: KOI8-R and the DOS code pages, one legacy
codec read as another, parts of a line in different codecs. Here each misreading that could have happened is taken
back, and the letters say whether the text is the likelier for it (`letters`): the gain is in nats, the logarithm
of how many times likelier.

A gain alone is not safe: of ftfy's 31 texts that look like mojibake and are none, a model of letters kept only 18.
So the evidence is that of the whole document, and has to be strong: `STRONG` nats in three or more places for the
same misreading. What a document has proven once then holds for its single words, if they gain `_WORTH`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.codecs_misread import LEGACY, SINGLE_BYTE, legacy_table, shape, to_bytes
from cleaners.letters import STEPS, line_costs, odd_places, span_costs

STRONG: Final = 30.0  # nats
PLACES: Final = 3
_WORTH: Final = 6.0  # nats that a single place must gain
_BEYOND_DOUBT: Final = 100.0
_PROVEN_WORTH: Final = 1.0
_ORDINARY: Final = 12.0  # nats a character; what was misread has to be ordinary text, not only less odd
_SHAPE: Final = 2.0  # nats for each character that has the shape of UTF-8: chance seldom gives it
_REST: Final = 0.2  # of what is not ASCII: more than that has another reason
_ROUNDS: Final = 6
_BEYOND: Final = re.compile(r"[^\x00-\x7f]+")
_MULTI_BYTE: Final = frozenset({"gb18030", "cp932", "cp949", "euc_jp", "big5"})

Gains = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Reading:
    """A line as it was before somebody misread it.

    Attributes:
        text: the line, read right.
        paths: how it was misread, the last misreading first: (read as, what it was).
        gain: how much likelier the line has become, in nats.
    """

    text: str
    paths: tuple[tuple[str, str], ...] = ()
    gain: float = 0.0


@dataclass(frozen=True, slots=True)
class _Candidate:
    """Lines with one misreading taken back, wherever that was possible.

    Attributes:
        path: the misreading.
        text: the lines.
        gains: what each line gains, in nats, float [lines].
        evidence: what all of them gain, in nats.
        whole: whether nearly everything beyond ASCII had the shape of UTF-8.
    """

    path: tuple[str, str]
    text: str
    gains: Gains
    evidence: float
    whole: bool


def reread(lines: Sequence[str]) -> list[Reading]:
    """The lines of a document as they were before somebody misread them, where that is certain.

    Args:
        lines: the suspect lines of one document; together they are the evidence.

    Returns:
        A reading for each line; the line itself, without a path, where nothing is certain.
    """
    readings = [Reading(line) for line in lines]
    proven: set[tuple[str, str]] = set()
    for _ in range(_ROUNDS):
        suspects = [index for index, reading in enumerate(readings) if len(odd_places(reading.text))]
        if not suspects:
            break
        found = _reread_once([readings[index].text for index in suspects], proven)
        if found is None:
            break
        path, better, gains = found
        proven.add(path)
        for index, text, gain in zip(suspects, better, gains, strict=True):
            if text != readings[index].text:
                old = readings[index]
                readings[index] = Reading(text, (*old.paths, path), old.gain + gain)
    return [
        reading if not reading.paths or _is_ordinary(reading.text) else Reading(line)
        for line, reading in zip(lines, readings, strict=True)
    ]


def _is_ordinary(line: str) -> bool:
    beyond = sum(map(len, _BEYOND.findall(line)))
    return float(line_costs(line).min()) <= _ORDINARY * STEPS * beyond


def _reread_once(
    lines: list[str], proven: set[tuple[str, str]]
) -> tuple[tuple[str, str], list[str], list[float]] | None:
    """The one misreading that explains most of what is wrong with the lines, taken back."""
    text = "\n".join(lines)
    before = line_costs(text)
    lowest = before.min(1)
    candidates = [*_utf8_candidates(text, lowest)]
    best = max(candidates, key=lambda candidate: candidate.evidence, default=None)
    if best is None or not best.whole:
        candidates += _legacy_candidates(text, lowest)
    candidates.sort(key=lambda candidate: candidate.evidence, reverse=True)
    for candidate in candidates:
        if candidate.evidence < STRONG and candidate.path not in proven:
            continue
        keep = _keep_places if candidate.path[1] == "utf-8" else _keep_lines
        better, gains, places = keep(text, candidate, before)
        if places and (candidate.path in proven or (places >= PLACES and sum(gains) >= STRONG)):
            return candidate.path, better, gains
    return None


def _keep_lines(
    text: str, candidate: _Candidate, before: NDArray[np.int32]
) -> tuple[list[str], list[float], int]:
    """Of the lines that were read in another codec, those that gain."""
    better, gains, places = [], [], 0
    for line, after, gain in zip(
        text.split("\n"), candidate.text.split("\n"), candidate.gains.tolist(), strict=True
    ):
        keep = gain >= _WORTH
        better.append(after if keep else line)
        gains.append(gain if keep else 0.0)
        places += sum(map(len, _BEYOND.findall(line))) if keep else 0
    return better, gains, places


def _candidate(
    path: tuple[str, str], after: str, lowest: NDArray[np.int32], *, bonus: float = 0.0, whole: bool = False
) -> _Candidate:
    gains = (lowest - line_costs(after).min(1)) / STEPS
    return _Candidate(path, after, gains, round(float(gains[gains > 0].sum()) + bonus, 3), whole)


def _utf8_candidates(text: str, lowest: NDArray[np.int32]) -> Iterator[_Candidate]:
    """UTF-8 that was read in a single-byte codec."""
    seen: set[str] = set()
    beyond = sum(map(len, _BEYOND.findall(text)))
    for codec in SINGLE_BYTE:
        after, count = shape(codec).subn(lambda match, codec=codec: _decoded(match[0], codec), text)
        if count and after not in seen and after != text:
            seen.add(after)
            shorter = len(text) - len(after)
            left = sum(map(len, _BEYOND.findall(shape(codec).sub("", text))))
            yield _candidate(
                (codec, "utf-8"), after, lowest, bonus=_SHAPE * shorter / 2, whole=left < _REST * beyond
            )


def _decoded(run: str, codec: str) -> str:
    data = to_bytes(run, codec)
    try:
        return data.decode("utf-8") if data else run
    except UnicodeDecodeError:
        return run


def _keep_places(
    text: str, candidate: _Candidate, before: NDArray[np.int32]
) -> tuple[list[str], list[float], int]:
    """Of the places that one codec explains, those that gain."""
    codec = candidate.path[0]
    old, new, lines, shift, line = [], [], [], 0, 0
    for match in re.finditer(f"\n|{shape(codec).pattern}", text):
        if match[0] == "\n":
            line += 1
            continue
        length = len(_decoded(match[0], codec))
        start, end = match.span()
        old.append((start, end))
        new.append((start + shift, start + shift + length))
        lines.append(line)
        shift += length - (end - start)
    numbers = np.array(lines)
    was, becomes = before.argmin(1)[numbers], line_costs(candidate.text).argmin(1)[numbers]
    gains = np.minimum(span_costs(text, old, was), span_costs(text, old, becomes))
    gains -= span_costs(candidate.text, new, becomes)
    worth = _WORTH
    if candidate.evidence >= _BEYOND_DOUBT:
        worth = _PROVEN_WORTH if not candidate.whole else -math.inf
    pieces, done, places = [], 0, 0
    total = [0.0] * len(before)
    for (start, end), (first, last), number, gain in zip(old, new, lines, gains.tolist(), strict=True):
        if gain >= worth:
            pieces += [text[done:start], candidate.text[first:last]]
            done = end
            total[number] += gain
            places += last - first
    return "".join([*pieces, text[done:]]).split("\n"), total, places


def _legacy_candidates(text: str, lowest: NDArray[np.int32]) -> Iterator[_Candidate]:
    """One legacy codec that was read as another, all over the lines."""
    beyond = {ord(char) for char in set(text) if char > "\x7f"}
    if not beyond:
        return
    for read_as, codecs in LEGACY.items():
        data = to_bytes(text, read_as)
        if data is None:
            continue
        for codec in codecs:
            if codec in _MULTI_BYTE:
                try:
                    after = data.decode(codec)
                except UnicodeDecodeError:
                    continue
                if after.count("\n") != text.count("\n"):
                    continue
            else:
                table = legacy_table(read_as, codec)
                if not beyond <= table.keys():
                    continue
                after = text.translate(table)
            yield _candidate((read_as, codec), after, lowest)
