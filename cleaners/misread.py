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

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

import numpy as np

from cleaners.letter_table import STEPS
from cleaners.letter_weights import Weight, weigh
from cleaners.letters import code_points, least_cost, odd_inside, to_text
from cleaners.misread_candidates import (
    MOST,
    STRONG,
    Path,
    keep_lines,
    keep_places,
    utf8_candidates,
    whole_candidates,
)
from cleaners.misread_legacy import legacy_candidates
from cleaners.misread_ordinary import PLACES, is_ordinary, may_be_misread, may_win
from cleaners.misread_wide import reread_wide
from cleaners.torn import lost_bytes, mend_torn

_ROUNDS: Final = 6
_ENOUGH: Final = 20  # characters that were read right before others are guessed


@dataclass(frozen=True, slots=True)
class Reading:
    """A line as it was before somebody misread it.

    Attributes:
        text: the line, read right.
        paths: how it was misread, the last misreading first: (read as, what it was).
        gain: how much likelier the line has become, in nats.
        torn: whether characters that lost a byte had to be guessed.
        odd: whether any but U+FFFD still stands where it does in no language; of a line that was read again.
    """

    text: str
    paths: tuple[Path, ...] = ()
    gain: float = 0.0
    torn: bool = False
    odd: bool = False


class Found(NamedTuple):
    """A misreading taken back.

    Attributes:
        path: the misreading.
        numbers: of the lines that were read again.
        texts: these lines, read right.
        gains: how much likelier each has become, in nats.
        whole: whether each of these lines was misread so to its last character.
    """

    path: Path
    numbers: Sequence[int]
    texts: Sequence[str]
    gains: Sequence[float]
    whole: bool


def reread(lines: Sequence[str]) -> list[Reading]:
    """The lines of a document as they were before somebody misread them, where that is certain.

    Args:
        lines: the suspect lines of one document; together they are the evidence.

    Returns:
        A reading for each line; the line itself, without a path, where nothing is certain.
    """
    readings = [Reading(line) for line in lines]
    weights = weigh(lines)
    wide = reread_wide(lines, weights, STRONG)
    for number, read in wide.items():
        readings[number] = Reading(read.text, ((read.codec, "utf-8"),), read.gain, torn=read.torn)
    suspects = [number for number in range(len(lines)) if number not in wide]
    weights = [weights[number] for number in suspects]
    if may_be_misread(weights):
        _reread_narrow(lines, readings, suspects, weights)
    return _judge(lines, readings, wide)


def _reread_narrow(
    lines: Sequence[str], readings: list[Reading], suspects: Sequence[int], weights: Sequence[Weight]
) -> None:
    """Read lines again that were misread in codecs of one byte.

    Args:
        lines: all lines.
        readings: what they have been read as so far; changed in place.
        suspects: the numbers of those that may have been misread.
        weights: what these weigh.
    """
    proven: set[Path] = set()
    torn = set(suspects)  # those that may have lost bytes
    for _ in range(_ROUNDS):
        texts = [readings[index].text for index in suspects]
        found = _reread_once(texts, weights, proven) if suspects else []
        if not found:
            break
        for path, numbers, reread_as, gains, whole in found:
            proven.add(path)
            reread_here = [suspects[number] for number in numbers]
            torn = torn.difference(reread_here) if whole else torn.union(suspects)
            for index, text, gain in zip(reread_here, reread_as, gains, strict=True):
                if text != readings[index].text:
                    old = readings[index]
                    readings[index] = Reading(text, (*old.paths, path), old.gain + gain)
        weights = weigh([readings[index].text for index in suspects])
        odd = [number for number, weight in enumerate(weights) if weight.odd]
        suspects, weights = [suspects[number] for number in odd], [weights[number] for number in odd]
    torn &= {index for index, reading in enumerate(readings) if index in suspects or reading.paths}
    if proven and torn:
        enough = sum(len(old) - len(new.text) for old, new in zip(lines, readings, strict=True)) >= _ENOUGH
        chars = set("".join(lines)) if enough else set()
        lost = {path: lost_bytes(chars, path[0]) if enough else frozenset[int]() for path in proven}
        for index in sorted(torn):
            readings[index] = _mend(readings[index], lost)


def _judge(lines: Sequence[str], readings: Sequence[Reading], wide: Collection[int]) -> list[Reading]:
    """The readings that are text that people write; of other lines, unless they were read in a wide codec, none."""
    read = [number for number, reading in enumerate(readings) if reading.paths]
    judged = list(readings)
    if not read:
        return judged
    weights = weigh([readings[number].text for number in read])
    for number, weight in zip(read, weights, strict=True):
        if not is_ordinary(weight) and number not in wide:
            judged[number] = Reading(lines[number])
        elif weight.odd_inside:
            judged[number] = replace(readings[number], odd=_is_odd(readings[number].text))
    return judged


def _is_odd(line: str) -> bool:
    """Whether a line that has an odd character has another than U+FFFD."""
    return "\ufffd" not in line or len(odd_inside(code_points(line.replace("\ufffd", "")))) > 0


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
            gain = _least_of(better.text) - _least_of(text)
            paths = tuple(dict.fromkeys((*better.paths, path)))
            better = Reading(text, paths, better.gain + gain, torn=True)
    return better


def _least_of(line: str) -> float:
    """What a line costs if each pair may be in a language of its own, in nats; no language has to be chosen."""
    return least_cost(code_points(line))[0] / STEPS


def _reread_once(lines: Sequence[str], weights: Sequence[Weight], proven: set[Path]) -> list[Found]:
    """The misreadings that explain lines whole, or else the one that explains most of what is wrong; taken back."""
    if not may_win(weights):
        return []
    if whole := _whole(lines, weights):
        return whole
    points = code_points("\n".join(lines))
    candidates = list(utf8_candidates(points, np.array([weight.cost for weight in weights])))
    best = max(candidates, key=lambda candidate: candidate.evidence, default=None)
    if best is None or best.share < MOST:
        candidates += legacy_candidates(points)
    candidates.sort(key=lambda candidate: candidate.evidence, reverse=True)
    for candidate in candidates:
        if candidate.evidence < STRONG and candidate.path not in proven:
            continue
        keep = keep_places if candidate.path[1] == "utf-8" else keep_lines
        better, gains, places = keep(points, candidate)
        if places and (candidate.path in proven or (places >= PLACES and gains.sum() >= STRONG)):
            texts = to_text(better).split("\n")
            return [Found(candidate.path, range(len(lines)), texts, gains.tolist(), whole=False)]
    return []


def _whole(lines: Sequence[str], weights: Sequence[Weight]) -> list[Found]:
    """The misreadings that some lines each are strong evidence of, the surest first."""
    found: list[Found] = []
    seen: set[int] = set()
    for after, candidate in sorted(whole_candidates(lines, weights), key=lambda entry: -entry[1].evidence):
        places = sum(len(lines[number]) - len(text) for number, text in after.items())
        if places >= PLACES and candidate.gains.sum() >= STRONG and seen.isdisjoint(after):
            seen.update(after)
            gains = candidate.gains.tolist()
            found.append(Found(candidate.path, list(after), list(after.values()), gains, whole=True))
    return found
