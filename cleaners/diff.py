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
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.letters import Points, code_points

_OTHER_ANCHOR: Final = re.compile("([!->@-~])")
_LONGEST_WORD: Final = 64
_WORD: Final = re.compile(rf"[^\W_]{{1,{_LONGEST_WORD}}}")
_NEAR: Final = 2  # characters: damaged words with no more between them are one change

Gap = tuple[int, int, int, int]  # where it starts and ends before, and where afterwards
Places = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Change:
    """A span of the line before, and what stands in its place afterwards.

    Attributes:
        start: first code point, in the line before.
        end: one past the last code point.
        after: the text that stands there in the line after.
    """

    start: int
    end: int
    after: str


def changed_words(before: str, after: str) -> list[Change]:
    """The words that differ, in order and not overlapping; applied to `before` they give `after`.

    >>> changed_words("der schÃ¶ne Tag, voilÃ!", "der schöne Tag, voilà!")
    [Change(start=4, end=11, after='schöne'), Change(start=17, end=22, after='voilà')]
    """
    gaps = _changed_gaps(before, after)
    return list(_grow(before, after, _gaps_without_anchors(before, after) if gaps is None else gaps))


def changed_words_by_line(before: Sequence[str], after: Sequence[str]) -> list[list[Change]]:
    """The same for each line of a text; no line has a line feed."""
    if not before:
        return []
    old, new = "\n".join(before), "\n".join(after)
    gaps = _changed_gaps(old, new)
    if gaps is None:
        return [changed_words(*lines) for lines in zip(before, after, strict=True)]
    by_line: list[list[Change]] = [[] for _ in before]
    ends = [*accumulate(len(line) + 1 for line in before)]
    line = start = 0
    for change in _grow(old, new, gaps):
        while change.start >= ends[line]:
            start = ends[line]
            line += 1
        by_line[line].append(Change(change.start - start, change.end - start, change.after))
    return by_line


def _grow(before: str, after: str, gaps: Iterable[Gap]) -> Iterator[Change]:
    """One change over all gaps of a word, or of words that touch."""
    backwards = before[::-1]
    begins = stops = new_begins = new_stops = 0
    reach = -1
    for start, end, new_start, new_end in gaps:
        near = reach >= 0 and start - reach <= _LONGEST_WORD and "\n" not in before[stops:start]
        if not near or (start > reach + _NEAR and _word_start(backwards, start) > reach + _NEAR):
            if reach >= 0:
                yield _widen(
                    after, _word_start(backwards, begins), reach, (begins, stops, new_begins, new_stops)
                )
            begins, new_begins = start, new_start
        stops, new_stops = end, new_end
        reach = _word_end(before, end)
    if reach >= 0:
        yield _widen(after, _word_start(backwards, begins), reach, (begins, stops, new_begins, new_stops))


def _widen(after: str, start: int, end: int, gap: Gap) -> Change:
    """A gap with what stands on both sides of it before and after alike, from a place to another one."""
    return Change(start, end, after[gap[2] - gap[0] + start : gap[3] - gap[1] + end])


def _word_start(backwards: str, at: int) -> int:
    """Where the word begins that reaches a place of a line, which is given from its end; if none does, the place."""
    back = len(backwards) - at
    return at - _word_end(backwards, back) + back


def _word_end(line: str, at: int) -> int:
    """Where the word ends that a place is in; the place itself where it is in none."""
    if not line[at : at + 1].isalnum():
        return at
    found = _WORD.match(line, at)
    return at if found is None else found.end()


def _changed_gaps(before: str, after: str) -> Iterable[Gap] | None:
    """The gaps between ASCII characters that differ, those that are near one another as one; None without anchors."""
    old, new = code_points(before), code_points(after)
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
    starts, ends = bounds[changed] + 1, bounds[changed + 1]
    breaks = (old == ord("\n")).nonzero()[0]
    line = breaks.searchsorted(starts)
    apart = ((starts[1:] - ends[:-1] > _NEAR) | (line[1:] != line[:-1])).nonzero()[0]
    first, last = np.zeros(len(apart) + 1, np.intp), np.full(len(apart) + 1, -1)
    first[1:], last[:-1] = apart + 1, apart
    if not len(changed):
        return []
    spans = starts[first], ends[last], new_bounds[changed[first]] + 1, new_bounds[changed[last] + 1]
    return zip(*(span.tolist() for span in spans), strict=True)


def _is_anchor(points: Points) -> NDArray[np.bool_]:
    """Printable ASCII characters and line feeds."""
    return np.asarray((points - 0x20 < 0x5F) | (points == ord("\n")))


def _bounds(anchors: Places, size: int) -> Places:
    """The anchors with the two ends of the text."""
    bounds = np.empty(len(anchors) + 2, np.intp)
    bounds[0], bounds[1:-1], bounds[-1] = -1, anchors, size
    return bounds


def _gaps_without_anchors(before: str, after: str) -> Iterator[Gap]:
    """What differs where spaces and question marks do, or all of it."""
    old, new = _OTHER_ANCHOR.split(before), _OTHER_ANCHOR.split(after)
    if old[1::2] != new[1::2]:
        old, new = [before], [after]
    end = new_end = 0
    for was, becomes in zip(old, new, strict=True):
        end, new_end = end + len(was), new_end + len(becomes)
        if was != becomes:
            head, tail = _shared_ends(was, becomes) if " " in was else (0, 0)
            yield end - len(was) + head, end - tail, new_end - len(becomes) + head, new_end - tail


def _shared_ends(one: str, other: str) -> tuple[int, int]:
    """How many characters two strings have in common where they begin, and how many more where they end."""
    head = _shared(one, other)
    return head, _shared(one[head:][::-1], other[head:][::-1])


def _shared(one: str, other: str) -> int:
    """How many characters two strings begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))
