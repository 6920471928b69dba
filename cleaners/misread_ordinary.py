"""Ordinary text: what it costs and how much of it may look odd, before it is read again and afterwards.

Two of three clean texts with an odd character stop here, before any codec is tried; and what was read in another
codec has to be ordinary text, not only less odd than it was.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from cleaners.letter_table import STEPS
from cleaners.letter_weights import Weight
from cleaners.misread_candidates import PAIR, STRONG

PLACES: Final = 3
_DEAR: Final = 1.2  # times what ordinary text costs
_ORDINARY: Final = 12.0  # nats a character; what was misread has to be ordinary text, not only less odd
_STILL_ODD: Final = 3  # characters for each that may still stand odd
_CALM: Final = 1.6  # steps a pair less than ordinary text: nothing there was misread, whatever strikes us


def may_be_misread(weights: Sequence[Weight]) -> bool:
    """Whether enough stands odd, or the text is strange all over; two of three clean texts with an odd place stop here.

    They cost .8 to 1.1 times what ordinary text does, a short line in a wrong legacy codec 1.4 and more.
    """
    if sum(weight.odd for weight in weights) >= PLACES:
        return True
    pairs = sum(weight.western_pairs for weight in weights)
    return sum(weight.western for weight in weights) > _DEAR * PAIR * pairs


def may_win(weights: Sequence[Weight]) -> bool:
    """Whether what is odd about lines could be strong evidence; clean text stops here."""
    pairs = sum(weight.western_pairs for weight in weights)
    excess = sum(weight.striking - PAIR * weight.striking_pairs for weight in weights)
    overall = sum(weight.western for weight in weights) - PAIR * pairs
    return max(excess, overall) >= 0.75 * STRONG * STEPS and overall > -_CALM * pairs


def is_ordinary(weight: Weight) -> bool:
    """Whether a line is text that people write."""
    is_cheap = weight.cost_inside <= _ORDINARY * STEPS * weight.beyond
    return is_cheap and weight.odd_inside * _STILL_ODD <= weight.beyond
