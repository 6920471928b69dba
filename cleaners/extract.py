"""From a page to its article: trafilatura finds it, this makes sure that nothing went missing on the way.

trafilatura is the best single extractor that is free to use, and it is trusted with the choice of the body. Around
it stands what a pipeline needs and an extractor does not promise:

- libxml2 gives up silently on pages that nest too deep or hold one huge text, and the rest of the article is gone
  without an error. So an element is appended to the markup and must come out of the parser; where it does not,
  the limits are lifted, and where that does not help, the page is a reject that says how much was seen.
- A menu is not an article: without a sentence, or with too few words, the page is a reject.
- Time grows with the square of the number of elements on some pages, so there is a most that a page may have.
- The headline is a field. It does not stand in the text again.

Which of several extractors to believe, and what boilerplate is left in the text, is not decided here.
"""

from __future__ import annotations

import logging
import re
import unicodedata
from typing import Final, cast

import trafilatura
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura.settings import Document as Found

from cleaners.dateline import read_dateline
from cleaners.dates import PUBLISHED
from cleaners.decode import decode, looks_binary, tidy_text
from cleaners.document import Article, Decoded, Reason, Reject
from cleaners.language import guess_language

MIN_WORDS: Final = 25
MIN_SENTENCE: Final = 8  # words in the longest line; menus stay below
# trafilatura needs 3 s for 40,000 short paragraphs, 5 s for 30,000 spans; the largest of 974 real pages has 5,000.
MAX_ELEMENTS: Final = 30_000

# What stands behind the end tag of a page, as where two were pasted together, would be lost.
_CLOSED: Final = re.compile(r"</(?:body|html)\s{0,9}>", re.IGNORECASE)
_HTML_START: Final = re.compile(
    r"\s{0,99}(?:<\?xml[^>]{0,200}>\s{0,99})?(?:<!--.{0,999}?-->\s{0,99})?<(?:!doctype\s+html|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAGS: Final = re.compile(
    r"<(/?)(?:article|section|main|div|p|h[1-6]|ul|ol|li|table|tr|td|br|span|strong|em|a|img|figure|blockquote|meta|script)(?:\s[^<>]{0,400})?/?>",
    re.IGNORECASE,
)
_WORD: Final = re.compile(r"[^\W_]+")
_UNSPACED: Final = re.compile("[぀-ヿ一-鿿฀-๿]")  # scripts that set no spaces between words
_SITE_SUFFIX: Final = re.compile(r"\s{1,3}[|–—\-:·»«]\s{1,3}")

