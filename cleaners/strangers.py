"""Lines that do not belong: teasers, biographies, standfirsts, menus, by what the line model sees round them.

The rules say what is furniture on any page. What they leave on a bad page is recognised only by its company, so
the line model judges it (`line_model`), and it is asked only where the rules found furniture: a page without any
was extracted well, and there the model would take more from the article than from the rest. It is not asked about
short pages either, which have no company to judge by, nor about hard-wrapped text, whose lines are no lines.

From a probability of 0.7 on a line goes, from 0.5 on it is suggested. A hole in an article is worse than a line too
many round it, so between its paragraphs a line needs 0.8, and company: alone between lines that stay it is a
sub-heading. A sentence needs 0.85 wherever it stands: the last one of a report is as unlike the others as a teaser. On
AEB that halves the words lost and costs 0.0001 of F1. And where a good part of the sentences looks strange, it is
the page that is strange to the model (a language or a kind of text that it has not seen), and no sentence goes.

Of AEB's sloppily extracted pages that takes a third of the furniture that the rules leave, by words, and 0.4 % of the
articles.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from cleaners.boilerplate_lines import Finding, PageLine
from cleaners.boilerplate_site import SITE_RULE
from cleaners.line_model import line_model
from cleaners.page_features import page_values
from cleaners.phrases import Phrase

RULE: Final = "stranger"

_APPLIED: Final = 0.7
_APPLIED_INSIDE: Final = 0.8
_APPLIED_SENTENCE: Final = 0.85
_SUGGESTED: Final = 0.5
_PARAGRAPH_WORDS: Final = 12
_MIN_LINES: Final = 5
_MAX_LINES: Final = 3000  # more are no page; walking the trees takes a kilobyte a line and tree level
_MIN_TEXT_WORDS: Final = 80
_MAX_WRAPPED: Final = 0.2
# Where more of the text than this looks strange, it is the page that is strange to the model.
_MAX_SHARE: Final = 0.15


def find_strangers(
    lines: Sequence[PageLine],
    title: str | None,
    phrases: Mapping[int, Phrase],
    immune: Collection[int],
    gone: Mapping[int, Finding],
) -> tuple[dict[int, Finding], dict[int, Finding]]:
    """Lines that the model takes for furniture: those that go, and those that are only suggested.

    Args:
        lines: the page.
        title: the headline, where it is known.
        phrases: the phrase that each furniture line is.
        immune: lines that carry on a sentence.
        gone: the lines that the rules take.
    """
    shown = [index for index in range(len(lines)) if index not in gone or gone[index].rule != SITE_RULE]
    text = sum(lines[index].words for index in shown if lines[index].is_text and index not in gone)
    is_wrapped = len(immune) > _MAX_WRAPPED * len(lines)
    if not gone or not _MIN_LINES <= len(shown) <= _MAX_LINES or text < _MIN_TEXT_WORDS or is_wrapped:
        return {}, {}
    judged = _judge(lines, shown, title, phrases, gone)
    inside = _inside(lines, shown, judged, gone)
    applied: dict[int, Finding] = {}
    suggested: dict[int, Finding] = {}
    for index, finding in judged.items():
        if index in immune:
            continue
        is_heading = index in inside and not any(
            side in gone or side in judged for side in (index - 1, index + 1)
        )
        needed = _APPLIED_INSIDE if index in inside else _APPLIED
        needed = _APPLIED_SENTENCE if lines[index].is_text else needed
        goes = not is_heading and finding.confidence >= needed
        (applied if goes else suggested)[index] = finding
    sentences = {index: finding for index, finding in applied.items() if lines[index].is_text}
    if sum(lines[index].words for index in sentences) > _MAX_SHARE * text:
        return {index: applied[index] for index in applied if index not in sentences}, suggested | sentences
    return applied, suggested


def _judge(
    lines: Sequence[PageLine],
    shown: Sequence[int],
    title: str | None,
    phrases: Mapping[int, Phrase],
    gone: Mapping[int, Finding],
) -> dict[int, Finding]:
    """The lines that are at least as likely furniture as not, by the page without the lines of its site."""
    place = {index: at for at, index in enumerate(shown)}
    values = page_values(
        [lines[index] for index in shown],
        title,
        {place[index]: phrase for index, phrase in phrases.items() if index in place},
        {place[index] for index in gone if index in place},
        line_model().facts,
    )
    chances = line_model().probabilities(values).tolist()
    found = [index for index in shown if chances[place[index]] >= _SUGGESTED and index not in gone]
    reasons = line_model().reasons(values[[place[index] for index in found]])
    return {
        index: Finding(RULE, chances[place[index]], f"likely furniture by: {why}")
        for index, why in zip(found, reasons, strict=True)
    }


def _inside(
    lines: Sequence[PageLine], shown: Sequence[int], strange: Collection[int], gone: Collection[int]
) -> range:
    """The lines from the first paragraph of the article to its last."""
    paragraphs = [
        index
        for index in shown
        if lines[index].is_text and lines[index].words >= _PARAGRAPH_WORDS
        if index not in strange and index not in gone
    ]
    return range(paragraphs[0], paragraphs[-1]) if paragraphs else range(0)
