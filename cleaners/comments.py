"""The comments below an article.

They are ordinary sentences, often more of them than the article has, and no single one can be told from it. What
gives a thread away is its frame: a line that opens it (`12 thoughts on ...`, `Leave a reply`), and the head of
each comment: a name with the day and the hour (`Ana on May 3, 2019 at 4:47 pm said:`), an hour alone, how long ago
it was, a `Reply`, a `Rating: 12 votes`. A thread runs to the end of the page.

A live blog has its hours too, and an article that collects reactions has `The mayor said:` over and over. So
hours count only next to a name that speaks or a `Reply`, or below a line that opens comments; a name that speaks
counts only with an hour.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Final

from cleaners.boilerplate_lines import Finding, PageLine, fold
from cleaners.phrases import Phrase, marks

_RULE: Final = "comments"
# Comments that outweigh the text above them are no longer "the comments below an article" with any certainty,
# unless the heads of comments show that they are.
_MIN_WORDS_ABOVE: Final = 50
_MIN_WORDS_ABOVE_THREAD: Final = 8
_MIN_HEADS: Final = 2
# The first head of a thread stands this near below the line that opens it.
_REACH: Final = 6
_MAX_HEAD_WORDS: Final = 16
_MAX_NAME_WORDS: Final = 4
_MAX_BUTTON_WORDS: Final = 4

_HOUR: Final = re.compile(r"\b\d{1,2}[:.h]\d{2}\b")
_DAY: Final = re.compile(
    r"\b\d{1,2}(?:st|nd|rd|th|\.)?,? (?:(?:de|of) )?[^\W\d_]{3,10}\.?,? (?:de )?(?:at |um |à |às |a las |в )?\d{4}\b"
    r"|\b[^\W\d_]{3,10}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}\b|\b\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4}\b"
)
_QUOTE: Final = re.compile('["“„«]')
_AGO: Final = re.compile(
    r"\A(?:about |over |almost )?(?:an?|\d{1,3}) (?:second|minute|min|hour|hr|day|week|month|year|mo|yr)s? ago\b.{0,20}\Z"
    r"|\A\d{1,3} ?(?:m|h|d|w|y)(?: ago)?\Z"
    r"|\Avor (?:einem?|einer|\d{1,3}) [^\W\d_]{4,9}\Z|\A(?:hace|há|il y a|tem) (?:una?|um|uma|\d{1,3}) [^\W\d_]{3,8}\Z"
    r"|\A\d{1,3} [^\W\d_]{3,8} (?:назад|atrás|temu)\Z",
    re.IGNORECASE,
)


def find_comments(
    lines: Sequence[PageLine], title: str | None, phrases: Mapping[int, Phrase], gone: Mapping[int, Finding]
) -> dict[int, Finding]:
    """The comments of a page, to its end: a thread with the heads of comments, or what a line opens.

    Args:
        lines: the page.
        title: the headline, where it is known; else the first line may be it.
        phrases: the phrase that each furniture line is.
        gone: the lines that go already.
    """
    headline = fold(title) if title else lines[0].folded if lines else ""
    return _find_thread(lines, phrases, gone) or _find_opened(lines, headline, phrases, gone)


def _find_opened(
    lines: Sequence[PageLine], headline: str, phrases: Mapping[int, Phrase], gone: Mapping[int, Finding]
) -> dict[int, Finding]:
    """Everything below the line that opens the comments, where the text above outweighs it or it names the headline."""
    if not any(_opens(lines[index], phrase) for index, phrase in phrases.items()):
        return {}
    words = [line.words if line.is_text and index not in gone else 0 for index, line in enumerate(lines)]
    above, below = 0, sum(words)
    for index, count in enumerate(words):
        above += count
        below -= count
        if not _opens(lines[index], phrases.get(index)) or above < _MIN_WORDS_ABOVE:
            continue
        is_named = headline.count(" ") >= _MAX_NAME_WORDS - 1 and headline in lines[index].folded
        if is_named or above >= below:
            finding = Finding(_RULE, 0.9 if is_named else 0.8, f"from '{phrases[index].wording}' on")
            return {later: finding for later in range(index, len(lines)) if later not in gone}
    return {}


def _find_thread(
    lines: Sequence[PageLine], phrases: Mapping[int, Phrase], gone: Mapping[int, Finding]
) -> dict[int, Finding]:
    """Everything from the first head of a comment on, where there are several and an article stands above."""
    heads = [index for index, line in enumerate(lines) if is_comment_head(line)]
    if len(heads) < _MIN_HEADS:
        return {}
    signed = [index for index in heads if _is_signed(lines, index)]
    openers = [
        at for at, line in enumerate(lines) if _opens(line, phrases.get(at)) or _is_label(phrases.get(at))
    ]
    opened = next((at for at in openers if any(at < head <= at + _REACH for head in heads)), len(lines))
    first = min([opened, *(signed if len(signed) >= _MIN_HEADS else [])])
    count = sum(head >= first for head in heads)
    if count < _MIN_HEADS:
        return {}
    if first != opened and lines[first - 1].words <= _MAX_NAME_WORDS and not lines[first - 1].is_text:
        first -= 1  # the name above the first hour
    above = sum(line.words for index, line in enumerate(lines[:first]) if index not in gone)
    if above < _MIN_WORDS_ABOVE_THREAD:
        return {}
    finding = Finding(_RULE, 0.9, f"a thread with the heads of {count} comments")
    return {index: finding for index in range(first, len(lines)) if index not in gone}


def is_comment_head(line: PageLine) -> bool:
    """Whether a line dates a comment: a day with the hour, perhaps behind a name, or how long ago it was."""
    if line.words > _MAX_HEAD_WORDS or not line.folded:
        return False
    dated = _HOUR.search(line.text) and _DAY.search(line.text)
    return bool(dated and not _is_stamp(line)) or _AGO.match(line.text) is not None


def _is_stamp(line: PageLine) -> bool:
    """Whether a line says that it dates the page: `Updated 3 May 2019 14:05`."""
    return not frozenset(line.folded.split()[:2]).isdisjoint(marks()["byline"]["published"])


def _is_signed(lines: Sequence[PageLine], index: int) -> bool:
    """Whether the head of a comment says who speaks, in its line or the one above, or has a button below."""
    if _speaks(lines[index]):
        return True
    around = [*lines[max(0, index - 1) : index], *lines[index + 1 : index + 2]]
    return any(_speaks(line) or _is_button(line) for line in around)


def _speaks(line: PageLine) -> bool:
    """Whether a line ends with `says` and its like: `Ana Lind says:`, `Ana on May 3, 2019 at 4:47 pm said:`."""
    if line.words > _MAX_HEAD_WORDS:
        return False
    words = line.folded.split()
    return len(words) > 1 and words[-1] in _says()


def _is_button(line: PageLine) -> bool:
    return line.words <= _MAX_BUTTON_WORDS and line.folded.split(" ")[0] in _replies()


def _opens(line: PageLine, phrase: Phrase | None) -> bool:
    """Whether a line opens comments: a phrase that does, or `12 thoughts on` with the headline in quotes."""
    if phrase is None:
        return False
    return phrase.place == "cut" or (_is_label(phrase) and _QUOTE.search(line.text) is not None)


def _is_label(phrase: Phrase | None) -> bool:
    return phrase is not None and phrase.category == _RULE and phrase.place in {"edge", "tail"}


@cache
def _says() -> frozenset[str]:
    return frozenset(marks()["comments"]["says"])


@cache
def _replies() -> frozenset[str]:
    return frozenset(marks()["comments"]["replies"])
