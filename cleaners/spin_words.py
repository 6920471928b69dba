"""Words as the spin step sees them: with the gaps between them, so that phrases can be matched and put back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

# Dotted abbreviations and 'sq.' keep their dots; a possessive 's and a hyphen are words of their own, so that
# 'Putin's go to' and 'decades-lengthy' are found behind any name and any word.
_WORD: Final = re.compile(r"(?:[^\W\d_]\.){2,}|[Ss]q\.|['’]s\b|[^\W_]+(?:['’](?!s\b)[^\W_]+)*|-")
_NEW: Final = tuple.__new__  # half of what the constructor of a named tuple takes
_BLANKS: Final = " \t\u00a0\u202f"  # what may part the words of one phrase
_VOWEL_LETTER_NOT_SOUND: Final = ("uni", "use", "usu", "euro", "one", "once", "ubi")
_SILENT_H: Final = ("hour", "honest", "honor", "honour", "heir")


class Word(NamedTuple):
    """One word of a text; a tuple, since every text makes hundreds.

    Attributes:
        start: first code point, in the text.
        end: one past the last code point.
        form: the word in lower case, with a straight apostrophe.
        gap: what parts it from the word before: nothing, a space, or None for anything else.
    """

    start: int
    end: int
    form: str
    gap: str | None


def split_words(text: str) -> list[Word]:
    """The words of a text, with what parts them.

    >>> [word.form for word in split_words("Putin’s well-known go to")]
    ['putin', "'s", 'well', '-', 'known', 'go', 'to']
    """
    words: list[Word] = []
    done = 0
    lower = text.replace("İ", "i").lower().replace("’", "'")  # no other letter is two in lower case
    for found in _WORD.finditer(text):
        start, end = found.span()
        between = text[done:start]
        gap = between if between in {"", " "} else None if between.strip(_BLANKS) else " "
        words.append(_NEW(Word, (start, end, lower[start:end], gap)))
        done = end
    return words


def match_case(before: str, after: str) -> str:
    """Write `after` in the case of `before`: all capitals, capitals on every word, a first capital, or as it is.

    >>> match_case("On The Similar", "at the same"), match_case("Historical past", "history")
    ('At The Same', 'History')
    """
    if len(before) > 1 and before.isupper():
        return after.upper()
    words = before.split()
    if len(words) > 1 and all(word[0].isupper() for word in words):
        return " ".join(word[0].upper() + word[1:] for word in after.split())
    if before[:1].isupper():
        return after[:1].upper() + after[1:]
    return after


def article_for(word: str) -> str:
    """The indefinite article that a word takes, by its spelling.

    >>> article_for("hour"), article_for("European"), article_for("official")
    ('an', 'a', 'an')
    """
    lower = word.lower()
    vowel = lower.startswith(_SILENT_H) or (
        lower.startswith(tuple("aeiou")) and not lower.startswith(_VOWEL_LETTER_NOT_SOUND)
    )
    return "an" if vowel else "a"


def with_article(text: str, words: Sequence[Word], first: int, after: str) -> tuple[int, int, str]:
    """Take 'a' or 'an' in front of a word along where the new word asks for the other one.

    Returns:
        The first word that changes, the code point where it starts, and what to write from there.
    """
    start = words[first].start
    if first > 0 and words[first].gap == " " and words[first - 1].form in {"a", "an"}:
        before = words[first - 1]
        article = article_for(after)
        if article != before.form:
            article = match_case(text[before.start : before.end], article)
            return first - 1, before.start, article + text[before.end : start] + after
    return first, start, after
