"""Words that lost letters, restored from another copy of the same text.

U+FFFD says that a letter was here and which one nobody knows: `ma\ufffdana`. Within one text there is nothing
to go by, but syndicated news comes in copies, and another crawler may have read the same sentence right. A word
is taken over from a copy when it fits in every letter that is left and stands between the same two words, and
when all such words in all copies agree. A question mark at or in a word may stand for a letter too (`ma?ana`,
`program? ayer`); it is one where every copy has a letter in its place, and none the mark.

What was lost is never ASCII: that survives every wrong codec. A letter leaves up to four U+FFFD behind, and one
U+FFFD may have swallowed three letters, since decoders drop what looks like the beginning of one character.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from cleaners.edits import Edit
from cleaners.mojibake import looks_damaged

_WORD: Final = re.compile(r"[^\s!-/:->@\[-`{-~](?:\S{0,62}[^\s!-/:->@\[-`{-~])?")
_DAMAGE: Final = re.compile(r"\ufffd|\?(?=\w)|(?<=\w)\?")
_MARKS: Final = re.compile(r"(\ufffd+|\?)")
_REACH: Final = 3  # how many words away the word may be that leads to the place in the copy
_MOST_PLACES: Final = 200  # a word that a copy has more often leads nowhere
_MOST_MARKS: Final = 6  # a word with more of them could be nearly anything


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    text: str

    @property
    def damaged(self) -> bool:
        return _DAMAGE.search(self.text) is not None


def restore_from_siblings(text: str, siblings: Sequence[str]) -> Iterator[Edit]:
    """Propose the words that siblings have in place of damaged ones.

    Args:
        text: the damaged text.
        siblings: other copies of it, in any order.

    Yields:
        Edits with rule `sibling`.
    """
    if not siblings or not _DAMAGE.search(text):
        return
    words = _split_words(text)
    copies = [(copy, _places(copy)) for copy in map(_split_words, sorted(set(siblings)))]
    for index, word in enumerate(words):
        if not word.damaged:
            continue
        found = [_find(words, index, copy, places) for copy, places in copies]
        answers = {answer for some in found for answer in some if "\ufffd" not in answer}
        if len(answers) != 1:
            continue
        after = answers.pop()
        if after == word.text or looks_damaged(after):
            continue
        agreeing = sum(after in some for some in found)
        yield Edit(
            step="encoding",
            rule="sibling",
            start=word.start,
            end=word.end,
            before=word.text,
            after=after,
            confidence=0.95,
            evidence=f"between the same words in {agreeing} of {len(copies)} other copies",
        )


def _split_words(text: str) -> list[_Word]:
    """Runs without white space, less the ASCII punctuation around them."""
    return [_Word(match.start(), match.end(), match[0]) for match in _WORD.finditer(text)]


def _places(words: Sequence[_Word]) -> Mapping[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for index, word in enumerate(words):
        places[word.text].append(index)
    return places


def _find(
    words: Sequence[_Word], index: int, copy: Sequence[_Word], places: Mapping[str, list[int]]
) -> set[str]:
    """What a copy has in the place of the word at index, reached from a healthy word nearby."""
    nearby = range(max(0, index - _REACH), min(len(words), index + _REACH + 1))
    ways = [
        (len(places[words[way].text]), way) for way in nearby if words[way].text in places and way != index
    ]
    ways = [(count, way) for count, way in ways if count <= _MOST_PLACES and not words[way].damaged]
    if not ways:
        return set()
    _, way = min(ways)
    candidates = [place + index - way for place in places[words[way].text]]
    return {copy[at].text for at in candidates if _fits(words, index, copy, at)}


def _fits(words: Sequence[_Word], index: int, copy: Sequence[_Word], at: int) -> bool:
    """Whether the copy's word at `at` matches what is left of the damaged one, and so do its neighbours."""
    if not 0 <= at < len(copy) or not _matches(words[index].text, copy[at].text):
        return False
    inside = 0
    for step in (-1, 1):
        here, there = index + step, at + step
        if 0 <= here < len(words):
            if not 0 <= there < len(copy) or not _matches(words[here].text, copy[there].text):
                return False
            inside += 1
    return inside == 2 or (inside == 1 and len(words) > 2)


def _matches(damaged: str, whole: str) -> bool:
    """Whether whole has letters where damaged has marks, and is equal elsewhere."""
    if damaged == whole:
        return True
    pieces = _MARKS.split(damaged)
    if not 1 < len(pieces) <= 2 * _MOST_MARKS + 1:
        return False
    pattern = "".join(_letters_for(piece) for piece in pieces)
    return re.fullmatch(pattern, whole) is not None


def _letters_for(piece: str) -> str:
    if piece.startswith("\ufffd"):
        return rf"[^\x00-\x7f\ufffd\s]{{1,{3 * len(piece)}}}"
    return r"(?:\?|[^\x00-\x7f\ufffd\W\d_])" if piece == "?" else re.escape(piece)
