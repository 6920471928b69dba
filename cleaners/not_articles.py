"""Pages that are no article though they hold text: errors, consent walls, paywall stubs, indexes.

Crawlers bring them by the thousand, each is the same on a whole site, and one that passes for an article makes a copy
group of its own. They are told by what they say of themselves and by their form, and always with a second sign, since
news is written about all of them: an error page is short, a consent wall is short and says several things that only
consent platforms say, a paywall stub is short and asks for money, and an index says most of its words on cards, each
a linked heading with a teaser. A heading whose link stays on the page opens an answer below it, and is no card. A list
of ten hotels looks the same, but says in its head when it was published as an article, which an index does not.

A long article is none of the first three whatever it says.
"""

from __future__ import annotations

import tomllib
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Final

from lxml.html import HtmlElement

from cleaners.document import Reason, Reject
from cleaners.outline import Block, Node, Outline, read_words
from cleaners.votes import cover_blocks

SHORT: Final = 120  # words; of 974 real articles 9 in 1,000 are shorter
SHORTEST: Final = 25  # with fewer words nothing was found, and the page as a whole is looked at
SHORT_CONSENT: Final = 220
STUB: Final = 50  # words before a paywall; two paragraphs of a report can be grouped and read
CONSENT_SIGNS: Final = 3
CARDS: Final = 6
CARD_WORDS: Final = 90  # a card that holds more is a section of an article
CARD_SHARE: Final = 0.6
_PUBLISHED: Final = "article:published_time"  # of Open Graph
_HEADINGS: Final = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))


def refuse(tree: HtmlElement, outline: Outline, title: str | None, text: str) -> Reject | None:
    """A reject where a page is no article.

    Args:
        tree: the page.
        outline: the same.
        title: the headline.
        text: the body that was found.
    """
    words = len(read_words(text))
    if words < SHORT_CONSENT and (reason := _short_page(tree, title, text, words)):
        return Reject("extract", reason, f"{words} words, and it says what it is")
    share = _share_on_cards(tree, outline, text if words >= SHORTEST else None)
    if share >= CARD_SHARE and tree.find(f".//meta[@property='{_PUBLISHED}']") is None:
        return Reject(
            "extract", Reason.INDEX_PAGE, f"{share:.0%} of the words stand on cards that link elsewhere"
        )
    return None


def _short_page(tree: HtmlElement, title: str | None, text: str, words: int) -> Reason | None:
    heads = {
        _bare(line) for line in (title or "", (tree.findtext(".//title") or ""), text.partition("\n")[0])
    }
    heads |= {_bare("".join(heading.itertext())) for heading in tree.findall(".//h1")[:3]}
    said = _bare(" ".join(tree.itertext()))
    if words < SHORT and heads & _wordings("error-page", "title"):
        return Reason.ERROR_PAGE
    body = _bare(text)
    signs = sum(wording in body for wording in _wordings("consent-wall", "says"))
    if signs + 2 * bool(heads & _wordings("consent-wall", "title")) >= CONSENT_SIGNS:
        return Reason.CONSENT_WALL
    if words < STUB and any(wording in said for wording in _wordings("paywall", "says")):
        return Reason.PAYWALL
    return None


@cache
def _wordings(kind: str, place: str) -> frozenset[str]:
    path = files("cleaners").joinpath("data", "extract", "not_articles.toml")
    return frozenset(map(_bare, tomllib.loads(path.read_text(encoding="utf-8"))[kind][place]))


def _bare(text: str) -> str:
    """The letters and digits of a text, a space between words: marks and line breaks do not matter."""
    return " ".join(read_words(unicodedata.normalize("NFKC", text).replace("’", "'")))


def _share_on_cards(tree: HtmlElement, outline: Outline, text: str | None) -> float:
    """Which share of the words of a body, or else of the page, stands on cards; 0 where there are few cards."""
    nodes, blocks = outline.nodes, outline.blocks
    headings = [node for node in nodes if _is_linked_heading(node, blocks)]
    if len(headings) < CARDS:
        return 0.0
    staying = _links_that_stay(tree)
    headings = [node for node in headings if blocks[node.lines[0]].text not in staying]
    if len(headings) < CARDS:
        return 0.0
    before = [0]
    for block in blocks:
        before.append(before[-1] + len(block.words))
    carded = [False] * len(blocks)
    for node in headings:
        card = _card_of(nodes, node, before)
        carded[card.lines[0] : card.lines[1]] = [True] * (card.lines[1] - card.lines[0])
    votes = [1.0] * len(blocks) if text is None else cover_blocks(blocks, text)
    kept = [len(block.words) * vote for block, vote in zip(blocks, votes, strict=True)]
    return sum(words for words, on_card in zip(kept, carded, strict=True) if on_card) / max(sum(kept), 1)


def _is_linked_heading(node: Node, blocks: list[Block]) -> bool:
    first, last = node.lines
    return (
        node.tag in _HEADINGS
        and last > first
        and all(2 * block.linked > len(block.text) for block in blocks[first:last])
    )


def _links_that_stay(tree: HtmlElement) -> frozenset[str]:
    """The texts of the links that lead to a place on the same page, or to a script."""
    return frozenset(
        " ".join("".join(link.itertext()).split())
        for link in tree.iter("a")
        if (link.get("href") or "#").strip().lower().startswith(("#", "javascript:"))
    )


def _card_of(nodes: list[Node], heading: Node, before: list[int]) -> Node:
    """The largest of the three elements around a heading that is no larger than a card."""
    card, above = heading, heading.parent
    for _ in range(3):
        if above <= 0:
            break
        first, last = nodes[above].lines
        if before[last] - before[first] > CARD_WORDS:
            break
        card, above = nodes[above], nodes[above].parent
    return card
