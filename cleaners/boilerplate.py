"""Boilerplate: what stands between and around the paragraphs of an article that somebody already extracted.

Scraped news arrives as lines of text in which the page's furniture still stands: share bars, newsletter boxes,
picture credits, the headline again, an adblock notice in the language of the site, the tags of an auto-blogging
plugin. Published line rules (no full stop, no line; fewer than five words, no line) make such text worse than
leaving it alone: they take sub-headings, quotes, lists and verse with them. So this step asks for a reason per
line. A line goes because of what it says (a phrase of the lists), because of its form and where it stands
(initials below the last sentence, a caption above its marker), because it says the title again, or because the
site prints it on other pages too. Every other line stays, byte for byte.

The order of the rules is the order below: what is certain goes first, since the rules for the end of a page look
at what is left. At last the line model judges what the rules leave, on pages where they found furniture
(`strangers`). Reasons that are not certain may take half of the words at most; beyond that the model's become
suggestions, then the others, as do all when nothing would remain.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from cleaners.boilerplate_furniture import (
    find_anywhere,
    find_at_edges,
    find_foreign,
    find_placeholders,
    placeholder_tag,
)
from cleaners.boilerplate_head import find_bylines
from cleaners.boilerplate_lines import Finding, PageLine, find_edges, page_lines
from cleaners.boilerplate_site import find_site_lines
from cleaners.boilerplate_titles import find_doubled_title, find_repeated_titles
from cleaners.boilerplate_vetoes import find_phrases
from cleaners.captions import find_captions, find_doubtful_captions
from cleaners.comments import find_comments
from cleaners.edits import MAX_ROUNDS, Edit, Edited, to_fixed_point
from cleaners.phrases import Phrase
from cleaners.site_lines import SiteLines
from cleaners.strangers import RULE as STRANGER
from cleaners.strangers import find_strangers
from cleaners.tail import (
    find_after_last_tag,
    find_agency_line,
    find_agency_mark,
    find_initials,
    find_links,
    find_stranded_heading,
)

STEP: Final = "boilerplate"

# From this confidence on, a line goes however much of the text went before it.
_CERTAIN: Final = 0.9
_MAX_SHARE: Final = 0.5

Findings = dict[int, Finding]


def strip_boilerplate(text: str, *, title: str | None = None, site: SiteLines | None = None) -> Edited:
    r"""Take the furniture out of an extracted text.

    Args:
        text: paragraphs on lines of their own.
        title: the headline, where it is known; lines that repeat it go.
        site: the lines that the text's site repeats, where they are known.

    >>> edited = strip_boilerplate("Rain fell on Faro on Monday.\n\nPhoto: City Archive\n\nShare this article")
    >>> edited.text, [edit.rule for edit in edited.edits]
    ('Rain fell on Faro on Monday.', ['caption', 'share'])
    """
    return to_fixed_point(text, lambda current: _propose(current, title, site))


def _propose(text: str, title: str | None, site: SiteLines | None) -> Iterator[Edit]:
    lines = page_lines(text)
    read = find_phrases(lines)
    found = find_lines(lines, read, text=text, title=title, site=site)
    strangers, doubtful = find_strangers(lines, title, *read, found)
    found |= strangers
    doubtful |= find_doubtful_captions(lines, found)
    held_back = _held_back(lines, found)
    gone = {index: finding for index, finding in found.items() if index not in held_back}
    yield from _deletions(text, lines, gone)
    suggested = found | doubtful
    for index, why in sorted((held_back | dict.fromkeys(doubtful, "the line reads as text")).items()):
        line, finding = lines[index], suggested[index]
        evidence = f"{finding.evidence}; {why}"
        edit = Edit(
            STEP, finding.rule, line.start, line.end, line.text, "", finding.confidence, evidence=evidence
        )
        yield replace(edit, tier="suggested")
    yield from _within_lines(lines, found)


def find_lines(
    lines: list[PageLine],
    read: tuple[Mapping[int, Phrase], Collection[int]],
    *,
    text: str = "",
    title: str | None = None,
    site: SiteLines | None = None,
) -> Findings:
    """Which lines should go, and why: the rules in turn, again until none finds a further line.

    Args:
        lines: the page.
        read: its phrases, and the lines that no rule may take, as `find_phrases` gives them.
        text: the whole text, whose language some rules ask for.
        title: the headline, where it is known.
        site: the lines that the site repeats, where they are known.
    """
    phrases, immune = read
    gone = find_captions(lines, phrases)
    gone = find_anywhere(phrases) | gone
    gone = _without(immune, find_site_lines(lines, site, gone)) | gone
    gone = find_placeholders(lines) | _without(immune, gone)
    for _ in range(MAX_ROUNDS):
        known = len(gone)
        gone = find_comments(lines, title, phrases, gone) | gone
        gone = find_after_last_tag(lines, gone, find_edges(lines, gone)) | gone
        gone = find_links(lines, phrases, gone, find_edges(lines, gone)) | gone
        gone = _without(immune, _find_by_place(lines, text, title, phrases, gone)) | gone
        if len(gone) == known:
            break
    return gone


def _find_by_place(
    lines: list[PageLine], text: str, title: str | None, phrases: Mapping[int, Phrase], gone: Findings
) -> Findings:
    """One round of the rules that look at what still stands round a line."""
    at_edges = {index for index, phrase in phrases.items() if phrase.place in {"edge", "tail"}}
    edges = find_edges(lines, gone.keys() | at_edges)
    gone = find_at_edges(lines, phrases, gone, edges) | gone
    gone = find_bylines(lines, title, gone, edges) | gone
    gone = find_foreign(lines, text, gone, edges) | gone
    gone = find_repeated_titles(lines, title, phrases, gone) | gone
    gone = find_doubled_title(lines, title, gone) | gone
    gone = find_initials(lines, gone) | gone
    gone = find_agency_line(lines, gone) | gone
    return find_stranded_heading(lines, gone) | gone


def _without(immune: Collection[int], found: Findings) -> Findings:
    return {index: finding for index, finding in found.items() if index not in immune}


def _held_back(lines: Sequence[PageLine], found: Findings) -> dict[int, str]:
    """The findings that must not be applied, each with the reason."""
    if not any(index not in found and line.words for index, line in enumerate(lines)):
        return dict.fromkeys(found, "nothing would remain")
    words = sum(line.words for line in lines) - sum(
        lines[index].words for index, finding in found.items() if finding.confidence >= _CERTAIN
    )
    unsure = [index for index, finding in found.items() if finding.confidence < _CERTAIN]
    for doubted in ([], [index for index in unsure if found[index].rule == STRANGER], unsure):
        at_stake = sum(lines[index].words for index in unsure) - sum(lines[index].words for index in doubted)
        if at_stake <= _MAX_SHARE * words:
            break
    return dict.fromkeys(doubted, f"more than half of {words} words would go")


def _deletions(text: str, lines: Sequence[PageLine], gone: Mapping[int, Finding]) -> Iterator[Edit]:
    """One edit a line, run by run."""
    indices = sorted(gone)
    start = 0
    for at, index in enumerate(indices):
        if at + 1 == len(indices) or indices[at + 1] != index + 1:
            yield from _delete_run(text, lines, gone, range(indices[start], index + 1))
            start = at + 1


def _delete_run(
    text: str, lines: Sequence[PageLine], gone: Mapping[int, Finding], run: range
) -> Iterator[Edit]:
    """Delete neighbouring lines so that of the white space round them exactly one gap remains.

    That is the first gap with an empty line in it, so that paragraphs which stood apart stay apart; at the start
    and the end of the text none remains. Each line takes the gap on its far side along.
    """
    bounds = [lines[run.start - 1].end if run.start else 0]
    bounds += [lines[index].end for index in run]
    starts = [lines[index].start for index in run]
    starts.append(lines[run.stop].start if run.stop < len(lines) else len(text))
    gaps = list(zip(bounds, starts, strict=True))
    kept = next((at for at, (start, end) in enumerate(gaps) if text.count("\n", start, end) > 1), 0)
    if run.stop == len(lines):
        kept = len(gaps)
    elif run.start == 0:
        kept = -1
    for at, index in enumerate(run):
        start = gaps[at][0] if at < kept or (kept == -1 and at == 0) else gaps[at][1]
        end = (
            gaps[at + 1][0]
            if at < kept and not (kept == len(gaps) and at == len(run) - 1)
            else gaps[at + 1][1]
        )
        finding = gone[index]
        yield Edit(
            STEP, finding.rule, start, end, text[start:end], "", finding.confidence, evidence=finding.evidence
        )


def _within_lines(lines: Sequence[PageLine], found: Mapping[int, Finding]) -> Iterator[Edit]:
    """Edits within lines that stay: tags of auto-blogging plugins, an agency's mark behind the last full stop."""
    for index, line in enumerate(lines):
        if index in found or "[" not in line.text:
            continue
        for tag in placeholder_tag().finditer(line.text):
            start = line.start + tag.start()
            yield Edit(
                STEP, "placeholder", start, line.start + tag.end(), tag[0], "", evidence="an unfilled tag"
            )
    if span := find_agency_mark(lines, found):
        line = next(line for line in reversed(lines) if line.end == span[1])
        before = line.text[span[0] - line.start :]
        yield Edit(
            STEP, "agency-mark", *span, before, "", 0.9, evidence="an agency's mark behind the last full stop"
        )
