"""The date that a page shows beside its headline, where it declares none.

htmldate looks at what a page declares, at elements made for dates and at addresses; one page in twelve only prints
`Dec 17, 2025` in a paragraph of its own, or `Published on 3 May 2024`. Such a piece of text, near the headline and
with nothing else in it, is the page's date. Dates within sentences are not looked at: they are what the article is about.
"""

from __future__ import annotations

from datetime import date
from typing import Final

from lxml.html import HtmlElement

from cleaners.boilerplate_head import is_date_line
from cleaners.boilerplate_lines import page_lines
from cleaners.bylines import pieces_near_headline
from cleaners.date_mentions import find_dates

MAX_CHARS: Final = 60


def find_shown_date(tree: HtmlElement, language: str | None) -> str | None:
    """The day that stands alone near the headline, as `2024-05-03`; None where none does.

    Args:
        tree: the page.
        language: of the article; its names of months are read.

    >>> from lxml.html import document_fromstring
    >>> find_shown_date(document_fromstring("<h1>Bridge closed</h1><p>Published on May 3, 2024"), "en")
    '2024-05-03'
    """
    for piece in pieces_near_headline(tree):
        if len(piece) <= MAX_CHARS and (day := _day_of(piece, language or "en")):
            return day
    return None


def _day_of(piece: str, language: str) -> str | None:
    """The day of a text that is nothing but a date."""
    mentions = [mention for mention in find_dates(piece, language) if mention.year]
    if len(mentions) != 1 or not all(map(is_date_line, page_lines(piece))):
        return None
    try:
        return date(mentions[0].year, mentions[0].month, mentions[0].day).isoformat()
    except ValueError:
        return None
