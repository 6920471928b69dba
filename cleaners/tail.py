"""The end of a page: where an article stops and the rest begins.

Below the last sentence of an article stand, in this order as a rule: an agency's mark (`. EFE`), the editors'
initials (`mos/vh/lap`), credits, a heading whose box was lost, links to other stories, comments. Each is told by
its form and by where it stands; a form alone proves little, so none of these rules looks anywhere else.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from cleaners.boilerplate_lines import Edges, Finding, PageLine, ends_sentence, kept_before
from cleaners.boilerplate_vetoes import holds_verb
from cleaners.phrases import Phrase, marks

_INITIALS: Final = re.compile(
    r"\A\(?[a-z]{2,4}(?:-[a-z]{2,4})?(?:/[a-z]{2,4}(?:-[a-z]{2,4})?){1,4}\)?(?: \([A-Za-z, ]{2,60}\))?\Z"
)
_LIST_ITEM: Final = re.compile(r"[-–—•*·▪►>\d#(]")
_LOWER_WORD: Final = re.compile(r"\b[^\W\d_A-Z]{4,40}\b")
_MAX_HEADING_WORDS: Final = 12
_MIN_HEADING_WORDS: Final = 5


def find_after_last_tag(
    lines: Sequence[PageLine], gone: Mapping[int, Finding], edges: Edges
) -> dict[int, Finding]:
    """What follows the last placeholder of an auto-blogged page: the link to its source, and furniture."""
    tail = edges.tail(len(lines))
    tags = [index for index in tail if index in gone and gone[index].rule == "placeholder"]
    if not tags:
        return {}
    finding = Finding("tail-marker", 0.95, "behind the last tag of an auto-blogging plugin")
    return {index: finding for index in range(tags[0] + 1, len(lines)) if index not in gone}


def find_links(
    lines: Sequence[PageLine], phrases: Mapping[int, Phrase], gone: Mapping[int, Finding], edges: Edges
) -> dict[int, Finding]:
    """The list of links below `Related articles` and the like, down to the end of the page."""
    for index in edges.tail(len(lines)):
        if index in phrases and phrases[index].place == "opener":
            finding = Finding("related", 0.8, f"a list below '{phrases[index].wording}'")
            return {later: finding for later in range(index + 1, len(lines)) if later not in gone}
    return {}


def find_initials(lines: Sequence[PageLine], gone: Mapping[int, Finding]) -> dict[int, Finding]:
    """The initials of the editors, as the last line that stays."""
    last = kept_before(len(lines), gone)
    above = kept_before(last, gone)
    if last < 1 or above < 0 or not _INITIALS.match(lines[last].text):
        return {}
    initials = lines[last].text.strip("()").split(" ")[0]
    is_word = any(part in marks()["initials"]["words"] for part in re.split("[/-]", initials))
    if is_word or initials in marks()["initials"]["never"]:
        return {}
    if not (lines[above].is_text or _agency_mark(lines[above].text)):
        return {}
    return {last: Finding("editor-initials", 0.9, "initials below the last sentence")}


def find_agency_line(lines: Sequence[PageLine], gone: Mapping[int, Finding]) -> dict[int, Finding]:
    """An agency's mark as the last line that stays."""
    last = kept_before(len(lines), gone)
    above = kept_before(last, gone)
    if last < 1 or above < 0 or not lines[above].is_text or not ends_sentence(lines[above].text):
        return {}
    if lines[last].text.strip("()[] -–—/") in _agencies():
        return {last: Finding("agency-mark", 0.9, "an agency's mark below the last sentence")}
    return {}


def find_agency_mark(lines: Sequence[PageLine], gone: Mapping[int, Finding]) -> tuple[int, int] | None:
    """Where an agency's mark stands behind the last full stop, as a span of the text; None where none does."""
    last = kept_before(len(lines), gone)
    mark = _agency_mark(lines[last].text) if last >= 0 else ""
    return (lines[last].end - len(mark), lines[last].end) if mark else None


def find_stranded_heading(lines: Sequence[PageLine], gone: Mapping[int, Finding]) -> dict[int, Finding]:
    """A heading that heads nothing: the last line that stays, with nothing but furniture below it."""
    last = kept_before(len(lines), gone)
    above = kept_before(last, gone)
    if last < 1 or above < 0 or last == len(lines) - 1:
        return {}
    line, text = lines[last], lines[above]
    follows_text = text.is_text and ends_sentence(text.text) and not text.text.endswith((":", ";", "："))
    stands_alone = line.opens_block and lines[last + 1].opens_block
    if not (follows_text and stands_alone and _is_heading(line)):
        return {}
    return {last: Finding("stranded-heading", 0.7, "a heading with nothing but furniture below it")}


def _is_heading(line: PageLine) -> bool:
    """A phrase of five to twelve words, most of them in lower case: no name, no place with a date, no list."""
    if not _MIN_HEADING_WORDS <= line.words <= _MAX_HEADING_WORDS or not line.folded:
        return False
    if ends_sentence(line.text) or _LIST_ITEM.match(line.text) or not line.text[0].isupper():
        return False
    is_plain = not any(character.isdigit() or character in ',;:"“”«»|@/' for character in line.text)
    is_phrase = not _starts_sentence(line) and not holds_verb(line)
    return is_plain and is_phrase and len(_LOWER_WORD.findall(line.text)) >= 2


def _starts_sentence(line: PageLine) -> bool:
    return line.folded.split()[0] in marks()["headings"]["sentence_starts"]


@cache
def _agencies() -> frozenset[str]:
    return frozenset(marks()["agencies"]["marks"])


@cache
def _agency_at_end() -> re.Pattern[str]:
    listed = "|".join(re.escape(mark) for mark in sorted(_agencies(), key=lambda mark: (-len(mark), mark)))
    return re.compile(
        rf"(?:[^\W_A-Z.]{{2}}|[\d%)\]]|[\"”’»])[.!?…][\"”’»)]{{0,2}}(?P<mark>\s{{1,3}}[-–—/(\[]{{0,2}}\s?(?:{listed})[)\]/]?)\Z"
    )


def _agency_mark(text: str) -> str:
    match = _agency_at_end().search(text[-60:])
    return match["mark"] if match else ""
