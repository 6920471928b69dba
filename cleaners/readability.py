"""The article by paragraphs, after readability.

Arc90's readability (2009, ported as readability-lxml) lets paragraphs vote: each gives points for its length and its
commas to the element around it, and half of them to the one around that; names of classes add or take some, links
take their share. The element with most points is the article, joined by neighbours that look like it, and what is
in it is weighed once more: lists of links, forms and boxes of pictures go.

Written anew over an `Outline`, which is read and never changed, so a page need not be parsed again for it. What
readability does to repair a tree (turning misused divs into paragraphs, splitting at line breaks) the outline has
already done.
"""

from __future__ import annotations

import re
from typing import Final

from cleaners.outline import Node, Outline

MIN_CHARS: Final = 25  # of a paragraph that votes
RETRY_CHARS: Final = 250  # of an article; with less, unlikely elements get a second chance

_MAX_CONTROL: Final = 1_000  # characters of a form

_UNLIKELY: Final = re.compile(
    "combx|comment|community|disqus|extra|foot|header|menu|remark|rss|shoutbox|sidebar|sponsor|ad-break|agegate"
    "|pagination|pager|popup|tweet|twitter"
)
_LIKELY: Final = re.compile("and|article|body|column|content|main|shadow")
_POSITIVE: Final = re.compile("article|body|content|entry|hentry|main|page|pagination|post|text|blog|story")
_NEGATIVE: Final = re.compile(
    "combx|comment|com-|contact|foot|footer|footnote|masthead|media|meta|outbrain|promo|related|scroll|shoutbox"
    "|sidebar|sponsor|shopping|tags|tool|widget"
)
_FRAME: Final = re.compile(r"(?:article|entry|post|story|blog)-?_?(?:body|content|text|item)|et-l--post")
_DIGIT: Final = re.compile(r"\d")
_PARAGRAPH: Final = frozenset(("p", "pre", "td", "blockquote"))
_BASE: Final = {
    **dict.fromkeys(("div", "article"), 5),
    **dict.fromkeys(("pre", "td", "blockquote"), 3),
    **dict.fromkeys(("address", "ol", "ul", "dl", "dd", "dt", "li", "form", "aside"), -3),
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6", "th", "header", "footer", "nav"), -5),
}
_HEADING: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_WEIGHED: Final = frozenset(("table", "ul", "div", "aside", "header", "footer", "section"))


def read_by_paragraphs(outline: Outline) -> frozenset[int]:
    """The lines that readability would keep, as indices into `outline.blocks`."""
    for ruthless in (True, False):
        kept = _Reading(outline, ruthless=ruthless).kept()
        if sum(len(outline.blocks[line].text) for line in kept) >= RETRY_CHARS:
            break
    return frozenset(kept)


