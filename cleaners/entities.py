"""Character references left in text: `&amp;`, `&#8217;`, `P&eacute;rez`, `&amp;quot;`.

A page that was escaped twice, or a feed that was escaped once and read as plain text, leaves them in the prose.
A reference that is whole (it ends in a semicolon) and names something that prose is made of is decoded. It is
only suggested where decoding might spoil the text:

- `&lt;` and `&gt;`, which make tags out of text that shows tags;
- on a line about markup, which has a tag, an escaped tag, or names HTML, XML or Unicode, unless the reference
  is a letter within a word;
- where the reference is quoted by itself, as in: write "&amp;" for an ampersand.

Names of symbols outside prose (`&part;`, `&image;`, `&lang;`, `&not;`) are more often code than mathematics
and stay. So does anything without its semicolon: `AT&T`, `?a=1&copy=2`. ftfy's own switch for this looks for a
`<` anywhere in the text and then stops for the rest of the document; one `<...>` in a quotation is enough.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from ftfy.fixes import unescape_html

from cleaners.edits import Edit

# `amp;` repeated is escaping done twice or more: all of it is taken back at once.
_REFERENCE: Final = re.compile(r"&(?:amp;)*(#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_ABOUT_MARKUP: Final = re.compile(
    r"(?:<|&(?:amp;)*lt;)[/!]?[a-z][a-z0-9]{0,15}(?:[\s/>]|&(?:amp;)*gt;)|\b(?:x?html[45]?|xml|unicode)\b",
    re.IGNORECASE,
)
_OPENING: Final = frozenset("\"'`“‘„«([{")
_CLOSING: Final = frozenset("\"'`”’“»)]}")
_LONGEST_URL: Final = 300


def has_reference(text: str) -> bool:
    """Whether anything in a text is spelt as a character reference."""
    return "&" in text and _REFERENCE.search(text) is not None


def decode_references(line: str, begins: int = 0) -> Iterator[Edit]:
    """Propose the character for each character reference in a line.

    Args:
        line: one line of text.
        begins: where the line begins in the text; what the edits' offsets count from.

    Yields:
        Edits with rule `entity`; suggested ones where the line may be about references.

    >>> [(edit.before, edit.after) for edit in decode_references("Marks &amp; Spencer, R&D; caf&eacute;")]
    [('&amp;', '&'), ('&eacute;', 'é')]
    """
    if "&" not in line or ";" not in line:
        return
    about_markup = _ABOUT_MARKUP.search(line) is not None
    has_url = "://" in line or "www." in line
    for match in _REFERENCE.finditer(line):
        name = match[1]
        decoded = _decoded(name)
        if decoded is None:
            continue
        start, end = match.span()
        if has_url and name.lower() != "amp" and _in_url(line, start):
            continue
        careful = decoded in {"<", ">"} or _is_quoted(line, start, end)
        if about_markup and not careful:
            careful = not (decoded.isalpha() and _touches_letter(line, start, end))
        yield Edit(
            "encoding",
            "entity",
            begins + start,
            begins + end,
            match[0],
            decoded,
            0.5 if careful else 0.98,
            "suggested" if careful else "applied",
            f"the character reference &{name};",
        )


@lru_cache(maxsize=1 << 12)
def _decoded(name: str) -> str | None:
    """What a reference stands for, if prose is made of that; a text escaped as a whole has the same few often."""
    reference = f"&{name};"
    decoded = unescape_html(reference)
    if decoded == reference:
        return None
    if decoded.isspace() and decoded != "\xa0":
        decoded = " "  # a line break written as a reference, `&#13;`, is white space in running text
    prose = decoded in {"<", ">"} or all(_is_prose(char, numeric=name[0] == "#") for char in decoded)
    return decoded if prose else None


def _is_prose(char: str, *, numeric: bool) -> bool:
    """Whether running text is made of such characters. A number may stand for any script, a name may not."""
    category = unicodedata.category(char)
    if char == "\ufffd" or category in {"Cc", "Cs", "Cn", "Co"}:
        return False
    if numeric or char in "±×÷":
        return True
    return category != "Sm" and (char < "\u0530" or "\u2000" <= char < "\u2060" or char in "€₤₽№™℠")


def _is_quoted(line: str, start: int, end: int) -> bool:
    return line[end : end + 1] in _CLOSING and line[max(0, start - 1) : start] in _OPENING


def _touches_letter(line: str, start: int, end: int) -> bool:
    return line[max(0, start - 1) : start].isalpha() or line[end : end + 1].isalpha()


def _in_url(line: str, start: int) -> bool:
    """Whether the word before start is the beginning of a web address."""
    head = line[max(0, start - _LONGEST_URL) : start]
    word = head[head.rfind(" ") + 1 :]
    return "://" in word or "www." in word
