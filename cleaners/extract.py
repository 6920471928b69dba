"""From a page to its article.

Four readers look at a page and the one that agrees best with the rest is believed (`cleaners/readings.py`). Around
that stands what a pipeline needs and an extractor does not promise:

- The parser drops the rest of some pages without a word; nothing is lost here unseen (`cleaners/page.py`).
- A menu is not an article: without a sentence, or with too few words, the page is a reject.
- The headline is a field. It does not stand in the text again.

What boilerplate is left in the text is not decided here.
"""

from __future__ import annotations

import logging
import re
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from cleaners.dateline import read_dateline
from cleaners.decode import decode, looks_binary, tidy_text
from cleaners.document import Article, Decoded, Reason, Reject
from cleaners.language import guess_language
from cleaners.metadata import bare, choose_author, choose_site, choose_title, find_section
from cleaners.not_articles import refuse
from cleaners.page import parse_page
from cleaners.readings import Reading, read_page
from cleaners.settings import ExtractSettings
from cleaners.shown_dates import find_shown_date

MIN_WORDS: Final = 25
MIN_SENTENCE: Final = 8  # words in the longest line; menus stay below

HEAD_LINES: Final = 4  # where the headline may stand again

_WORD: Final = re.compile(r"[^\W_]+")
_UNSPACED: Final = re.compile("[぀-ヿ一-鿿฀-๿]")  # scripts that set no spaces between words
_SITE_SUFFIX: Final = re.compile(r"\s{1,3}[|–—\-:·»«]\s{1,3}")

# Without a handler of its own a library's warnings go to stderr.
for _name in ("trafilatura", "htmldate"):
    logging.getLogger(_name).addHandler(logging.NullHandler())


def extract(
    html: str | bytes,
    *,
    url: str | None = None,
    min_words: int = MIN_WORDS,
    settings: ExtractSettings | None = None,
) -> Article | Reject:
    """Find the article in a page.

    Args:
        html: the page; bytes are decoded by `cleaners.decode`.
        url: where it came from; helps with the site, the date and relative links.
        min_words: with fewer words in its body, a page has no article.
        settings: how much to spend on it; the defaults where it is missing.

    Returns:
        The article, its paragraphs on lines of their own, or a reject with the reason: binary, empty, truncated,
        too large, no article, index page, paywall, error page, consent wall, failed.
    """
    if isinstance(html, bytes) and looks_binary(html):
        return Reject("decode", Reason.BINARY, "the bytes are no text")
    decoded = decode(html) if isinstance(html, bytes) else tidy_text(html)
    if not decoded.text.strip():
        return Reject("extract", Reason.EMPTY, "the page is empty")
    tree = parse_page(decoded.text)
    if isinstance(tree, Reject):
        return tree
    try:
        reading = read_page(tree, url, (settings or ExtractSettings()).mode)
    except (etree.LxmlError, AttributeError, RecursionError) as error:
        return Reject("extract", Reason.FAILED, f"trafilatura: {type(error).__name__}")
    return _make_article(reading, tree, decoded, url, min_words)


def _make_article(
    reading: Reading, tree: HtmlElement, decoded: Decoded, url: str | None, min_words: int
) -> Article | Reject:
    found = reading.found
    address = _clean(found.url) or url
    site = choose_site(_clean(found.sitename), _clean(found.title), _clean(found.hostname))
    title, text = _take_title(choose_title(_clean(found.title), tree, site), _clean(reading.text) or "", tree)
    if (refused := refuse(tree, reading.outline, title, text)) is not None:
        return refused
    words = count_words(text)
    if words < min_words:
        return Reject("extract", Reason.NO_ARTICLE, f"{words} words, fewer than {min_words}")
    if max(map(count_words, text.split("\n"))) < min(MIN_SENTENCE, min_words):
        return Reject("extract", Reason.NO_ARTICLE, "no sentence in what is left of the page")
    language = guess_language(text) or _html_language(tree)
    return Article(
        title=title,
        text=text,
        published=found.date or find_shown_date(tree, language),
        author=_clean(choose_author(tree, _clean(found.author), site, address)),
        site=site,
        language=language,
        section=_clean(find_section(tree)),
        dateline=read_dateline(text),
        url=_clean(found.url),
        evidence=f"{decoded.evidence}; {reading.by}".removeprefix("text; "),
        flags=(f"bytes-replaced:{decoded.replaced}",) if decoded.replaced else (),
    )


def _take_title(title: str | None, text: str, tree: HtmlElement) -> tuple[str | None, str]:
    """The title as the text has it, and the text without the title at its head.

    Args:
        title: the title that metadata has.
        text: the body.
        tree: the page, whose title element and lone first heading are its title too.
    """
    lines = text.split("\n")
    whole = " ".join((tree.findtext(".//title") or "").split())
    first = tree.findall(".//h1")[:2]
    alone = "".join(first[0].itertext()) if len(first) == 1 else ""
    known = {bare(heading) for heading in (title or "", whole, alone, *_shorter_titles(whole))} - {""}
    shorter = {bare(part) for part in _shorter_titles(title or "")} - known
    for at, line in enumerate(lines[:HEAD_LINES]):
        if at < 2 and bare(line) in shorter:
            title = line.strip()
        elif bare(line) not in known:
            continue
        lines.remove(line)
    return title, "\n".join(lines)


def _shorter_titles(title: str) -> list[str]:
    """The title cut before each mark that may stand before the site's name."""
    return [title[: mark.start()] for mark in _SITE_SUFFIX.finditer(title)]


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
