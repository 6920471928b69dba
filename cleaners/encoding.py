"""Encoding: text that was decoded, escaped or copied wrongly, made readable again.

Scraped news arrives with `EspaÃ±a`, with `Marks &amp; Spencer`, with the control characters of windows-1252 for
quotation marks, with terminal colours and byte order marks in the middle of a sentence, with words run together
where a link was stripped, and with U+FFFD where a letter is lost for good. Each has a rule of its own:

- `entity`: character references, decoded (see `entities`)
- `mojibake`, `c1-quotes`: ftfy's repair, word by word (see `mojibake`)
- `control`, `surrogate`: characters that no text has a use for
- `lost-space`: spaces lost beside quotation marks, in English (see `lost_spaces`)
- `sibling`: words with lost letters, from another copy (see `siblings`)

The first three look at one line at a time and never at another, so what is wrong with one line of a page cannot
spoil the next. A line goes through them until it rests: entities may spell mojibake, mojibake may be double.

Deliberately left alone is what good text has: curly quotes, ligatures, fullwidth forms, decomposed accents, soft
hyphens, direction marks and zero-width spaces and joiners (Persian, Khmer and emoji are spelt with them).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from cleaners.edits import Edit, Edited, to_fixed_point
from cleaners.entities import decode_references
from cleaners.lines import split_lines
from cleaners.lost_spaces import put_back_spaces
from cleaners.mojibake import SUSPECT, repair_mojibake
from cleaners.siblings import restore_from_siblings

# C0 controls but tab, line feed, form feed and carriage return; DEL; deprecated Arabic shaping controls;
# interlinear annotation and object replacement; byte order mark. Separators among them count as white space.
_CONTROLS: Final = "\x00-\x08\x0b\x0e-\x1f\x7f\u206a-\u206f\ufff9-\ufffc\ufeff"
_SURROGATES: Final = "\ud800-\udfff"
_SUSPECT_LINE: Final = re.compile(f"[&{_CONTROLS}{_SURROGATES}{SUSPECT}]")
_CONTROL: Final = re.compile(rf"\x1b\[[0-9;]{{0,32}}[A-Za-z]|[{_CONTROLS}]")
_SURROGATE: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\ud800-\udfff]")


def fix_encoding(text: str, *, siblings: Sequence[str] = ()) -> Edited:
    """Repair what went wrong with a text's characters between its author and us.

    Args:
        text: any text.
        siblings: other copies of the same text, to restore lost letters from; their order does not matter.

    Returns:
        The text with its edits, all of step `encoding`. Clean text comes back equal, with none.

    >>> fix_encoding("El alcalde de MÃ¡laga &amp; su equipo").text
    'El alcalde de Málaga & su equipo'
    >>> fix_encoding("La ma\ufffdana fue larga", siblings=["La mañana fue larga"]).text
    'La mañana fue larga'
    """

    def propose(current: str) -> Iterator[Edit]:
        repaired = list(_repair_lines(current))
        yield from repaired
        if not any(
            edit.tier == "applied" for edit in repaired
        ):  # these two read letters, so letters come first
            yield from put_back_spaces(current)
            yield from restore_from_siblings(current, siblings)

    return to_fixed_point(text, propose)


def _repair_lines(text: str) -> Iterator[Edit]:
    """Edits that need no more than their line, with offsets in the text."""
    if not _SUSPECT_LINE.search(text):
        return
    for line in split_lines(text):
        if _SUSPECT_LINE.search(line.text):
            edited = to_fixed_point(line.text, _propose_for_line)
            for edit in edited.edits + edited.suggestions:
                yield replace(edit, start=edit.start + line.start, end=edit.end + line.start)


def _propose_for_line(line: str) -> list[Edit]:
    """The first kind of repair that applies; the others get their turn on its result."""
    references = list(decode_references(line))
    if any(edit.tier == "applied" for edit in references):
        return references
    return list(repair_mojibake(line)) or list(_drop_controls(line)) or references


def _drop_controls(line: str) -> Iterator[Edit]:
    """Take out control characters, and put whole what UTF-16 has split."""
    for match in _CONTROL.finditer(line):
        evidence = "terminal escape" if len(match[0]) > 1 else f"control character U+{ord(match[0]):04X}"
        after = " " if match[0].isspace() else ""
        yield Edit("encoding", "control", *match.span(), match[0], after, confidence=0.99, evidence=evidence)
    for match in _SURROGATE.finditer(line):
        whole = match[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        after = whole if len(match[0]) == 2 else "\ufffd"
        evidence = "halves of one character" if len(match[0]) == 2 else "half a character"
        yield Edit(
            "encoding", "surrogate", *match.span(), match[0], after, confidence=0.99, evidence=evidence
        )
