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
    [
        "script",
        "style",
        "noscript",
        "template",
        "title",
        "svg",
        "select",
        "iframe",
        "object",
        "embed",
        "textarea",
        "canvas",
        "video",
        "audio",
        "map",
        "math",
        "input",
        "option",
        "datalist",
        "amp-ad",
        "amp-consent",
    ]
)
_INLINE: Final = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "code",
        "data",
        "del",
        "dfn",
        "em",
        "font",
        "i",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
        "img",
        "ruby",
        "rt",
        "rp",
        "amp-img",
        "center",
        "picture",
        "source",
    ]
)
MAX_NAMES: Final = 10_000  # characters; 7,511 are the most of 974 real pages
_SPACES: Final = re.compile(r"\s+")
# A character of Chinese, Japanese or Thai is a word: they set no spaces.
_WORD: Final = re.compile(r"[぀-ヿ㐀-鿿฀-๿]|[^\W぀-ヿ㐀-鿿฀-๿]+")
_UNSEEN: Final = re.compile(
    r"(?:^|[;\s])(?:display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden)", re.IGNORECASE
)


# A card that opens over a name as the pointer rests on it: its words stand amid a sentence.
_CARD: Final = re.compile("rollover-(?:block|card)|tooltip-?(?:text|content)|popover|hovercard")


@dataclass(slots=True)
class Node:
    """An element that sets text apart.

    Attributes:
        tag: in lower case.
        names: the first of its class and id, in lower case, as one string.
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
    # libxml2 knows no <article> or <main>: where a page has no <body>, it leaves them in the <head>.
    root = tree if (body := tree.find("body")) is None else body
    walker = _Walker(Outline())
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            walker.leave(element, is_block=element is root or element.tag not in _INLINE)
        elif element.tag in _HIDDEN or _is_card(element):
            walk.skip_subtree()
        else:
            walker.enter(element, is_block=element is root or element.tag not in _INLINE)
    _show_what_scripts_show(walker.outline)
    return walker.outline


@dataclass(slots=True)
class _Walker:
    """Where the walk is, and the line that is being written."""

    outline: Outline
    at: int = -1  # the node that we are in
    pieces: list[str] = field(default_factory=list)
    linked: int = 0  # characters of the line
    links: int = 0  # how many are open
    broken: bool = False  # whether a `<br>` came before the line

    def enter(self, element: HtmlElement, *, is_block: bool) -> None:
        nodes = self.outline.nodes
        if element.tag == "br":
            self._end_line(broken=True)
            return
        if is_block:
            self._end_line(broken=False)
            nodes.append(_make_node(element, self.at, nodes))
            self.at = len(nodes) - 1
            nodes[self.at].lines = (len(self.outline.blocks), 0)
        else:
            self.links += element.tag == "a"
            nodes[self.at].images += element.tag in {"img", "amp-img"}
        self._write(element.text)

    def leave(self, element: HtmlElement, *, is_block: bool) -> None:
        if element.tag in _HIDDEN:
            self.outline.nodes[self.at].inputs += element.tag in {"input", "textarea", "select"}
        elif element.tag != "br" and not is_block:
            self.links -= element.tag == "a"
        elif element.tag != "br":
            self._close()
        if self.at >= 0:
            self._write(element.tail)

    def _close(self) -> None:
        self._end_line(broken=False)
        nodes = self.outline.nodes
        node = nodes[self.at]
        node.end, node.lines = len(nodes), (node.lines[0], len(self.outline.blocks))
        if node.parent >= 0:
            nodes[node.parent].images += node.images
            nodes[node.parent].inputs += node.inputs
        self.at = node.parent

    def _write(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)
            if self.links:
                self.linked += len(text.strip())

    def _end_line(self, *, broken: bool) -> None:
        if self.pieces:
            text = _SPACES.sub(" ", "".join(self.pieces)).strip()
            if text and (words := read_words(text)):
                linked = min(self.linked, len(text))
                self.outline.blocks.append(Block(text, words, linked, self.at, self.broken))
            self.pieces.clear()
            self.linked = 0
        self.broken = broken


def _show_what_scripts_show(outline: Outline) -> None:
    """Believe no markup that would hide most of the text: a script shows it as the page loads."""
    unseen = sum(len(block.text) for block in outline.blocks if outline.nodes[block.node].unseen)
    if 2 * unseen > sum(len(block.text) for block in outline.blocks):
        for node in outline.nodes:
            node.unseen = False


def _is_card(element: HtmlElement) -> bool:
    return element.tag == "span" and _CARD.search(element.get("class") or "") is not None


def _make_node(element: HtmlElement, parent: int, nodes: list[Node]) -> Node:
    names = f"{element.get('class') or ''} {element.get('id') or ''}".strip().lower()[:MAX_NAMES]
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
