"""Follow-ups: another report that repeats the background of the first.

The treasury offers bonds, and three days later so many were sold; a bookmaker names a favourite for the prize, and
she wins it. What the bonds are and what the book tells stands in both reports, word for word, and makes a third of
them or more the same. The news does not, and the news is at the head. An editor who cuts, inserts and rephrases
either keeps the head or puts something before it, and then the other text's head is still there, further down.

So neither head may stand in the other text: of the runs of three words at the head less than half as many as of all
that follows, and few of its words in their order at the head of the other one. The first alone would also find copies
whose heads were badly read, the second those that were told anew from the head to the end. And what is mostly
contained in another text is an excerpt of it, whatever it begins with.

Not done: a follow-up that begins with the very words of the first report, and scripts without spaces. And one report
that two papers each put a long note of their own before looks like a follow-up.
"""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher
from typing import Final

from cleaners.resemblance import MOSTLY_CONTAINED, Resemblance
from cleaners.shingles import WIDTH

# Words that tell the news, and words of the other text among which they are looked for.
_HEAD: Final = 25
_OTHER_HEAD: Final = 50
# The share of runs that a new head has in the other text, over the same share of the rest. Among 19,000 articles the
# pairs below are six reports of another day; from .56 on stand most that were told anew.
_BACKGROUND: Final = 0.5
# The share of its words that a new head has in common with the other head at most. Of 661 pairs of simulated copies
# that are not contained in each other two come so far by both measures.
_NEW: Final = 0.55


def is_follow_up(first: Sequence[str], second: Sequence[str], alike: Resemblance) -> bool:
    """Whether two texts begin with news of their own and share what comes after.

    Args:
        first: the `read_sequence` of the one text.
        second: that of the other.
        alike: how much of the two texts is the same.
    """
    if alike.containment >= MOSTLY_CONTAINED or min(len(first), len(second)) < 2 * _HEAD:
        return False
    ours, theirs = ([word.casefold() for word in side] for side in (first, second))
    return _has_news(ours, theirs) and _has_news(theirs, ours)


def _has_news(words: Sequence[str], others: Sequence[str]) -> bool:
    """Whether the head of a text is new to another text, as far as the rest is not."""
    theirs = set(_runs(others))
    known = [run in theirs for run in _runs(words)]
    ends = _HEAD - WIDTH + 1
    head, rest = (sum(part) / len(part) for part in (known[:ends], known[ends:]))
    if round(head, 4) >= round(_BACKGROUND * rest, 4):
        return False
    blocks = SequenceMatcher(None, words[:_HEAD], others[:_OTHER_HEAD], autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks) <= _NEW * _HEAD


def _runs(words: Sequence[str]) -> list[tuple[str, ...]]:
    return list(zip(*(words[start:] for start in range(WIDTH)), strict=False))
