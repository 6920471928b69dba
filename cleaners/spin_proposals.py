"""What the taught model proposes for the places of a text, as options beside those of the tables.

No table has all swaps: with four in ten pairs taken out, the tables, the thesaurus and the words that the model holds
akin had the original of 70 in 100 swaps of content words. The first proposal of the taught model, with no table at all,
is the original in 69 of 100, the first two in 79, in articles and with pairs that it was not taught on.

A proposal is a word or a run of words like any other option: no name, number, negation or modal verb, no function word
for itself, no inflection of what stands there, and no rare word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from cleaners.language_model import Wording
from cleaners.spin_continuations import continue_words
from cleaners.spin_denoiser import Denoised
from cleaners.spin_kin import LEAST_USUAL
from cleaners.spin_options import Option, is_swap, stem, swappable, to_option
from cleaners.spin_pairs import word_pairs
from cleaners.spin_table import stands_free
from cleaners.spin_thesaurus import STOP_WORDS
from cleaners.spin_words import Word

_SHORTEST: Final = 3  # letters


def propose(asked: Sequence[tuple[str, Sequence[Word], Denoised]]) -> list[list[Option]]:
    """The proposals for the words that a thesaurus may have put into each of some texts, in its order."""
    places = [{words[at].start: at for at in swappable(text, words)} for text, words, _ in asked]
    wordings = continue_words(
        [(denoised, [*some]) for (_, _, denoised), some in zip(asked, places, strict=True)]
    )
    return [
        list(_options(text, words, some, found))
        for (text, words, _), some, found in zip(asked, places, wordings, strict=True)
    ]


def _options(
    text: str, words: Sequence[Word], places: Mapping[int, int], wordings: Sequence[Wording]
) -> Iterator[Option]:
    ends = {word.end: at for at, word in enumerate(words)}
    for wording in wordings:
        at, last = places[wording.start], ends.get(wording.end)
        if last is None or not stands_free(words, at, last - at + 1):
            continue
        original, spun = wording.after, text[wording.start : wording.end]
        if spun[0].isupper():
            original = original[0].lower() + original[1:]
        if _may_have_stood(original, words[at : last + 1]) and is_swap(spun, original):
            yield to_option(text, words, (at, last - at + 1), original, "model")


def _may_have_stood(original: str, spun: Sequence[Word]) -> bool:
    return (
        len(original) >= _SHORTEST
        and original.islower()
        and original not in STOP_WORDS
        # 'games' may have stood for 'video games', but never 'game'.
        and all(word.form == original or stem(word.form) != stem(original) for word in spun)
        and word_pairs().word(original) >= LEAST_USUAL
    )
