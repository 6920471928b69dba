"""Controls: characters that no text has a use for, and what UTF-16 and Python's surrogate escapes have split.

Terminal colours, byte order marks and NUL come from programs that pasted text together; half of a surrogate pair comes
from one that cut it. Tab, carriage return and form feed are white space, and stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from cleaners.edits import Edit
from cleaners.lines import Line

# C0 controls but tab, line feed, form feed and carriage return; DEL; deprecated Arabic shaping controls;
# interlinear annotation and object replacement; byte order mark. Separators among them count as white space.
_CONTROLS: Final = "\x00-\x08\x0b\x0e-\x1f\x7f\u206a-\u206f\ufff9-\ufffc\ufeff"
_SURROGATES: Final = "\ud800-\udfff"
_PLAIN: Final = bytes(set(range(0x80)) - {*range(9), 0x0B, *range(0x0E, 0x20), 0x7F})
_CONTROL: Final = re.compile(rf"\x1b\[[0-9;]{{0,32}}[A-Za-z]|[{_CONTROLS}]")
_SURROGATE: Final = re.compile("[\ud800-\udbff][\udc00-\udfff]|[\udc80-\udcff]{2,}|[\ud800-\udfff]")
UNWANTED: Final = re.compile(f"[{_CONTROLS}{_SURROGATES}\\x85]")
# NEL, after the end of a sentence; elsewhere the same byte is the ellipsis of windows-1252.
_NEXT_LINE: Final = re.compile("(?<=[.!?。！？:”»])\x85(?=[^\\s\x85])")


def is_plain_ascii(text: str) -> bool:
    """Whether a text is ASCII without control characters, which is told in no time."""
    return text.isascii() and not text.encode().translate(None, _PLAIN)


def drop_controls(line: Line) -> Iterator[Edit]:
    """Take out control characters, and put whole what UTF-16 and Python's surrogate escapes have split."""
    if is_plain_ascii(line.text) or not UNWANTED.search(line.text):
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
