"""Cohesion: whether a passage belongs to the text that it stands in.

A page carries two stories one below the other, or a passage of another report is put into a copy; then a report is
"contained" in a text that is about something else, and through it two stories become one group. The rest of the text
tells: what a story is about comes again in all of it, and a foreign passage shares no more words with what stands
around it than any two texts do. So words are compared, the passage's with the rest's, by cosine.

It takes a hundred words to be about something, and more around them. Digests of short items are left alone, and so are
two stories on one subject.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from math import log, sqrt
from typing import Final

import numpy as np

from cleaners.shingles import WIDTH, Shingles, hash_runs, hash_words, tokenise

# Words of a passage, and of the rest of the text, that are enough to tell.
_PASSAGE: Final = 100
_REST: Final = 200
# Of 692 simulated excerpts none is below this cosine with the rest of its text, and of 62 foreign passages 53.
_FOREIGN: Final = 0.12
# Letters that stand for a word in all its forms; shorter words are seldom what a text is about.
_STEM: Final = 5


def is_foreign(text: str, passage: Shingles) -> bool:
    """Whether a passage has nothing to do with the rest of the text that it stands in.

    Args:
        text: that holds the passage.
        passage: the shingles of another text, most of which are in this one.
    """
    words = tokenise(text)
    runs = hash_runs(hash_words([text])[0])
    inside = np.zeros(len(words), dtype=np.bool_)
    for start in np.flatnonzero(np.isin(runs, passage)).tolist():
        inside[start : start + WIDTH] = True
    count = int(np.count_nonzero(inside))
    if count < _PASSAGE or len(words) - count < _REST:
        return False
    own = Counter(
        word[:_STEM] for word, is_in in zip(words, inside, strict=True) if is_in and len(word) >= _STEM
    )
    rest = Counter(
        word[:_STEM] for word, is_in in zip(words, inside, strict=True) if not is_in and len(word) >= _STEM
    )
    return bool(own and rest) and round(_cosine(own, rest), 4) < _FOREIGN


def _cosine(first: Mapping[str, int], second: Mapping[str, int]) -> float:
    """The cosine of two counts of stems, raised slowly by repetition."""
    one, other = ({stem: 1 + log(count) for stem, count in counts.items()} for counts in (first, second))
    shared = sum(weight * other[stem] for stem, weight in one.items() if stem in other)
    return shared / sqrt(sum(w * w for w in one.values()) * sum(w * w for w in other.values()))
