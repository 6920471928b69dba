"""Lost letters: what a word with U+FFFD or a question mark in it may have been, and which word it is without a place.

What was lost is never ASCII: that survives every wrong codec. A letter leaves up to four U+FFFD behind, and one
U+FFFD may have swallowed three letters, since decoders drop what looks like the beginning of one character. A
question mark at or in a word may stand for a letter too (`ma?ana`, `program? ayer`).

Copies of a text have its words even where they have not its sentence: a paragraph is left out, a phrase edited. A
word is known by that where a single word of theirs fits what is left, and either stands beside the same word, or has
at least two letters left and its end, or is a short one that a copy has twice. An ending that is lost may be another
one (`která`, `které`). One paragraph of each development text was read from the words of its others so: 409 of 420 came
out right, and seven of the others were damaged in the original.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

MARKS: Final = re.compile(r"(\ufffd+|\?)")
_DAMAGE: Final = re.compile(r"\ufffd|\?(?=\w)|(?<=\w)\?|^\?$")
_MOST_MARKS: Final = 6  # a word with more of them could be nearly anything
_HEALTHY: Final = 2  # letters that are left of a word that is known by itself
_SHORT: Final = 2  # letters that are left of a word that may be known by its frequency: it has no ending
_FREQUENT: Final = 2  # times in one copy
_BEYOND: Final = r"(?:\xa0|[^\x00-\x7f\ufffd\s])"  # what may have been lost
_LOST: Final = re.compile(r"[^\x00-\x7f]|\?")


def is_damaged(word: str) -> bool:
    """Whether a word may have lost a letter."""
    return _DAMAGE.search(word) is not None


def fits(damaged: str, whole: str) -> bool:
    """Whether whole has letters where damaged has marks, and is equal elsewhere.

    >>> fits("ma?ana", "mañana"), fits("ma?ana", "manana")
    (True, False)
    """
    if damaged == whole:
        return True
    pieces = MARKS.split(damaged)
    if not 1 < len(pieces) <= 2 * _MOST_MARKS + 1:
        return False
    pattern = "".join(_letters_for(piece) for piece in pieces)
    return re.fullmatch(pattern, whole) is not None


def _letters_for(piece: str) -> str:
    if piece.startswith("\ufffd"):
        return rf"{_BEYOND}{{1,{3 * len(piece)}}}"
    return rf"(?:\?|{_BEYOND})" if piece == "?" else re.escape(piece)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of copies of a text.

    Attributes:
        words: by what is left of a word when all is lost that may be, the words with how often one copy has them.
        pairs: words that follow one another.
    """

    words: Mapping[str, Mapping[str, int]]
    pairs: frozenset[tuple[str, str]]

    @staticmethod
    def of(copies: Iterable[Sequence[str]]) -> Lexicon:
        """Collect the words of each copy."""
        words: dict[str, dict[str, int]] = {}
        pairs: set[tuple[str, str]] = set()
        for copy in copies:
            pairs.update(pairwise(copy))
            for word, count in Counter(copy).items():
                known = words.setdefault(_LOST.sub("", word), {})
                known[word] = max(count, known.get(word, 0))
        return Lexicon(words, frozenset(pairs))

    def only_word(self, before: str, damaged: str, after: str) -> str | None:
        """The one word that a damaged one between two others can be; None where none fits, or several.

        >>> Lexicon.of([["mañana", "manana", "sí"]]).only_word("la", "ma\ufffdana", "fue")
        'mañana'
        """
        left = _LOST.sub("", damaged)
        found = [word for word in self.words.get(left, ()) if word != damaged and fits(damaged, word)]
        if len(found) != 1 or is_damaged(found[0]) or damaged.endswith("?"):
            return None
        word = found[0]
        letters = sum(map(str.isalnum, left))
        known = letters >= _HEALTHY and not damaged.endswith("\ufffd")
        frequent = 0 < letters <= _SHORT and self.words[left][word] >= _FREQUENT
        beside = len(MARKS.findall(damaged)) == 1 and not self.pairs.isdisjoint(
            ((before, word), (word, after))
        )
        return word if known or frequent or beside else None
