"""The headline again: above the text, under a picture, at the head of a share box.

A line that equals the title goes, wherever it stands as a line of its own. Two things look alike and stay: a
refrain (a verse that equals the title of its poem stands among other verses) and a sub-heading that happens to
share a word or two with a short title.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from cleaners.boilerplate_lines import Finding, PageLine, fold, kept_before

# ' - Site name' or ' | Site name' behind a title.
_SITE_SUFFIX: Final = re.compile(r"\s[-–—|•·:»]{1,2}\s[^-–—|•·»]{1,40}\Z")
_MIN_WORDS: Final = 3
_MIN_BARE_WORDS: Final = 4
_LOOK_AHEAD: Final = 5


def find_repeated_titles(
    lines: Sequence[PageLine], title: str | None, phrases: Mapping[int, object]
) -> dict[int, Finding]:
    """Lines that say the title again.

    Args:
        lines: the page.
        title: the headline, which is not part of the text; without one, only a first line that stands twice is
            seen, and its second copy goes.
        phrases: indices of lines that are furniture, such as caption markers.
    """
    if not title or not fold(title):
        return _doubled_first_line(lines)
    forms = _forms(title)
    found: dict[int, Finding] = {}
    for index, line in enumerate(lines):
        if line.folded and not forms.isdisjoint(_forms(line.text)) and _stands_alone(lines, index, found, phrases):
            found[index] = Finding("repeated-title", 0.97, "the line equals the title")
    return found


def _forms(title: str) -> frozenset[str]:
    """The folded title, and the same without a site name behind it where enough words remain."""
    bare = fold(_SITE_SUFFIX.sub("", title.strip()))
    return frozenset({fold(title)} | ({bare} if bare.count(" ") + 1 >= _MIN_BARE_WORDS else set()))


def _stands_alone(
    lines: Sequence[PageLine], index: int, found: Mapping[int, Finding], phrases: Mapping[int, object]
) -> bool:
    if kept_before(index, found) < 0:
        return True  # the first line of the text
    if lines[index].folded.count(" ") + 1 < _MIN_WORDS:
        return False
    after = lines[index + 1] if index + 1 < len(lines) else None
    if index + 1 in phrases or after is None:
        return True
    if lines[index].opens_block and after.opens_block:
        return True
    return lines[index - 1].is_text or after.is_text


def _doubled_first_line(lines: Sequence[PageLine]) -> dict[int, Finding]:
    if len(lines) < 3 or not lines[0].folded or lines[0].folded != lines[1].folded:
        return {}
    is_article = any(line.is_text for line in lines[2 : 2 + _LOOK_AHEAD])
    if lines[0].words < _MIN_WORDS or not is_article:
        return {}
    return {1: Finding("repeated-title", 0.9, "the first line stands twice")}
