"""Cohesion: whether a passage belongs to the text that it stands in.

A page carries two stories one below the other, or a passage of another report is put into a copy; then a report is
"contained" in a text that is about something else, and through it two stories become one group. The rest of the text
tells: what a story is about comes again in all of it, and a foreign passage shares no more words with what stands
around it than any two texts do. So words are compared, the passage's with the rest's, by cosine.

A hundred words are about something. Fewer may say a thing that their story does not say again, so a short passage has
to share less, its names have to be strangers too, and it may not be the head of the text, which tells what all of it
is about.

It takes two hundred words around a passage. Two stories on one subject are left alone; for digests see `digests`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from math import log, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.shingles import WIDTH, Shingles, hash_runs, hash_words, tokenise

# Words of a passage, and of the rest of the text, that are enough to tell.
_PASSAGE: Final = 100
_REST: Final = 200
# Of 692 simulated excerpts none is below this cosine with the rest of its text, and of 62 foreign passages 53.
_FOREIGN: Final = 0.12
# Words of a short passage, and its cosine. With strange names as well, so little have 0.8 % of 2,800 passages from the
# middle of a story, and 66 % of 1,500 reports that were put into one.
_SHORT_PASSAGE: Final = 40
_FOREIGN_IF_SHORT: Final = 0.1
# The share of a short passage's names that the rest may have.
_FEW_NAMES: Final = 0.2
# Words that are the head of a text.
_HEAD: Final = 25
# Letters that stand for a word in all its forms; shorter words are seldom what a text is about.
_STEM: Final = 5


def is_foreign(text: str, passage: Shingles, names: AbstractSet[str]) -> bool:
    """Whether a passage has nothing to do with the rest of the text that it stands in.

    Args:
        text: that holds the passage.
        passage: the shingles of another text, most of which are in this one.
        names: those of the other text, case folded.
    """
    words = tokenise(text)
    inside = _find_inside(text, passage, len(words))
    count = int(np.count_nonzero(inside))
    if count < _SHORT_PASSAGE or len(words) - count < _REST:
        return False
    within = [word for word, is_in in zip(words, inside, strict=True) if is_in]
    around = [word for word, is_in in zip(words, inside, strict=True) if not is_in]
    own, rest = _count_stems(within), _count_stems(around)
    if not own or not rest:
        return False
    cosine = round(_cosine(own, rest), 4)
    if count >= _PASSAGE:
        return cosine < _FOREIGN
    heads = 2 * np.count_nonzero(inside[:_HEAD]) > _HEAD
    return cosine < _FOREIGN_IF_SHORT and not heads and _are_strangers(names & {*within}, around)


def _find_inside(text: str, passage: Shingles, count: int) -> NDArray[np.bool_]:
    """Which of the words of a text stand in the passage: bool [count]."""
    inside = np.zeros(count, dtype=np.bool_)
    for start in np.flatnonzero(np.isin(hash_runs(hash_words([text])[0]), passage)).tolist():
        inside[start : start + WIDTH] = True
    return inside


def _count_stems(words: Sequence[str]) -> Mapping[str, int]:
    return Counter(word[:_STEM] for word in words if len(word) >= _STEM)


def _are_strangers(names: AbstractSet[str], around: Sequence[str]) -> bool:
    """Whether there are names and hardly any of them comes again, in no form of it either."""
    stems = {word[:_STEM] for word in around}
    return bool(names) and sum(name[:_STEM] in stems for name in names) <= _FEW_NAMES * len(names)


def _cosine(first: Mapping[str, int], second: Mapping[str, int]) -> float:
    """The cosine of two counts of stems, raised slowly by repetition."""
    one, other = ({stem: 1 + log(count) for stem, count in counts.items()} for counts in (first, second))
    shared = sum(weight * other[stem] for stem, weight in one.items() if stem in other)
    return shared / sqrt(sum(w * w for w in one.values()) * sum(w * w for w in other.values()))
