"""What the block model looks at: some hundred and fifty numbers for each line of a page.

They say what a line is like (length, links, stop words, how it begins and ends), where it stands (in which elements,
under which class names, how far from the title), how often lines like it come, what its neighbours are like, what
it is about (`cleaners/block_context.py`), and what the extractors made of it. Idea and most features after boilerpipe
(Kohlschütter et al., 2010) and web2text (Vogels et al., 2018); the votes of other extractors as features are stacking
(Wolpert, 1992).

No feature needs a language but the few openers and labels of interface lines. Vectorised where it can be.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.block_context import Floats, describe_context
from cleaners.gravity import count_stop_words
from cleaners.outline import Block, Outline

# Kinds of class and id names; a name may be of several.
_KINDS: Final = tuple(
    re.compile(pattern)
    for pattern in (
        "comment|disqus|repl(?:y|ies)|respond|discuss",
        "related|recommend|more-|read-?more|also|suggest|teaser|promo|popular|trending|most-|latest|outbrain|taboola|card|next-|widget",
        "share|sharing|social|follow|facebook|whatsapp|tweet|addthis|tool",
        "nav|menu|crumb|header|masthead|topbar|toc|pagination|pager",
        "foot|copyright|legal|cookie|consent|gdpr|privacy|modal|popup|overlay|banner",
        "sidebar|side-|aside|rail|secondary",
        "caption|credit|figure|photo|image|gallery|media|slide|img",
        "byline|author|date|time|meta|published|updated|posted|kicker|bio|profile",
        "advert|sponsor|(?:^|[-_ ])ads?(?:$|[-_ ])|newsletter|subscri|sign-?up|paywall|register|donat|dfp|cta|form",
        "tags?(?:$|[-_ ])|categor|topic|keyword",
        "summary|subtitle|standfirst|excerpt|intro|lede|lead|headline|title|dek|deck|description",
        "hidden|screen-reader|sr-only|visually|print-only|accessib",
        "article|story|post|entry|content|body|text|main|rich|prose|paragraph",
    )
)
_AROUND: Final = [
    "article",
    "main",
    "aside",
    "nav",
    "footer",
    "header",
    "form",
    "figure",
    "figcaption",
    "table",
    "li",
    "blockquote",
    "h2",
    "section",
    "pre",
    "details",
    "button",
    "dl",
]
_OWN: Final = [
    "p",
    "div",
    "li",
    "td",
    "span",
    "h1",
    "h2",
    "h3",
    "h4",
    "section",
    "article",
    "blockquote",
    "pre",
    "figcaption",
]
_DATE: Final = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}:\d\d\b|\b\d{1,2} (?:min|hour|day|week|month|year)s? ago|min(?:ute)? read",
    re.IGNORECASE,
)
_OPENER: Final = re.compile(
    r"\W{0,3}(?:by|photo|image|read|more|see|watch|related|also|share|follow|tags?|topics?|source|via|updated?|published|posted"
    r"|credit|advertisement|loading|play|video|sign|subscribe|comments?|recommended|editor|note|copyright|©|getty|click|join"
    r"|leave|filed|follow|download|von|foto|bild|mehr|lesen|quelle|par|photo|lire|voir|partager|por|leer|leia|ver|compartir"
    r"|фото|читайте|источник|подпис)\b",
    re.IGNORECASE,
)
_ENDS: Final = frozenset(".!?…\"”’'»)。！？")
_QUOTES: Final = frozenset("\"“'‘«„")
_WINDOW: Final = 6


def describe_blocks(outline: Outline, title: str, votes: Sequence[Sequence[float]]) -> Floats:
    """The features of each line.

    Args:
        outline: the page, with at least one line.
        title: the text of its title element.
        votes: for each extractor and line, how much of the line it keeps, from 0 to 1.

    Returns:
        One row a line.
    """
    blocks = outline.blocks
    votes_of = np.array(votes, dtype=np.float32).T
    support = votes_of.mean(axis=1)
    alone = np.array(_describe_alone(blocks, title), dtype=np.float32)
    words, links, stops, ends = alone[:, 0], alone[:, 3], alone[:, 2], alone[:, 4]
    good = ((words >= 10) & (links < 0.35)).astype(np.float32)
    node_of = np.array([block.node for block in blocks])
    parent_of = np.array([max(node.parent, 0) for node in outline.nodes])
    return np.hstack(
        (
            alone,
            _describe_place(
                words, support, good, [outline.nodes[block.node].tag == "h1" for block in blocks]
            ),
            _describe_names(outline)[node_of],
            _describe_company(outline, words, support, good, stops * words),
            _describe_neighbours((words, links, support, ends), node_of, parent_of),
            _describe_window(words, support, good),
            _describe_agreement(votes_of, words),
            describe_context(outline, title, support),
            votes_of,
            support[:, None],
        )
    )


def _describe_alone(blocks: Sequence[Block], title: str) -> list[list[float]]:
    title_words = re.findall(r"\w+", title.lower())
    in_title, title_line = set(title_words), f" {' '.join(title_words)} "
    lines = [" ".join(block.words) for block in blocks]
    copies, seen = Counter(lines), Counter[str]()
    rows = []
    for block, line in zip(blocks, lines, strict=True):
        text, words = block.text, block.words
        chars, count = len(text), len(words)
        seen[line] += 1
        rows.append(
            [
                count,
                chars / count,
                count_stop_words(words) / count,
                block.linked / chars,
                text[-1] in _ENDS,
                text[-1] == ":",
                text[0].isupper(),
                sum(map(str.isupper, text)) / chars,
                sum(map(str.isdigit, text)) / chars,
                text.count(",") / count,
                text[0] in _QUOTES,
                "|" in text or "›" in text or "»" in text,
                _DATE.search(text) is not None,
                _OPENER.match(text) is not None,
                len(in_title.intersection(words)) / len(set(words)),
                count > 2 and f" {line} " in title_line,
                copies[line],
                seen[line],
                block.broken,
            ]
        )
    return rows


def _describe_place(words: Floats, support: Floats, good: Floats, heads: list[bool]) -> Floats:
    count = len(words)
    at = np.arange(count)
    kept = np.flatnonzero((support >= 0.5) & (words >= 10))
    first, last = (kept[0], kept[-1]) if len(kept) else (0, count - 1)
    head = heads.index(True) if True in heads else -1
    voted = support * words
    return np.stack(
        (
            at / count,
            _share_before(words),
            _share_before(voted),
            np.clip(at - head, -50, 99) if head >= 0 else np.full(count, -99),
            np.clip(at - first, -50, 99),
            np.clip(last - at, -50, 99),
            np.full(count, float(good.mean())),
            np.full(count, float(voted.sum() / max(words.sum(), 1))),
        ),
        axis=1,
    ).astype(np.float32)


def _share_before(weights: Floats) -> Floats:
    total = np.cumsum(weights)
    return (total - weights) / max(float(total[-1]), 1.0)


def _describe_names(outline: Outline) -> Floats:
    """For each element: what the elements around it are, and what it and they are called."""
    kinds = len(_KINDS)
    rows = np.zeros((len(outline.nodes), len(_AROUND) + kinds + len(_OWN) + 4), dtype=np.float32)
    tags = {tag: at for at, tag in enumerate(_AROUND)}
    own = {tag: at for at, tag in enumerate(_OWN)}
    known: dict[str, list[int]] = {}
    for at, node in enumerate(outline.nodes):
        row = rows[at]
        if node.parent >= 0:
            row[:] = rows[node.parent]
            row[len(_AROUND) + kinds :] = 0
            row[len(_AROUND) : len(_AROUND) + kinds] = np.minimum(row[len(_AROUND) : len(_AROUND) + kinds], 1)
        if node.tag in tags:
            row[tags[node.tag]] = 1
        if node.names:
            if node.names not in known:
                known[node.names] = [
                    len(_AROUND) + kind for kind, form in enumerate(_KINDS) if form.search(node.names)
                ]
            row[known[node.names]] = 2
        if node.tag in own:
            row[len(_AROUND) + kinds + own[node.tag]] = 1
        row[-4:] = (node.depth, node.images, node.inputs, node.unseen)
    return rows


def _describe_company(
    outline: Outline, words: Floats, support: Floats, good: Floats, stops: Floats
) -> Floats:
    """How much text, and how much that extractors keep, stands in the same element and under the same names."""
    total, voted = max(float(words.sum()), 1.0), support * words
    nodes, blocks = outline.nodes, outline.blocks
    styles: dict[tuple[str, str, str], int] = {}
    style_of, parent_of, grand_of = [], [], []
    for block in blocks:
        node = nodes[block.node]
        parent = max(node.parent, 0)
        style_of.append(styles.setdefault((node.tag, node.names, nodes[parent].tag), len(styles)))
        parent_of.append(parent)
        grand_of.append(max(nodes[parent].parent, 0))
    columns = []
    for groups in (style_of, [block.node for block in blocks], parent_of, grand_of):
        group = np.array(groups)
        of_words = np.bincount(group, words)[group]
        columns += [
            of_words / total,
            np.bincount(group, voted)[group] / np.maximum(of_words, 1),
            np.bincount(group, words * good)[group] / np.maximum(of_words, 1),
        ]
    # The weight of the prose in the whole subtree of the element around the line, and around that.
    prose = np.concatenate(([0.0], np.cumsum(stops * good)))
    whole = max(float(prose[-1]), 1.0)
    for holder in (parent_of, grand_of):
        spans = np.array([nodes[at].lines for at in holder])
        columns.append((prose[spans[:, 1]] - prose[spans[:, 0]]) / whole)
    return np.stack(columns, axis=1).astype(np.float32)


def _describe_agreement(votes: Floats, words: Floats) -> Floats:
    """How far each two of the extractors agree on the page; the same for every line."""
    count, readers = votes.shape
    shares = []
    for one in range(readers):
        for other in range(one + 1, readers):
            both = np.minimum(votes[:, one], votes[:, other]) @ words
            shares.append(float(both / max(float(np.maximum(votes[:, one], votes[:, other]) @ words), 1.0)))
    return np.tile(np.array(shares, dtype=np.float32), (count, 1))


def _describe_neighbours(
    columns: Collection[Floats], node_of: NDArray[np.int_], parent_of: NDArray[np.int_]
) -> Floats:
    """The two lines before and the two behind; -1 where there is none."""
    count = len(node_of)
    holder = parent_of[node_of]
    found = []
    for away in (-2, -1, 1, 2):
        at = np.arange(count) + away
        inside = (at >= 0) & (at < count)
        at = np.clip(at, 0, count - 1)
        found += [np.where(inside, column[at], -1) for column in columns]
        found += [np.where(inside, node_of[at] == node_of, -1), np.where(inside, holder[at] == holder, -1)]
    return np.stack(found, axis=1).astype(np.float32)


def _describe_window(words: Floats, support: Floats, good: Floats) -> Floats:
    """What the extractors keep of the lines around each line, and how many of these are prose."""
    count = len(words)
    at = np.arange(count)
    low, high = np.maximum(at - _WINDOW, 0), np.minimum(at + _WINDOW + 1, count)
    of_words, voted, prose = (
        np.concatenate(([0.0], np.cumsum(column))) for column in (words, support * words, good)
    )

    def kept(start: NDArray[np.int_], end: NDArray[np.int_]) -> NDArray[np.float64]:
        share: NDArray[np.float64] = (voted[end] - voted[start]) / np.maximum(
            of_words[end] - of_words[start], 1
        )
        return share

    columns = (kept(low, high), (prose[high] - prose[low]) / (high - low), kept(low, at), kept(at + 1, high))
    return np.stack(columns, axis=1).astype(np.float32)
