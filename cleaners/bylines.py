"""The byline that a page shows: `By Ann Rivers and Ben Stone, May 3`.

It is a `by` and what follows it, in one piece of text or in the next (the name is often a link), and it stands near
the headline; further down a `by` belongs to a picture, a book or a comment. Only the next forty pieces are looked at.
Of 253 pages of WCXB on which that finds a name, it is the author on 224. What ends a name (a date, a role, a mark) is data.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from itertools import islice
from typing import Final

from lxml import etree
from lxml.html import HtmlElement

from cleaners.phrases import marks

REACH: Final = 40  # pieces of text from the headline on
MAX_CHARS: Final = 100  # of a byline
MAX_NAME_WORDS: Final = 5
_BY_WORDS: Final = 3

_HIDDEN: Final = frozenset(
    ("script", "style", "noscript", "template", "nav", "footer", "select", "svg", "title", "iframe")
)
_PIECE: Final = re.compile(r"[,|·•–—/()]|[^\s,|·•–—/()]{1,60}")
_TITLE_BEHIND: Final = re.compile(r"[A-Z][A-Za-z]{0,2}[A-Z]{1,4}\.?|[A-Z]{1,5}\.?")  # MD, PhD, RDN


def find_byline(tree: HtmlElement) -> list[str]:
    """The names that a page shows behind a `by` near its headline; none where it shows none.

    >>> from lxml.html import document_fromstring
    >>> find_byline(document_fromstring("<h1>Bridge closed</h1><p>By <a>Ann Rivers</a> May 3</p>"))
    ['Ann Rivers']
    """
    texts = pieces_near_headline(tree)
    for at, text in enumerate(texts[:REACH]):
        named = _behind_by(text)
        if named is None:
            continue
        behind = texts[at + 1 :]
        if not named and behind:
            named, behind = behind[0], behind[1:]
        names = names_at_head(named)
        if names and names[-1] == named.strip() and len(behind) > 1 and behind[0].lower() in _words("and"):
            names += names_at_head(behind[1])
        if names and (len(names) > 1 or " " in names[0] or names[0] == named):
            return names
    return []


def pieces_near_headline(tree: HtmlElement) -> list[str]:
    """The pieces of text from the headline on, as far as a byline may stand, and two more."""
    return list(islice(_pieces(tree), REACH + 2))


def names_at_head(text: str) -> list[str]:
    """The names that a text begins with, up to a date, a role, a mark or a word in lower case.

    >>> names_at_head("Ann de Rivers and Ben Stone | Senior Editor"), names_at_head("Topic: all of them")
    (['Ann de Rivers', 'Ben Stone'], ['Topic'])
    """
    names: list[list[str]] = [[]]
    for piece in _PIECE.findall(text[:MAX_CHARS]):
        word = piece.strip(".:;").lower()
        if piece == "," or word in _words("and"):
            names.append([])
        elif _ends_name(piece, word, is_first=not names[-1]):
            break
        else:
            names[-1].append(piece)
    found = [" ".join(name).rstrip(":;") for name in names if 0 < len(name) <= MAX_NAME_WORDS]
    return found[:1] + [name for name in found[1:] if not _TITLE_BEHIND.fullmatch(name)]


def is_written_by(label: str) -> bool:
    """Whether a label announces an author, as `Written by` does."""
    return label.strip(" :").lower() in _words("written_by")


def ends_byline(word: str) -> bool:
    """Whether a word is a role or part of a date: no name holds it."""
    return word in _words("roles") or word in _dates()


def _ends_name(piece: str, word: str, *, is_first: bool) -> bool:
    if word in _words("particles") and (not is_first or piece[0].isupper()):
        return False
    if ends_byline(word) or any(map(str.isdigit, piece)):
        return True
    return not piece[0].isalpha() or piece[0].islower() or (is_first and word in _nameless())


def _behind_by(text: str) -> str | None:
    """What follows the `by` that a text begins with; None where it begins with none."""
    if len(text) > MAX_CHARS:
        return None
    words = text.split()
    for count in range(min(_BY_WORDS, len(words)), 0, -1):
        if " ".join(words[:count]).rstrip(":").lower() in marks()["byline"]["by"]:
            return " ".join(words[count:]).lstrip(": ")
    return None


def _pieces(tree: HtmlElement) -> Iterator[str]:
    """The pieces of text from the first heading on, or of the whole page where it has none."""
    root = tree if (body := tree.find("body")) is None else body
    waits = root.find(".//h1") is not None
    walk = etree.iterwalk(root, events=("start", "end"))
    for event, element in walk:
        if event == "start" and element.tag in _HIDDEN:
            walk.skip_subtree()
            continue
        waits = waits and element.tag != "h1"
        piece = " ".join(((element.text if event == "start" else element.tail) or "").split())
        if piece and not waits:
            yield piece


@cache
def _words(kind: str) -> frozenset[str]:
    path = files("cleaners").joinpath("data", "extract", "bylines.toml")
    listed: Sequence[str] = tomllib.loads(path.read_text(encoding="utf-8"))[kind]
    return frozenset(listed)


@cache
def _dates() -> frozenset[str]:
    byline = marks()["byline"]
    return frozenset((*byline["months"], *byline["weekdays"], *byline["published"], "last", "on", "at"))


@cache
def _nameless() -> frozenset[str]:
    return frozenset((*marks()["byline"]["nameless"], *marks()["names"]["joining"])) - {"the"}
