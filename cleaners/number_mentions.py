"""Numbers that an article mentions, in one spelling: `$28.2 billion`, `28,2 Milliarden` and `28.2bn` are the same.

The dead, the magnitude, the score and the sum are what reports of one event have in common and what reports of
two look-alike events differ in. Years, single digits without a unit and the numbers of dates are left out: they
are shared by chance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from cleaners.date_mentions import DateMention
from cleaners.language_facts import language_facts

# A letter may follow only where it is a short word for a power of ten: `28.2bn`, not `25th` or `4x4`.
_NUMBER: Final = re.compile(r"(?<![\w.,])\d{1,15}(?:[.,]\d{1,15}){0,5}(?:(?!\w)|(?=(?:bn|mln|mn|m|tn)\b))")
_UNIT: Final = re.compile(r"[ \u00a0\u202f-]?(%|[^\W\d_]{1,12}(?: (?:cent|ciento|cento)\b)?)")


@dataclass(frozen=True, slots=True)
class NumberMention:
    """A number as an article gives it.

    Attributes:
        value: one spelling for all ways of writing it, as `28200000000` or `10.2%`.
        text: as printed, with its unit.
        start: first code point in its text.
    """

    value: str
    text: str
    start: int


def find_numbers(text: str, language: str, dates: Sequence[DateMention] = ()) -> Iterator[NumberMention]:
    """The telling numbers of a text, in order.

    Args:
        text: any text.
        language: ISO 639-1 code, for `million` and `per cent`.
        dates: the dates of the text; numbers inside them are passed over.

    >>> [number.value for number in find_numbers("$28.2 billion, up 10.2 percent; 1,234 dead in 2010, 3 of them here", "en")]
    ['28200000000', '10.2%', '1234']
    >>> [number.value for number in find_numbers("28,2 Milliarden Euro, 10,2 Prozent, 1.234 Tote", "de")]
    ['28200000000', '10.2%', '1234']
    """
    facts = language_facts(language)
    taken = iter(dates)
    date = next(taken, None)
    for match in _NUMBER.finditer(text):
        while date is not None and date.end <= match.start():
            date = next(taken, None)
        if date is not None and date.start <= match.start():
            continue
        found = _UNIT.match(text, match.end())
        unit = found[1].casefold() if found else ""
        percent = unit == "%" or unit in facts.percent_words or unit.split(" ")[0] in facts.percent_words
        power = facts.number_words.get(unit.split(" ")[0], 0)
        digits = _decimal(match.group())
        if power or percent or _is_telling(digits):
            value = f"{float(digits) * 10**power:.15g}" + "%" * percent
            end = found.end() if found and (power or percent) else match.end()
            yield NumberMention(value, text[match.start() : end], match.start())


def _decimal(printed: str) -> str:
    """Digits with a decimal point: a last group of other than three digits is a fraction.

    >>> [_decimal(printed) for printed in ("1,234", "1.234.567", "10,2", "6.4", "1,234.5", "0.125")]
    ['1234', '1234567', '10.2', '6.4', '1234.5', '0.125']
    """
    parts = re.split(r"[.,]", printed)
    marks = re.findall(r"[.,]", printed)
    mixed = len(set(marks)) > 1
    if marks and (len(parts[-1]) != 3 or mixed or parts[0] == "0"):
        return "".join(parts[:-1]) + "." + parts[-1]
    return "".join(parts)


def _is_telling(digits: str) -> bool:
    """Whether a number without a unit says anything: no single digit, no year."""
    value = float(digits)
    return "." in digits or (value >= 10 and not 1900 <= value < 2100)
