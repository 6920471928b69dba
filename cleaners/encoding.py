"""Encoding: text that was decoded, escaped or copied wrongly, made readable again.

Scraped news arrives with `EspaÃ±a`, with `Marks &amp; Spencer`, with the control characters of windows-1252 for
quotation marks, with terminal colours and byte order marks in the middle of a sentence, with words run together
where a link was stripped, and with U+FFFD where a letter is lost for good. Each has a rule of its own:

- `entity`: character references, decoded (see `entities`)
- `mojibake`, `c1-quotes`: text that was misread, word by word (see `mojibake`)
- `control`, `surrogate`: characters that no text has a use for
- `lost-space`: spaces lost beside quotation marks, in English (see `lost_spaces`)
- `sibling`: words with lost letters, from another copy (see `siblings`)

They look at lines, and only at those where characters stand beside one another that do so in no language (see
`letters`); all other text passes. What one line proves about the document helps the others. The text goes through
the rules until it rests: entities may spell mojibake, mojibake may be double.

Deliberately left alone is what good text has: curly quotes, ligatures, fullwidth forms, decomposed accents, soft
hyphens, direction marks and zero-width spaces and joiners (Persian, Khmer and emoji are spelt with them).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from cleaners.edits import Edit, Edited, to_fixed_point
from cleaners.entities import decode_references, has_reference
from cleaners.letters import odd_spans
from cleaners.lines import Line, split_lines
from cleaners.lost_spaces import has_glued_quotes, put_back_spaces
from cleaners.mojibake import repair_mojibake
from cleaners.siblings import restore_from_siblings

# C0 controls but tab, line feed, form feed and carriage return; DEL; deprecated Arabic shaping controls;
# interlinear annotation and object replacement; byte order mark. Separators among them count as white space.
_CONTROLS: Final = "\x00-\x08\x0b\x0e-\x1f\x7f\u206a-\u206f\ufff9-\ufffc\ufeff"
_SURROGATES: Final = "\ud800-\udfff"
_CONTROL: Final = re.compile(rf"\x1b\[[0-9;]{{0,32}}[A-Za-z]|[{_CONTROLS}]")
_SURROGATE: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\udc80-\udcff]{2,}|[\ud800-\udfff]")
_UNWANTED: Final = re.compile(f"[{_CONTROLS}{_SURROGATES}\\x85]")
# NEL, after the end of a sentence; elsewhere the same byte is the ellipsis of windows-1252.
_NEXT_LINE: Final = re.compile("(?<=[.!?。！？:”»])\x85(?=[^\\s\x85])")


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
    first = _suspect_lines(text)
    if not siblings and not any(first) and not has_glued_quotes(text):
        return Edited(text)

    def propose(current: str) -> Iterator[Edit]:
        repaired = _repair_lines(current, *(first if current is text else _suspect_lines(current)))
        yield from repaired
        # these two read letters, so letters come first
        if not any(edit.tier == "applied" for edit in repaired):
            yield from put_back_spaces(current)
            yield from restore_from_siblings(current, siblings)

    return to_fixed_point(text, propose)


def _repair_lines(text: str, odd: Sequence[Line], escaped: Sequence[Line]) -> list[Edit]:
    """Edits of references and controls, or where there are none, of mojibake."""
    edits = [
        edit
        for line in (*odd, *escaped)
        for edit in (*decode_references(line.text, line.start), *_drop_controls(line))
    ]
    if odd and not any(edit.tier == "applied" for edit in edits):
        edits += repair_mojibake(odd, _well(text, odd))
    return edits


def _well(text: str, odd: Sequence[Line]) -> Iterator[Line]:
    """The other lines; nobody asks for them but where odd ones have proven something."""
    seen = {line.start for line in odd}
    for line in split_lines(text):
        if line.start not in seen:
            yield line


def _suspect_lines(text: str) -> tuple[list[Line], list[Line]]:
    """The lines in which characters stand odd, and others in which something is spelt as a reference.

    What clean text costs: one look at each character.
    """
    escaped = has_reference(text)
    if not escaped and text.isascii() and not _CONTROL.search(text):
        return [], []
    odd = [Line(start, end, text[start:end]) for start, end in odd_spans(text)]
    if not escaped:
        return odd, []
    seen = {line.start for line in odd}
    return odd, [line for line in split_lines(text) if "&" in line.text and line.start not in seen]


def _drop_controls(line: Line) -> Iterator[Edit]:
    """Take out control characters, and put whole what UTF-16 and Python's surrogate escapes have split."""
    if not _UNWANTED.search(line.text):
        return
    for match in _CONTROL.finditer(line.text):
        evidence = "terminal escape" if len(match[0]) > 1 else f"control character U+{ord(match[0]):04X}"
        yield _replace(line, match, "control", " " if match[0].isspace() else "", evidence)
    for match in _SURROGATE.finditer(line.text):
        yield _replace(line, match, "surrogate", *_join_surrogates(match[0]))
    for match in _NEXT_LINE.finditer(line.text):
        yield _replace(line, match, "control", "\n", "NEL ends a line")


def _replace(line: Line, match: re.Match[str], rule: str, after: str, evidence: str) -> Edit:
    start, end = line.start + match.start(), line.start + match.end()
    confidence = 0.95 if match[0] == "\x85" else 0.99
    return Edit("encoding", rule, start, end, match[0], after, confidence, evidence=evidence)


def _join_surrogates(halves: str) -> tuple[str, str]:
    """What surrogates stand for: the bytes of UTF-8 that Python could not read elsewhere, or one character."""
    try:
        return halves.encode("ascii", "surrogateescape").decode(), "bytes of UTF-8, escaped"
    except UnicodeError:
        whole = halves.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole, "halves of one character" if len(halves) == 2 and len(whole) == 1 else "half a character"
