"""Windows of any size for the events benchmark: articles resampled into events that are their own.

A copy of an article in another event keeps its plain words and gets other names, one for one, as a hundred thousand
articles of a month do: they share the language and its subjects, and differ in who and where. Figures in the text
move too. Each event has two to five articles, each with some of its sentences.
"""

from __future__ import annotations

import random
import re
import resource
import time
from collections.abc import Iterator, Sequence

from cleaners.document import Article
from cleaners.event_scores import score_events
from cleaners.event_terms import event_terms
from cleaners.events import group_events

WORDS = 150
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}")
_NUMBER = re.compile(r"\b\d{2,3}\b")
_SYLLABLES = [first + vowel for first in "bdfgklmnprstvz" for vowel in "aeiou"]


def make_window(size: int, articles: Sequence[Article], *, seed: int = 5) -> Iterator[Article]:
    """Make so many articles out of some.

    Args:
        size: how many.
        articles: what they are made of, in English.
        seed: of everything that is drawn.
    """
    chosen = random.Random(seed)  # noqa: S311  samples, not secrets
    made = 0
    while made < size:
        source = chosen.choice(articles)
        names: dict[str, str] = {}
        sentences = source.text.split(". ")
        for _ in range(min(size - made, chosen.randint(2, 5))):
            kept = [sentence for sentence in sentences if chosen.random() < 0.8] or sentences
            text = " ".join(". ".join(kept).split()[:WORDS])
            yield Article(
                _rename(source.title or "", names, chosen), _rename(text, names, chosen), language="en"
            )
            made += 1


def _rename(text: str, names: dict[str, str], chosen: random.Random) -> str:
    def other(found: re.Match[str]) -> str:
        word = found.group()
        if word not in names:
            invented = "".join(chosen.choice(_SYLLABLES) for _ in range(3)).title()
            names[word] = str(chosen.randint(10, 999)) if word.isdigit() else invented
        return names[word]

    return _NUMBER.sub(other, _NAME.sub(other, text))


def scale(sizes: Sequence[int], articles: Sequence[Article]) -> None:
    """Print what windows of several sizes cost: CPU, the candidates of an article, and the largest memory so far."""
    for size in sizes:
        window = list(make_window(size, articles))
        start = time.process_time()
        terms = [event_terms(article) for article in window]
        read = time.process_time() - start
        pairs = len(score_events(terms).pairs)
        start = time.process_time()
        events = len(group_events(window, terms=terms))
        grouped = time.process_time() - start
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        print(
            f"{size:7} articles: read {read / size * 1e3:.2f} ms, group {grouped / size * 1e3:.2f} ms each, "
            f"{2 * pairs / size:.0f} candidates each, {events} events, {memory:.2f} GB"
        )
