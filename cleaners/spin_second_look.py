"""A second look at the wordings of a text, in a draft of what it was.

The taught model reads each window of the draft, and then reads it again as it reads the text at first. What it expects
at a place goes with neighbours that the author likely wrote. Read with the spun window before it instead of the draft,
which would spare reading the draft twice, it adds nothing to the first look: it has the swapped word before its eyes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from cleaners.language_model import Wording, one_thread
from cleaners.llama import BATCH, batches
from cleaners.remembered import Remembered
from cleaners.spin_denoiser import Denoised, denoise
from cleaners.spin_draft import Draft, DraftPlace
from cleaners.spin_options import Option
from cleaners.spin_windows import may_read, tokens_of, windows

_REMEMBERED: Final = 64  # windows


@dataclass(frozen=True, slots=True)
class _Drafted:
    """A draft of a window, and the places in it that are asked about."""

    text: str
    places: tuple[DraftPlace, ...]


def look_again(
    text: str, options: Sequence[Option], chances: Sequence[float], asked: Sequence[int]
) -> list[float | None]:
    """How much rather the taught model has some wordings among the neighbours that a draft gives them, in nats.

    None where a wording cannot be read there: it begins or ends within a token, or goes beyond a window.

    Args:
        text: the text, spun.
        options: wordings of its places.
        chances: the probability of each, from which the draft is made.
        asked: the indices of the wordings that are looked at.

    Raises:
        LookupError: no model is installed.
    """
    found: dict[int, float | None] = {}
    numbers: list[list[int]] = []
    drafted: list[_Drafted] = []
    wanted = {*asked}
    for base, window in windows(text):
        end = base + len(window)
        within = [at for at, one in enumerate(options) if base <= one.start and one.end <= end]
        here = sorted(wanted.intersection(within))
        if here and may_read(window):
            moved = {
                at: replace(options[at], start=options[at].start - base, end=options[at].end - base)
                for at in within
            }
            draft = Draft(window, [*moved.values()], [chances[at] for at in within])
            numbers.append(here)
            drafted.append(_Drafted(draft.text, tuple(draft.place(moved[at]) for at in here)))
    for here, gains in zip(numbers, _looked(drafted), strict=True):
        found.update(zip(here, gains, strict=True))
    return [found.get(at) for at in asked]


def _look(drafted: Sequence[_Drafted]) -> list[list[float | None]]:
    sizes = [tokens_of(one.text) for one in drafted]
    return [found for some in batches(drafted, sizes, BATCH) for found in _look_together(some)]


def _look_together(drafted: Sequence[_Drafted]) -> list[list[float | None]]:
    with one_thread():
        read = denoise([one.text for one in drafted])
        return [_gains(denoised, one.places) for denoised, one in zip(read, drafted, strict=True)]


def _gains(denoised: Denoised, places: Sequence[DraftPlace]) -> list[float | None]:
    """What each place gains by its wording over what stands in the spun text, both read in the draft."""
    ends = [(place.start, place.end) for place in places]
    after = denoised.gains([Wording(*end, place.after) for end, place in zip(ends, places, strict=True)])
    before = denoised.gains([Wording(*end, place.before) for end, place in zip(ends, places, strict=True)])
    return [
        None if one is None or other is None else round(one - other, 2)
        for one, other in zip(after, before, strict=True)
    ]


_looked: Final = Remembered(_look, _REMEMBERED)
