"""The compiled form of `diff`: the same words, in one walk through both texts.

Whole arrays are compared there by thirty calls of numpy, which for a line of mojibake cost more than the line does.
Here both texts are walked through from anchor to anchor, and each gap that changed grows where it stands.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.compiled import compiled
from cleaners.diff import LONGEST_WORD, NEAR, Places
from cleaners.letters import Points

_NEW_LINE: Final = 10
_SPACE: Final = 0x20
_QUESTION: Final = 0x3F
_DELETE: Final = 0x7F


@compiled
def changed_spans(old: Points, new: Points, word: NDArray[np.bool_]) -> tuple[bool, Places]:
    """The words that differ between two texts of the same lines, in order.

    Args:
        old: the text before.
        new: the text after.
        word: whether each character of the Basic Multilingual Plane is a letter or digit.

    Returns:
        Whether the anchors agree, and of each word its line, start and end in the line before, and start and end in
        the text after, int64 [5, words].
    """
    gaps = np.empty((len(old) + 1, 4), dtype=np.int64)
    count = _gaps(old, new, gaps, loosely=False)
    return count >= 0, _words(old, gaps[: max(count, 0)], word)


@compiled
def changed_spans_loosely(old: Points, new: Points, word: NDArray[np.bool_]) -> Places:
    """The same for one line, where spaces and question marks are no anchors; where these differ too, all of it."""
    gaps = np.empty((len(old) + 1, 4), dtype=np.int64)
    count = _gaps(old, new, gaps, loosely=True)
    if count < 0:
        gaps[0] = _trimmed(old, new, 0, len(old), 0, len(new))
        count = 1
    return _words(old, gaps[:count], word)


@compiled
def _is_anchor(point: int, loosely: bool) -> bool:  # noqa: FBT001  compiled code takes its arguments by place
    if loosely:
        return _SPACE < point < _DELETE and point != _QUESTION
    return _SPACE <= point < _DELETE or point == _NEW_LINE


@compiled
def _gaps(old: Points, new: Points, gaps: Places, loosely: bool) -> int:  # noqa: FBT001
    """The gaps between anchors that differ; how many, or -1 where the anchors do."""
    count = start = new_start = 0
    while start <= len(old):
        end, new_end = start, new_start
        while end < len(old) and not _is_anchor(old[end], loosely):
            end += 1
        while new_end < len(new) and not _is_anchor(new[new_end], loosely):
            new_end += 1
        if (end < len(old)) != (new_end < len(new)) or (end < len(old) and old[end] != new[new_end]):
            return -1
        same = end - start == new_end - new_start
        at = 0
        while same and at < end - start:
            same = old[start + at] == new[new_start + at]
            at += 1
        if not same:
            gaps[count] = (
                _trimmed(old, new, start, end, new_start, new_end)
                if loosely
                else (start, end, new_start, new_end)
            )
            count += 1
        start, new_start = end + 1, new_end + 1
    return count


@compiled
def _trimmed(  # noqa: PLR0913, PLR0917  compiled code takes no objects
    old: Points, new: Points, start: int, end: int, new_start: int, new_end: int
) -> tuple[int, int, int, int]:
    """A gap without what it has in common at its ends, where a space is in it."""
    has_space = False
    for at in range(start, end):
        has_space |= old[at] == _SPACE
    if has_space:
        while start < end and new_start < new_end and old[start] == new[new_start]:
            start += 1
            new_start += 1
        while start < end and new_start < new_end and old[end - 1] == new[new_end - 1]:
            end -= 1
            new_end -= 1
    return start, end, new_start, new_end


@compiled
def _words(old: Points, gaps: Places, word: NDArray[np.bool_]) -> Places:
    """Each gap grown to the word that it is in, and all gaps of a word, or of words that touch, as one."""
    words = np.empty((5, len(gaps)), dtype=np.int64)
    count = line = line_start = at = 0
    last_reach, last_line = -1, -1
    for start, end, new_start, new_end in gaps:
        while at < start:
            if old[at] == _NEW_LINE:
                line += 1
                line_start = at + 1
            at += 1
        begin, reach = start, end
        while begin > max(0, start - LONGEST_WORD) and word[old[begin - 1]]:
            begin -= 1
        while reach < min(len(old), end + LONGEST_WORD) and word[old[reach]]:
            reach += 1
        between = start - last_reach
        touch = between <= NEAR or begin - last_reach <= NEAR
        if count == 0 or not touch or between > LONGEST_WORD or line != last_line:
            words[0, count] = line
            words[1, count] = begin - line_start
            words[3, count] = new_start - start + begin
            count += 1
        words[2, count - 1] = reach - line_start
        words[4, count - 1] = new_end - end + reach
        last_reach, last_line = reach, line
    return words[:, :count]