class _Reading:
    """One attempt: the sums over each subtree, from which elements are taken out as they are dropped."""

    def __init__(self, outline: Outline, *, ruthless: bool) -> None:
        self.nodes, self.blocks = outline.nodes, outline.blocks
        count = len(self.nodes)
        self.gone, self.spared = [False] * count, [False] * count
        self.chars, self.linked, self.commas = [0] * count, [0] * count, [0] * count
        self.paragraphs, self.items, self.images, self.inputs = (
            [0] * count,
            [0] * count,
            [0] * count,
            [0] * count,
        )
        self.weights = [_weigh_names(node.names) for node in self.nodes]
        self.leaf = [node.end == at + 1 for at, node in enumerate(self.nodes)]
        self._drop_unlikely(ruthless=ruthless)
        self._sum()

    def _drop_unlikely(self, *, ruthless: bool) -> None:
        frames = [at for at, node in enumerate(self.nodes) if node.tag in {"article", "main"}]
        for at, node in enumerate(self.nodes):
            if node.unseen or (at and self.gone[node.parent]):
                self.gone[at] = True
            elif (
                ruthless
                and at
                and node.names
                and _UNLIKELY.search(node.names)
                and not _LIKELY.search(node.names)
            ):
                self.gone[at] = not any(at <= frame < node.end for frame in frames)

    def _sum(self) -> None:
        for block in self.blocks:
            if not self.gone[block.node]:
                self.chars[block.node] += len(block.text)
                self.linked[block.node] += block.linked
                self.commas[block.node] += block.text.count(",")
        for at in range(len(self.nodes) - 1, -1, -1):
            node = self.nodes[at]
            if self.gone[at]:
                continue
            self.images[at], self.inputs[at] = node.images, node.inputs
            self.paragraphs[at] += self._is_paragraph(at)
            self.items[at] += node.tag == "li"
            if at:
                self._add(node.parent, at, 1)

    def _add(self, to: int, at: int, sign: int) -> None:
        for sums in (self.chars, self.linked, self.commas, self.paragraphs, self.items):
            sums[to] += sign * sums[at]

    def _drop(self, at: int) -> None:
        above = self.nodes[at].parent
        while above >= 0:
            self._add(above, at, -1)
            self.images[above] -= self.images[at]
            self.inputs[above] -= self.inputs[at]
            above = self.nodes[above].parent
        for below in range(at, self.nodes[at].end):
            self.gone[below] = True

    def _is_paragraph(self, at: int) -> bool:
        return self.nodes[at].tag in _PARAGRAPH or (self.nodes[at].tag == "div" and self.leaf[at])

    def _density(self, at: int) -> float:
        return self.linked[at] / max(self.chars[at], 1)

    def kept(self) -> list[int]:
        """The indices of the lines of the article."""
        scores = self._score()
        if not scores:
            return [line for line, block in enumerate(self.blocks) if not self.gone[block.node]]
        best = self._widen(self._choose(scores))
        chosen = self._with_neighbours(best, scores)
        for top in chosen:
            self._weigh(top, scores)
        inside = [False] * len(self.nodes)
        for top in chosen:
            for at in range(top, self.nodes[top].end):
                inside[at] = not self.gone[at]
        return [line for line, block in enumerate(self.blocks) if inside[block.node]]

    def _score(self) -> dict[int, float]:
        scores: dict[int, float] = {}
        for at, chars, commas in self._votes():
            points = 2 + commas + min(chars / 100, 3)
            for around, share in ((at, 1.0), (self.nodes[at].parent, 0.5)):
                if around >= 0:
                    start = self.weights[around] + _BASE.get(self.nodes[around].tag, 0)
                    scores[around] = scores.get(around, start) + share * points
        return {at: score * (1 - self._density(at)) for at, score in scores.items()}

    def _votes(self) -> list[tuple[int, int, int]]:
        """Element that gets the points, characters and commas of each paragraph."""
        votes = [
            (node.parent, self.chars[at], self.commas[at])
            for at, node in enumerate(self.nodes)
            if at and not self.gone[at] and self._is_paragraph(at)
        ]
        votes += [  # text that stands in a box beside other boxes
            (block.node, len(block.text), block.text.count(","))
            for block in self.blocks
            if self.nodes[block.node].tag == "div" and not self.leaf[block.node] and not self.gone[block.node]
        ]
        return [vote for vote in votes if vote[1] >= MIN_CHARS]

    def _choose(self, scores: dict[int, float]) -> int:
        """The element with most points, of those that the markup calls the body if there are any."""
        ranked = sorted(scores, key=lambda at: (-round(scores[at], 6), at))
        best = next((at for at in ranked if self.nodes[at].body and self._density(at) <= 0.1), ranked[0])
        inside = (
            at
            for at in ranked
            if best < at < self.nodes[best].end
            and self.nodes[at].tag == "article"
            and self.chars[at] >= RETRY_CHARS
            and scores[at] >= 0.25 * scores[best]
        )
        return next(inside, best)

    def _widen(self, best: int) -> int:
        """The `main` around the best element, where that is twice as long and no list of links."""
        above = best
        while above >= 0 and self.nodes[above].tag not in {"article", "main"}:
            above = self.nodes[above].parent
        if above < 0 or self.nodes[above].tag == "article":
            return best
        wide = self.chars[above] >= max(500, 2 * self.chars[best]) and self._density(above) <= 0.15
        return above if wide else best

    def _segments(self, best: int) -> list[int]:
        """Elements that are called as the best one is, and in the same article: page builders part one so."""
        frame = self._find_frame(best)
        style, named = self._style(best), _content_names(self.nodes[best].names)
        segments, at = [], frame + 1
        while frame > 0 and at < self.nodes[frame].end:
            node = self.nodes[at]
            outside = node.end <= best or at >= self.nodes[best].end
            if (
                outside
                and not self.gone[at]
                and node.tag == self.nodes[best].tag
                and (self._style(at) == style or named & _content_names(node.names))
                and self.chars[at] >= MIN_CHARS
                and self._density(at) <= 0.2
            ):
                segments.append(at)
                at = node.end
            else:
                at += 1
        return segments

    def _find_frame(self, best: int) -> int:
        """The article around an element; where there is none, what is called like one; 0 for neither."""
        around = []
        above = self.nodes[best].parent
        while above > 0:
            around.append(above)
            above = self.nodes[above].parent
        for is_frame in (
            lambda at: self.nodes[at].tag in {"article", "main"},
            lambda at: self.nodes[at].body or _FRAME.search(self.nodes[at].names),
        ):
            if found := [at for at in around if is_frame(at)]:
                return found[0]
        return 0

    def _style(self, at: int) -> tuple[str, str, str]:
        """What an element and the one around it are called, less the numbers that tell instances apart."""
        node = self.nodes[at]
        return node.tag, _unnumbered(node.names), _unnumbered(self.nodes[max(node.parent, 0)].names)

    def _with_neighbours(self, best: int, scores: dict[int, float]) -> list[int]:
        enough = max(10.0, scores.get(best, 0) * 0.2)
        parent = self.nodes[best].parent
        if parent < 0:
            return [best]
        chosen = [at for at in self._segments(best) if self.nodes[at].parent != parent]
        at = parent + 1
        while at < self.nodes[parent].end:
            chars, density = self.chars[at], self._density(at)
            prose = self._is_paragraph(at) and (
                (chars > 80 and density < 0.25) or (chars <= 80 and density == 0 and self._ends_sentence(at))
            )
            if at == best or (not self.gone[at] and (scores.get(at, 0) >= enough or prose)):
                chosen.append(at)
            at = self.nodes[at].end
        return sorted(chosen)

    def _ends_sentence(self, at: int) -> bool:
        first, last = self.nodes[at].lines
        return any(". " in block.text or block.text.endswith(".") for block in self.blocks[first:last])

    def _weigh(self, top: int, scores: dict[int, float]) -> None:
        """Drop what is no text of an article inside the chosen element, from its end to its head."""
        spared = self.spared
        for at in range(self.nodes[top].end - 1, top - 1, -1):
            node = self.nodes[at]
            if self.gone[at]:
                continue
            if self._is_control(at, node) or (
                node.tag in _HEADING and (self.weights[at] < 0 or self._density(at) > 0.33)
            ):
                self._drop(at)
            elif (
                node.tag in _WEIGHED
                and not self._is_paragraph(at)
                and not spared[at]
                and self._is_furniture(at, node, scores)
            ):
                if self._stands_in_prose(at, node):
                    spared[at : node.end] = [True] * (node.end - at)
                else:
                    self._drop(at)

    def _is_control(self, at: int, node: Node) -> bool:
        """A form or button; one that holds a page was left open."""
        return node.tag in {"form", "button"} and self.chars[at] < _MAX_CONTROL

    def _is_furniture(self, at: int, node: Node, scores: dict[int, float]) -> bool:
        weight = self.weights[at]
        if weight + scores.get(at, 0) < 0:
            return True
        if self.commas[at] >= 10:
            return False
        chars, paragraphs, images = self.chars[at], self.paragraphs[at], self.images[at]
        return (
            (paragraphs > 0 and images > 1 + paragraphs * 1.3)
            or (self.items[at] - 100 > paragraphs and node.tag != "ul")
            or self.inputs[at] > paragraphs / 3
            or (chars < MIN_CHARS and (images == 0 or images > 2))
            or self._density(at) > (0.2 if weight < 25 else 0.5)
        )

    def _stands_in_prose(self, at: int, node: Node) -> bool:
        """Whether the nearest neighbours that hold text hold more than 1000 characters."""
        if node.parent < 0:
            return False
        before, after, sibling = 0, 0, node.parent + 1
        while sibling < self.nodes[node.parent].end:
            if sibling < at:
                before = self.chars[sibling] * (not self.gone[sibling]) or before
            elif sibling > at:
                after = after or self.chars[sibling] * (not self.gone[sibling])
            sibling = self.nodes[sibling].end
        return before + after > 1000


def _content_names(names: str) -> frozenset[str]:
    """The names of an element that speak of content."""
    return frozenset(name for name in names.split() if _POSITIVE.search(name))


def _unnumbered(names: str) -> str:
    return " ".join(name for name in names.split() if not _DIGIT.search(name))


def _weigh_names(names: str) -> int:
    return 25 * bool(_POSITIVE.search(names)) - 25 * bool(_NEGATIVE.search(names)) if names else 0
