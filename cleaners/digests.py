"""Digests: pages of short reports one below the other, each with a dateline of its own.

"Highlights of the day" holds an agency's report on capital flows in full, between one on milk and one on a railway.
The report is no excerpt of that page as a paragraph is one of its story: who follows the page follows nine stories,
and a group round it would hold nine that have nothing to do with each other. Words do not tell, since a digest of
finance speaks of banks throughout. Datelines do: a story has one, at its head, and a digest one in each item.

What has several datelines itself is a part of the digest, and a copy. So is what goes beyond one item, as of a story
that has a box with a few dashes in it.

Not done: digests whose items have headlines, bullets or nothing, and datelines in small letters.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Final

from cleaners.resemblance import MOSTLY_CONTAINED, count_shared
from cleaners.shingles import shingle
from cleaners.subjects import CAPITALS

# Datelined paragraphs of a digest, and of what is a part of one and no item. Of 19,000 articles 19 have so many,
# price lists left aside.
_DIGEST: Final = 3
_PART: Final = 2
_DATELINED: Final = re.compile(
    rf"^[^\S\n]{{0,20}}[{CAPITALS}][{CAPITALS} .'’]{{2,40}}(?:,[^!?\n]{{1,30}}?)?(?: \([^)\n]{{1,30}}\))? (?:-{{1,2}}|–|—) ",
    re.MULTILINE,
)


def is_digest_item(item: str, text: str) -> bool:
    """Whether a text is one report out of the digest that holds it.

    Args:
        item: a text most of which stands in the other one.
        text: the other one.

    >>> digest = ["KARSK - The last miners are safe.", "OSLO - Rain is near.", "BONN (Wire) - Banks are shut."]
    >>> is_digest_item("OSLO - Rain is near.", chr(10).join(digest))
    True
    """
    starts = [found.start() for found in _DATELINED.finditer(text)]
    if len(starts) < _DIGEST or len(_DATELINED.findall(item)) >= _PART:
        return False
    own = shingle(item)
    parts = (text[start:end] for start, end in pairwise([*starts, len(text)]))
    return any(count_shared(own, shingle(part)) >= MOSTLY_CONTAINED * len(own) for part in parts)
