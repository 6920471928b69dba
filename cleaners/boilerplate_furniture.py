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
from cleaners.boilerplate_vetoes import holds_verb
from cleaners.language import guess_language
from cleaners.phrases import Phrase, marks

_MAX_FOREIGN_WORDS: Final = 16
_MIN_INTERFACE_WORDS: Final = 2
_MIN_SENTENCE_WORDS: Final = 4

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
    if phrases.keys() <= gone.keys():
        return found
    movable = phrases.keys() - _announced(lines, gone) - gone.keys()
    zones = ((edges.head(), {"edge"}), (edges.tail(len(lines)), {"edge", "tail"}))
    for zone, places in zones:
        found |= {
            index: _finding(phrases[index], 0.95)
            for index in zone
            if index in movable and phrases[index].place in places
        }
        for way in (zone, zone[::-1]):  # once down, once up: a run may lean on furniture at either end
            for index in way:
                near = any(side in gone or side in found for side in (index - 1, index + 1))
                if near and index in movable and phrases[index].place == "beside":
                    found[index] = _finding(phrases[index], 0.9)
    return found


def find_foreign(
    lines: Sequence[PageLine], text: str, gone: Mapping[int, Finding], edges: Edges
) -> dict[int, Finding]:
    """Short interface lines at an edge that are in another language than the article.

    Args:
        lines: the page.
        text: the whole text, whose language is guessed only where a line needs it.
        gone: the lines that go already.
        edges: where the article begins and ends.
    """
    spoken: dict[int, list[str]] = {}
    for index in (*edges.head(), *edges.tail(len(lines))):
        line = lines[index]
        if (
            index not in gone
            and line.words <= _MAX_FOREIGN_WORDS
            and (languages := _interface_languages(line))
        ):
            spoken[index] = languages
    language = guess_language(text) if spoken else None
    return {
        index: Finding(
            "foreign-line", 0.8, f"interface words of '{languages[0]}' in an article in '{language}'"
        )
        for index, languages in spoken.items()
        if language is not None and language not in languages
    }


def _interface_languages(line: PageLine) -> list[str]:
    """The languages whose interface words a line holds."""
    words = frozenset(line.folded.split())
    if words.isdisjoint(_any_interface()):
        return []
    listed = marks()["interface"].items()
    return [language for language, known in listed if len(words.intersection(known)) >= _MIN_INTERFACE_WORDS]


@cache
def _any_interface() -> frozenset[str]:
    return frozenset().union(*marks()["interface"].values())


def _finding(phrase: Phrase, confidence: float) -> Finding:
    return Finding(phrase.category, confidence, f"interface phrase '{phrase.wording}'")


def _announced(lines: Sequence[PageLine], gone: Mapping[int, Finding]) -> set[int]:
    """The labels of lists that a kept line announces, by a colon or as a sentence without a full stop."""
    listed: set[int] = set()
    is_list = False
    for index, line in enumerate(lines):
        announces = line.text.endswith((":", "：")) or _is_open_sentence(line)
        if index in gone or line.is_text or announces:
            is_list = index not in gone and announces
        elif is_list:
            listed.add(index)
    return listed


def _is_open_sentence(line: PageLine) -> bool:
    return line.words >= _MIN_SENTENCE_WORDS and not line.is_text and holds_verb(line)
