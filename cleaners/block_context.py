"""What a line is about, under which heading it stands, and among how many links.

A teaser of another story is a sentence like any of the article's. Three things give it away, and none needs a
language: it speaks of other things than the title, the lead and the lines that all readers keep; the heading above
it is a link; and the boxes around it are full of links. Without these numbers the block model, which learned from
blogs, reaches .9638 on 181 pages of news, and with them .9677.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.outline import Block, Node, Outline

Floats = NDArray[np.float32]

_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LABEL: Final = re.compile(
    r"related|recommend|more (?:from|on|stories|news)|read (?:more|next|also)|also like|comment|latest|popular|trending"
    r"|about the author|share|you may|most read|next|previous|newsletter|subscribe|tags|categories",
    re.IGNORECASE,
)
_FAR: Final = 99  # lines
_LONG: Final = 5  # letters of a word that says what a text is about
_TITLE_LONG: Final = 4
_PROSE: Final = 10  # words of a line that says what an article is about
_LEAD_PROSE: Final = 12
_LEADS: Final = 3
_LEAD_SUPPORT: Final = 0.6
_ALL: Final = 0.99  # support of a line that all readers keep
_WINDOW: Final = 5  # lines on either side


def describe_context(outline: Outline, title: str, support: Floats) -> Floats:
    """The features of each line that stand in other lines.

    Args:
        outline: the page, with at least one line.
        title: the text of its title element.
        support: how much of each line the extractors keep, from 0 to 1.
    """
    holders = _holders(outline)
    columns = [*_describe_holders(outline, holders), *_describe_headings(outline, support)]
    columns += _describe_topics(outline, title, support, holders[1])
    columns += _describe_marks(outline.blocks)
    return np.stack(columns, axis=1).astype(np.float32)


def _holders(outline: Outline) -> list[list[int]]:
    """The element around the element of each line, and the two around that."""
    at = [block.node for block in outline.blocks]
    holders = []
    for _ in range(3):
        at = [max(outline.nodes[node].parent, 0) for node in at]
        holders.append(at)
    return holders


def _spans(outline: Outline, holder: Sequence[int]) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    spans = np.array([outline.nodes[at].lines for at in holder])
    return spans[:, 0], spans[:, 1]


def _sums(values: Sequence[float] | NDArray[np.float64]) -> NDArray[np.float64]:
    return np.concatenate(([0.0], np.cumsum(np.asarray(values, dtype=np.float64))))


def _describe_holders(outline: Outline, holders: list[list[int]]) -> list[NDArray[np.float64]]:
    """How much of what stands around a line is links, and how far the line is from both ends of it."""
    blocks = outline.blocks
    chars, linked = _sums([len(block.text) for block in blocks]), _sums([block.linked for block in blocks])
    words = _sums([len(block.words) for block in blocks])
    at = np.arange(len(blocks))
    columns: list[NDArray[np.float64]] = []
    for holder in holders:
        first, last = _spans(outline, holder)
        columns += [
            (linked[last] - linked[first]) / np.maximum(chars[last] - chars[first], 1),
            (words[last] - words[first]) / words[-1],
            (at - first).astype(np.float64),
            (last - at).astype(np.float64),
        ]
    return columns


def _describe_headings(outline: Outline, support: Floats) -> list[NDArray[np.float64]]:
    """The last heading before each line: linked, how far, a label, its rank, kept; and linked ones so far."""
    rows = []
    heading, linked_before = (-1.0, float(_FAR), 0.0, 0.0, -1.0), 0
    at = -_FAR
    for line, block in enumerate(outline.blocks):
        away = float(min(line - at, _FAR))
        rows.append((heading[0], away, *heading[2:], float(linked_before)))
        if rank := _heading_rank(outline.nodes, block.node):
            at, linked = line, block.linked / len(block.text)
            heading = (linked, 0.0, float(bool(_LABEL.search(block.text))), float(rank), float(support[line]))
            linked_before += linked > 0.5
    return list(np.array(rows).T)


def _heading_rank(nodes: list[Node], at: int) -> int:
    """From 1 to 6 for a line of a heading, 0 for any other."""
    for node in (nodes[at], nodes[max(nodes[at].parent, 0)]):
        if node.tag in _HEADINGS:
            return int(node.tag[1])
    return 0


def _describe_topics(
    outline: Outline, title: str, support: Floats, holder: Sequence[int]
) -> list[NDArray[np.float64]]:
    """How many of its long words stand in what all readers keep, in the title, in the lead; and so around it."""
    blocks = outline.blocks
    long = [frozenset(word for word in block.words if len(word) >= _LONG) for block in blocks]
    sure = [
        share >= _ALL and len(block.words) >= _PROSE for share, block in zip(support, blocks, strict=True)
    ]
    leads = [
        at
        for at, block in enumerate(blocks)
        if support[at] >= _LEAD_SUPPORT and len(block.words) >= _LEAD_PROSE
    ][:_LEADS]
    agreed = Counter(word for words, is_sure in zip(long, sure, strict=True) if is_sure for word in words)
    lead = frozenset().union(*(long[at] for at in leads))
    in_title = {word for word in re.findall(r"\w+", title.lower()) if len(word) >= _TITLE_LONG}
    counts = np.array([len(words) for words in long], dtype=np.float64)
    shared = np.array(
        [
            sum(agreed[word] > is_sure for word in words)  # a line does not speak for itself
            for words, is_sure in zip(long, sure, strict=True)
        ],
        dtype=np.float64,
    )
    most = np.maximum(counts, 1)
    pairs = _sums(shared), _sums(counts)
    at = np.arange(len(blocks))
    low, high = np.maximum(at - _WINDOW, 0), np.minimum(at + _WINDOW + 1, len(blocks))
    return [
        shared / most,
        np.array([len(words & in_title) for words in long], dtype=np.float64),
        np.array([len(words & lead) for words in long]) / most,
        *(
            (pairs[0][end] - pairs[0][start]) / np.maximum(pairs[1][end] - pairs[1][start], 1)
            for start, end in ((low, high), _spans(outline, holder))
        ),
    ]


def _describe_marks(blocks: Sequence[Block]) -> list[NDArray[np.float64]]:
    marks = [
        (block.text[-1] in ".!?", "@" in block.text, "http" in block.text, block.text.isupper(), block.text[0] in "(*[")
        for block in blocks
    ]  # fmt: skip
    return list(np.array(marks, dtype=np.float64).T)
