"""Where a line changed: spans between a line before and after a repair.

A repair that hands back a whole line would make a poor record: nobody reads a thousand characters to find one
accent. What repairs of mojibake have in common is that the ASCII characters stay, in their order, so they are
anchors: both lines are cut at their ASCII characters, the gaps between are compared one by one, and a gap that
changed grows to the word that it stands in. Linear in the length of the line, where a general diff is not.

A space and a question mark may stand for a lost byte and vanish in a repair, so where the anchors do not agree,
they are tried without these two. Where even that fails, everything between the first and the last difference
is one span.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

_ANCHORS: Final = tuple(map(re.compile, ("([ -~]+)", "([ -~])", "([!->@-~])")))
_LONGEST_WORD: Final = 64
_WORD: Final = re.compile(rf"[^\W_]{{1,{_LONGEST_WORD}}}")
_NEAR: Final = 2  # characters: damaged words with no more between them are one change


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
    if not gaps:
        return []
    words = _Words(before)
    clusters: list[list[Change]] = []
    reach = -_NEAR - 1
    for gap in gaps:
        if gap.start - reach <= _LONGEST_WORD and words.start(gap.start) <= reach + _NEAR:
            clusters[-1].append(gap)
        else:
            clusters.append([gap])
        reach = words.end(gap.end)
    return [_join(before, cluster, words) for cluster in clusters]


class _Words:
    """Where the words of a line begin and end; of one that is too long, its nearest characters are taken for all."""

    def __init__(self, line: str) -> None:
        self._line, self._backwards = line, line[::-1]

    def start(self, at: int) -> int:
        """Where the word begins that reaches a place; the place itself where none does."""
        back = len(self._line) - at
        found = _WORD.match(self._backwards, back)
        return at if found is None else at - found.end() + back

    def end(self, at: int) -> int:
        """Where the word ends that a place is in; the place itself where it is in none."""
        found = _WORD.match(self._line, at)
        return at if found is None else found.end()


def _join(before: str, gaps: list[Change], words: _Words) -> Change:
    """One change over all gaps of a word, or of words that touch."""
    start = done = words.start(gaps[0].start)
    pieces: list[str] = []
    for gap in gaps:
        pieces += [before[done : gap.start], gap.after]
        done = gap.end
    end = words.end(done)
    return Change(start, end, "".join([*pieces, before[done:end]]))


def _changed_gaps(before: str, after: str) -> list[Change]:
    """The gaps between anchors that differ."""
    old, new = [before], [after]
    for anchor in _ANCHORS:
        one, other = anchor.split(before), anchor.split(after)
        if one[1::2] == other[1::2]:
            old, new = one, other
            break
    changes: list[Change] = []
    start = 0
    for was, becomes in zip(old, new, strict=True):
        end = start + len(was)
        if was != becomes:
            changes.append(_trim(start, was, becomes) if " " in was else Change(start, end, becomes))
        start = end
    return changes


def _trim(start: int, old: str, new: str) -> Change:
    """Take off what old and new share at both ends."""
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    return Change(start + head, start + len(old) - tail, new[head : len(new) - tail])


def _shared(one: str, other: str) -> int:
    """How many characters two strings begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))
