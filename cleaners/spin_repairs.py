"""Repairs that a judge is sure of: the language model where there is one, counts of word pairs otherwise.

Of all wordings that were judged, the most probable one at each place is proposed: applied from a threshold at which
98 in 100 edits in unseen articles were right, suggested below it. Nothing inside quotation marks is applied, since a
quote is somebody's own words, and nothing touches what another rule has repaired.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cleaners import spin_counts
from cleaners.edits import Edit
from cleaners.quotes import Span, overlaps
from cleaners.spin_judge import judge, text_yield
from cleaners.spin_options import Option
from cleaners.spin_rivals import likeliest
from cleaners.spin_table import Match
from cleaners.spin_weigh import weigh_options
from cleaners.spin_words import Word, split_words

# Cross-validated, 983 in 1000 are right from here on, and 977 with four in ten pairs hidden; from 0.92 on 988 and 980,
# and a twentieth fewer.
_APPLIED_BY_MODEL: Final = 0.91
_SUGGESTED: Final = 0.5
_SOURCES: Final = {
    "phrase": "the phrase table",
    "swap": "the swap table",
    "thesaurus": "the thesaurus",
    "model": "the model itself",
}


@dataclass(frozen=True, slots=True)
class Repair:
    """A wording with the probability that it is the original, the rule that found it, and why."""

    option: Option
    probability: float
    rule: str
    applied: bool
    evidence: str


def weighed_repairs(text: str, score: float) -> list[Repair]:
    """What the language model makes of a spun text; `score` is how spun it looks without it."""
    weighed = weigh_options(text)
    whole = text_yield(weighed, len(split_words(text)), score)
    repairs = []
    for item, found in zip(weighed, judge(weighed, whole, text), strict=True):
        if found >= _SUGGESTED:
            evidence = f"{item.gain.both:.1f} nats likelier between its neighbours, {item.gain.left:.1f} behind those before it"
            repairs.append(Repair(item.option, found, "model", found >= _APPLIED_BY_MODEL, evidence))
    return repairs


def counted_repairs(text: str, words: Sequence[Word], matches: Sequence[Match], score: float) -> list[Repair]:
    """What counts of word pairs make of a spun text; `score` is how spun it is."""
    enough = score >= spin_counts.APPLIED_FROM
    return [
        Repair(
            option,
            found,
            "counts",
            enough and found >= spin_counts.APPLIED,
            "by how often its word pairs come up",
        )
        for found, option in spin_counts.judge_by_counts(text, words, matches, score)
        if found >= _SUGGESTED
    ]


def judged_edits(
    text: str, repairs: Sequence[Repair], quotes: list[Span], taken: Sequence[Span]
) -> Iterator[Edit]:
    """The most probable repair of each place as an edit.

    Args:
        text: the text, spun.
        repairs: what a judge has found.
        quotes: spans inside quotation marks, in order: only suggestions there.
        taken: spans that are repaired already.

    Yields:
        Edits that overlap neither each other nor what is taken.
    """
    options, chances = [one.option for one in repairs], [one.probability for one in repairs]
    for at in likeliest(len(text), options, chances, taken):
        quoted = overlaps(quotes, options[at].start, options[at].end)
        yield _edit(text, repairs[at], quoted=quoted)


def _edit(text: str, repair: Repair, *, quoted: bool) -> Edit:
    option = repair.option
    evidence = f"{_SOURCES[option.source]} has it; {repair.evidence}"
    return Edit(
        "spin",
        repair.rule,
        option.start,
        option.end,
        text[option.start : option.end],
        option.after,
        confidence=repair.probability,
        tier="applied" if repair.applied and not quoted else "suggested",
        evidence=evidence + ("; it stands in quotation marks" if quoted else ""),
    )
