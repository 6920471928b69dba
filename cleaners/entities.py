"""Character references left in text: `&amp;`, `&#8217;`, `P&eacute;rez`, `&amp;quot;`.

A page that was escaped twice, or a feed that was escaped once and read as plain text, leaves them in the prose.
A reference that is whole (it ends in a semicolon) and names something that prose is made of is decoded, with those
that touch it: a word of Greek spelt in references is one edit. It is only suggested where decoding might spoil the
text:

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
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import accumulate, groupby, pairwise
from operator import attrgetter
from typing import Final, NamedTuple

from ftfy.fixes import unescape_html

from cleaners.edits import Edit, Tier

# `amp;` repeated is escaping done twice or more: all of it is taken back at once.
_REFERENCE: Final = r"&(?:amp;)*(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});"
_ONE: Final = re.compile(_REFERENCE)
_RUN: Final = re.compile(f"(?:{_REFERENCE})++")
_TAG: Final = r"[/!]?[a-z][a-z0-9]{0,15}(?:[\s/>]|&(?:amp;)*gt;)"
# What a line about markup has, and small letters without which it has not: to look for these takes no time.
_MARKUP: Final = tuple(
    (sign, re.compile(pattern, re.IGNORECASE))
    for sign, pattern in (
        ("<", f"<{_TAG}"),
        ("lt;", f"&(?:amp;)*lt;{_TAG}"),
        ("ml", r"\b(?:x?html[45]?|xml)\b"),
        ("code", r"\bunicode\b"),
    )
)
_OPENING: Final = frozenset("\"'`“‘„«([{")
_CLOSING: Final = frozenset("\"'`”’“»)]}")
_LONGEST_URL: Final = 300


class Meaning(NamedTuple):
    """What a reference stands for.

    Attributes:
        text: the characters.
        tier: whether to decode it or only to say so; None where it stays.
    """

    text: str
    tier: Tier | None


_STAYS: Final = Meaning("", None)
_TIER: Final = attrgetter("tier")


def has_reference(text: str) -> bool:
    """Whether anything in a text is spelt as a character reference."""
    return "&" in text and _ONE.search(text) is not None


def decode_references(line: str, begins: int = 0) -> Iterator[Edit]:
    """Propose the characters for the character references in a line; those that touch are one edit.

    Args:
        line: one line of text.
        begins: where the line begins in the text; what the edits' offsets count from.

    Yields:
        Edits with rule `entity`; suggested ones where the line may be about references.

    >>> [(edit.before, edit.after) for edit in decode_references("Marks &amp; Spencer, R&D; caf&eacute;")]
    [('&amp;', '&'), ('&eacute;', 'é')]
    >>> [(edit.before, edit.after) for edit in decode_references("&#1076;&#1072;, &#1085;&#1077;&#1090;")]
    [('&#1076;&#1072;', 'да'), ('&#1085;&#1077;&#1090;', 'нет')]
    """
    if "&" not in line or ";" not in line:
        return
    about_markup = _is_about_markup(line)
    has_url = "://" in line or "www." in line
    for run in _RUN.finditer(line):
        references = run[0].split("&")[1:]
        meanings = list(map(_meaning, references))
        if about_markup or has_url or len(references) == 1:
            starts = accumulate((1 + len(reference) for reference in references), initial=run.start())
            meanings = [
                _in_context(meaning, line, start, end, about_markup=about_markup)
                for meaning, (start, end) in zip(meanings, pairwise(starts), strict=True)
            ]
        at = begins + run.start()
        if len({meaning.tier for meaning in meanings}) == 1:  # nearly always
            if tier := meanings[0].tier:
                yield _edit(tier, at, run[0], meanings)
        else:
            yield from _edits(at, references, meanings)


def _edits(at: int, references: Sequence[str], meanings: Sequence[Meaning]) -> Iterator[Edit]:
    """An edit for all that follow one another and are of the same tier.

    Args:
        at: where the first begins.
        references: what stands side by side, each without its `&`.
        meanings: of these.
    """
    done = 0
    for tier, group in groupby(meanings, _TIER):
        few = list(group)
        before = "&" + "&".join(references[done : done + len(few)])
        if tier:
            yield _edit(tier, at, before, few)
        done, at = done + len(few), at + len(before)


def _edit(tier: Tier, at: int, before: str, meanings: Sequence[Meaning]) -> Edit:
    evidence = f"{len(meanings)} character references"
    if len(meanings) == 1:
        evidence = f"the character reference &{_name(before[1:])};"
    return Edit(
        step="encoding",
        rule="entity",
        start=at,
        end=at + len(before),
        before=before,
        after="".join([meaning.text for meaning in meanings]),
        confidence=0.5 if tier == "suggested" else 0.98,
        tier=tier,
        evidence=evidence,
    )


def _in_context(meaning: Meaning, line: str, start: int, end: int, *, about_markup: bool) -> Meaning:
    """What a reference stands for where it stands: in an address, in quotation marks, in a line about markup."""
    if meaning.tier is None or (_name(line[start + 1 : end]).lower() != "amp" and _in_url(line, start)):
        return _STAYS
    careful = meaning.tier == "suggested" or _is_quoted(line, start, end)
    if about_markup and not careful:
        careful = not (meaning.text.isalpha() and _touches_letter(line, start, end))
    return meaning._replace(tier="suggested") if careful else meaning


@lru_cache(maxsize=1 << 12)
def _meaning(reference: str) -> Meaning:
    """What a reference stands for by itself; a text escaped as a whole has the same few often."""
    name = _name(reference)
    decoded = unescape_html(f"&{name};")
    if decoded == f"&{name};":
        return _STAYS
    if decoded.isspace() and decoded != "\xa0":
        decoded = " "  # a line break written as a reference, `&#13;`, is white space in running text
    if decoded in {"<", ">"}:
        return Meaning(decoded, "suggested")
    prose = all(_is_prose(char, numeric=name[0] == "#") for char in decoded)
    return Meaning(decoded, "applied") if prose else _STAYS


def _name(reference: str) -> str:
    """What stands between `&`, with what it was escaped again to, and `;`."""
    return reference[:-1].rpartition(";")[2]


def _is_about_markup(line: str) -> bool:
    small = line.lower()
    return any(sign in small and pattern.search(line) for sign, pattern in _MARKUP)


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
