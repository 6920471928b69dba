"""Spin-canonical words: a text in the words that a spinner would have started from, for comparing and never for reading.

A spun copy shares few shingles with its original, since every eighth word differs. Where each spun form is read as
its first original, and each word as one fixed word of those that are swapped for each other, copy and original say
nearly the same again. The result is wrong as a text, so it stays a stream of words: nothing of it is ever published.
"""

from __future__ import annotations

from functools import cache

from cleaners.spin_options import changes_meaning
from cleaners.spin_swaps import core_swaps
from cleaners.spin_table import load_table
from cleaners.spin_words import split_words

_MARKS = frozenset({"-", "'s"})


def canonical(text: str) -> list[str]:
    """The words of a text with spun forms read as what they stand for, in small letters.

    >>> canonical("He stated the assembly is at the identical time") == canonical("He said the meeting is at the same time")
    True
    """
    words = split_words(text)
    starts = {match.first: match for match in load_table().find(text, words)}
    found: list[str] = []
    at = 0
    while at < len(words):
        match = starts.get(at)
        if match and not changes_meaning(text[match.start : match.end], match.after):
            found += [word.form for word in split_words(match.after)]
            at = match.last + 1
            continue
        count, original = next(core_swaps().at(words, at), (1, words[at].form))
        found += [word.form for word in split_words(original)]
        at += count
    return [_one_for_all(word) for word in found if word not in _MARKS]


def _one_for_all(word: str) -> str:
    """One fixed word for all that are swapped for each other."""
    return _fixed_words().get(word, word)


@cache
def _fixed_words() -> dict[str, str]:
    """By word, the first in the alphabet of it and its originals: 'company' and 'firm' swap either way."""
    fixed: dict[str, str] = {}
    for forms, originals in core_swaps().originals.items():
        single = [original for original in originals if " " not in original and "-" not in original]
        if len(forms) == 1 and single:
            fixed[forms[0]] = min(forms[0], single[0])
    return fixed
