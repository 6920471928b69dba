"""The article by its stop words, after goose and newspaper.

Prose is full of small words, menus have next to none. So goose (Gravity, 2011) and newspaper after it count the stop
words of each paragraph and pull them towards the element around it, the first paragraphs more than the last ones;
what stands where the pull is strongest is the article. Inside it, boxes go whose class says that they are captions,
bylines or cross-links, and so do boxes of links and a last box that is no paragraph.

The elements are asked from the deepest up, and those as deep as the strongest one that pull nearly as much are part of
the article: so an article that is cut into boxes comes whole.

Written anew over an `Outline`. A stop word is here any word of up to three letters, which needs no list and holds
in every language that writes with spaces: of English, German and Russian stop words in running text they are most.
It errs otherwise than readability does, which is why it is asked.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from cleaners.outline import Outline

MIN_STOP_WORDS: Final = 3  # of a paragraph that pulls
MAX_LINKED: Final = 0.4  # share of its characters
GRANDPARENT: Final = 0.4
EQUAL: Final = 0.3  # share of the strongest pull from which an element as deep is part of the article
_FEW_PARAGRAPHS: Final = 5  # with fewer, any box of text pulls

_PARAGRAPH: Final = frozenset(("p", "pre", "td"))
_NAUGHTY_TAG: Final = frozenset(("aside", "nav", "menu", "form", "button", "figcaption", "footer"))
_MAX_CONTROL: Final = 1_000  # characters; a form that holds a page was left open
_NAUGHTY: Final = re.compile(
    r"side(?:bar)?$|combx|retweet|mediaarticlerelated|menucontainer|navbar|storytopbar|utility-bar|inline-share-tools"
    r"|comment|popular|sponsor|foot|tags?\b|social|pagetools|post-attributes|subscri|newsletter|vcard|date\b|popup"
    r"|author|tools|byline|breadcrumb|wp-caption-text|timestamp|caption|share|promo|related|recirc|read-?more|widget"
    r"|facebook|twitter-|outbrain|taboola|advert|credit"
)
_READERS: Final = re.compile("comments?(?:$|[ _-])|disqus|replies|footer(?:$|[ _-])")
_BOX: Final = re.compile(r"(?:^|[ _-])(?:articlebody|article|story)(?:$|[ _-])|paragraph")
_BODY: Final = re.compile(
    "paragraph|entry-content|article-text|article-body|article__body|story-body|articlebody"
)


def read_by_gravity(outline: Outline) -> frozenset[int]:
    """The lines that newspaper would keep, as indices into `outline.blocks`."""
    pull = _Pull(outline)
    top = pull.find_top()
    return frozenset() if top is None else frozenset(pull.keep(pull.with_equals(top)))


class _Pull:
    """Stop words, characters and links of each element's own text and of its subtree."""

    def __init__(self, outline: Outline) -> None:
        self.nodes, self.blocks = outline.nodes, outline.blocks
        count = len(self.nodes)
        self.stops, self.chars, self.linked = [0] * count, [0] * count, [0] * count
        self.readers = self._find_readers()
        for block in self.blocks:
            if not self.nodes[block.node].unseen and not self.readers[block.node]:
                self.stops[block.node] += count_stop_words(block.words)
                self.chars[block.node] += len(block.text)
                self.linked[block.node] += block.linked
        self.height = [0] * count
        self.weighed = self._find_weighed()
        for at in range(count - 1, 0, -1):
            parent = self.nodes[at].parent
            # What an element that is weighed holds does not count for those around it.
            self.stops[parent] += 0 if self.weighed[at] else self.stops[at]
            self.chars[parent] += self.chars[at]
            self.linked[parent] += self.linked[at]
            self.height[parent] = max(self.height[parent], self.height[at] + 1)
        self.gravity = [0.0] * count
        self.children: list[list[int]] = [[] for _ in range(count)]
        for at in range(1, count):
            self.children[self.nodes[at].parent].append(at)

    def _find_weighed(self) -> list[bool]:
        """The elements that pull: paragraphs and articles, boxes by name, and any box where these are few."""
        found = [node.tag in _PARAGRAPH or node.tag == "article" for node in self.nodes]
        named = [node.tag == "div" and bool(node.names and _BOX.search(node.names)) for node in self.nodes]
        if not any(named) and sum(found) < _FEW_PARAGRAPHS:
            named = [node.tag == "div" for node in self.nodes]
        return [one or other for one, other in zip(found, named, strict=True)]

    def _find_readers(self) -> list[bool]:
        """The elements in which readers write, and those at the foot of the page."""
        found = [False] * len(self.nodes)
        for at, node in enumerate(self.nodes[1:], 1):
            found[at] = (
                found[node.parent] or node.tag == "footer" or bool(node.names and _READERS.search(node.names))
            )
        return found

    def _is_linked(self, at: int) -> bool:
        return self.linked[at] > MAX_LINKED * self.chars[at]

    def find_top(self) -> int | None:
        """The element with the strongest pull."""
        pulling = [at for at in range(1, len(self.nodes)) if self.weighed[at] and self._pulls(at)]
        if not pulling:
            return None
        pulling.sort(key=lambda at: -self.nodes[at].depth)
        tail = len(pulling) / 4
        boosts = 0
        for place, at in enumerate(pulling):
            force = float(self.stops[at])
            if self._has_company(at):
                boosts += 1
                force += 30 / boosts
            if len(pulling) > 15 and (deep := tail - (len(pulling) - place)) >= 0:
                force = self.stops[at] - deep**2 if deep**2 < 40 else self.stops[at] + 5
            parent = self.nodes[at].parent
            self.gravity[parent] += force
            if self.nodes[parent].parent >= 0:
                self.gravity[self.nodes[parent].parent] += GRANDPARENT * force
        for at, node in enumerate(self.nodes):
            self.gravity[at] += 100 * node.body + 15 * bool(node.names and _BODY.search(node.names))
        return max(range(len(self.nodes)), key=lambda at: (round(self.gravity[at], 6), -at))

    def with_equals(self, top: int) -> list[int]:
        """The chosen element and those as deep, with the same tag, that pull a third as much."""
        node, enough = self.nodes[top], EQUAL * self.gravity[top]
        return [
            at
            for at, other in enumerate(self.nodes)
            if at == top
            or (
                other.depth == node.depth
                and other.tag == node.tag
                and self.gravity[at] > enough
                and not self._is_linked(at)
            )
        ]

    def _pulls(self, at: int) -> bool:
        return self.stops[at] >= MIN_STOP_WORDS and not self._is_linked(at)

    def _has_company(self, at: int) -> bool:
        """Whether one of the three neighbours before it is a paragraph of some weight."""
        siblings = self.children[self.nodes[at].parent]
        place = bisect_left(siblings, at)
        return any(
            self.nodes[other].tag == self.nodes[at].tag and self.stops[other] > 5
            for other in siblings[max(0, place - 3) : place]
        )

    def keep(self, tops: list[int]) -> list[int]:
        """The lines in the chosen elements that are not furniture, and paragraphs right before the first of them."""
        gone = [False] * len(self.nodes)
        lines = self._before(tops[0], 0.3 * self._usual(tops[0]))
        for top in tops:
            end = self.nodes[top].end
            for at in range(top + 1, end):
                gone[at] = gone[self.nodes[at].parent] or self._is_naughty(at)
            children = self.children[top]
            if len(children) > 2 and self._is_odd_end(children[-1], self.chars[top]):
                gone[children[-1] : end] = [True] * (end - children[-1])
            lines += [line for line in range(*self.nodes[top].lines) if not gone[self.blocks[line].node]]
        return lines

    def _usual(self, top: int) -> float:
        """The mean of the stop words of its paragraphs that have any."""
        found = [
            self.stops[at]
            for at in range(top + 1, self.nodes[top].end)
            if self.nodes[at].tag in _PARAGRAPH and self.stops[at]
        ]
        return sum(found) / max(1, len(found))

    def _is_naughty(self, at: int) -> bool:
        node = self.nodes[at]
        if node.unseen or (node.tag in _NAUGHTY_TAG and self.chars[at] < _MAX_CONTROL):
            return True
        if node.tag == "article":
            return False
        if node.names and _NAUGHTY.search(node.names):
            return True
        return (
            node.tag in {"div", "section", "ul", "ol", "table"} and self.chars[at] > 0 and self._is_linked(at)
        )

    def _is_odd_end(self, last: int, whole: int) -> bool:
        if self.nodes[last].tag in _PARAGRAPH or self.gravity[last] > 15:
            return False
        return (self.height[last] >= 2 and 8 * self.chars[last] < whole) or self._is_linked(last)

    def _before(self, top: int, enough: float) -> list[int]:
        """Paragraphs among the elements that stand before the chosen one, on its level."""
        parent = self.nodes[top].parent
        lines: list[int] = []
        for sibling in self.children[parent] if parent >= 0 else ():
            if sibling >= top:
                break
            for at in range(sibling, self.nodes[sibling].end):
                if self.nodes[at].tag == "p" and self.stops[at] > max(enough, 1) and not self._is_linked(at):
                    lines += range(*self.nodes[at].lines)
        return lines


def count_stop_words(words: list[str]) -> int:
    """Words of up to three letters.

    >>> count_stop_words(["the", "bridge", "is", "2023", "wet"])
    3
    """
    return sum(len(word) < 4 and word.isalpha() for word in words)
