"""A draft: the text as it may have been, in which each place is looked at a second time.

In a spun text every seventh word is a swap, so the words beside a swap are often swaps too, and say little about what
stood there: 'the final week of the yr' has neither 'last week' nor 'week of the year'. Once a judge has weighed each
wording, the likeliest one of each place is put in where it is likelier than not, nine in ten of them rightly. What a
wording gains among these neighbours is told from what it gained among the swapped ones. The taught model reads the
draft as it read the text, once for all wordings (`spin_second_look`): cross-validated by `benchmarks.fit_spin`, at a
precision of 0.98, the repairs rise from 0.43 to 0.49 of the swaps by it, and from 0.27 to 0.31 with four in ten pairs
unknown. The model as it comes, which has to read every wording, adds nothing to that.

A draft is only ever read. What is repaired is decided afterwards, and by both looks.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import Final

from cleaners.spin_forest import clip
from cleaners.spin_options import Option
from cleaners.spin_rivals import NO_RIVAL, likeliest

READ_AGAIN: Final = 0.02  # the probability from which a wording gets a second look
_DRAFTED: Final = 0.5  # the one from which it is put into a draft
_SUREST: Final = 1e-4  # from how far a probability is told from certainty


@dataclass(frozen=True, slots=True)
class DraftPlace:
    """Where a wording belongs in a draft.

    Attributes:
        start: first code point of the place in the draft.
        end: one past its last code point.
        after: what the place reads with the wording.
        before: what it reads in the spun text.
    """

    start: int
    end: int
    after: str
    before: str


class Draft:
    """A text with the likeliest wordings in.

    >>> last = Option(4, 9, "last", 1, 1, "swap", "swap")
    >>> year = Option(22, 24, "year", 5, 5, "swap", "swap")
    >>> draft = Draft("the final week of the yr", [last, year], [0.8, 0.4])
    >>> draft.text, draft.place(year)
    ('the last week of the yr', DraftPlace(start=21, end=23, after='year', before='yr'))
    """

    def __init__(self, text: str, options: Sequence[Option], chances: Sequence[float]) -> None:
        """Put the wordings in, of each place the likeliest.

        Args:
            text: the text, spun.
            options: wordings of its places.
            chances: the probability of each, in the same order.
        """
        self._text = text
        likely = [at for at, chance in enumerate(chances) if chance >= _DRAFTED]
        options = [options[at] for at in likely]
        best = likeliest(len(text), options, [chances[at] for at in likely])
        chosen = sorted((options[at] for at in best), key=lambda option: option.start)
        self._starts = [option.start for option in chosen]
        self._ends = [option.end for option in chosen]
        self._longer = [0]  # by how much the draft is longer behind so many wordings
        pieces: list[str] = []
        done = 0
        for option in chosen:
            pieces += [text[done : option.start], option.after]
            self._longer.append(self._longer[-1] + len(option.after) - (option.end - option.start))
            done = option.end
        self.text = "".join([*pieces, text[done:]])

    def place(self, option: Option) -> DraftPlace:
        """Where a wording of the text belongs in the draft, with all that the draft changes there taken back."""
        first, last = bisect_right(self._ends, option.start), bisect_left(self._starts, option.end)
        start, end = option.start, option.end
        if first < last:
            start, end = min(start, self._starts[first]), max(end, self._ends[last - 1])
        before, behind = self._text[start : option.start], self._text[option.end : end]
        return DraftPlace(
            start + self._longer[first],
            end + self._longer[last],
            before + option.after + behind,
            self._text[start:end],
        )


def draft_features(chance: float, first: float, own: float, rivals: Sequence[float]) -> dict[str, float]:
    """What the trees weigh of a wording after its second look, by name.

    Args:
        chance: the probability after the first look.
        first: how much rather the taught model had the wording in the spun text, in nats.
        own: how much rather it has it in the draft.
        rivals: how much rather it has the other wordings of the place in the draft.
    """
    chance = clip(chance, _SUREST, 1 - _SUREST)
    return {
        "draft": clip(own, -12.0, 12.0),
        "draft, lead": clip(own - max([NO_RIVAL, *rivals]), -12.0, 12.0),
        "draft, more": clip(own - first, -8.0, 8.0),
        "chosen, first": log(chance / (1 - chance)),
    }
