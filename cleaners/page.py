"""A page as a tree that holds all of it.

libxml2 gives up silently on pages that nest too deep (256 levels), hold one huge text (10 MB) or a lone surrogate, and
the rest of the article is gone without an error. So an element is appended to the markup and must come out of the
parser; where it does not, the limits are lifted, a comment that the page leaves open round its last scripts is cut off,
and where that does not help, the page is a reject that says how much was seen.

The time of extraction grows with the square of the number of elements on some pages, so there is a most that a page
may have, of links side by side and of text as well; metadata is bounded in the same way, since a page may name its
title fifty thousand times.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, cast

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from cleaners.document import Reason, Reject

# 29,000 short paragraphs take 5 s, and twice as many four times that; the largest of 974 real pages has 5,000.
MAX_ELEMENTS: Final = 25_000
# Links side by side in one element: 4,000 take 1 s, and 20,000 took 91.
MAX_LINKS: Final = 6_000
# Characters of text outside of scripts: a million takes 1.5 s, in proportion, and eleven took 19.
MAX_TEXT: Final = 2_000_000

# A comment that a page leaves open may hide so much of it; what hides more may hide the article.
MAX_HIDDEN_WORDS: Final = 25

_UNREAD: Final = frozenset(("script", "style"))

# What stands behind the end tag of a page, as where two were pasted together, would be lost.
_CLOSED: Final = re.compile(r"</(?:body|html)\s{0,9}>", re.IGNORECASE)
_TAGS: Final = re.compile(
    r"<(/?)(?:article|section|main|div|p|h[1-6]|ul|ol|li|table|tr|td|br|span|strong|em|a|img|figure|blockquote|meta|script)(?:\s[^<>]{0,400})?/?>",
    re.IGNORECASE,
)
_HTML_START: Final = re.compile(
    r"\s{0,99}(?:<\?xml[^>]{0,200}>\s{0,99})?(?:<!--.{0,999}?-->\s{0,99})?<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)


def is_html(text: str) -> bool:
    """Whether a text of unknown type is markup; a text that merely holds `<...>` is not.

    >>> is_html("<!DOCTYPE html><title>x</title>"), is_html("the friends. <...> Whatever")
    (True, False)
    """
    head = text[:8_192]
    if _HTML_START.match(head):
        return True
    tags = _TAGS.findall(head)
    return "/" in tags and len(tags) * 400 > len(head) and (head.lstrip().startswith("<") or len(tags) > 3)


def parse_page(text: str) -> HtmlElement | Reject:
    """Parse a page.

    Args:
        text: the markup, without lone surrogates.

    Returns:
        The tree, or a reject where the parser does not get to the end, or to nothing, or to too much.
    """
    sentinel = "copydesk-end"
    while sentinel in text:
        sentinel += "-"
    for shown, huge in _ways_to_read(text):
        # A script or style that a page leaves open at its end hides no text, so it is closed.
        markup = f"{_CLOSED.sub('', shown)}</style></script><{sentinel}></{sentinel}>"
        try:
            tree = _parse(markup, huge_tree=huge)
        except etree.ParserError as error:  # nothing but a comment, for one
            return Reject("extract", Reason.NO_ARTICLE, f"no markup: {error}")
        if (end := tree.find(f".//{sentinel}")) is not None:
            cast("HtmlElement", end).drop_tree()
            excess = _exceeds(tree)
            return Reject("extract", Reason.TOO_LARGE, excess) if excess else tree
    seen = len(etree.tostring(tree, encoding="unicode")) / len(text)
    return Reject("extract", Reason.TRUNCATED, f"the parser saw {min(seen, 1):.0%} of the page")


def _exceeds(tree: HtmlElement) -> str:
    """What a page has too much of, in words; empty where it does not."""
    elements = int(cast("float", tree.xpath("count(//*)")))
    if elements > MAX_ELEMENTS:
        return f"{elements} elements, more than {MAX_ELEMENTS}"
    if tree.xpath(f"boolean(//*[count(a) > {MAX_LINKS}])"):
        return f"more than {MAX_LINKS} links in one element"
    inside = sum(len(element.text or "") for element in tree.iter() if element.tag not in _UNREAD)
    characters = inside + sum(len(element.tail or "") for element in tree.iter())
    return f"{characters} characters of text, more than {MAX_TEXT}" if characters > MAX_TEXT else ""


def _ways_to_read(text: str) -> Iterator[tuple[str, bool]]:
    """What to parse, and whether without limits, until one of them comes to its end."""
    yield text, False
    yield text, True
    opened = text.rfind("<!--")
    if opened > text.rfind("-->") and not _holds_text(text[opened + 4 :]):
        yield text[:opened], True


def _holds_text(markup: str) -> bool:
    """Whether more than a few words stand outside of scripts."""
    try:
        tree = _parse(f"<body>{markup}", huge_tree=True)
    except etree.ParserError:
        return False
    shown = " ".join(tree.xpath("//text()[not(parent::script or parent::style)]"))
    return len(shown.split()) > MAX_HIDDEN_WORDS


def _parse(markup: str, *, huge_tree: bool) -> HtmlElement:
    parser = HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=huge_tree, collect_ids=False
    )
    return document_fromstring(markup.encode(), parser=parser)
