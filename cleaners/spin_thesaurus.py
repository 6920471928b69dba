"""What a spun word may stand for: an inverted thesaurus.

WordNet's synonym sets, read backwards and inflected, name the original of three in ten swapped words of a dialect
whose own thesaurus nobody has. The thesaurus only proposes: nearly all of its pairs are wrong in any one place.
"""

from __future__ import annotations

import gzip
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Final, NamedTuple

# Function words carry no meaning that a thesaurus swaps; what looks like a swap of one is a mistake.
_STOP_WORDS: Final = (
    "a an the of to in on at by for with from and or but nor so as is are was were be been being am do does did have"
    " has had having will would can could may might must ought shall should cannot not no never none neither i you he"
    " she it we they me him her us them my your his its our their mine yours hers ours theirs myself himself herself"
    " itself themselves ourselves this that these those who whom whose which what where when why how if than then"
    " there here while because until unless although though since whether yes about into over under up down out off"
    " again once too very all any each few more most other some such only own same both either one ones nobody nothing"
    " nowhere"
)
STOP_WORDS: Final = frozenset(_STOP_WORDS.split())


@cache
def thesaurus() -> Mapping[str, tuple[str, ...]]:
    """Possible originals by word, the most usual first; both in small letters and inflected."""
    lines = (line.split() for line in packed_lines("thesaurus_en.txt.gz"))
    return {spun: tuple(originals) for spun, *originals in lines}


class Odds(NamedTuple):
    """How much more often spinners use a word than people do, as logarithms."""

    thesaurus: float
    swaps: float


@cache
def spinner_odds() -> Mapping[str, Odds]:
    """The odds of each word that a spinner puts in or takes out; all others come up as often in either text."""
    lines = (line.split() for line in packed_lines("odds_en.txt.gz"))
    return {word: Odds(int(one) / 10, int(other) / 10) for word, one, other in lines}


def packed_lines(name: str) -> list[str]:
    """The lines of a packed file of `data/spin`, without those that say where it comes from."""
    packed = files("cleaners").joinpath(f"data/spin/{name}").read_bytes()
    return [line for line in gzip.decompress(packed).decode().splitlines() if not line.startswith("#")]
