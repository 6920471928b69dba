"""Lines that the site prints on other pages too, by where they stand.

Above the first and below the last paragraph that is the page's own, whatever another page carries as well is
furniture. Between them it is a banner, a newsletter box, or part of how the site writes: `Pros`, `Key points`,
`Why you should trust us` head a section of every review, and `1.` or `10:32` are on every list and live blog. So
there only a line of several words counts, or a label next to a line that goes; a label that the page itself
repeats stays, and so does a number.

Newsrooms also repeat sentences of background, so a long line needs one page more, and within an article every
line needs more pages where many were seen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from cleaners.boilerplate_lines import Finding, PageLine
from cleaners.site_lines import SiteLines

SITE_RULE: Final = "site-line"

_MIN_PAGES: Final = 2
_SEEN_PER_PAGE: Final = 16
_SEEN_PER_EDGE_PAGE: Final = 64
_MIN_BODY_WORDS: Final = 12
_LONG_WORDS: Final = 12
_MAX_LABEL_WORDS: Final = 4
# On three pages and a fifth of those seen, a line is the site's beyond doubt.
_SURE_PAGES: Final = 3
_SURE_SHARE: Final = 0.2


def find_site_lines(
    lines: Sequence[PageLine], site: SiteLines | None, gone: Mapping[int, Finding]
) -> dict[int, Finding]:
    """Lines of the page that are the site's.

    Args:
        lines: the page.
        site: what is known of its site.
        gone: the lines that go already.
    """
    if site is None or not site.pages:
        return {}
    pages = {index: site.repeats(line.text) for index, line in enumerate(lines) if _has_letter(line)}
    edge_pages = _MIN_PAGES + site.seen // _SEEN_PER_EDGE_PAGE
    known = {
        index: count
        for index, count in pages.items()
        if count >= edge_pages + (lines[index].words >= _LONG_WORDS)
    }
    own = [
        index
        for index, line in enumerate(lines)
        if line.is_text and line.words >= _MIN_BODY_WORDS and index not in known and index not in gone
    ]
    inside = range(own[0], own[-1]) if own else range(0)
    found = {
        index: count
        for index, count in known.items()
        if index not in inside or _is_banner(lines[index], count, site.seen)
    }
    found |= _find_labels(
        lines, {index: known[index] for index in known if index in inside}, found.keys() | gone.keys()
    )
    return {index: _finding(count, site.seen) for index, count in found.items()}


def _is_banner(line: PageLine, count: int, seen: int) -> bool:
    """Whether a line within the article is one that the site puts there."""
    needed = _MIN_PAGES + seen // _SEEN_PER_PAGE + (line.words >= _LONG_WORDS)
    return count >= needed and line.words > _MAX_LABEL_WORDS and not line.text.endswith((":", "："))


def _find_labels(lines: Sequence[PageLine], known: Mapping[int, int], going: set[int]) -> dict[int, int]:
    """Labels within the article that stand next to lines that go, run by run."""
    copies = Counter(line.folded for line in lines)
    labels = {
        index: count
        for index, count in known.items()
        if index not in going and copies[lines[index].folded] == 1
    }
    found: dict[int, int] = {}
    for way in (sorted(labels), sorted(labels, reverse=True)):
        for index in way:
            if lines[index].words <= _MAX_LABEL_WORDS and not going.isdisjoint((index - 1, index + 1)):
                found[index] = labels[index]
                going = going | {index}
    return found


def _has_letter(line: PageLine) -> bool:
    return any(character.isalpha() for character in line.text)


def _finding(count: int, seen: int) -> Finding:
    is_sure = count >= _SURE_PAGES and count >= _SURE_SHARE * seen
    return Finding(
        "site-line", 0.92 if is_sure else 0.85, f"{count} pages of the site carry the line, of {seen}"
    )
