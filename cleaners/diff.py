"""Where lines changed: spans between a line before and after a repair.

A repair that hands back a whole line would make a poor record: nobody reads a thousand characters to find one
accent. What repairs of mojibake have in common is that the ASCII characters stay, in their order, so they are
anchors: both lines are cut at their ASCII characters, the gaps between are compared one by one, and a gap that
changed grows to the word that it stands in. Linear in the length of the line, where a general diff is not, and
done for all lines of a document at once.

A space and a question mark may stand for a lost byte and vanish in a repair, so where the anchors do not agree,
they are tried without these two. Where even that fails, everything between the first and the last difference
is one span.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from types import ModuleType
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from cleaners.letters import KERNEL, Points, code_points

_OTHER_ANCHOR: Final = re.compile("([!->@-~])")
LONGEST_WORD: Final = 64
NEAR: Final = 2  # characters: damaged words with no more between them are one change

_PLANE: Final = 0x10000

Places = NDArray[np.intp]


class Change(NamedTuple):
    """A span of the line before, and what stands in its place afterwards.

    Attributes:
        start: first code point, in the line before.
        end: one past the last code point.
        after: the text that stands there in the line after.
    """

    start: int
    end: int
    after: str


class Gaps(NamedTuple):
    """Where two texts differ: starts and ends in the text before, and in that after."""

    starts: Places
    ends: Places
    new_starts: Places
    new_ends: Places


def changed_words(before: str, after: str) -> list[Change]:
    """The words that differ, in order and not overlapping; applied to `before` they give `after`.

    >>> changed_words("der schÃ¶ne Tag, voilÃ!", "der schöne Tag, voilà!")
    [Change(start=4, end=11, after='schöne'), Change(start=17, end=22, after='voilà')]
    """
    points, new_points = code_points(before), code_points(after)
    if kernel := _kernel_for(points):
        agree, spans = kernel.changed_spans(points, new_points, _alphanumeric())
        if not agree:
            spans = kernel.changed_spans_loosely(points, new_points, _alphanumeric())
        return [
            Change(start, end, after[new_start:new_end])
            for _, start, end, new_start, new_end in spans.T.tolist()
        ]
    gaps = _changed_gaps(points, new_points) or _gaps_without_anchors(before, after)
    return _cut(after, _to_words(before, points, gaps))


def changed_words_by_line(before: Sequence[str], after: Sequence[str]) -> list[list[Change]]:
    """The same for each line of a text; no line has a line feed."""
    if not before:
        return []
    old, new = "\n".join(before), "\n".join(after)
    points, new_points = code_points(old), code_points(new)
    if kernel := _kernel_for(points):
        agree, spans = kernel.changed_spans(points, new_points, _alphanumeric())
        return _by_line(before, new, spans) if agree else list(map(changed_words, before, after))
    gaps = _changed_gaps(points, new_points)
    if gaps is None:
        return list(map(changed_words, before, after))
    words = _to_words(old, points, gaps)
    bounds = np.cumsum([0, *(len(line) + 1 for line in before)])
    lines = bounds.searchsorted(words.starts, "right") - 1
    words = words._replace(starts=words.starts - bounds[lines], ends=words.ends - bounds[lines])
    by_line: list[list[Change]] = [[] for _ in before]
    for line, change in zip(lines.tolist(), _cut(new, words), strict=True):
        by_line[line].append(change)
    return by_line


def _kernel_for(points: Points) -> ModuleType | None:
    """Compiled code for a text, where it is loaded; it knows the letters of the Basic Multilingual Plane."""
    kernel = KERNEL.loaded_too("diff_kernel")
    return kernel if kernel and int(points.max(initial=0)) < _PLANE else None


def _by_line(before: Sequence[str], after: str, spans: Places) -> list[list[Change]]:
    by_line: list[list[Change]] = [[] for _ in before]
    for line, start, end, new_start, new_end in spans.T.tolist():
        by_line[line].append(Change(start, end, after[new_start:new_end]))
    return by_line


def _cut(after: str, gaps: Gaps) -> list[Change]:
    starts, ends, new_starts, new_ends = (places.tolist() for places in gaps)
    texts = [after[start:end] for start, end in zip(new_starts, new_ends, strict=True)]
    return list(map(Change, starts, ends, texts))


def _to_words(before: str, points: Points, gaps: Gaps) -> Gaps:
    """Each gap grown to the word that it is in, and all gaps of a word, or of words that touch, as one."""
    starts, ends, new_starts, new_ends = gaps
    if not len(starts):
        return gaps
    stops = _bounds((~_in_word(before, points)).nonzero()[0], len(points))
    begin = np.maximum(stops[stops.searchsorted(starts) - 1] + 1, starts - LONGEST_WORD)
    reach = np.minimum(stops[stops.searchsorted(ends)], ends + LONGEST_WORD)
    line = (points == ord("\n")).nonzero()[0].searchsorted(starts)
    between = starts[1:] - reach[:-1]
    touch = (between <= NEAR) | (begin[1:] - reach[:-1] <= NEAR)
    apart = (~touch | (between > LONGEST_WORD) | (line[1:] != line[:-1])).nonzero()[0]
    first, last = np.zeros(len(apart) + 1, np.intp), np.full(len(apart) + 1, len(starts) - 1)
    first[1:], last[:-1] = apart + 1, apart
    begin, reach = begin[first], reach[last]
    return Gaps(begin, reach, new_starts[first] - starts[first] + begin, new_ends[last] - ends[last] + reach)


def _in_word(text: str, points: Points) -> NDArray[np.bool_]:
    """Which characters are letters or digits."""
    if int(points.max(initial=0)) < _PLANE:
        return np.asarray(_alphanumeric().take(points))
    return np.fromiter(map(str.isalnum, text), np.bool_, len(text))


@cache
def _alphanumeric() -> NDArray[np.bool_]:
    """The same for the Basic Multilingual Plane."""
    return np.fromiter(map(str.isalnum, map(chr, range(_PLANE))), np.bool_, _PLANE)


def _changed_gaps(old: Points, new: Points) -> Gaps | None:
    """The gaps between ASCII characters that differ; None where the characters do."""
    is_anchor, is_new_anchor = _is_anchor(old), _is_anchor(new)
    anchors, new_anchors = is_anchor.nonzero()[0], is_new_anchor.nonzero()[0]
    if len(anchors) != len(new_anchors) or (old[anchors] != new[new_anchors]).any():
        return None
    bounds, new_bounds = _bounds(anchors, len(old)), _bounds(new_anchors, len(new))
    size, new_size = bounds[1:] - bounds[:-1] - 1, new_bounds[1:] - new_bounds[:-1] - 1
    gaps = (size | new_size).nonzero()[0]
    size, new_size = size[gaps], new_size[gaps]
    alike = size == new_size
    which = alike.nonzero()[0].repeat(size[alike])
    chars, new_chars = old[~is_anchor][alike.repeat(size)], new[~is_new_anchor][alike.repeat(new_size)]
    alike[which[chars != new_chars]] = False
    changed = gaps[~alike]
    return Gaps(bounds[changed] + 1, bounds[changed + 1], new_bounds[changed] + 1, new_bounds[changed + 1])


def _is_anchor(points: Points) -> NDArray[np.bool_]:
    """Printable ASCII characters and line feeds."""
    return np.asarray((points - 0x20 < 0x5F) | (points == ord("\n")))


def _bounds(places: Places, size: int) -> Places:
    """Places of a text with its two ends."""
    bounds = np.empty(len(places) + 2, np.intp)
    bounds[0], bounds[1:-1], bounds[-1] = -1, places, size
    return bounds


def _gaps_without_anchors(before: str, after: str) -> Gaps:
    """What differs where spaces and question marks do, or all of it."""
    old, new = _OTHER_ANCHOR.split(before), _OTHER_ANCHOR.split(after)
    if old[1::2] != new[1::2]:
        old, new = [before], [after]
    end = new_end = 0
    gaps: list[tuple[int, int, int, int]] = []
    for was, becomes in zip(old, new, strict=True):
        end, new_end = end + len(was), new_end + len(becomes)
        if was != becomes:
            head, tail = _shared_ends(was, becomes) if " " in was else (0, 0)
            gaps.append((end - len(was) + head, end - tail, new_end - len(becomes) + head, new_end - tail))
    return Gaps(*np.array(gaps, np.intp).reshape(-1, 4).T)


def _shared_ends(one: str, other: str) -> tuple[int, int]:
    """How many characters two strings have in common where they begin, and how many more where they end."""
    head = _shared(one, other)
    return head, _shared(one[head:][::-1], other[head:][::-1])


def _shared(one: str, other: str) -> int:
    """How many characters two strings begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))
