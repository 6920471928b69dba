"""Names anchored by their acronym: 'Commonwealth of Unbiased States (CIS)'.

A spinner swaps words inside names and leaves the acronym behind them alone, so the acronym convicts it: the name
no longer spells it. What the name was is known from another report of the same event, or from a gazetteer of
organisations that ships with the package. A name is only restored when the found one is the same name with words
swapped: the function words in their places, a content word in common, each other word for one to three others.

One acronym has many meanings, and names whose acronym comes from another language never spell it (FSB, GRU):
both fail the alignment and stay as they are. A swapped word that keeps its initial convicts nobody. Later
mentions without the acronym are left alone too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from cleaners.acronyms import FUNCTION_WORDS, NAME_WORD, NameWord, definitions, spelling_suffix
from cleaners.spin_spelling import spelling_key
from cleaners.spin_words import match_case

_MOST_WORDS_FOR_ONE: Final = 3  # 'loss of life' for 'death'


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
class _Fit:
    """A known name laid over the words of the text: per word of the name the words of the text, and how many agree."""

    name: str
    groups: tuple[tuple[NameWord, ...], ...]
    common: int


def find_name_repairs(text: str, seen: Mapping[str, Sequence[str]]) -> Iterator[NameRepair]:
    """The names in a text that do not spell the acronym behind them and are known by another wording.

    Args:
        text: any text.
        seen: names that other reports spell out, by acronym, from `names_in`.
    """
    for acronym, words in definitions(text):
        if spelling_suffix(words, acronym):
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


def _fits(words: list[NameWord], names: Sequence[str]) -> list[_Fit]:
    return [fit for name in names if (fit := _lay_over(words, name))]


def _best(fits: list[_Fit]) -> tuple[_Fit | None, bool]:
    """The name with the most words in common, and whether another one has as many."""
    if not fits:
        return None, False
    most = max(fit.common for fit in fits)
    top = [fit for fit in fits if fit.common == most]
    return top[0], len({_key(fit.name) for fit in top}) > 1


def _lay_over(words: list[NameWord], name: str) -> _Fit | None:
    """Lay a known name over the last words before the bracket; None where it is not this name with words swapped."""
    parts = [word.group() for word in NAME_WORD.finditer(name)]
    for count in range(len(parts), min(len(words), len(parts) + _MOST_WORDS_FOR_ONE) + 1):
        groups = _group(words[-count:], parts)
        if groups is None:
            continue
        common = sum(
            len(group) == 1 and _same(group[0].text, part) and part.lower() not in FUNCTION_WORDS
            for group, part in zip(groups, parts, strict=True)
        )
        if common and any(
            group[0].text[0].lower() != part[0].lower() for group, part in zip(groups, parts, strict=True)
        ):
            return _Fit(name, groups, common)
    return None


def _group(words: list[NameWord], parts: list[str]) -> tuple[tuple[NameWord, ...], ...] | None:
    """Words of the text for each word of the name, all words used; the spare ones go to the words that differ."""
    if not parts:
        return None if words else ()
    if not words:
        return None
    if _same(words[0].text, parts[0]):
        rest = _group(words[1:], parts[1:])
        return None if rest is None else ((words[0],), *rest)
    if parts[0].lower() in FUNCTION_WORDS or words[0].text[0].isupper() != parts[0][0].isupper():
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
    for group, part in zip(fit.groups, NAME_WORD.findall(fit.name), strict=True):
        before = text[group[0].start : group[-1].end]
        pieces += [text[done : group[0].start], before if _same(before, part) else match_case(before, part)]
        done = group[-1].end
    return "".join(pieces)


def _same(one: str, other: str) -> bool:
    return _key(one) == _key(other)


def _key(name: str) -> str:
    """A name without differences of spelling: Organisation and Organization, Co-operation and Cooperation."""
    return spelling_key(name).removesuffix("s")
