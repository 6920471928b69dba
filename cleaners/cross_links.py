"""Lines in the middle of an article that are one link to another.

"Read more: ..." needs no list of phrases, in no language: a paragraph of some words that is nearly all link is not of
the article. Lists, tables and headings are left alone, since articles link from these, and so is a page that would
lose much by it: there the links are the article. A link that is written out as its address is a source or a thing to
find, not a headline. Where a block model was asked it may speak for a line. On 181 pages of news this is worth .0034
of F1, on 790 of all kinds it makes no difference.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from cleaners.outline import Outline, read_words

MIN_WORDS: Final = 4
LINKED: Final = 0.8  # share of the characters of a line
BELIEVED: Final = 0.9  # probability from which the block model spares a line
REMAINS: Final = 0.6  # share of the text that must

_ADDRESS: Final = re.compile(r"https?://|www\.", re.IGNORECASE)
_LINKING: Final = frozenset(("li", "td", "th", "dt", "dd", "h1", "h2", "h3", "h4", "h5", "h6"))


def drop_cross_links(outline: Outline, text: str, chances: Sequence[float] = ()) -> str:
    """A reading without its cross-links.

    Args:
        outline: the page.
        text: what a reader makes of it.
        chances: what the block model gives each line of the page; nothing where it was not asked.
    """
    linked = {
        at
        for at, block in enumerate(outline.blocks)
        if block.linked >= LINKED * len(block.text)
        and len(block.words) >= MIN_WORDS
        and outline.nodes[block.node].tag not in _LINKING
        and not _ADDRESS.search(block.text)
        and not (len(chances) and chances[at] >= BELIEVED)
    }
    links = {" ".join(outline.blocks[at].words) for at in linked}
    links -= {" ".join(block.words) for at, block in enumerate(outline.blocks) if links and at not in linked}
    if not links:
        return text
    lines = [line for line in text.split("\n") if " ".join(read_words(line)) not in links]
    kept = "\n".join(lines)
    return kept if len(kept) >= REMAINS * len(text) else text
