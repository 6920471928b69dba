"""Words that lost letters, restored from another copy of the same text.

U+FFFD says that a letter was here and which one nobody knows: `ma\ufffdana`. Within one text there is nothing
to go by, but syndicated news comes in copies, and another crawler may have read the same sentence right. A word
is taken over from a copy when it fits in every letter that is left and stands between the same two words, and
when all such words in all copies agree. Where the copy was edited just there, words a little further off decide, on
both sides, and the fewer letters are left the more of them. A question mark at or in a word may stand for a letter too
(`ma?ana`, `program? ayer`); it is one where every copy has a letter in its place, and none the mark. Where no copy has
the place at all, the one word of theirs that fits may do (`lost_letters`).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cleaners.edits import Edit
from cleaners.lost_letters import MARKS, Lexicon, fits, is_damaged
from cleaners.mojibake import looks_damaged

# A no-break space is lost like a letter, so that what it joins is one word.
_WORD: Final = re.compile(r"[^\s!-/:->@\[-`{-~](?:[\S\xa0]{0,62}[^\s!-/:->@\[-`{-~])?")
_REACH: Final = 3  # how many words away the word may be that leads to the place in the copy
_MOST_PLACES: Final = 200  # a word that a copy has more often leads nowhere
_HEALTHY: Final = 2  # letters that are left of a word; what has fewer needs more words around it that agree
_BESIDE: Final = 2  # support: both neighbours agree


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str

    @property
    def damaged(self) -> bool:
        return is_damaged(self.text)


@dataclass(frozen=True, slots=True)
class _Copy:
    words: Sequence[_Word]
    places: Mapping[str, list[int]]


@dataclass(frozen=True, slots=True)
class _Answer:
    text: str
    confidence: float
    evidence: str


def restore_from_siblings(text: str, siblings: Sequence[str]) -> Iterator[Edit]:
    """Propose the words that siblings have in place of damaged ones.

    Args:
        text: the damaged text.
        siblings: other copies of it, in any order.

    Yields:
        Edits with rule `sibling`.
    """
    if not siblings or not MARKS.search(text):
        return
    words = _split_words(text)
    copies = [_Copy(copy, _places(copy)) for copy in map(_split_words, sorted(set(siblings)))]
    healthy = [word.text for word in words if not word.damaged]
    lexicon = Lexicon.of([healthy, *([word.text for word in copy.words] for copy in copies)])
    for index, word in enumerate(words):
        if not word.damaged:
            continue
        answer = _answer(words, index, copies, lexicon)
        if answer is None or answer.text == word.text or looks_damaged(answer.text):
            continue
        yield Edit(
            step="encoding",
            rule="sibling",
            start=word.start,
            end=word.end,
            before=word.text,
            after=answer.text,
            confidence=answer.confidence,
            evidence=answer.evidence,
        )


def _answer(words: Sequence[_Word], index: int, copies: Sequence[_Copy], lexicon: Lexicon) -> _Answer | None:
    """The word that all copies have in the place of the damaged one, if they agree."""
    found = [_find(words, index, copy) for copy in copies]
    surest = max((support for some in found for support in some.values()), default=0)
    if not surest:
        before, after = (
            "".join(word.text for word in words[at : at + 1]) for at in (max(0, index - 1), index + 1)
        )
        word = lexicon.only_word(before, words[index].text, after)
        return _Answer(word, 0.85, "the only word of all copies that fits") if word else None
    answers = {
        answer
        for some in found
        for answer, support in some.items()
        if support == surest and "\ufffd" not in answer
    }
    if len(answers) != 1:
        return None
    (text,) = answers
    where = "between the same words" if surest == _BESIDE else "among the same words"
    agreeing = sum(text in some for some in found)
    return _Answer(
        text,
        0.95 if surest == _BESIDE else 0.9,
        f"{where} in {agreeing} of {len(copies)} other copies",
    )


def _split_words(text: str) -> list[_Word]:
    """Runs without white space, less the ASCII punctuation around them."""
    return [_Word(match.start(), match.end(), match[0]) for match in _WORD.finditer(text)]


def _places(words: Sequence[_Word]) -> Mapping[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for index, word in enumerate(words):
        places[word.text].append(index)
    return places


def _find(words: Sequence[_Word], index: int, copy: _Copy) -> Mapping[str, int]:
    """What a copy has in the place of the word at index, and how surely: how much of what stands around it agrees."""
    nearby = range(max(0, index - _REACH), min(len(words), index + _REACH + 1))
    candidates = {
        place + index - way
        for way in nearby
        if way != index and not words[way].damaged
        for place in _few(copy.places.get(words[way].text, ()))
    }
    found: dict[str, int] = {}
    for at in sorted(candidates):
        if 0 <= at < len(copy.words) and fits(words[index].text, copy.words[at].text):
            answer = copy.words[at].text
            found[answer] = max(found.get(answer, 0), _support(words, index, copy.words, at))
    best = max(found.values(), default=0)
    return {answer: support for answer, support in found.items() if support == best > 0}


def _few(places: Sequence[int]) -> Sequence[int]:
    return places if len(places) <= _MOST_PLACES else ()


def _support(words: Sequence[_Word], index: int, copy: Sequence[_Word], at: int) -> int:
    """How much of what stands around two words agrees.

    Returns:
        2 where both neighbours do, 1 where an edited copy still has some of the words around, 0 otherwise.
    """
    agree = {
        step: _agrees(words, index + step, copy, at + step) for step in range(-_REACH, _REACH + 1) if step
    }
    if agree[-1] and agree[1]:
        return 2
    before = sum(agree[step] for step in range(-_REACH, 0))
    after = sum(agree[step] for step in range(1, _REACH + 1))
    healthy = min(_HEALTHY, sum(char.isalnum() for char in words[index].text))
    if before and after:
        return int(before + after + healthy >= 2 + _HEALTHY)
    return int(max(before, after) > 1 and healthy == _HEALTHY)


def _agrees(words: Sequence[_Word], index: int, copy: Sequence[_Word], at: int) -> bool:
    """Whether two words are the same but for what is lost."""
    inside = 0 <= index < len(words) and 0 <= at < len(copy)
    return inside and fits(words[index].text, copy[at].text)
