"""When a page was published, without asking what day it is.

htmldate finds the date, and it reads the clock in two places. Unless it is told the latest date that can be meant,
it takes today; it is told one far away, since what "today" means is for the caller to say and a page must give the
same date next month. And where a page says `2023-05`, its date parser fills in today's day; here it fills in the
first of the month, which is what htmldate itself makes of `May 2023`.

Its extensive search stays off. It looks for a date in any text of the page and takes the first of January of a
copyright year for one: on 265 pages it found 10 right dates more, and 32 wrong ones more. No date is better than a
wrong one, by which an article would join another event. (It also costs seven times as much, and is the only part
that asks dateparser, which reads the clock too.)
"""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any, Final

from htmldate import extractors

# What trafilatura hands on to htmldate.
PUBLISHED: Final[dict[str, Any]] = {
    "original_date": True,
    "extensive_search": False,
    "min_date": "1995-01-01",
    "max_date": "2099-12-31",
}

_FIRST: Final = datetime(2000, 1, 1)  # noqa: DTZ001 - htmldate compares dates without a zone
extractors.dateutil_parse = partial(extractors.dateutil_parse, default=_FIRST)  # type: ignore[attr-defined] # not in its __all__
