"""A page as two flat lists: its block elements, and the lines of text that stand in them.

Every way of telling an article from its page looks at the same few things: which element a line stands in, how long
it is, how much of it is links, what the classes of the elements around it say. Walking the tree for each of them
again is what makes extractors slow. So it is walked once, without recursion, and what the scorers need is kept in
flat lists: an element knows its parent and where its subtree ends, a line knows its element, and the sums over any
subtree are one pass from the end of the list to its front.

Elements that set text apart (paragraphs, sections, cells, list items) are `Node`s. Inline ones (links, emphasis)
belong to the line that they stand in; of links it is only kept how many characters they cover. A `<br>` ends a line.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

# Nothing in these is text that a reader sees.
_HIDDEN: Final = frozenset(
    "script style noscript template head svg select iframe object embed textarea canvas video audio map math input"
    " option datalist amp-ad amp-consent".split()
)
_INLINE: Final = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small span strike"
    " strong sub sup time tt u var wbr img ruby rt rp amp-img center picture source".split()
)
_SPACES: Final = re.compile(r"\s+")
# A character of Chinese, Japanese or Thai is a word: they set no spaces.
_WORD: Final = re.compile(r"[぀-ヿ㐀-鿿฀-๿]|[^\W぀-ヿ㐀-鿿฀-๿]+")
_UNSEEN: Final = re.compile(r"(?:^|[;\s])(?:display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden)", re.IGNORECASE)


@dataclass(slots=True)
class Node:
    """An element that sets text apart.

    Attributes:
        tag: in lower case.
        names: its class and id, in lower case, as one string.
        parent: index of the node around it; -1 for the root.
        depth: how many nodes are around it.
        end: one past the index of the last node in its subtree.
        lines: the indices of the lines in its subtree, first and one past the last.
        images: how many pictures stand in its subtree.
        inputs: how many form fields.
        unseen: whether it or a node around it says that it is not shown.
        body: whether its markup calls it the body of an article.
    """

    tag: str
    names: str
    parent: int
    depth: int
    end: int = 0
    lines: tuple[int, int] = (0, 0)
    images: int = 0
    inputs: int = 0
    unseen: bool = False
    body: bool = False


@dataclass(slots=True)
class Block:
    """A line of text, its white space made single spaces.

    Attributes:
        text: not empty.
        words: its words in lower case.
        linked: how many of its characters stand in links.
        node: index of the node that it stands in.
        broken: whether a `<br>` parts it from the line before it.
    """

    text: str
    words: list[str]
    linked: int
    node: int
    broken: bool


@dataclass(slots=True)
class Outline:
    """What the scorers see of a page.

    Attributes:
        nodes: in document order; the first is the body.
        blocks: in document order.
    """

    nodes: list[Node] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class _Pen:
    """The line that is being written."""

    outline: Outline
    pieces: list[str] = field(default_factory=list)
    linked: int = 0
    links: int = 0  # how many are open
    broken: bool = False

    def write(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)
            if self.links:
                self.linked += len(text.strip())

    def end_line(self, node: int, *, broken: bool) -> None:
        if self.pieces:
            text = _SPACES.sub(" ", "".join(self.pieces)).strip()
            if text and (words := read_words(text)):
                self.outline.blocks.append(Block(text, words, min(self.linked, len(text)), node, self.broken))
            self.pieces.clear()
            self.linked = 0
        self.broken = broken


def read_words(text: str) -> list[str]:
    """The words of a text in lower case; a character of Chinese, Japanese or Thai is one.

    >>> read_words("Don't go to 東京!")
    ['don', 't', 'go', 'to', '東', '京']
    """
    return _WORD.findall(text.lower())


def outline_page(tree: HtmlElement) -> Outline:
    """Walk a page once.

    Args:
        tree: the page; it is not changed.
    """
    root = tree if (body := tree.find("body")) is None else body
    outline = Outline()
    pen = _Pen(outline)
    nodes = outline.nodes
    at = -1  # the node that we are in
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        tag = element.tag
        hidden = tag in _HIDDEN
        if event == "start":
            if hidden:
                if at >= 0:
                    nodes[at].inputs += tag in {"input", "textarea", "select"}
                walk.skip_subtree()
            elif tag == "br":
                pen.end_line(at, broken=True)
            elif tag in _INLINE and at >= 0:  # not the root
                pen.links += tag == "a"
                nodes[at].images += tag in {"img", "amp-img"}
                pen.write(element.text)
            else:
                pen.end_line(at, broken=False)
                nodes.append(_make_node(element, at, nodes))
                at = len(nodes) - 1
                nodes[at].lines = (len(outline.blocks), 0)
                pen.write(element.text)
            continue
        if not hidden and tag != "br":
            if tag in _INLINE and element is not root:
                pen.links -= tag == "a"
            else:
                pen.end_line(at, broken=False)
                node = nodes[at]
                node.end, node.lines = len(nodes), (node.lines[0], len(outline.blocks))
                if node.parent >= 0:
                    nodes[node.parent].images += node.images
                    nodes[node.parent].inputs += node.inputs
                at = node.parent
        if at >= 0:
            pen.write(element.tail)
    _show_what_scripts_show(outline)
    return outline


def _show_what_scripts_show(outline: Outline) -> None:
    """Believe no markup that would hide most of the text: a script shows it as the page loads."""
    unseen = sum(len(block.text) for block in outline.blocks if outline.nodes[block.node].unseen)
    if 2 * unseen > sum(len(block.text) for block in outline.blocks):
        for node in outline.nodes:
            node.unseen = False


def _make_node(element: HtmlElement, parent: int, nodes: list[Node]) -> Node:
    names = f"{element.get('class') or ''} {element.get('id') or ''}".strip().lower()
    style = element.get("style")
    around = nodes[parent] if parent >= 0 else None
    return Node(
        tag=element.tag,
        names=names,
        parent=parent,
        depth=around.depth + 1 if around else 0,
        unseen=(around is not None and around.unseen)
        or element.get("hidden") is not None
        or (style is not None and _UNSEEN.search(style) is not None),
        body="articlebody" in (element.get("itemprop") or "").lower(),
    )
