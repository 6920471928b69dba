"""Text that somebody else extracted: where its title is, and whether it has one.

Feeds and auto-blogs deliver articles as text whose first lines are anything: a section label, the headline, a
placeholder of the plugin that copied it, the first paragraph. The title is needed as a field, and a good first
paragraph must never be taken for one. A headline gives itself away by what it is (short, no full stop at its end,
no dateline) and by what follows: a gap, and then prose that is longer than it is.

The title, the section label above it and the blank lines round them are all that is taken out. A second copy of the
title, placeholders and every other noise stay in the text, where cleaning removes them on the record.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final
from urllib.parse import urlsplit

from cleaners.dateline import agency_names, read_dateline
from cleaners.decode import tidy_text
from cleaners.document import Article, Reason, Reject
from cleaners.language import guess_language
from cleaners.lines import Line, split_lines
from cleaners.wordlists import list_names, read_words

TITLE_WORDS: Final = 25
TITLE_CHARS: Final = 200
HEAD: Final = 20_000  # where the first lines are looked for
ABOVE: Final = 4  # lines that may stand above a title: placeholders, interface lines
BELOW: Final = 5  # lines below it of which one must be prose
PROSE: Final = 60  # characters of the shortest line that counts as a paragraph

_PLACEHOLDER: Final = re.compile(
    r"(?:\[[a-z]{2,20}_?\d{0,2}\]|\{\{?[\w .-]{2,40}\}?\}|<!--.{0,200}-->|[-=_*•·|]{1,80})", re.IGNORECASE
)
_SENTENCE_END: Final = re.compile(r"[.!?。！？…।۔][\"'”’»)\]]{0,2}$")
# A full stop, a colon or the like at the end is a sentence's, not a headline's; initials (U.S.) are neither.
_UNTITLED_END: Final = re.compile(r"(?:(?<!\b[A-Z])[.。।۔,;:]|…|\.\.\.)[\"'”’»)\]]{0,2}$")
_UNTITLED: Final = re.compile(
    r"https?://|www\.|[-*•·–—]\s|\d{1,2}[./]\d{1,2}[./]\d{2,4}\b|©"
    r"|(?:by|von|por|par|di|автор|photo|image|source|updated|published|posted|фото|foto|источник|quelle|fuente|fonte)\b\s?:",
    re.IGNORECASE,
)
_BYLINE: Final = re.compile(r"(?:By|BY|Von|Por|Par|Di)(?:\s[^\W\d_][\w.'’-]{0,30}){1,6}$")
_UNSPACED: Final = re.compile("[぀-ヿ一-鿿฀-๿]")


def read_plain(text: str, *, url: str | None = None) -> Article | Reject:
    r"""Read a text that is already extracted.

    Args:
        text: any text; line ends become line feeds.
        url: where it came from; its host is taken for the site.

    Returns:
        The article, or a reject where there is nothing but white space.

    >>> article = read_plain("Bridge closed until May\n\nThe old bridge over the river will be closed for repairs.")
    >>> article.title, article.text
    ('Bridge closed until May', 'The old bridge over the river will be closed for repairs.')
    """
    tidy = tidy_text(text)
    body = tidy.text.replace("\r\n", "\n").replace("\r", "\n")
    if not body.strip():
        return Reject("extract", Reason.EMPTY, "the text is empty")
    lines = split_lines(body[:HEAD])
    section, title = _find_section_and_title(lines)
    for line in (title, section):  # the later one first, so that the offsets of the other hold
        if line is not None:
            body = body[: line.start] + _drop_blank_head(body[line.end :])
    body = _drop_blank_head(body)
    return Article(
        title=title.stripped if title else None,
        text=body,
        section=section.stripped if section else None,
        site=_host(url),
        language=guess_language(body),
        dateline=read_dateline(body),
        url=url,
        evidence=f"{tidy.evidence}; {'title by its place and form' if title else 'no title'}".removeprefix(
            "text; "
        ),
        flags=(f"bytes-replaced:{tidy.replaced}",) if tidy.replaced else (),
    )


def _find_section_and_title(lines: list[Line]) -> tuple[Line | None, Line | None]:
    """The lines that hold the section label and the title, None for each that is not there."""
    filled = [at for at, line in enumerate(lines) if line.stripped]
    section: Line | None = None
    for above, at in enumerate(filled[: ABOVE + 1]):
        line = lines[at]
        gap = at + 1 < len(lines) and not lines[at + 1].stripped
        following = [lines[later] for later in filled[above + 1 : above + 1 + BELOW]]
        if section is None and gap and line.stripped.casefold() in _sections():
            section = line
        elif not _is_furniture(line.stripped):
            title = line if _is_title(line.stripped, following, gap=gap) else None
            return (section if title else None), title
    return None, None


def _is_furniture(line: str) -> bool:
    """Placeholders and interface lines that may stand above a title."""
    return bool(_PLACEHOLDER.fullmatch(line[:TITLE_CHARS])) or line.casefold() in _not_titles()


def _is_title(line: str, following: list[Line], *, gap: bool) -> bool:
    """Whether a line reads as a headline, by its own form and by what follows it."""
    if not _has_form_of_title(line):
        return False
    below = [later.stripped for later in following if later.stripped != line]
    if not gap:  # then the next line must clearly be a paragraph
        return bool(below) and len(below[0]) >= max(PROSE, 1.5 * len(line)) and _ends_sentence(below[0])
    return any(
        len(text) >= min(PROSE, len(line)) and (_ends_sentence(text) or len(text) > 2 * len(line))
        for text in below
    )


def _ends_sentence(line: str) -> bool:
    return bool(_SENTENCE_END.search(line[-8:]))


def _has_form_of_title(line: str) -> bool:
    words = line.split()
    unspaced = len(_UNSPACED.findall(line))
    if len(line) > TITLE_CHARS or len(words) > TITLE_WORDS or (len(words) < 2 and unspaced < 5):
        return False
    if not any(char.isalpha() for char in line) or line[:1].islower():
        return False
    if _UNTITLED_END.search(line[-8:]) or _UNTITLED.match(line) or line in agency_names():
        return False
    return not _is_byline(line) and read_dateline(line) is None


def _is_byline(line: str) -> bool:
    """`By Jane Doe`, but not `By the numbers`: every word of a name is capitalised."""
    return bool(_BYLINE.match(line)) and all(word[:1].isupper() for word in line.split())


def _drop_blank_head(text: str) -> str:
    """The text from its first line that is not blank."""
    return text[text.rfind("\n", 0, len(text) - len(text.lstrip())) + 1 :]


def _host(url: str | None) -> str | None:
    try:
        host = urlsplit(url or "").hostname
    except ValueError:  # brackets that hold no IPv6 address
        return None
    return host.removeprefix("www.") if host else None


@cache
def _sections() -> frozenset[str]:
    return frozenset(label.casefold() for name in list_names("plain/sections") for label in read_words(name))


@cache
def _not_titles() -> frozenset[str]:
    return frozenset(line.casefold() for line in read_words("plain/not_titles.txt"))
