"""Ordinary text: what it costs and how much of it may look odd, before it is read again and afterwards.

Two of three clean texts with an odd character stop here, before any codec is tried; and what was read in another
codec has to be ordinary text, not only less odd than it was.
"""

from __future__ import annotations

from typing import Final

from cleaners.letter_table import STEPS
from cleaners.letter_weights import Weights
from cleaners.misread_candidates import PAIR, STRONG

PLACES: Final = 3
_DEAR: Final = 1.2  # times what ordinary text costs
_ORDINARY: Final = 12.0  # nats a character; what was misread has to be ordinary text, not only less odd
_STILL_ODD: Final = 3  # characters for each that may still stand odd
_CALM: Final = 1.6  # steps a pair less than ordinary text: nothing there was misread, whatever strikes us


def may_be_misread(weights: Weights) -> bool:
    """Whether enough stands odd, or the text is strange all over; two of three clean texts with an odd place stop here.

    They cost .8 to 1.1 times what ordinary text does, a short line in a wrong legacy codec 1.4 and more.
    """
    if int(weights.odd.sum()) >= PLACES:
        return True
    return int(weights.western.sum()) > _DEAR * PAIR * int(weights.western_pairs.sum())


def may_win(weights: Weights) -> bool:
    """Whether what is odd about lines could be strong evidence; clean text stops here."""
    pairs = int(weights.western_pairs.sum())
    excess = int(weights.striking.sum()) - PAIR * int(weights.striking_pairs.sum())
    overall = int(weights.western.sum()) - PAIR * pairs
    strong = max(excess, overall) >= 0.75 * STRONG * STEPS
    return bool(strong and overall > -_CALM * pairs)


def are_ordinary(weights: Weights) -> list[bool]:
    """Which lines are text that people write."""
    cheap = weights.cost_inside <= _ORDINARY * STEPS * weights.beyond
    calm = weights.odd_inside * _STILL_ODD <= weights.beyond
    return list((cheap & calm).tolist())
