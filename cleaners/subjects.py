"""Subjects: whom a report is about, as far as the names at its head tell.

"Mobil Corp filed with the Securities and Exchange Commission for a shelf offering" and the same of American Can Co
are two reports in one wording. What differs is little, a name or two, and it stands where news puts it: at the
head. Editing moves names about, shortens and completes them ("U.S. Treasury Secretary James Baker", "Baker"), and
puts a passage before them, but then one of the two texts still has all the names that the other one begins with.
So two texts have different subjects when each begins with a name that the other one has nowhere.

Names are told by capitals, so scripts without them have no subjects here, and nothing is said of their texts. A
dateline is passed over, since papers file one report from several places.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from typing import Final

# Words at the head that are looked at. Of 545 pairs of agency reports that are copies 4 differ by this many, 13 by
# twenty; of 56 that are not, 22 and 25.
_HEAD: Final = 12
# What a dateline is at most, up to its dash: "NEW YORK, Nov. 3 (Agency) - ". A full stop is behind a short month alone.
_DATELINE: Final = re.compile(r"\A(?:[^.!?]|(?<=\b[A-Z][a-z]{2})\.|(?<=\bSept)\.){1,70}? (?:-{1,2}|–|—) ")
# Two names are one, read or written otherwise, from this share of letter pairs on: Fieldcor, Fidelcor; ...
_ONE_NAME: Final = 0.5
# ... or from this share of letters in their places: Edward, Exvard.
_IN_PLACE: Final = 0.66
_SHORTEST_STEM: Final = 4
# Code points of a first sentence; a name with points, or a title, is shorter.
_SHORTEST_SENTENCE: Final = 20
_LONGEST_SENTENCE: Final = 600
CAPITALS: Final = "A-ZÀ-ÖØ-ÞΑ-ΩЀ-Я"
# A full stop behind a word in small letters, and not behind "U.S.", before a capital; or the end of a paragraph.
_SENTENCE_END: Final = re.compile(rf"(?<=[^\W_{CAPITALS}]|[\"')”»])[.!?](?=\s+[\"“„«]?[{CAPITALS}])|\n\s")

_WORD: Final = re.compile(r"\w+")


def lead_names(text: str) -> tuple[str, ...]:
    """The names at the head of a text, case folded.

    The first word has a capital anyway, so it counts where another one follows, or where it comes again.

    Args:
        text: normalised.

    >>> lead_names("NEW YORK, Nov 3 - Mobil Corp filed with the Commission for an offering.")
    ('mobil', 'corp', 'commission')
    >>> lead_names("Talks on the offering were held in Oslo.")
    ('oslo',)
    """
    words = _WORD.findall(text, body_start(text))
    return _names(words[:_HEAD], words)


def sentence_names(text: str) -> tuple[str, ...]:
    """The names in the first sentence of a text, case folded.

    >>> sentence_names("Credit worth 25 mln dlrs for wheat was given to the government of Jordan. Oslo objects.")
    ('jordan',)
    """
    words = _WORD.findall(text, *first_sentence(text))
    return _names(words, words)


def _names(head: Sequence[str], words: Sequence[str]) -> tuple[str, ...]:
    """The names among the first of some words."""
    if head and not (_is_name(words[1:2]) or head[0] in words[1:]):
        head = head[1:]
    return tuple(word.casefold() for word in head if _is_name([word]))


def first_sentence(text: str) -> tuple[int, int]:
    """Where the first sentence behind the dateline begins and ends.

    It ends before a blank line at the latest, one within its first twenty code points left aside. Where a script has no
    capitals it is the first paragraph.

    >>> text = "OSLO, Nov 3 - Funds rose to 5.6 pct, the U.S. Treasury said. Dealers had expected it."
    >>> start, end = first_sentence(text)
    >>> text[start:end]
    'Funds rose to 5.6 pct, the U.S. Treasury said'
    """
    start = body_start(text)
    ends = _SENTENCE_END.search(text, start + _SHORTEST_SENTENCE, start + _LONGEST_SENTENCE)
    return start, ends.start() if ends else min(len(text), start + _LONGEST_SENTENCE)


def body_start(text: str) -> int:
    """Where a text begins behind its dateline, if it has one."""
    dateline = _DATELINE.match(text)
    return dateline.end() if dateline else 0


def differ_in_subject(
    first: Sequence[str], first_words: AbstractSet[str], second: Sequence[str], second_words: AbstractSet[str]
) -> bool:
    """Whether each of two texts begins with a name that the other one has nowhere.

    Args:
        first: the `lead_names` of the one text.
        first_words: all its words, case folded.
        second: those of the other.
        second_words: all its words.

    >>> differ_in_subject(["mobil"], {"mobil", "filed"}, ["atari"], {"atari", "filed"})
    True
    >>> differ_in_subject(["fieldcor"], {"fieldcor", "said"}, ["fidelcor"], {"fidelcor", "said"})
    False
    """
    ours, theirs = first_words - second_words, second_words - first_words
    return has_another(first, ours, theirs) and has_another(second, theirs, ours)


def has_another(names: Iterable[str], ours: AbstractSet[str], theirs: AbstractSet[str]) -> bool:
    """Whether one of the names of a text is nowhere in the other one, misread or in another form either.

    What both texts have is no misreading: `with` is not how the other one spells `Witco`.

    Args:
        names: of the one text.
        ours: the words that only it has.
        theirs: the words that only the other one has.
    """
    return any(name in ours and not any(is_one_name(name, word) for word in theirs) for name in names)


def is_one_name(name: str, word: str) -> bool:
    """Whether a word is the name in another form, or misread."""
    short, long = sorted((name, word), key=len)
    if long.startswith(short) and (len(short) >= _SHORTEST_STEM or short == name):
        return True
    if len(long) - len(short) > 2:
        return False
    if len(short) == len(long) and sum(map(str.__eq__, name, word)) >= _IN_PLACE * len(name):
        return True
    pairs, others = _letter_pairs(name), _letter_pairs(word)
    return 2 * len(pairs & others) >= _ONE_NAME * (len(pairs) + len(others)) > 0


def _letter_pairs(word: str) -> set[str]:
    return {word[at : at + 2] for at in range(len(word) - 1)}


def _is_name(words: Sequence[str]) -> bool:
    return bool(words) and len(words[0]) > 1 and words[0][0].isupper()