# Without a handler of its own a library's warnings go to stderr.
for _name in ("trafilatura", "htmldate"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


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


def extract(html: str | bytes, *, url: str | None = None, min_words: int = MIN_WORDS) -> Article | Reject:
    """Find the article in a page.

    Args:
        html: the page; bytes are decoded by `cleaners.decode`.
        url: where it came from; helps with the site, the date and relative links.
        min_words: with fewer words in its body, a page has no article.

    Returns:
        The article, its paragraphs on lines of their own, or a reject with the reason: binary, empty, truncated,
        too large, no article, failed.
    """
    if isinstance(html, bytes) and looks_binary(html):
        return Reject("decode", Reason.BINARY, "the bytes are no text")
    decoded = decode(html) if isinstance(html, bytes) else tidy_text(html)
    if not decoded.text.strip():
        return Reject("extract", Reason.EMPTY, "the page is empty")
    tree = _parse(decoded.text)
    if isinstance(tree, Reject):
        return tree
    found = _find_article(tree, url)
    if isinstance(found, Reject):
        return found
    return _make_article(found, tree, decoded, min_words)


def _parse(text: str) -> HtmlElement | Reject:
    """The page as a tree that holds all of it; a reject where the parser does not get to the end."""
    sentinel = "copydesk-end"
    while sentinel in text:
        sentinel += "-"
    # A script or style that a page leaves open at its end hides no text, so it is closed.
    markup = f"{_CLOSED.sub('', text)}</style></script><{sentinel}></{sentinel}>".encode()
    for huge in (False, True):
        parser = HTMLParser(
            encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=huge, collect_ids=False
        )
        try:
            tree = document_fromstring(markup, parser=parser)
        except etree.ParserError as error:  # nothing but a comment, for one
            return Reject("extract", Reason.NO_ARTICLE, f"no markup: {error}")
        if (end := tree.find(f".//{sentinel}")) is not None:
            cast("HtmlElement", end).drop_tree()
            elements = sum(1 for _ in tree.iter())
            if elements > MAX_ELEMENTS:
                return Reject("extract", Reason.TOO_LARGE, f"{elements} elements, more than {MAX_ELEMENTS}")
            return tree
    seen = len(etree.tostring(tree, encoding="unicode")) / len(text)
    return Reject("extract", Reason.TRUNCATED, f"the parser saw {min(seen, 1):.0%} of the page")


def _find_article(tree: HtmlElement, url: str | None) -> Found | Reject:
    try:
        found = trafilatura.bare_extraction(
            tree,
            url=url,
            include_comments=False,
            with_metadata=True,
            deduplicate=False,  # its memory of other pages would make the result depend on their order
            date_extraction_params=dict(PUBLISHED),
        )
    # It deals with ValueError and TypeError itself; these are in its issue tracker, none came of 39,000 fuzzed pages.
    except (etree.LxmlError, AttributeError, RecursionError) as error:
        return Reject("extract", Reason.FAILED, f"trafilatura: {type(error).__name__}")
    if not isinstance(found, Found):
        return Reject("extract", Reason.NO_ARTICLE, "trafilatura found no article")
    return found


def _make_article(found: Found, tree: HtmlElement, decoded: Decoded, min_words: int) -> Article | Reject:
    title, text = _take_title(_clean(found.title), _clean(found.text) or "")
    words = count_words(text)
    if words < min_words:
        return Reject("extract", Reason.NO_ARTICLE, f"{words} words, fewer than {min_words}")
    if max(map(count_words, text.split("\n"))) < min(MIN_SENTENCE, min_words):
        return Reject("extract", Reason.NO_ARTICLE, "no sentence in what is left of the page")
    return Article(
        title=title,
        text=text,
        published=found.date,
        author=_clean(found.author),
        site=_clean(found.sitename) or _clean(found.hostname),
        language=guess_language(text) or _html_language(tree),
        dateline=read_dateline(text),
        url=_clean(found.url),
        evidence=f"{decoded.evidence}; trafilatura {trafilatura.__version__}".removeprefix("text; "),
        flags=(f"bytes-replaced:{decoded.replaced}",) if decoded.replaced else (),
    )


def _take_title(title: str | None, text: str) -> tuple[str | None, str]:
    """The title without the site's name, and the text without the title at its head."""
    lines = text.split("\n")
    if title is None or not _bare(title):
        return title, text
    for line in list(lines[:2]):
        if _bare(line) == _bare(title):
            lines.remove(line)
        elif line.strip() and any(_bare(part) == _bare(line) for part in _shorter_titles(title)):
            lines.remove(line)
            title = line.strip()
    return title, "\n".join(lines)


def _shorter_titles(title: str) -> list[str]:
    """The title cut before each mark that may stand before the site's name."""
    return [title[: mark.start()] for mark in _SITE_SUFFIX.finditer(title)]


def _bare(line: str) -> str:
    """Letters and digits only: the same headline with other quotes and spaces compares equal."""
    return "".join(_WORD.findall(unicodedata.normalize("NFKC", line).casefold()))


def count_words(text: str) -> int:
    """Words, where two characters of Chinese, Japanese or Thai count as one.

    >>> count_words("Two words"), count_words("東京で会議")
    (2, 3)
    """
    unspaced = len(_UNSPACED.findall(text))
    return len(_WORD.findall(_UNSPACED.sub(" ", text))) + (unspaced + 1) // 2


def _clean(value: str | None) -> str | None:
    """A field without what text must not hold (JSON in a page brings lone surrogates); None for an empty one."""
    return (tidy_text(value).text.strip() or None) if value else None


def _html_language(tree: HtmlElement) -> str | None:
    """The two-letter code of the root element's `lang`."""
    code = (tree.get("lang") or "").strip().lower().replace("_", "-").partition("-")[0]
    return code if len(code) == 2 and code.isalpha() and code.isascii() else None
