"""Options weighed by the language model: what a text gains by each.

Of the options of one place only those are read in full that the taught model does not rule out, and of them the few
that the words before it make likely, more of those whose source is sure. The windows of a text are read together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from cleaners.language_model import (
    Gain,
    Reading,
    Variant,
    Wording,
    one_thread,
    the_model,
    weigh_variants,
)
from cleaners.llama import BATCH, batches
from cleaners.remembered import Remembered
from cleaners.spin_denoiser import Denoised, Look, denoise
from cleaners.spin_kin import Place, find_places, kinship
from cleaners.spin_options import Option, Source, find_options
from cleaners.spin_proposals import propose
from cleaners.spin_table import load_table
from cleaners.spin_windows import may_read, tokens_of, windows
from cleaners.spin_words import Word, split_words

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
    parts = list(windows(text))
    readable = [window for _, window in parts if may_read(window)]
    found = dict(zip(readable, _weighed_windows(readable), strict=True))
    weighed: list[Weighed] = []
    word = 0  # how many came before the window
    for base, window in parts:
        weighed += [replace(item, option=_move(item.option, base, word)) for item in found.get(window, ())]
        word += len(split_words(window))
    return weighed


def _move(option: Option, base: int, word: int) -> Option:
    return replace(
        option,
        start=option.start + base,
        end=option.end + base,
        first=option.first + word,
        last=option.last + word,
    )


def _weigh_windows(texts: Sequence[str]) -> list[list[Weighed]]:
    """The options of some windows, weighed."""
    sizes = [tokens_of(text) for text in texts]
    return [found for some in batches(texts, sizes, BATCH) for found in _weigh_together(some)]


@dataclass(frozen=True, slots=True)
class _Window:
    """A window with what may be worth reading in full.

    Attributes:
        text: the window.
        reading: it, read once.
        looks: its options, each with what the taught model makes of it.
        variants: those that are read in full.
        places: its words, by number, that a thesaurus may have put in.
    """

    text: str
    reading: Reading
    looks: Mapping[Option, Look]
    variants: Mapping[Option, Variant]
    places: Mapping[int, Place]


def _weigh_together(texts: Sequence[str]) -> list[list[Weighed]]:
    words = [split_words(text) for text in texts]
    with one_thread():
        readings, drafts = the_model().read(texts), denoise(texts)
        proposed = propose(list(zip(texts, words, drafts, strict=True)))
        found = [_look(*one) for one in zip(texts, words, readings, drafts, proposed, strict=True)]
        gains = weigh_variants([(one.reading, [*one.variants.values()]) for one in found])
    return [_weighed(one, some) for one, some in zip(found, gains, strict=True)]


def _look(
    text: str, words: Sequence[Word], reading: Reading, denoised: Denoised, proposed: Sequence[Option]
) -> _Window:
    options = _together(find_options(text, words, load_table().find(text, words)), proposed)
    looks = {
        option: look
        for option, look in zip(options, denoised.looks([*map(_wording, options)]), strict=True)
        if look is not None and look.gain >= _BELIEVED[option.source]
    }
    variants = {option: variant for option in looks if (variant := reading.variant(_wording(option)))}
    chosen = {option: variants[option] for option in _worth_reading(variants)}
    return _Window(text, reading, looks, chosen, find_places(text, words, reading))


def _weighed(window: _Window, gains: Sequence[Gain]) -> list[Weighed]:
    found = []
    for option, gain in zip(window.variants, gains, strict=True):
        akin = kinship(window.text[option.start : option.end], option.after)
        places = [window.places[at] for at in range(option.first, option.last + 1) if at in window.places]
        ahead = min((place.ahead(gain.left, akin) for place in places), default=0)
        doubt = max((place.doubt for place in places), default=0.0)
        found.append(Weighed(option, gain, window.looks[option], akin, ahead, doubt))
    return found


_weighed_windows: Final = Remembered(_weigh_windows, _REMEMBERED)


def _wording(option: Option) -> Wording:
    return Wording(option.start, option.end, option.after)


def _together(options: Sequence[Option], proposed: Iterable[Option]) -> list[Option]:
    """The options of the tables, and of the model's own those that no table has, in the order of the text."""
    found = {_wording(option): option for option in (*proposed, *options)}
    return sorted(found.values(), key=lambda option: (option.start, option.end))


def forget() -> None:
    """Forget what was read, where a benchmark changes the tables."""
    _weighed_windows.forget()


def _worth_reading(variants: Mapping[Option, Variant]) -> list[Option]:
    """The options that the words before them make likely, a few of each place, in the order given."""
    places: dict[tuple[int, int, Source], list[tuple[float, int, Option]]] = defaultdict(list)
    for number, (option, variant) in enumerate(variants.items()):
        if variant.hint >= _READ[option.source][0]:
            rank = (-round(variant.hint, 2), number, option)
            places[option.first, option.last, option.source].append(rank)
    kept = [one for (_, _, source), some in places.items() for one in sorted(some)[: _READ[source][1]]]
    return [option for _, _, option in sorted(kept, key=lambda one: one[1])]
