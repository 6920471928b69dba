"""Lines that do not belong: teasers, biographies, standfirsts, menus, by what the line model sees round them.

The rules say what is furniture on any page. What they leave on a bad page is recognised only by its company, so
the line model judges it (`line_model`), and it is asked only where the rules found furniture: a page without any
was extracted well, and there the model would take more from the article than from the rest. It is not asked about
short pages either, which have no company to judge by, nor about hard-wrapped text, whose lines are no lines.

From a probability of 0.7 on a line goes; from 0.5 on it is suggested. On AEB's pages the lines at 0.7 to 0.75 are
furniture two times of three, those above nine times of ten.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from cleaners.boilerplate_lines import Finding, PageLine
from cleaners.line_model import line_model
from cleaners.page_features import page_values
from cleaners.phrases import Phrase

RULE: Final = "stranger"
APPLIED: Final = 0.7

_SUGGESTED: Final = 0.5
_MIN_LINES: Final = 5
_MIN_TEXT_WORDS: Final = 50
_MAX_WRAPPED: Final = 0.2


def find_strangers(
    lines: Sequence[PageLine],
    title: str | None,
    phrases: Mapping[int, Phrase],
    immune: Collection[int],
    gone: Mapping[int, Finding],
) -> dict[int, Finding]:
    """Lines that the model takes for furniture; those below `APPLIED` are only to be suggested.

    Args:
        lines: the page.
        title: the headline, where it is known.
        phrases: the phrase that each furniture line is.
        immune: lines that carry on a sentence.
        gone: the lines that the rules take.
    """
    text = sum(line.words for index, line in enumerate(lines) if line.is_text and index not in gone)
    is_wrapped = len(immune) > _MAX_WRAPPED * len(lines)
    if not gone or len(lines) < _MIN_LINES or text < _MIN_TEXT_WORDS or is_wrapped:
        return {}
    model = line_model()
    values = page_values(lines, title, phrases, gone, model.odds)
    found: dict[int, Finding] = {}
    for index, probability in enumerate(model.probabilities(values).tolist()):
        if probability >= _SUGGESTED and index not in gone and index not in immune:
            reasons = ", ".join(model.reasons(values[index]))
            found[index] = Finding(RULE, probability, f"likely furniture by: {reasons}")
    return found
