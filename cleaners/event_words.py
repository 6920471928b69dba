"""The words of an article as the event step sees them: stemmed, with what tells a name from a word.

A name is a word that has a capital where no sentence starts. At the start of a sentence and in a headline, where
a capital says nothing, a word is a name when it is one elsewhere in the article, or when it is never written
small and is rare. German writes every noun with a capital, so there only runs of two and more count
(`Olaf Scholz`). Scripts without capitals have no names; scripts without spaces have pairs of characters as words.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import Stemmer

from cleaners.language_facts import language_facts
from cleaners.rarity import rarity

# A longer text is a live blog or a book; its event is told by then.
MAX_WORDS: Final = 3000
LONGEST_WORD: Final = 40
_STEMS_KEPT: Final = 1 << 18
# From this rarity on a word that is never written small is a name even at the start of a sentence.
RARE: Final = 5.0

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’‘][^\W\d_]+)?")
_SENTENCE_STARTS: Final = re.compile(r"[.!?:;\n•|“\"«„]|[-–—]\s")
_WITHOUT_SPACES: Final = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_MARKS: Final = re.compile(r"['’‘]")

_STEMMERS: Final = {
    "ar": "arabic", "ca": "catalan", "da": "danish", "de": "german", "el": "greek", "en": "english", "es": "spanish",
    "eu": "basque", "fi": "finnish", "fr": "french", "ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian",
    "id": "indonesian", "it": "italian", "lt": "lithuanian", "ne": "nepali", "nl": "dutch", "no": "norwegian",
    "pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish",
    "ta": "tamil", "tr": "turkish",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Word:
    """A word that says something: no function word, no weekday, no month.

    Attributes:
        text: as printed, without a possessive or an elided article.
        stem: casefolded and stemmed.
        capital: whether it starts with a capital.
        opens: whether it starts a sentence, so that the capital says nothing.
        joined: whether it follows the word before it with only a space or hyphen between.
        start: first code point.
    """

    text: str
    stem: str
    capital: bool = False
    opens: bool = False
    joined: bool = False
    start: int = 0


def split_words(text: str, language: str) -> list[Word]:
    """The telling words of a text, at most `MAX_WORDS`.

    >>> [word.stem for word in split_words("The presidents met in Sochi, Putin's press service said.", "en")]
    ['presid', 'met', 'sochi', 'putin', 'press', 'servic']
    """
    silent = language_facts(language).silent_words
    stem = _stemmer(language)
    words: list[Word] = []
    end, adjacent = -1, False
    for match in _WORD.finditer(text):
        gap, start, end = text[end : match.start()] if end >= 0 else "\n", match.start(), match.end()
        printed = _bare(match.group())
        small = printed.casefold()
        if _WITHOUT_SPACES.match(small):
            words += [
                Word(small[at : at + 2], small[at : at + 2], start=start) for at in range(len(small) - 1)
            ]
            telling = False
        elif telling := small not in silent and 1 < len(small) <= LONGEST_WORD:
            opens = bool(_SENTENCE_STARTS.search(gap))
            joined = adjacent and gap in (" ", "-")
            words.append(Word(printed, stem(small), printed[0].isupper(), opens, joined, start))
        adjacent = telling
        if len(words) >= MAX_WORDS:
            break
    return words[:MAX_WORDS]


def count_names(title: Sequence[Word], body: Sequence[Word], language: str) -> Counter[str]:
    """How often each name occurs, by stem.

    >>> words = split_words("Talks opened in Sochi. Putin met Tokayev. Tokayev spoke.", "en")
    >>> sorted(count_names([], words, "en").items())
    [('sochi', 1), ('tokayev', 2)]
    """
    sure: Counter[str] = Counter()
    unsure: Counter[str] = Counter(word.stem for word in title if word.capital)
    for word, run in zip(body, run_lengths(body), strict=True):
        if word.capital and (run > 1 or language != "de"):
            (unsure if word.opens else sure)[word.stem] += 1
    small = {word.stem for word in body if not word.capital}
    for stem, count in unsure.items():
        if stem in sure or (language == "en" and stem not in small and rarity(stem, language) >= RARE):
            sure[stem] += count
    return sure


def run_lengths(words: Sequence[Word]) -> list[int]:
    """For every word the length of the run of capitalised words that it stands in; 1 for any other word.

    >>> run_lengths(split_words("Kreel met Olaf Scholz in Berlin.", "de"))
    [1, 1, 2, 2, 1]
    """
    lengths: list[int] = []
    for word in words:
        if lengths and word.joined and word.capital and words[len(lengths) - 1].capital:
            run = lengths[-1] + 1
            lengths[len(lengths) - run + 1 :] = [run] * (run - 1)
            lengths.append(run)
        else:
            lengths.append(1)
    return lengths


def _bare(word: str) -> str:
    """Without a possessive (`Putin's`) or an elided article (`l'Élysée`)."""
    head, *tail = _MARKS.split(word, maxsplit=1)
    return tail[0] if tail and len(head) <= 2 else head


@cache
def _stemmer(language: str) -> Callable[[str], str]:
    algorithm = _STEMMERS.get(language)
    stem: Callable[[str], str] = Stemmer.Stemmer(algorithm).stemWord if algorithm else str
    return lru_cache(maxsize=_STEMS_KEPT)(stem)  # one string for all articles that share a word, and faster
