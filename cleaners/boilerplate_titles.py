"""The headline again: above the text, under a picture, at the head of a share box.

A line that equals the title goes where it stands above the text, below it, or next to furniture. Three things
look alike and stay: a refrain (a verse that equals the title of its poem stands among other verses), a sub-heading
that happens to share a word or two with a short title, and the heading of the section that names the whole (the
recipe itself, below its introduction).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Final

from cleaners.boilerplate_lines import Edges, Finding, PageLine, find_edges, fold, kept_lines
from cleaners.phrases import Phrase

# ' - Site name' or ' | Site name' behind a title.
_SITE_SUFFIX: Final = re.compile(r"\s[-–—|•·:»]{1,2}\s[^-–—|•·»]{1,40}\Z")
# Furniture that stands above a section as often as next to a repeated headline.
_BETWEEN_SECTIONS: Final = frozenset({"advertisement", "adblock", "read-more", "navigation"})
_MIN_WORDS: Final = 3
_MIN_BARE_WORDS: Final = 4
_LOOK_AHEAD: Final = 5
# Longer than a verse.
_MIN_PROSE_WORDS: Final = 12


def find_repeated_titles(
    lines: Sequence[PageLine], title: str | None, phrases: Mapping[int, Phrase], gone: Mapping[int, Finding]
) -> dict[int, Finding]:
    """Lines that say the title again.

    Args:
        lines: the page.
        title: the headline, which is not part of the text.
        phrases: the phrase that each furniture line is; a caption marker below tells a caption.
        gone: the lines that go already.
    """
    if not title:
        return {}
    forms = _forms(title)
    kept = list(kept_lines(lines, gone))
    edges = find_edges(lines, gone) if any(map(_is_prose, lines)) else Edges(0, len(lines))
    found: dict[int, Finding] = {}
    for at, (index, line) in enumerate(kept):
        if line.folded not in forms and (not line.folded or forms.isdisjoint(_forms(line.text))):
            continue
        above = kept[at - 1][0] if at else -1
        below = kept[at + 1][0] if at + 1 < len(kept) else len(lines)
        is_first = len(found) == at  # nothing but the title stands above
        may_go = _is_beside_furniture(index, phrases) or not edges.first <= index <= edges.last
        if is_first or (may_go and (index + 1 in phrases or _stands_alone(lines, above, index, below))):
            found[index] = Finding("repeated-title", 0.97, "the line equals the title")
    return found


def find_doubled_title(
    lines: Sequence[PageLine], title: str | None, gone: Mapping[int, Finding]
) -> dict[int, Finding]:
    """The second copy of a first line that stands twice, above an article whose title is not known."""
    if title:
        return {}
    head = list(islice(kept_lines(lines, gone), 2 + _LOOK_AHEAD))
    if len(head) < 3 or not head[0][1].folded or head[0][1].folded != head[1][1].folded:
        return {}
    if head[0][1].words < _MIN_WORDS or not any(line.is_text for _, line in head[2:]):
        return {}
    return {head[1][0]: Finding("repeated-title", 0.9, "the first line stands twice")}


def _is_beside_furniture(index: int, phrases: Mapping[int, Phrase]) -> bool:
    """Whether a caption's marker stands below a line, or furniture other than an advertisement next to it."""
    beside = (phrases[side] for side in (index - 1, index + 1) if side in phrases)
    return any(phrase.category not in _BETWEEN_SECTIONS for phrase in beside)


def _forms(title: str) -> frozenset[str]:
    """The folded title, and the same without a site name behind it where enough words remain."""
    bare = fold(_SITE_SUFFIX.sub("", title.strip()))
    return frozenset({fold(title)} | ({bare} if bare.count(" ") + 1 >= _MIN_BARE_WORDS else set()))


def _stands_alone(lines: Sequence[PageLine], above: int, index: int, below: int) -> bool:
    """Whether a line that equals the title is no verse among verses and no sub-heading of a word or two.

    Args:
        lines: the page.
        above: the line before it that stays.
        index: the line.
        below: the line after it that stays; the number of lines where there is none.
    """
    if lines[index].folded.count(" ") + 1 < _MIN_WORDS:
        return False
    if any(map(_is_prose, (lines[above], *lines[below : below + 1]))):
        return True
    apart_above = any(line.opens_block for line in lines[above + 1 : index + 1])
    apart_below = below == len(lines) or any(line.opens_block for line in lines[index + 1 : below + 1])
    return apart_above and apart_below


def _is_prose(line: PageLine) -> bool:
    return line.is_text and line.words >= _MIN_PROSE_WORDS
