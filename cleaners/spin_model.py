"""Repairs that the language model is sure of.

Of all wordings that were weighed, the most probable one at each place is proposed: applied from a threshold on that
nine hundred and more of a thousand of its edits in unseen articles were right at, suggested below it. Nothing inside
quotation marks is applied, since a quote is somebody's own words, and nothing touches what another rule has repaired.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from cleaners.edits import Edit
from cleaners.quotes import Span, overlaps
from cleaners.spin_judge import judge, text_yield
from cleaners.spin_weigh import Weighed, weigh_options
from cleaners.spin_words import split_words

APPLIED: Final = 0.9
SUGGESTED: Final = 0.5
_SOURCES: Final = {"phrase": "the phrase table", "swap": "the swap table", "thesaurus": "the thesaurus"}


def model_edits(text: str, quotes: list[Span], taken: list[Span]) -> Iterator[Edit]:
    """The repairs that the model finds in a text.

    Args:
        text: the text, spun.
        quotes: spans inside quotation marks, in order: only suggestions there.
        taken: spans that are repaired already, in order.

    Yields:
        Edits with rule `model` that overlap neither each other nor what is taken.
    """
    weighed = weigh_options(text)
    whole = text_yield(weighed, len(split_words(text)))
    scored = zip(judge(weighed, whole, text), weighed, strict=True)
    best = sorted(
        (-score, item.option.start - item.option.end, item.option.start, number)
        for number, (score, item) in enumerate(scored)
        if score >= SUGGESTED
    )
    free = set(range(len(text)))
    for start, end in taken:
        free.difference_update(range(start, end))
    for minus, _, _, number in best:
        option = weighed[number].option
        if free.issuperset(range(option.start, option.end)):
            free.difference_update(range(option.start, option.end))
            yield _edit(text, weighed[number], -minus, quoted=overlaps(quotes, option.start, option.end))


def _edit(text: str, item: Weighed, score: float, *, quoted: bool) -> Edit:
    option, gain = item.option, item.gain
    evidence = (
        f"{_SOURCES[option.source]} has it; {gain.both:.1f} nats more fitting than '{text[option.start : option.end]}'"
        f" between its neighbours, {gain.left:.1f} behind the words before it"
    )
    return Edit(
        "spin",
        "model",
        option.start,
        option.end,
        text[option.start : option.end],
        option.after,
        confidence=score,
        tier="applied" if score >= APPLIED and not quoted else "suggested",
        evidence=evidence + ("; it stands in quotation marks" if quoted else ""),
    )
