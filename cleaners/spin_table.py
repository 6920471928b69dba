"""The phrase table: spun forms of news English and what stood there before.

A thesaurus spinner swaps words without reading the sentence, so it leaves phrases that nobody writes: 'on the
similar time', 'excessive-profile', 'White Home'. Those few that are wrong in any sentence can be undone without
a language model; the others need context and only raise suspicion. `data/spin/en.tsv` holds both, with forms of
good English that shield what looks like one ('the final week').

A line of the table stands for many forms: `{a|b}` on the left is each choice in turn, and the group at the same
place on the right says what becomes of it. This serves inflection, collocation and spelling alike, and nothing is
generated that a reader of the table cannot see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Final, Literal

from cleaners.spin_words import Word, match_case, split_words, with_article

Kind = Literal["sure", "likely", "weak", "keep"]
_KINDS: Final[dict[str, Kind]] = {"sure": "sure", "likely": "likely", "weak": "weak", "keep": "keep"}

_GROUP: Final = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Phrase:
    """One spun form with its original.

    Attributes:
        spun: as a spinner writes it; a capital must be a capital in the text.
        original: what stood there.
        kind: `sure`, `likely`, `weak` or `keep`; the head of the table says what they mean.
        line: the line of the table that it comes from.
        head: how many words both sides share at the front.
        tail: how many words both sides share at the back.
        after: the words of the original between them.
    """

    spun: str
    original: str
    kind: Kind
    line: int
    head: int = 0
    tail: int = 0
    after: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """A spun form found in a text, cut down to the words that differ.

    Attributes:
        start: first code point of what changes.
        end: one past its last code point.
        after: what stood there, in the case of the text.
        phrase: the entry of the table.
        first: index of the first word that changes.
        last: index of the last one.
    """

    start: int
    end: int
    after: str
    phrase: Phrase
    first: int
    last: int


class PhraseTable:
    """Spun forms by their words; `find` is the one question it answers."""

    def __init__(self, phrases: Sequence[Phrase]) -> None:
        self.phrases = tuple(phrases)
        self._by_key: dict[str, dict[str, Phrase]] = {}
        self._longest: dict[str, int] = {}  # most words of a form, by its first word
        self._seconds: dict[str, set[str]] = {}  # what follows it, nothing in a form of one word
        for phrase in self.phrases:
            self._by_key.setdefault(phrase.spun.lower(), {})[phrase.spun] = phrase
            words = split_words(phrase.spun)
            first, second = words[0].form, words[1].form if words[1:] else ""
            self._longest[first] = max(len(words), self._longest.get(first, 0))
            self._seconds.setdefault(first, set()).add(second)

    def find(self, text: str, words: Sequence[Word]) -> Iterator[Match]:
        """The spun forms in a text, left to right, the longest at each place; shielded places yield nothing.

        Args:
            text: any text.
            words: its words, from `split_words`.
        """
        at = 0
        while at < len(words):
            phrase, count = self._longest_at(text, words, at) if self._may_begin(words, at) else (None, 1)
            if phrase is not None and phrase.kind != "keep":
                yield _match(text, words, at, count, phrase)
            at += count

    def _may_begin(self, words: Sequence[Word], at: int) -> bool:
        """Whether a form of the table begins with a word and the next one; hardly any place of clean news does."""
        seconds = self._seconds.get(words[at].form)
        return seconds is not None and (
            "" in seconds or (at + 1 < len(words) and words[at + 1].form in seconds)
        )

    def _longest_at(self, text: str, words: Sequence[Word], at: int) -> tuple[Phrase | None, int]:
        best: tuple[Phrase | None, int] = (None, 1)
        longest = self._longest[words[at].form]
        key = ""
        for count in range(1, min(longest, len(words) - at) + 1):
            word = words[at + count - 1]
            if count > 1 and word.gap is None:
                break
            key += (word.gap or "" if count > 1 else "") + word.form
            for phrase in self._by_key.get(key, {}).values():
                if _case_fits(phrase.spun, text, words[at : at + count]) and stands_free(words, at, count):
                    best = (phrase, count)
        return best


@cache
def load_table() -> PhraseTable:
    """The English table that ships with the package."""
    text = files("cleaners").joinpath("data/spin/en.tsv").read_text(encoding="utf-8")
    return PhraseTable(read_phrases(text))


def read_phrases(table: str) -> list[Phrase]:
    """The phrases of a table in the format that its head describes.

    Raises:
        ValueError: a line has not three columns, another class, or groups that do not pair.
    """
    phrases: dict[str, Phrase] = {}
    for number, line in enumerate(table.splitlines(), 1):
        if not line.strip() or line.startswith("#"):
            continue
        spun, original, name = line.split("\t")
        kind = _KINDS.get(name)
        if kind is None:
            message = f"line {number}: no class {name!r}"
            raise ValueError(message)
        for form, meant in _expand(spun, spun if kind == "keep" else original):
            if kind == "keep" or form != meant:
                phrases[form] = _align(form, meant, kind, number)
    return list(phrases.values())


def _expand(spun: str, original: str) -> Iterator[tuple[str, str]]:
    """Both sides for each combination of choices."""
    choices = [group.split("|") for group in _GROUP.findall(spun)]
    meanings = [group.split("|") if group else None for group in _GROUP.findall(original)] or [[""]] * len(
        choices
    )
    if len(choices) != len(meanings) or any(
        meant and len(meant) not in {1, len(group)} for group, meant in zip(choices, meanings, strict=True)
    ):
        message = f"the groups of {spun!r} and {original!r} do not pair"
        raise ValueError(message)
    for picks in product(*(range(len(group)) for group in choices)):
        words = [group[pick] for group, pick in zip(choices, picks, strict=True)]
        meant = [
            word if group is None else group[0 if len(group) == 1 else pick]
            for word, group, pick in zip(words, meanings, picks, strict=True)
        ]
        yield _fill(spun, words), _fill(original, meant)


def _fill(pattern: str, words: list[str]) -> str:
    rest = iter(words)
    return " ".join(_GROUP.sub(lambda _: next(rest), pattern).split())


def _align(spun: str, original: str, kind: Kind, line: int) -> Phrase:
    """A phrase with the words that both sides share at the ends counted; one word always stays to be changed."""
    left, right = split_words(spun), split_words(original)
    most = min(len(left), len(right)) - 1
    tail = head = 0
    while head < most and left[head].form == right[head].form:
        head += 1
    while tail < most - head and left[-1 - tail].form == right[-1 - tail].form:
        tail += 1
    after = original[right[head].start : right[len(right) - 1 - tail].end]
    return Phrase(spun, original, kind, line, head, tail, after)


def _case_fits(spun: str, text: str, words: Sequence[Word]) -> bool:
    """Whether the text has a capital wherever the spun form has one."""
    if spun.islower():
        return True
    return all(
        text[word.start : word.end].replace("’", "'") == spun[form.start : form.end]
        for word, form in zip(words, split_words(spun), strict=True)
        if spun[form.start : form.end] != form.form
    )


def stands_free(words: Sequence[Word], at: int, count: int) -> bool:
    """Whether words `at:at + count` are not half of a hyphenated word, unless they begin or end with a hyphen."""
    last = at + count
    if words[at].form == "-":
        return at > 0 and words[at].gap == ""
    if at > 0 and words[at - 1].form == "-" and words[at].gap == "":
        return False
    return not (last < len(words) and words[last].form == "-" and words[last].gap == "")


def _match(text: str, words: Sequence[Word], at: int, count: int, phrase: Phrase) -> Match:
    first, last = at + phrase.head, at + count - 1 - phrase.tail
    end = words[last].end
    after = match_case(text[words[first].start : end], phrase.after)
    first, start, after = with_article(text, words, first, after)
    return Match(start, end, after, phrase, first, last)
