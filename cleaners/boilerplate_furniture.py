"""Lines that are furniture by what they say: placeholders, interface phrases, interface text in another language.

An unmistakable phrase goes wherever it stands as a line of its own. A phrase that can also head a paragraph goes
only at an edge of the page, and a single ambiguous word only there and next to other furniture, never out of a
list that a colon announces.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from cleaners.boilerplate_lines import Edges, Finding, PageLine
from cleaners.phrases import Phrase, marks

_MAX_FOREIGN_WORDS: Final = 16
_MIN_INTERFACE_WORDS: Final = 2

Phrases = Mapping[int, Phrase]


@cache
def placeholder_line() -> re.Pattern[str]:
    """A line that is nothing but tags of an auto-blogging plugin."""
    bracketed = "|".join(map(re.escape, marks()["placeholders"]["tags"]))
    percent = "|".join(map(re.escape, marks()["placeholders"]["percent"]))
    return re.compile(rf"(?:(?:\[/?(?:{bracketed})\]|%(?:{percent})%)[ \t]{{0,4}}){{1,20}}", re.IGNORECASE)


@cache
def placeholder_tag() -> re.Pattern[str]:
    """A tag that is unmistakable within a line, with one space beside it."""
    inline = "|".join(map(re.escape, marks()["placeholders"]["inline"]))
    return re.compile(rf"^\[(?:{inline})\][ \t]?|[ \t]?\[(?:{inline})\]", re.IGNORECASE)


def find_placeholders(lines: Sequence[PageLine]) -> dict[int, Finding]:
    """Lines of placeholders that nobody filled in."""
    return {
        index: Finding("placeholder", 1.0, "a tag that an auto-blogging plugin left unfilled")
        for index, line in enumerate(lines)
        if line.text[0] in "[%" and placeholder_line().fullmatch(line.text)
    }


def find_anywhere(phrases: Phrases) -> dict[int, Finding]:
    """Phrases that go wherever they stand."""
    return {
        index: _finding(phrase, 0.98)
        for index, phrase in phrases.items()
        if phrase.place in {"any", "opener", "cut"} and phrase.category != "photo"
    }


def find_at_edges(
    lines: Sequence[PageLine], phrases: Phrases, gone: Mapping[int, Finding], edges: Edges
) -> dict[int, Finding]:
    """Phrases that go at an edge of the page, and ambiguous words next to furniture there."""
    found: dict[int, Finding] = {}
    for zone in (edges.head(), edges.tail(len(lines))):
        found |= {
            index: _finding(phrases[index], 0.95)
            for index in zone
            if index in phrases and phrases[index].place == "edge" and not _is_listed(lines, index, gone)
        }
        for step in (zone, zone[::-1]):  # once down, once up: a run may lean on furniture at either end
            for index in step:
                near = any(side in gone or side in found for side in (index - 1, index + 1))
                is_ambiguous = index in phrases and phrases[index].place == "beside"
                if is_ambiguous and near and not _is_listed(lines, index, gone):
                    found[index] = _finding(phrases[index], 0.9)
    return {index: finding for index, finding in found.items() if index not in gone}


def find_foreign(
    lines: Sequence[PageLine], gone: Mapping[int, Finding], edges: Edges, language: str | None
) -> dict[int, Finding]:
    """Short interface lines at an edge that are in another language than the article."""
    if language is None:
        return {}
    found: dict[int, Finding] = {}
    own = frozenset(marks()["interface"].get(language, ()))
    for index in (*edges.head(), *edges.tail(len(lines))):
        line = lines[index]
        if index in gone or not 2 <= line.words <= _MAX_FOREIGN_WORDS or not line.folded:
            continue
        words = frozenset(line.folded.split()) - own
        for other, listed in marks()["interface"].items():
            if other != language and len(words.intersection(listed)) >= _MIN_INTERFACE_WORDS:
                evidence = f"interface words of '{other}' in an article in '{language}'"
                found[index] = Finding("foreign-line", 0.8, evidence)
                break
    return found


def _finding(phrase: Phrase, confidence: float) -> Finding:
    return Finding(phrase.category, confidence, f"interface phrase '{phrase.wording}'")


def _is_listed(lines: Sequence[PageLine], index: int, gone: Mapping[int, Finding]) -> bool:
    """Whether the line belongs to a run of labels that a kept line with a colon announces."""
    index -= 1
    while index >= 0 and (index in gone or (not lines[index].is_text and not lines[index].text.endswith(":"))):
        if index in gone:
            return False
        index -= 1
    return index >= 0 and lines[index].text.endswith((":", "："))
