"""The author that a page declares, for search engines and previews: JSON-LD, or else meta elements.

JSON-LD names the author of an article as a string, an object, a list of either, or by the id of an object elsewhere in
the page. Of the meta elements the usual ones are asked in turn. What stands there is as often an account or the site as a
person; that is for the caller to tell.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from lxml.html import HtmlElement

from cleaners.bylines import is_written_by

MAX_DEPTH: Final = 8  # of JSON within JSON
_ARTICLE: Final = re.compile(r"(?:article|posting|report|review|webpage)\Z", re.IGNORECASE)
_METAS: Final = ("author", "sailthru.author", "parsely-author", "cxenseparse:author", "article:author", "byl")
_BETWEEN: Final = re.compile(r" ?(?:[,;&]|\band\b|\bund\b) ?")  # blanks come one by one there

Record = Mapping[str, Any]


def declared_authors(tree: HtmlElement) -> list[str]:
    """The authors that a page declares, one name each.

    >>> from lxml.html import document_fromstring
    >>> declared_authors(document_fromstring("<meta name=author content='Ann Rivers and Ben Stone'><p>x"))
    ['Ann Rivers', 'Ben Stone']
    """
    names = _in_json(tree) or list(_in_metas(tree))
    return [part for name in names for part in _split(" ".join(html.unescape(name).split()))]


def _split(names: str) -> list[str]:
    """The names of a list of full names; what would leave a single word is one name."""
    parts = [part for part in _BETWEEN.split(names) if part]
    return parts if all(" " in part for part in parts) else [names]


def _in_json(tree: HtmlElement) -> list[str]:
    for script in tree.iterfind(".//script[@type='application/ld+json']"):
        try:
            records = list(_records(json.loads(script.text or "", strict=False)))
        except (ValueError, RecursionError):
            continue
        by_id = {
            record["@id"]: record
            for record in records
            if "name" in record and isinstance(record.get("@id"), str)
        }
        for record in records:
            kinds = record.get("@type")
            is_article = any(
                _ARTICLE.search(str(kind)) for kind in (kinds if isinstance(kinds, list) else [kinds])
            )
            if is_article and (names := list(_names(record.get("author"), by_id))):
                return names
    return []


def _records(data: object, depth: int = 0) -> Iterator[Record]:
    """The objects of some JSON, each before those within it."""
    if isinstance(data, dict):
        yield data
    parts = list(data.values()) if isinstance(data, dict) else data if isinstance(data, list) else []
    if depth < MAX_DEPTH:
        for part in parts:
            yield from _records(part, depth + 1)


def _names(author: object, by_id: Mapping[str, Record]) -> Iterator[str]:
    if isinstance(author, str):
        yield author
    elif isinstance(author, list):
        for one in author:
            yield from _names(one, by_id)
    elif isinstance(author, dict):
        name = author.get("name") or by_id.get(str(author.get("@id")), {}).get("name")
        yield from _names(name if isinstance(name, str | list) else None, by_id)


def _in_metas(tree: HtmlElement) -> Iterator[str]:
    found: dict[str, str] = {}
    for meta in tree.iterfind(".//meta"):
        found.setdefault(
            (meta.get("name") or meta.get("property") or "").lower(), (meta.get("content") or "").strip()
        )
    for key in _METAS:
        if (name := found.get(key)) and "://" not in name:
            yield name
            return
    if is_written_by(found.get("twitter:label1", "")) and (name := found.get("twitter:data1")):
        yield name
