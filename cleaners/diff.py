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
from itertools import accumulate
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
    backwards = before[::-1]
    changes: list[Change] = []
    cluster: list[Change] = []
    reach = -_NEAR - 1
    for gap in _changed_gaps(before, after):
        near = gap.start - reach <= _LONGEST_WORD
        if not near or (gap.start > reach + _NEAR and _word_start(backwards, gap.start) > reach + _NEAR):
            if cluster:
                changes.append(_join(before, backwards, cluster))
            cluster = []
        cluster.append(gap)
        reach = _word_end(before, gap.end)
    return [*changes, _join(before, backwards, cluster)] if cluster else changes


def _join(before: str, backwards: str, gaps: list[Change]) -> Change:
    """One change over all gaps of a word, or of words that touch."""
    start = done = _word_start(backwards, gaps[0].start)
    pieces: list[str] = []
    for gap in gaps:
        pieces += [before[done : gap.start], gap.after]
        done = gap.end
    end = _word_end(before, done)
    return Change(start, end, "".join([*pieces, before[done:end]]))


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


def _changed_gaps(before: str, after: str) -> list[Change]:
    """The gaps between anchors that differ."""
    old, new = [before], [after]
    for anchor in _ANCHORS:
        one, other = anchor.split(before), anchor.split(after)
        if one[1::2] == other[1::2]:
            old, new = one, other
            break
    gaps = zip(old, new, accumulate(map(len, old)), strict=True)
    return [
        _trim(end - len(was), was, becomes) if " " in was else Change(end - len(was), end, becomes)
        for was, becomes, end in gaps
        if was != becomes
    ]


def _trim(start: int, old: str, new: str) -> Change:
    """Take off what old and new share at both ends."""
    head = _shared(old, new)
    tail = _shared(old[head:][::-1], new[head:][::-1])
    return Change(start + head, start + len(old) - tail, new[head : len(new) - tail])


def _shared(one: str, other: str) -> int:
    """How many characters two strings begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (mine, theirs) in pairs if mine != theirs), min(len(one), len(other)))
