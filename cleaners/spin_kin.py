"""How near an original is to what was put in for it, in meaning.

A spinner puts in what means nearly the same, and a language model keeps words of one meaning close together in its
table of embeddings. Nearness alone names antonyms and sisters ('before' for 'after'), expectation alone whatever the
sentence might have said; together they name the original of every second swap as the very first of ten thousand words.

That is a noisy channel: the log-probability of a word behind what comes before it, and how likely a spinner takes
what stands there for it, which is taken to rise exponentially with the cosine between the two.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import Final

import numpy as np
import numpy.typing as npt

from cleaners.gguf import Floats
from cleaners.language_model import Reading, the_model
from cleaners.spin_options import stem, swappable
from cleaners.spin_pairs import word_pairs
from cleaners.spin_thesaurus import STOP_WORDS
from cleaners.spin_words import Word

# Nats that a cosine of one is worth; 12 to 30 rank the originals about equally well.
NEARNESS: Final = 16.0
LEAST_USUAL: Final = -13.0  # log-probability of a word that is worth restoring: one in 400,000
_PLAIN: Final = re.compile(r"[a-z]{3,}")
_ARTICLE: Final = re.compile(r"\Aan? (?=\w)")  # goes along with what it stands before


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The usual words that are single tokens of the model, with no function words among them.

    Attributes:
        tokens: the number of each, in small letters.
        capitals: the number of each with a capital, or of the word itself where that is not one token.
        stems: the stem of each.
        vectors: their embeddings, centred and of length one, [words, width].
        centre: the mean that was taken off.
    """

    tokens: npt.NDArray[np.int64]
    capitals: npt.NDArray[np.int64]
    stems: npt.NDArray[np.str_]
    vectors: Floats
    centre: Floats


@dataclass(frozen=True, slots=True)
class Place:
    """What the model thinks of one word of a text.

    Attributes:
        scores: the channel's, of all words of the lexicon, in nats.
        doubt: how much likelier any other word is in the channel than what stands there, in nats.
    """

    scores: Floats
    doubt: float

    def ahead(self, hint: float, akin: float) -> int:
        """How many words are likelier in the channel than one of a hint and a kinship."""
        score = hint + NEARNESS * (akin - 1)
        return int(np.count_nonzero(self.scores > np.float32(score)))


def find_places(text: str, words: Sequence[Word], reading: Reading) -> dict[int, Place]:
    """Each word that a thesaurus may have put in, by its number, with how the words it may stand for rank there."""
    hints = {at: reading.hints(words[at].start, words[at].end) for at in swappable(text, words)}
    places = [at for at, found in hints.items() if found is not None]
    if not places:
        return {}
    lexicon = load_lexicon()
    akin = np.stack([_unit(words[at].form) for at in places]) @ lexicon.vectors.T
    return {
        at: _rank(text, words[at], found, near)
        for at, near in zip(places, akin, strict=True)
        if (found := hints[at]) is not None
    }


def _rank(text: str, word: Word, hints: Floats, akin: Floats) -> Place:
    lexicon = load_lexicon()
    scores = hints[lexicon.tokens if text[word.start] == word.form[0] else lexicon.capitals]
    scores += NEARNESS * (akin - 1)
    scores[lexicon.stems == stem(word.form)] = -np.inf
    most = float(scores.max())
    return Place(scores, round(most + math.log(float(np.exp(scores - most).sum())), 2))


def kinship(before: str, after: str) -> float:
    """The cosine between two wordings, about 0 where they have nothing to do with each other."""
    return round(float(_unit(_ARTICLE.sub("", before.lower())) @ _unit(_ARTICLE.sub("", after.lower()))), 3)


@lru_cache(maxsize=1 << 14)
def _unit(wording: str) -> Floats:
    model = the_model()
    vector = model.vectors(model.tokens(wording)).mean(axis=0) - load_lexicon().centre
    unit: Floats = vector / np.linalg.norm(vector)
    return unit


@cache
def load_lexicon() -> Lexicon:
    """The lexicon of the model that is installed."""
    model = the_model()
    counts = word_pairs()
    usual = [word for word in counts.ids if _PLAIN.fullmatch(word) and word not in STOP_WORDS]
    found = {
        word: tokens[0]
        for word in usual
        if counts.word(word) >= LEAST_USUAL and len(tokens := model.tokens(word)) == 1
    }
    capitals = {word: model.tokens(word.capitalize()) for word in found}
    vectors = model.vectors([*found.values()])
    centre = vectors.mean(axis=0)
    vectors -= centre
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    return Lexicon(
        np.array([*found.values()]),
        np.array([capital[0] if len(capital) == 1 else found[word] for word, capital in capitals.items()]),
        np.array([stem(word) for word in found]),
        vectors,
        centre,
    )
