"""Options weighed by the language model, and what can be read off the weights.

A text is read in windows of whole paragraphs, so that a repair leaves the other windows as they were; a window
that was read before is remembered. Of the options of one place only those are read in full that the taught model does
not rule out, and of them the few that the words before it make likely, more of those whose source is sure.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from cleaners.language_model import Gain, Variant, Wording, one_thread, the_model
from cleaners.spin_denoiser import Look, denoise
from cleaners.spin_draft import Draft, DraftPlace
from cleaners.spin_kin import Place, find_places, kinship
from cleaners.spin_options import Option, Source, find_options
from cleaners.spin_proposals import propose
from cleaners.spin_table import load_table
from cleaners.spin_words import split_words

_BREAK: Final = re.compile(r"\n+|(?<=[.!?”\"])[ \u00a0]+(?=[A-Z“\"])|\Z")
_FEWEST_WORDS: Final = 100  # a window ends with the paragraph in which it has so many words,
_MOST_WORDS: Final = 180  # or else with the sentence
# A window without any break is no prose, and reading it takes the square: 800 tokens take 0.7 GB.
_LONGEST: Final = 3000  # code points
_MOST_TOKENS: Final = 800
_REMEMBERED: Final = 64  # windows
# From which hint an option is read in full, and how many of one place.
_READ: Final[dict[Source, tuple[float, int]]] = {
    "phrase": (-1.5, 4),
    "swap": (-1.0, 4),
    "thesaurus": (1.0, 3),
    "model": (-3.0, 2),
}
# What the taught model must give an option to be read in full, in nats. Of the originals that the phrases and the swap
# table had it gives less to 2 and 3 in 100, of the thesaurus's to 4 in 260; of what was no original to a third and half.
_BELIEVED: Final[dict[Source, float]] = {"phrase": -8.0, "swap": -5.0, "thesaurus": -4.0, "model": -4.0}


@dataclass(frozen=True, slots=True)
class Weighed:
    """An option with its gain.

    Attributes:
        option: a wording.
        gain: what the text gains by it.
        look: what the taught model makes of it.
        akin: the cosine between it and what stands there.
        ahead: how many words of the lexicon the model would rather read there.
        doubt: how little it believes in what stands there, in nats.
    """

    option: Option
    gain: Gain
    look: Look
    akin: float
    ahead: int
    doubt: float


def weigh_options(text: str) -> list[Weighed]:
    """Every option of a text that was worth reading, in the order of the text, weighed by the model.

    Raises:
        LookupError: no model is installed.
    """
    weighed: list[Weighed] = []
    word = 0  # how many came before the window
    for base, window in windows(text):
        found, count = _weigh_window(window)
        weighed += [replace(item, option=_move(item.option, base, word)) for item in found]
        word += count
    return weighed


def weigh_draft(draft: Draft, options: Sequence[Option]) -> list[float | None]:
    """How much rather the taught model has some wordings among the neighbours that a draft gives them, in nats.

    None where a wording cannot be read there: it begins or ends within a token, or goes beyond a window.

    Raises:
        LookupError: no model is installed.
    """
    places = [draft.place(option) for option in options]
    found: list[float | None] = [None] * len(places)
    order = sorted(range(len(places)), key=lambda at: places[at].start)
    starts = [places[at].start for at in order]
    for base, window in windows(draft.text):
        end = base + len(window)
        within = [
            at for at in order[bisect_left(starts, base) : bisect_left(starts, end)] if places[at].end <= end
        ]
        moved = tuple(
            replace(places[at], start=places[at].start - base, end=places[at].end - base) for at in within
        )
        for at, gain in zip(within, _weigh_places(window, moved), strict=True):
            found[at] = gain
    return found


def _move(option: Option, base: int, word: int) -> Option:
    return replace(
        option,
        start=option.start + base,
        end=option.end + base,
        first=option.first + word,
        last=option.last + word,
    )


def windows(text: str) -> Iterator[tuple[int, str]]:
    """Parts of a text, each with where it starts, that hold whole paragraphs or sentences."""
    start = 0
    for found in _BREAK.finditer(text):
        count = len(text[start : found.start()].split())
        paragraph = found.group().startswith("\n")
        if count >= _MOST_WORDS or (paragraph and count >= _FEWEST_WORDS) or found.end() == len(text):
            if count:
                yield start, text[start : found.start()]
            start = found.end()


def may_read(window: str) -> bool:
    """Whether a window is short enough for the model.

    Raises:
        LookupError: no model is installed.
    """
    if len(window) > _LONGEST:
        return False
    return sum(len(tokens) for _, _, tokens in the_model().pieces(window)) <= _MOST_TOKENS


@lru_cache(maxsize=_REMEMBERED)
def _weigh_window(text: str) -> tuple[tuple[Weighed, ...], int]:
    """The options of a window, weighed, and how many words it has."""
    words = split_words(text)
    if not may_read(text):
        return (), len(words)
    options = find_options(text, words, load_table().find(text, words))
    with one_thread():
        reading, denoised = the_model().read(text), denoise(text)
        places = dict(find_places(text, words, reading))
        options = _together(options, propose(text, words, denoised))
        looks = {
            option: look
            for option in options
            if (look := denoised.look(_wording(option))) and look.gain >= _BELIEVED[option.source]
        }
        variants = {option: variant for option in looks if (variant := reading.variant(_wording(option)))}
        chosen = _worth_reading(variants)
        gains = reading.gains([variants[option] for option in chosen])
    weighed = (
        _weighed(text, option, gain, looks[option], places)
        for option, gain in zip(chosen, gains, strict=True)
    )
    return tuple(weighed), len(words)


@lru_cache(maxsize=_REMEMBERED)
def _weigh_places(text: str, places: tuple[DraftPlace, ...]) -> tuple[float | None, ...]:
    """What each place of a window of a draft gains by its wording over what stands in the spun text, both read there."""
    if not places or not may_read(text):
        return (None,) * len(places)
    with one_thread():
        denoised = denoise(text)
    found = []
    for place in places:
        after, before = (
            denoised.gain(Wording(place.start, place.end, one)) for one in (place.after, place.before)
        )
        found.append(None if after is None or before is None else round(after - before, 2))
    return tuple(found)


def _wording(option: Option) -> Wording:
    return Wording(option.start, option.end, option.after)


def _together(options: Sequence[Option], proposed: Iterable[Option]) -> list[Option]:
    """The options of the tables, and of the model's own those that no table has, in the order of the text."""
    found = {_wording(option): option for option in (*proposed, *options)}
    return sorted(found.values(), key=lambda option: (option.start, option.end))


def _weighed(text: str, option: Option, gain: Gain, look: Look, places: Mapping[int, Place]) -> Weighed:
    akin = kinship(text[option.start : option.end], option.after)
    found = [places[at] for at in range(option.first, option.last + 1) if at in places]
    ahead = min((place.ahead(gain.left, akin) for place in found), default=0)
    return Weighed(option, gain, look, akin, ahead, max((place.doubt for place in found), default=0.0))


def forget() -> None:
    """Forget what was read, where a benchmark changes the tables."""
    _weigh_window.cache_clear()
    _weigh_places.cache_clear()


def _worth_reading(variants: Mapping[Option, Variant]) -> list[Option]:
    """The options that the words before them make likely, a few of each place, in the order given."""
    places: dict[tuple[int, int, Source], list[tuple[float, int, Option]]] = defaultdict(list)
    for number, (option, variant) in enumerate(variants.items()):
        if variant.hint >= _READ[option.source][0]:
            rank = (-round(variant.hint, 2), number, option)
            places[option.first, option.last, option.source].append(rank)
    kept = [one for (_, _, source), some in places.items() for one in sorted(some)[: _READ[source][1]]]
    return [option for _, _, option in sorted(kept, key=lambda one: one[1])]
