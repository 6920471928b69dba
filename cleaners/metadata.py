"""What a page says about itself: title, author, site, section.

trafilatura reads the fields out of JSON-LD, Open Graph, meta elements and the page; what it finds is taken, after a
second look. On 200 pages with known fields a third of the titles carried the name of the site, which the page itself
tells apart (its lone first heading does not have it, or the site's name does), and a quarter of the authors were not
names: the site, a month that stood beside the byline, the word `Author`. A wrong author is worse than none.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import urlsplit

from lxml.html import HtmlElement

SECTION_CHARS: Final = 40
_MARK: Final = re.compile(r"\s{1,3}(?:[|–—\-:·»«•]|::)\s{1,3}")
_WORD: Final = re.compile(r"[^\W_]+")
_BYLINE_LABEL: Final = re.compile(
    r"^(?:(?:this (?:post|article|story) was )?(?:written|posted|reviewed) by|author|by|von|por|par|автор)\b[:\s]{0,3}",
    re.IGNORECASE,
)
_MONTHS: Final = (
    "january february march april may june july august september october november december jan feb mar apr jun jul aug"
    " sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday"
)
_STRAY_WORD: Final = re.compile(
    rf"(?<![\s,])[\s,]{{1,3}}(?:{_MONTHS.replace(' ', '|')}|\d{{1,4}})$", re.IGNORECASE
)
# Accounts that publish, not people who write.
_NOBODY: Final = frozenset(
    (
        _MONTHS + " admin administrator webmaster author anonymous guest unknown editor none null user root"
    ).split()
)


def choose_title(title: str | None, tree: HtmlElement, site: str | None) -> str | None:
    """The title without the name of its site.

    Args:
        title: as it was found.
        tree: the page; its lone first heading confirms where the title ends.
        site: the name of the site.

    >>> from lxml.html import document_fromstring
    >>> choose_title("Bridge closed | River Post", document_fromstring("<h1>Bridge closed</h1>"), None)
    'Bridge closed'
    """
    if not title:
        return title
    headings = {bare("".join(heading.itertext())) for heading in tree.findall(".//h1")[:3]} - {""}
    if bare(title) in headings:
        return title
    for part, rest in _split_title(title):
        if bare(part) in headings or (site and bare(rest) == bare(site) != bare(part)):
            return part.strip()
    return title


def _split_title(title: str) -> list[tuple[str, str]]:
    """The ways of parting a title at a mark: what may be the headline, and what would be the site."""
    marks = list(_MARK.finditer(title))
    behind = [(title[: mark.start()], title[mark.end() :]) for mark in marks]
    return behind + [(rest, part) for part, rest in behind]


def choose_author(author: str | None, site: str | None, url: str | None) -> str | None:
    """The author, unless it is no person's name.

    Args:
        author: as it was found; several are set apart by semicolons.
        site: the name of the site.
        url: the address of the page, whose host is no author either.

    >>> choose_author("Author Ann Rivers December; River Post", "River Post", None)
    'Ann Rivers'
    """
    host = bare((urlsplit(url).hostname or "").removeprefix("www.").rpartition(".")[0]) if url else ""
    refused = {"", bare(site or ""), host}
    names = []
    for name in (author or "").split(";"):
        kept = _STRAY_WORD.sub("", _BYLINE_LABEL.sub("", name.strip(), count=1)).strip(" ,|-")
        words = {word.lower() for word in _WORD.findall(kept)}
        if bare(kept) not in refused and not words <= _NOBODY and not all(word.isdigit() for word in words):
            names.append(kept)
    return "; ".join(dict.fromkeys(names)) or None


def choose_site(site: str | None, title: str | None, host: str | None) -> str | None:
    """The name of the site, or its host where what was found is the title, an address or a notice."""
    if (
        not site
        or bare(site) == bare(title or "")
        or "://" in site
        or site.lower().startswith(("copyright", "©"))
    ):
        return host or None
    return site


def find_section(tree: HtmlElement) -> str | None:
    """The section that the markup names, as `Politics`."""
    for meta in tree.iterfind(".//meta[@property='article:section']"):
        section = " ".join((meta.get("content") or "").split())
        if section and len(section) <= SECTION_CHARS:
            return section
    return None


def bare(text: str) -> str:
    """Letters and digits only: the same line with other marks and spaces compares equal.

    >>> bare("Bridge “closed”") == bare('bridge  "closed"')
    True
    """
    return "".join(_WORD.findall(text.casefold()))
