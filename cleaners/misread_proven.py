"""Proven: lines that look like good text, in a document of which it is known how it was misread.

`Wiem, że majš rację` has only pairs of letters that some language has, so no line of its kind proves anything. Where
other lines of the document have proven how it was misread, and what language it is in, the line is read the same way
if it is clearly the likelier for it in that language. A line that was never damaged becomes stranger by such a reading.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np

from cleaners.codepages import byte_table, find_utf8, point_table, utf8_shape
from cleaners.letter_table import STEPS
from cleaners.letters import Points, code_points, cost_in, costs_alone, language_of, odd_at, to_text
from cleaners.misread_wide import WIDE, decode_whole

_WORTH: Final = 5.0  # nats that a line must gain
_STRANGE: Final = 80  # steps: what costs more by itself is no letter of the language, nor its punctuation


def reread_proven(
    line: str, paths: Iterable[tuple[str, str]], language: int
) -> tuple[str, tuple[str, str], float] | None:
    """A line as it was before it was misread in a way that its document has proven.

    Args:
        line: a line that looks well.
        paths: how the document was misread: (read as, what it was).
        language: what the document is written in, as a column of the table of letters.

    Returns:
        The line read right, the path, and the gain in nats; None where it is well as it is.
    """
    points = code_points(line)
    best: tuple[float, tuple[str, str], Points] | None = None
    for path in sorted(paths):
        after = _taken_back(line, points, path)
        if after is None or len(odd_at(after)) or not _at_home(np.setdiff1d(after, points), language):
            continue
        gain = round((cost_in(points, language) - cost_in(after, language)) / STEPS, 3)
        if gain >= _WORTH and (best is None or gain > best[0]):
            best = gain, path, after
    return None if best is None else (to_text(best[2]), best[1], best[0])


def language_of_readings(texts: Iterable[str]) -> int:
    """What the lines that were read right are written in."""
    return language_of(code_points("\n".join(texts)))


def _at_home(new: Points, language: int) -> bool:
    """Whether all characters that a reading brings in belong to the language."""
    return bool((costs_alone(new, language) <= _STRANGE).all())


def _taken_back(line: str, points: Points, path: tuple[str, str]) -> Points | None:
    """The line with one misreading taken back; None where it cannot have been misread so."""
    read_as, codec = path
    if read_as in WIDE:
        whole = decode_whole(line, read_as)
        return None if whole is None else code_points(whole)
    if codec == "utf-8":
        if not utf8_shape(read_as).search(line):
            return None
        found = find_utf8(points, read_as)
        return found.points[found.first | ~found.inside]
    low = np.minimum(points, 0xFFFF)
    beyond = points > 0x7F
    data = byte_table(read_as)[low]
    after = np.where(beyond, point_table(codec)[data], points)
    return after if data[beyond].all() and after[beyond].all() else None
