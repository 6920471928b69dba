"""Publication dates as sources write them: ISO 8601, or the RFC 2822 form of feeds, to one form.

Nothing is guessed: `03/04/2022` could be two days, so it is no date here. A date before 1990 or after 2100 is a
template's default or a joke (`1970-01-01`, `2203-01-01` were met in crawls) and would move every window.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Final

EARLIEST: Final = 1990
LATEST: Final = 2100

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


def to_iso(text: str) -> str | None:
    """A date as `YYYY-MM-DD`, a date-time as `YYYY-MM-DDTHH:MM:SS+00:00` in UTC; None if it is neither.

    A time without a zone is taken as UTC.

    >>> to_iso("2022-08-19"), to_iso("Fri, 19 Aug 2022 10:00:00 +0300"), to_iso("yesterday")
    ('2022-08-19', '2022-08-19T07:00:00+00:00', None)
    """
    text = text.strip()
    try:
        if _DAY.fullmatch(text):
            day = date.fromisoformat(text)
            return day.isoformat() if EARLIEST <= day.year <= LATEST else None
        moment = _moment(text)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        moment = moment.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
    return moment.isoformat() if EARLIEST <= moment.year <= LATEST else None


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return parsedate_to_datetime(text)
