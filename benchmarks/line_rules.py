"""The published line filters that `benchmarks/boilerplate.py` measures copydesk beside, on lines of text.

C4 and FineWeb are written down here from their papers, by their own rules for one document; jusText is its own
library, given the lines as paragraphs without tags. They were made to filter web text in bulk, where losing an
article costs nothing; here a page of which nothing stays counts nought.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

import justext
from justext.core import classify_paragraphs, revise_paragraph_classification
from justext.paragraph import Paragraph

Keeps = list[bool]
Filter = Callable[[Sequence[str]], Keeps]

_POLICIES: Final = (
    "terms of use",
    "privacy policy",
    "cookie policy",
    "uses cookies",
    "use of cookies",
    "use cookies",
)
_ENGLISH: Final = justext.get_stoplist("English")


def keep_all(lines: Sequence[str]) -> Keeps:
    """Nothing done."""
    return [True] * len(lines)


def c4(lines: Sequence[str]) -> Keeps:
    """Raffel et al. 2020, 2.2: lines that end in a terminal mark and have five words, without script and policies."""
    return [
        line.endswith((".", "?", "!", '"'))
        and not line.endswith("...")
        and len(line.split()) >= 5
        and "javascript" not in line.lower()
        and not any(policy in line.lower() for policy in _POLICIES)
        for line in lines
    ]


def fineweb(lines: Sequence[str]) -> Keeps:
    """Penedo et al. 2024, 3.6: a verdict on the whole document, by its lines' ends, copies and lengths."""
    if not lines:
        return []
    ends = sum(line.endswith((".", "?", "!", '"', "…", "”", "’")) for line in lines) / len(lines)
    short = sum(len(line) < 30 for line in lines) / len(lines)
    characters = sum(map(len, lines)) or 1
    copied = 1 - sum(map(len, set(lines))) / characters
    return [ends > 0.12 and copied < 0.1 and short < 0.67] * len(lines)


def jus_text(lines: Sequence[str]) -> Keeps:
    """Pomikálek 2011, with the library's defaults and its English stop words."""
    paragraphs = [_paragraph(line) for line in lines]
    classify_paragraphs(paragraphs, _ENGLISH)
    revise_paragraph_classification(paragraphs)
    return [paragraph.class_type == "good" for paragraph in paragraphs]


class _Place:
    """Where jusText thinks that a line stood in its page."""

    dom = "body.p"
    xpath = "/html/body/p"


def _paragraph(line: str) -> Paragraph:
    paragraph = Paragraph(_Place())
    paragraph.append_text(line)
    return paragraph


FILTERS: Final[dict[str, Filter]] = {
    "nothing done": keep_all,
    "C4 lines": c4,
    "FineWeb": fineweb,
    "jusText": jus_text,
}
