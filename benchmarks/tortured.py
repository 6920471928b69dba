"""How often a tortured phrase gets the answer that was meant, for `benchmarks.spin`.

The phrases of real papers and what was meant (Problematic Paper Screener, CC BY 4.0), the development half. What
ships was counted in the same phrases, so its figure on them says little; the honest figures are out of fold, where
the counts of words come from nine tenths of the phrases and the rest is answered by `unspin` as it is: in folds of
phrases, as an unseen part of the list would be, and in folds of meanings, where none is met again. The fifteen
weights are those that ship. The lists of terms and swaps were written by hand with part of these phrases in view.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final
from unittest.mock import patch

from benchmarks.align_terms import Pair, learn
from benchmarks.gate import DATA
from cleaners import spin_term_judge
from cleaners.spin import unspin
from cleaners.spin_term_data import load_listed
from cleaners.spin_term_readings import Readings
from cleaners.spin_terms import find_terms
from cleaners.spin_words import split_words

TORTURED: Final = DATA / "spin/tortured_dev.tsv"
NEWS: Final = DATA / "corpus/news.jsonl.gz"
FOLDS: Final = 10
CLEAN: Final = 40  # one text in so many


def report() -> None:
    """Print the figures."""
    pairs = read_pairs()
    for name, given in (
        ("as shipped, not unseen", answer_all(pairs)),
        ("out of fold, by phrase", out_of_fold(pairs, by_phrase)),
        ("out of fold, by meaning", out_of_fold(pairs, by_meaning)),
    ):
        coverage, precision = figures(given, len(pairs))
        print(f"tortured phrases, {name}: coverage {coverage:.3f}, precision {precision:.3f}")
    print(f"terms put right in clean news as if it were spun: {in_clean_news():.2f} in 100,000 words")


def in_clean_news() -> float:
    """How many terms in 100,000 words of clean news would be edited if no gate kept the step from it."""
    rows = [json.loads(line) for line in gzip.decompress(NEWS.read_bytes()).splitlines()[::CLEAN]]
    texts = [row["text"].replace("\n", " ") for row in rows]
    applied = sum(term.certain for text in texts for term in find_terms(text, split_words(text)))
    return 100_000 * applied / sum(len(text.split()) for text in texts)


def read_pairs() -> list[Pair]:
    """Spun phrases with what was meant."""
    rows = (line.split("\t") for line in TORTURED.read_text(encoding="utf-8").splitlines()[1:])
    return [(tuple(spun.split()), tuple(meant.split())) for spun, meant in rows]


def by_phrase(pair: Pair) -> str:
    """What keeps a phrase in one fold."""
    return " ".join(pair[0])


def by_meaning(pair: Pair) -> str:
    """What keeps all phrases for a term in one fold."""
    return " ".join(pair[1])


def folds(pairs: Sequence[Pair], key: Callable[[Pair], str]) -> Iterator[tuple[Readings, list[int]]]:
    """Readings by nine tenths of the phrases, with the numbers of the others."""
    chosen = random.Random(7)  # noqa: S311 - which fold
    fold_of = {name: chosen.randrange(FOLDS) for name in sorted(set(map(key, pairs)))}
    for fold in range(FOLDS):
        others = [pair for pair in pairs if fold_of[key(pair)] != fold]
        held = [number for number, pair in enumerate(pairs) if fold_of[key(pair)] == fold]
        yield Readings(learn(others, load_listed()), load_listed()), held


def out_of_fold(pairs: Sequence[Pair], key: Callable[[Pair], str]) -> Iterator[bool]:
    """Whether each answer is right, where the phrase was not learned from."""
    for readings, held in folds(pairs, key):
        with patch.object(spin_term_judge, "load_readings", lambda readings=readings: readings):
            yield from answer_all(pairs[number] for number in held)


def answer_all(pairs: Iterable[Pair]) -> Iterator[bool]:
    """Whether each answer is right."""
    for spun, meant in pairs:
        phrase = " ".join(spun)
        text = unspin(phrase, gate=0).text
        if text != phrase:
            yield text == " ".join(meant)


def figures(given: Iterable[bool], phrases: int) -> tuple[float, float]:
    """Coverage and precision."""
    answers = list(given)
    return len(answers) / phrases, sum(answers) / max(1, len(answers))
