"""How rare a word is in news: the weight of a shared word.

A word that two articles share says more the rarer it is. Rarity that is counted in the run itself would make
the score of a pair depend on whatever else came in, so it comes from a background that ships with the package:

- English: `background_en.txt`, 30,000 stems by the share of 400-word texts that hold them, from web counts, and
  `everyday_en.txt`, words that the web of 2006 found rare and a news desk sees every day.
- Other languages: the length of the stem. It tracks rarity wherever words are written with letters; in English
  the mean rarity of running words rises by 0.4 nats a letter, from 3.0 at three letters to 6.2 at twelve. A name
  is rarer than its length.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

# Nats: -ln of the share of texts. A stem outside the table is rarer than one in 3,000 texts; typing errors and
# joined words are the rarest of all and mean nothing, so the scale ends there.
RAREST: Final = 8.5
EVERYDAY: Final = 3.5
NAME: Final = 4.5
_SHORTEST: Final = 1.5
_PER_LETTER: Final = 0.4


def rarity(stem: str, language: str, *, is_name: bool = False) -> float:
    """How rare texts with this stem are, in nats; 0 is a word of every text, 8.5 the rarest.

    Args:
        stem: casefolded stem of the Snowball stemmer.
        language: ISO 639-1 code; only English has a table.
        is_name: whether the article writes it as a name.

    >>> rarity("time", "en"), rarity("earthquak", "en"), rarity("tokayev", "en"), round(rarity("erdbeb", "de"), 1)
    (0.5, 3.5, 8.5, 3.9)
    """
    if is_counted(language):
        return _english().get(stem, RAREST)
    by_length = min(RAREST, _SHORTEST + _PER_LETTER * len(stem))
    return max(NAME, by_length) if is_name else by_length


def is_counted(language: str) -> bool:
    """Whether rarity in this language was counted, and not guessed from the length of the stem."""
    return language == "en"


@cache
def _english() -> dict[str, float]:
    folder = files("cleaners") / "data" / "events"
    rarities: dict[str, float] = {}
    for line in (folder / "background_en.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            halves, _, stems = line.partition("\t")
            rarities.update(dict.fromkeys(stems.split(), min(RAREST, int(halves) / 2)))
    for line in (folder / "everyday_en.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            rarities.update({stem: min(EVERYDAY, rarities.get(stem, EVERYDAY)) for stem in line.split()})
    return rarities
