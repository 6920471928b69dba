"""How little the taught model believes that a text is its author's: the evidence for spinning that needs no table.

A spinner's words are good English, and a language model is surprised by names and news as well. The taught model has
just read the text, so names and news no longer surprise it; what does is a word that it takes for swapped in. Over the
first 200 words of each of 69 development articles, spun in the dialect of the tables, against their originals, the mean
of it has an AUC of 0.991. Machine translation does not surprise it: of the seeds 003 has 1.7 nats a word, the other four
0.25 to 0.50.
"""

from __future__ import annotations

from itertools import islice
from typing import Final

from cleaners.language_model import one_thread
from cleaners.spin_denoiser import denoise
from cleaners.spin_options import swappable
from cleaners.spin_windows import may_read, windows
from cleaners.spin_words import split_words

_WINDOWS: Final = 2  # of the text that are read
_FEWEST_WORDS: Final = 60  # fewer words that a thesaurus may have put in count as if they were so many


def surprise(text: str) -> float | None:
    """How surprised the taught model is by the words that a thesaurus may have put in, in nats a word.

    None where no part of the text can be read.

    Raises:
        LookupError: no model is installed.
    """
    read = list(islice((window for _, window in windows(text) if may_read(window)), _WINDOWS))
    with one_thread():
        looks = denoise(read)
        found: list[float] = []
        for window, denoised in zip(read, looks, strict=True):
            words = split_words(window)
            owns = denoised.owns([words[at].start for at in swappable(window, words)])
            found += [-own for own in owns if own is not None]
    return round(sum(found) / max(len(found), _FEWEST_WORDS), 3) if read else None
