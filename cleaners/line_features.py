"""What the line model sees of one line: its form and its words.

Every value is cheap and bounded: of a long line only the head is read. Words weigh by a table of how much more
often they stand in furniture than in articles; it is English. Where few words are in it (`known`), the model goes
by the other values, which know no language.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from typing import Final

from cleaners.boilerplate_lines import PageLine, ends_sentence

# Of a long line this much is read; a paragraph shows what it is by then.
_HEAD: Final = 400
_SHORT: Final = 4
_STEM: Final = 6
_MIN_SUBJECT_LETTERS: Final = 5

# Kana, Chinese characters and what comes behind them; Hangul, with its spaces, as well, whose words are short.
_FIRST_UNSPACED: Final = "\u3040"

_WORD: Final = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?|\d+")
_STOP: Final = re.compile(r"[.!?。！？…][\"'”’»)]{0,3}(?:\s|\Z)")
_SIGN: Final = re.compile(r"[|•·›»/→#@&+]")
_QUOTE: Final = re.compile(r"[“”\"„«»]")
_LINK: Final = re.compile(r"https?:|www\.|\.com\b|@\w")
_DATE: Final = re.compile(r"\b(?:19|20)\d\d\b|\d{1,2}:\d\d|\d{1,2}/\d{1,2}/\d\d|\bago\b")

# English pronouns: comments say `I`, interfaces `you`, articles `he`.
_PERSONS: Final = tuple(
    frozenset(words.split())
    for words in (
        "i i'm i've i’m i’ve me my mine myself im",
        "you your you're you’re yours you'll you’ll",
        "he she they his her their was were had said says",
        "we our us we're we’re ours",
    )
)

FORM_NAMES: Final = (
    "words", "letters a word", "capitals", "all capitals", "numbers", "ends as a sentence", "ends with a full stop",
    "ends with a colon", "ends with dots", "sentences", "commas", "begins in lower case", "begins with a quote",
    "begins with a sign", "signs", "a link", "dates", "a copyright sign", "short words", "exclaims", "asks", "quotes",
)  # fmt: skip
WORD_NAMES: Final = (
    "known words", "wording", "strangest word", "plainest word", "first word", "says I", "says you", "says he",
    "says we",
)  # fmt: skip


def line_values(line: PageLine, odds: Mapping[str, float]) -> tuple[list[float], frozenset[str]]:
    """The values of a line, in the order of `FORM_NAMES` and `WORD_NAMES`, and the stems of what it is about.

    Args:
        line: the line.
        odds: by lower-case word, the logarithm of how much oftener it stands in furniture.
    """
    head = line.text[:_HEAD]
    words = _WORD.findall(head)
    lower = [word.lower() for word in words]
    return [*_form(line, head, words), *_wording(lower, odds)], _subjects(lower)


def _subjects(words: list[str]) -> frozenset[str]:
    """The stems of the long words; pairs of characters where a script has no spaces."""
    stems = {
        word[:_STEM] for word in words if len(word) >= _MIN_SUBJECT_LETTERS and word[0] < _FIRST_UNSPACED
    }
    stems.update(
        word[at : at + 2] for word in words if word[0] >= _FIRST_UNSPACED for at in range(len(word) - 1)
    )
    return frozenset(stems)


def _form(line: PageLine, head: str, words: list[str]) -> list[float]:
    text, count = line.text, len(words) or 1
    initials = [word[0] for word in words]
    short = [word for word in words if len(word) < _SHORT]
    ends = ends_sentence(text)
    return [
        math.log1p(line.words),
        sum(map(len, words)) / count,
        sum(map(str.isupper, initials)) / count,
        sum(map(str.isupper, (word for word in words if len(word) > 1))) / count,
        sum(map(str.isdigit, initials)) / count,
        ends,
        ends and text[-1] in ".。",
        text[-1] in ":：",
        text.endswith(("...", "…")),
        len(_STOP.findall(head)),
        head.count(",") / count,
        text[0].islower(),
        text[0] in "\"'“”„«‘",
        not text[0].isalnum(),
        len(_SIGN.findall(head)) / count,
        _LINK.search(head) is not None,
        len(_DATE.findall(head)),
        "©" in head,
        sum(map(str.isalpha, short)) / count,
        "!" in head,
        "?" in head,
        len(_QUOTE.findall(head)),
    ]


def _wording(words: list[str], odds: Mapping[str, float]) -> list[float]:
    weights = [odds[word] for word in words if word in odds]
    if not weights:
        return [0.0] * len(WORD_NAMES)
    count = len(words)
    persons = [sum(map(person.__contains__, words)) / count for person in _PERSONS]
    return [
        len(weights) / count,
        sum(weights) / count,
        max(weights),
        min(weights),
        odds.get(words[0], 0.0),
        *persons,
    ]
