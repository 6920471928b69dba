"""Names anchored by their acronym: 'Commonwealth of Unbiased States (CIS)'.

A spinner swaps words inside names and leaves the acronym behind them alone, so the acronym convicts it: the name
no longer spells it. What the name was is known from another report of the same event, or from a gazetteer of
organisations that ships with the package. A name is only restored when the found one is the same name with words
swapped: the function words in their places, a content word in common, each other word for one to three others.

One acronym has many meanings, and names whose acronym comes from another language never spell it (FSB, GRU):
both fail the alignment and stay as they are. A swapped word that keeps its initial convicts nobody either. Later mentions without the acronym are left alone too.

The reading of acronyms follows Schwartz and Hearst (2003), made stricter: each content word must give its initial.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from cleaners.spin_table import match_case

_ACRONYM: Final = re.compile(r"(?<=[ \t\u00a0])\(([A-Z][A-Za-z]{1,7})\)")
_NAME_WORD: Final = re.compile(r"[\w’'&-]+")
_NAME_END: Final = re.compile(r"[^\w’'&,\- \t\u00a0]")  # what cannot stand within a name
_REACH: Final = 160  # characters before the acronym in which its name may stand
_MOST_WORDS_FOR_ONE: Final = 3  # 'loss of life' for 'death'
_FUNCTION: Final = frozenset(
    {"of", "the", "and", "for", "in", "on", "to", "a", "an", "de", "&", "with", "against", "at"}
)
_SPELLINGS: Final = (
    ("isation", "ization"),
    ("programme", "program"),
    ("centre", "center"),
    ("defence", "defense"),
)


@dataclass(frozen=True, slots=True)
class NameRepair:
    """A name that does not spell its acronym, and what it was.

    Attributes:
        start: first code point of the name.
        end: one past its last code point.
        after: the name restored.
        acronym: what stands behind it.
        certain: False where two different names fit equally well.
        source: where the name was found, in words.
    """

    start: int
    end: int
    after: str
    acronym: str
    certain: bool
    source: str


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Fit:
    """A known name laid over the words of the text: per word of the name the words of the text, and how many agree."""

    name: str
    groups: tuple[tuple[_Word, ...], ...]
    common: int


def find_name_repairs(text: str, siblings: Sequence[str] = ()) -> Iterator[NameRepair]:
    """The names in a text that do not spell the acronym behind them and are known by another wording.

    Args:
        text: any text.
        siblings: other texts; the names that spell their acronyms there are known names.
    """
    seen = names_in(siblings)
    for acronym, words in _definitions(text):
        if _spelling_suffix(words, acronym):
            continue
        fits = _fits(words, gazetteer().get(acronym, ()))
        told = _fits(words, seen.get(acronym, ()))
        best, rivals = _best(fits or told)
        if best is None:
            continue
        same = next((fit for fit in told if _key(fit.name) == _key(best.name)), None)
        best = same or best
        source = f"{'another report' if same else 'the gazetteer'} has '{best.name}'"
        first, last = best.groups[0][0], best.groups[-1][-1]
        yield NameRepair(first.start, last.end, _restore(text, best), acronym, not rivals, source)


def names_in(texts: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """Names that spell the acronym in brackets behind them, by acronym, in order of appearance.

    >>> names_in(["the Shanghai Cooperation Organization (SCO), and the Commonwealth of Unbiased States (CIS)"])
    {'SCO': ('Shanghai Cooperation Organization',)}
    """
    names: dict[str, dict[str, None]] = {}
    for text in texts:
        for acronym, words in _definitions(text):
            if name := _spelling_suffix(words, acronym):
                names.setdefault(acronym, {})[" ".join(word.text for word in name)] = None
    return {acronym: tuple(found) for acronym, found in names.items()}


def spells(name: Sequence[str], acronym: str) -> bool:
    """Whether the words of a name spell an acronym: each content word gives its initial, and may give more letters.

    >>> spells("Eurasian Economic Union".split(), "EAEU"), spells("Eurasian Financial Union".split(), "EAEU")
    (True, False)
    """
    reached = {0}  # how many letters of the acronym may be spelled so far
    letters = acronym.lower()
    for word in name:
        head, *parts = [part for part in word.lower().split("-") if part] or [""]
        reached = _spell_on(head, letters, reached, optional=not head or head in _FUNCTION)
        for part in parts:
            reached = _spell_on(part, letters, reached, optional=True)
    return len(letters) in reached


@cache
def gazetteer() -> Mapping[str, tuple[str, ...]]:
    """The organisations that ship with the package: official English names by acronym."""
    text = files("cleaners").joinpath("data/spin/organisations.tsv").read_text(encoding="utf-8")
    names: dict[str, tuple[str, ...]] = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            acronym, name = line.split("\t")
            names[acronym] = (*names.get(acronym, ()), name)
    return names


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


def _definitions(text: str) -> Iterator[tuple[str, list[_Word]]]:
    """Each acronym in brackets with the words before it, as far as a name may reach."""
    for found in _ACRONYM.finditer(text):
        acronym = found[1]
        if sum(letter.isupper() for letter in acronym) < 2:
            continue
        base = max(0, found.start() - _REACH)
        before = text[base : found.start()]
        cut = max((mark.end() for mark in _NAME_END.finditer(before)), default=0)
        words = [
            _Word(base + word.start(), base + word.end(), word.group())
            for word in _NAME_WORD.finditer(before, cut)
        ]
        yield acronym, words[1:] if base > 0 and cut == 0 else words


def _spelling_suffix(words: list[_Word], acronym: str) -> list[_Word]:
    """The shortest run of words up to the bracket that spells the acronym and begins with a capital; or none."""
    for count in range(1, len(words) + 1):
        suffix = words[-count:]
        if suffix[0].text[0].isupper() and spells([word.text for word in suffix], acronym):
            return suffix
    return []


def _fits(words: list[_Word], names: Sequence[str]) -> list[_Fit]:
    return [fit for name in names if (fit := _lay_over(words, name))]


def _best(fits: list[_Fit]) -> tuple[_Fit | None, bool]:
    """The name with the most words in common, and whether another one has as many."""
    if not fits:
        return None, False
    most = max(fit.common for fit in fits)
    top = [fit for fit in fits if fit.common == most]
    return top[0], len({_key(fit.name) for fit in top}) > 1


def _lay_over(words: list[_Word], name: str) -> _Fit | None:
    """Lay a known name over the last words before the bracket; None where it is not this name with words swapped."""
    parts = [word.group() for word in _NAME_WORD.finditer(name)]
    for count in range(len(parts), min(len(words), len(parts) + _MOST_WORDS_FOR_ONE) + 1):
        groups = _group(words[-count:], parts)
        if groups is None:
            continue
        common = sum(
            len(group) == 1 and _same(group[0].text, part) and part.lower() not in _FUNCTION
            for group, part in zip(groups, parts, strict=True)
        )
        if common and any(
            group[0].text[0].lower() != part[0].lower() for group, part in zip(groups, parts, strict=True)
        ):
            return _Fit(name, groups, common)
    return None


def _group(words: list[_Word], parts: list[str]) -> tuple[tuple[_Word, ...], ...] | None:
    """Words of the text for each word of the name, all words used; the spare ones go to the words that differ."""
    if not parts:
        return None if words else ()
    if not words:
        return None
    if _same(words[0].text, parts[0]):
        rest = _group(words[1:], parts[1:])
        return None if rest is None else ((words[0],), *rest)
    if parts[0].lower() in _FUNCTION or words[0].text[0].isupper() != parts[0][0].isupper():
        return None
    for count in range(1, min(_MOST_WORDS_FOR_ONE, len(words) - len(parts) + 1) + 1):
        rest = _group(words[count:], parts[1:])
        if rest is not None:
            return (tuple(words[:count]), *rest)
    return None


def _restore(text: str, fit: _Fit) -> str:
    """The name with the swapped words put right; words that agree keep their spelling, and gaps stay as they are."""
    pieces: list[str] = []
    done = fit.groups[0][0].start
    for group, part in zip(fit.groups, _NAME_WORD.findall(fit.name), strict=True):
        before = text[group[0].start : group[-1].end]
        pieces += [text[done : group[0].start], before if _same(before, part) else match_case(before, part)]
        done = group[-1].end
    return "".join(pieces)


def _same(one: str, other: str) -> bool:
    return _key(one) == _key(other)


def _key(name: str) -> str:
    """A name without differences of spelling: Organisation and Organization, Co-operation and Cooperation."""
    key = name.lower().replace("-", "").replace("’", "'")
    for british, american in _SPELLINGS:
        key = key.replace(british, american)
    return key.removesuffix("s")
