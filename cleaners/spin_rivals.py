"""Which wordings of a place exclude each other.

A wording is believed for how far it leads over its rivals, so whom it is held against matters. Until inflections were
rivals, `other` had none in 'nine different selected', since `others` begins with it, and was put in with certainty
where `others` had stood: at a precision of 0.97 that cost the language model's repairs a fifth of their recall.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from cleaners.quotes import Span
from cleaners.spin_options import Option

NO_RIVAL: Final = -5.0  # nats that a rival gains where there is none


def by_word(options: Sequence[Option]) -> Mapping[int, Sequence[int]]:
    """The indices of the options of each word, by the number of the word."""
    found: dict[int, list[int]] = defaultdict(list)
    for at, option in enumerate(options):
        for word in range(option.first, option.last + 1):
            found[word].append(at)
    return found


def rivals_of(at: int, options: Sequence[Option], at_word: Mapping[int, Sequence[int]]) -> list[int]:
    """The indices of the wordings that do something else at the place of one of them, each wording once.

    Args:
        at: the index of the wording.
        options: all wordings.
        at_word: what `by_word` says of them.
    """
    option = options[at]
    found = {
        (other.start, other.end, other.after): one
        for word in range(option.first, option.last + 1)
        for one in at_word[word]
        if not (_holds(other := options[one], option) or _holds(option, other))
    }
    found.pop((option.start, option.end, option.after), None)
    return list(found.values())


def _holds(one: Option, other: Option) -> bool:
    """Whether a wording does what the other one does, and more: it has that one's words, and goes further."""
    return (
        one.start <= other.start
        and other.end <= one.end
        and other.end - other.start < one.end - one.start
        and other.after.lower() in one.after.lower()
    )


def likeliest(
    length: int, options: Sequence[Option], chances: Sequence[float], taken: Sequence[Span] = ()
) -> Iterator[int]:
    """The indices of the likeliest options that overlap neither each other nor what is taken, the likeliest first.

    Args:
        length: code points of the text.
        options: wordings of its places.
        chances: the probability of each, in the same order.
        taken: spans that are given away.
    """
    free = bytearray(b"\1") * length
    for start, end in taken:
        free[start:end] = bytes(end - start)
    ranked = sorted(
        range(len(options)),
        key=lambda at: (-chances[at], options[at].start, -options[at].end, options[at].after),
    )
    for at in ranked:
        start, end = options[at].start, options[at].end
        if all(free[start:end]):
            free[start:end] = bytes(end - start)
            yield at
