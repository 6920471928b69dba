"""Acronyms in brackets and the names before them: 'Shanghai Cooperation Organization (SCO)'.

The reading follows Schwartz and Hearst (2003), made stricter: each content word of a name must give its initial.
Function words may give theirs, and each word may give more letters than its first ('Eurasian' in EAEU).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

_ACRONYM: Final = re.compile(r"(?<=[ \t\u00a0])\(([A-Z][A-Za-z]{1,7})\)")
NAME_WORD: Final = re.compile(r"[\w’'&-]+")
_NAME_END: Final = re.compile(r"[^\w’'&,\- \t\u00a0]")  # what cannot stand within a name
_REACH: Final = 160  # characters before the acronym in which its name may stand
FUNCTION_WORDS: Final = frozenset(
    {"of", "the", "and", "for", "in", "on", "to", "a", "an", "de", "&", "with", "against", "at"}
)


@dataclass(frozen=True, slots=True)
class NameWord:
    """A word of a name, with its place in the text."""

    start: int
    end: int
    text: str


def names_in(texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Names that spell the acronym in brackets behind them, by acronym and in order of the alphabet.

    >>> names_in(["the Shanghai Cooperation Organization (SCO), and the Commonwealth of Unbiased States (CIS)"])
    {'SCO': ('Shanghai Cooperation Organization',)}
    """
    names: dict[str, set[str]] = {}
    for text in texts:
        for acronym, words in definitions(text):
            if name := spelling_suffix(words, acronym):
                names.setdefault(acronym, set()).add(" ".join(word.text for word in name))
    return {acronym: tuple(sorted(found)) for acronym, found in names.items()}


def spells(name: Sequence[str], acronym: str) -> bool:
    """Whether the words of a name spell an acronym: each content word gives its initial, and may give more letters.

    >>> spells("Eurasian Economic Union".split(), "EAEU"), spells("Eurasian Financial Union".split(), "EAEU")
    (True, False)
    """
    reached = {0}  # how many letters of the acronym may be spelled so far
    letters = acronym.lower()
    for word in name:
        head, *parts = [part for part in word.lower().split("-") if part] or [""]
        reached = _spell_on(head, letters, reached, optional=not head or head in FUNCTION_WORDS)
        for part in parts:
            reached = _spell_on(part, letters, reached, optional=True)
    return len(letters) in reached


def definitions(text: str) -> Iterator[tuple[str, list[NameWord]]]:
    """Each acronym in brackets with the words before it, as far as a name may reach."""
    for found in _ACRONYM.finditer(text):
        acronym = found[1]
        if sum(letter.isupper() for letter in acronym) < 2:
            continue
        base = max(0, found.start() - _REACH)
        before = text[base : found.start()]
        cut = max((mark.end() for mark in _NAME_END.finditer(before)), default=0)
        words = [
            NameWord(base + word.start(), base + word.end(), word.group())
            for word in NAME_WORD.finditer(before, cut)
        ]
        yield acronym, words[1:] if base > 0 and cut == 0 else words


def spelling_suffix(words: list[NameWord], acronym: str) -> list[NameWord]:
    """The shortest run of words up to the bracket that spells the acronym and begins with a capital; or none."""
    for count in range(1, len(words) + 1):
        suffix = words[-count:]
        if suffix[0].text[0].isupper() and spells([word.text for word in suffix], acronym):
            return suffix
    return []


def _spell_on(word: str, letters: str, reached: set[int], *, optional: bool) -> set[int]:
    """How many letters may be spelled after one more word: its initial, and then any letters in it, in order."""
    following = set(reached) if optional else set()
    for at in reached:
        position = -1
        for upto in range(at, len(letters)):
            position = (
                word.find(letters[upto], position + 1) if upto > at else word.startswith(letters[at]) - 1
            )
            if position < 0:
                break
            following.add(upto + 1)
    return following
