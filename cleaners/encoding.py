"""Encoding: text that was decoded, escaped or copied wrongly, made readable again.

Scraped news arrives with `EspaÃ±a`, with `Marks &amp; Spencer`, with the control characters of windows-1252 for
quotation marks, with terminal colours and byte order marks in the middle of a sentence, with words run together
where a link was stripped, and with U+FFFD where a letter is lost for good. Each has a rule of its own:

- `entity`: character references, decoded (see `entities`)
- `mojibake`, `c1-quotes`: text that was misread, word by word (see `mojibake`)
- `control`, `surrogate`: characters that no text has a use for (see `controls`)
- `lost-space`: spaces lost beside quotation marks, in English (see `lost_spaces`)
- `sibling`: words with lost letters, from another copy (see `siblings`)

They look at lines, and only at those where characters stand beside one another that do so in no language (see
`letters`); all other text passes. What one line proves about the document helps the others. The text goes through
the rules until it rests: entities may spell mojibake, mojibake may be double.

Deliberately left alone is what good text has: curly quotes, ligatures, fullwidth forms, decomposed accents, soft
hyphens, direction marks and zero-width spaces and joiners (Persian, Khmer and emoji are spelt with them).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from cleaners.controls import drop_controls, is_plain_ascii
from cleaners.edits import Edit, Edited, to_fixed_point
from cleaners.entities import decode_references, has_reference
from cleaners.lines import Line, split_lines
from cleaners.lost_spaces import has_glued_quotes, put_back_spaces
from cleaners.mojibake import repair_mojibake
from cleaners.siblings import restore_from_siblings
from cleaners.suspicion import suspect_lines


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
        for edit in (*decode_references(line.text, line.start), *drop_controls(line))
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
    if not escaped and is_plain_ascii(text):
        return [], []
    odd = suspect_lines(text)
    if not escaped:
        return odd, []
    seen = {line.start for line in odd}
    return odd, [line for line in split_lines(text) if "&" in line.text and line.start not in seen]
