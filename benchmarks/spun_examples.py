"""Clean news, spun, for `benchmarks.fit_denoiser` to learn from: what stands there, and what the author wrote.

The articles are those of the extraction sets (WCXB and AEB) and of ECB+, development halves, without any that shares
running text with the articles of `spun_dev.jsonl`, on which the repairs are measured. They are cut into windows of 70
to 230 words and spun by our own tables, without the four in ten pairs that `benchmarks.spinner` hides, by WordNet's
sets, or by both; one in eight is left clean. How much is swapped differs from window to window, and in every second
window a word is always swapped for the same one, as spinners do.
"""

from __future__ import annotations

import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from benchmarks.spin import DATA, english, read
from benchmarks.spinner import is_hidden, table_forms, thesaurus_forms

Segment = tuple[str, str | None]  # what stands there, and what the author wrote where that was swapped
_WORD: Final = re.compile(r"(?<![\w'’-])[A-Za-z]+(?![\w-])")
_SENTENCE: Final = re.compile(r'(?<=[.!?"”])\s+|\n+')
_ENDS: Final = frozenset('.!?"”:')  # behind which a capital says nothing
_FEWEST_WORDS, _MOST_WORDS = 40, 330
_SHARED: Final = 3  # runs of eight words in common, from which two texts are one
_ROUNDS: Final = 2  # each article is cut and spun so often
_CLEAN: Final = 0.12


def examples(seed: int) -> list[list[Segment]]:
    """Windows of clean articles, spun, in random order."""
    rng = random.Random(seed)  # noqa: S311 - a simulation
    table = {
        original: kept
        for original, forms in table_forms().items()
        if (kept := [form for form in forms if not is_hidden(form, original)])
    }
    thesaurus = thesaurus_forms()
    both = {one: [*table.get(one, ()), *thesaurus.get(one, ())] for one in {*table, *thesaurus}}
    found = []
    for text in articles() * _ROUNDS:
        for window in _windows(text, rng):
            forms, most = rng.choice([(table, 0.75), (table, 0.75), (thesaurus, 0.4), (both, 0.4)])
            rate = 0.0 if rng.random() < _CLEAN else rng.uniform(0.05, most)
            found.append(list(spin_segments(window, forms, rate, rng)))
    rng.shuffle(found)
    return found


def articles() -> list[str]:
    """The clean articles, in English, that share no text with those that are measured on."""
    measured = set().union(*(_runs(row["original"]) for row in read(DATA / "spin/spun_dev.jsonl")))
    pages = (
        json.loads((DATA / f"extraction/{name}/ground-truth.json").read_text(encoding="utf-8")).values()
        for name in ("wcxb-dev", "aeb")
    )
    texts = [page["articleBody"] for page in chain.from_iterable(pages) if page.get("articleBody")]
    texts += [row["text"] for row in read(DATA / "events/ecbplus_dev.jsonl")]
    return [text for text in texts if english(text) and len(_runs(text) & measured) < _SHARED]


def _runs(text: str) -> set[str]:
    words = text.lower().split()
    return {" ".join(words[at : at + 8]) for at in range(len(words) - 7)}


def _windows(text: str, rng: random.Random) -> Iterator[str]:
    """Parts of whole sentences."""
    sentences: list[str] = []
    wanted = rng.randint(70, 230)
    for sentence in filter(None, map(str.strip, _SENTENCE.split(text))):
        sentences.append(sentence)
        window = (" " if rng.random() < 0.7 else "\n\n").join(sentences)
        if len(window.split()) >= wanted:
            if len(window.split()) < _MOST_WORDS:
                yield window
            sentences, wanted = [], rng.randint(70, 230)
    if _FEWEST_WORDS <= len(" ".join(sentences).split()) < _MOST_WORDS:
        yield " ".join(sentences)


def spin_segments(
    text: str, forms: Mapping[str, Sequence[str]], rate: float, rng: random.Random
) -> Iterator[Segment]:
    """A text, spun, as segments; a swapped one begins with the blank before it.

    >>> list(spin_segments("A big car.", {"big": ["large"]}, 1.0, random.Random(0)))
    [('A', None), (' large', ' big'), (' car.', None)]
    """
    words = list(_WORD.finditer(text))
    always: dict[str, tuple[bool, str]] | None = {} if rng.random() < 0.5 else None
    done = at = 0
    while at < len(words):
        start = words[at].start()
        count, run = next(
            (
                (count, run)
                for count in (3, 2, 1)
                if at + count <= len(words)
                and (run := _small(text, start, words[at + count - 1].end())) in forms
            ),
            (1, None),
        )
        if run is not None:
            swapped, spun = rng.random() < rate, rng.choice(forms[run])
            if always is not None:
                swapped, spun = always.setdefault(run, (swapped, spun))
            if swapped:
                end = words[at + count - 1].end()
                spun = spun[0].upper() + spun[1:] if text[start].isupper() else spun
                start -= start > done and text[start - 1] == " "
                if start > done:
                    yield text[done:start], None
                yield " " * (text[start] == " ") + spun, text[start:end]
                done = end
        at += count if run is not None else 1
    if done < len(text):
        yield text[done:], None


def _small(text: str, start: int, end: int) -> str | None:
    """A run of words in small letters, where its only capital is that of a sentence; None where it may be a name."""
    run = text[start:end]
    before = text[:start].rstrip(" ")
    if run[0].isupper() and (before[-1:] not in _ENDS if before and before[-1] != "\n" else False):
        return None
    return run[0].lower() + run[1:]
