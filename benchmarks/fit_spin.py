"""Fit the trees that judge repairs: `python -m benchmarks.fit_spin counts` and `... model`.

The development articles in English, clean, spun as delivered, and spun with four in ten pairs of the tables hidden;
for the model their first 300 words. Every wording that is proposed is an example: right where it undoes the swaps that
it touches, wrong otherwise. Prints cross-validated figures by article and writes the trees with the hash of the data to
`cleaners/data/spin/judge.json`, and the habits of the spinner to `habits_en.tsv`. The habits that an example is weighed
by come from the other articles alone. `model` needs the extra `lm` and takes an hour.

Cross-validated, the first look has a recall of 0.56 at precision 0.95 and of 0.43 at 0.98 (0.38 and 0.27 with pairs
hidden), both looks 0.56 and 0.49 (0.40 and 0.31), as a mean of four seeds of the trees. Before the model was taught to
denoise, on 400 words, both looks had 0.58 and 0.47 (0.37 and 0.28). What is wrong among the surest are words that the
author chose, 'newest', 'native' and 'following' among them, and of two originals the other one. A second look by the
model as it comes, too, changes nothing, nor does one by the counts, nor one in the draft behind the spun text instead
of the draft behind itself, and with the model taught on twice as much the figures are the same. The recall of the
counts at 0.97 is 0.37 (0.18). A fourth of the articles would do to fit the trees: what is missing is knowledge, not
examples. More words behind a place (twelve instead of three), and fewer, smaller or more trees were tried and change
nothing.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from sklearn.ensemble import HistGradientBoostingClassifier

from benchmarks.fit_blocks import export
from benchmarks.gate import hash_of
from benchmarks.habits import Tally, habits_of, tally, without_hidden
from benchmarks.spin import DATA, english, first_words, read, undoes
from benchmarks.spinner import Swap, hiding
from cleaners import spin_table
from cleaners.spin_counts import counted_features, paired_options
from cleaners.spin_forest import ANY_SPINNER, log_odds
from cleaners.spin_habits import Habits, write_habits
from cleaners.spin_judge import MOST_UNREAD, all_features, features_again, text_yield
from cleaners.spin_options import Option
from cleaners.spin_score import spin_score
from cleaners.spin_weigh import weigh_options
from cleaners.spin_words import split_words

PATH: Final = DATA / "spin/spun_dev.jsonl"
TARGET: Final = Path("cleaners/data/spin/judge.json")
HABITS: Final = TARGET.with_name("habits_en.tsv")
HABITS_HEAD: Final = """\
# What spinners do: a spun wording, how often it stood in spun articles and how often in their originals, then each
# original that it was put in for, with how often. Counted by benchmarks/fit_spin.py in the development articles.
"""
WORDS: Final = 300
FOLDS: Final = 5
# What can only speak for a wording.
RISING: Final = frozenset(
    {
        *("both", "lead", "share", "pairs", "pairs, lead", "pairs, share", "known yield", "score"),
        *("akin", "channel", "channel, lead", "channel, share", "habit", "habit, word", "habit, choice"),
        *("chosen, lead", "chosen, share", "chosen, first", "draft", "draft, lead"),
        *("denoised", "denoised, lead", "denoised, share"),
    }
)
OF_HABITS: Final = ("habit", "chosen")  # how the names of features begin that habits have a part in
Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Version:
    """What is proposed in a version of an article.

    Attributes:
        article: its number.
        name: `clean`, `spun` or `hidden`.
        options: what is proposed.
        right: which of it undoes swaps.
        features: what the trees weigh of each, by the habits of other articles.
        again: what they weigh after a second look, by the index of each that gets one, from the chances after the
            first; None where the judge has none.
    """

    article: int
    name: str
    options: Sequence[Option]
    right: Sequence[bool]
    features: Callable[[Habits], list[dict[str, float]]]
    again: Callable[[Sequence[float]], Mapping[int, Mapping[str, float]]] | None = None


def main(judge: str) -> None:
    """Weigh, cross-validate, fit and write."""
    texts = articles()
    collect = weigh if judge == "model" else count
    found = [version for number, text in enumerate(texts) for version in collect(number, text)]
    tallies = {number: tally(text) for number, text in enumerate(texts)}
    names, x = table(found, tallies)
    right = np.array([one for version in found for one in version.right])
    fold = np.array([version.article % FOLDS for version in found for _ in version.right])
    parts = [
        table(found, {number: one for number, one in tallies.items() if number % FOLDS != held})[1]
        for held in range(FOLDS)
    ]
    first = cross_validated(names, parts, right, fold)
    report(found, first)
    write(judge, names, fit_both(names, x, right))
    if judge == "model":
        looked, more_names, more = second_look(found, first)
        names = [*names, *more_names]
        parts = [np.hstack([part[looked], more]) for part in parts]
        scores = np.minimum(first, MOST_UNREAD)
        scores[looked] = cross_validated(names, parts, right[looked], fold[looked])
        report(found, scores)
        write(f"{judge}, draft", names, fit_both(names, np.hstack([x[looked], more]), right[looked]))
    lines = write_habits(habits_of(tallies.values()))
    HABITS.write_text(HABITS_HEAD + "".join(f"{line}\n" for line in lines), encoding="utf-8")


def cross_validated(
    names: Sequence[str], parts: Sequence[Floats], right: npt.NDArray[np.bool_], fold: npt.NDArray[np.int64]
) -> Floats:
    """The probability of each row by trees that were fitted on the articles of the other folds and know their habits."""
    scores = np.zeros(len(right))
    for held, part in enumerate(parts):
        of = fold == held
        odds = [
            log_odds(trees.predict_proba(part[of][:, columns])[:, 1])
            for columns, trees in fit_both(names, part[~of], right[~of])
        ]
        scores[of] = 1 / (1 + np.exp(-np.mean(odds, axis=0)))
    return scores


def second_look(found: Sequence[Version], first: Floats) -> tuple[npt.NDArray[np.int64], list[str], Floats]:
    """The rows that get a second look, and what the trees weigh then: the names and the numbers."""
    looked: list[int] = []
    rows: list[Mapping[str, float]] = []
    base = 0
    for version in found:
        chances = [float(one) for one in first[base : base + len(version.options)]]
        for at, more in sorted(version.again(chances).items() if version.again else ()):
            looked.append(base + at)
            rows.append(more)
        base += len(version.options)
    names = sorted(rows[0])
    return np.array(looked), names, np.array([[row[name] for name in names] for row in rows])


def articles() -> list[dict[str, Any]]:
    """The development articles in English, in the order of their folds."""
    texts = [row for row in read(PATH) if english(row["original"])]
    random.Random(5).shuffle(texts)  # noqa: S311 - which articles come first
    return texts


def table(found: Sequence[Version], tallies: Mapping[int, Tally]) -> tuple[list[str], Floats]:
    """What the trees weigh, with the habits of the articles of some tallies, but never of a version's own article."""
    rows: list[dict[str, float]] = []
    for version in found:
        habits = habits_of(one for number, one in tallies.items() if number != version.article)
        rows += version.features(without_hidden(habits) if version.name == "hidden" else habits)
    names = sorted(rows[0])
    return names, np.array([[row[name] for name in names] for row in rows])


def write(
    judge: str, names: Sequence[str], fitted: Sequence[tuple[list[int], HistGradientBoostingClassifier]]
) -> None:
    """Write the trees of a judge beside those of the other one."""
    written = json.loads(TARGET.read_text(encoding="utf-8"))
    written["about"] = f"fitted by benchmarks/fit_spin.py on {PATH.name}, sha256 {hash_of(PATH)[:16]}"
    for name, (columns, trees) in zip((judge, f"{judge}{ANY_SPINNER}"), fitted, strict=True):
        numbers = {key: value for key, value in export(trees).items() if key != "about"}
        written["judges"][name] = {"names": [names[number] for number in columns]} | numbers
    TARGET.write_text(json.dumps(written, separators=(",", ":")) + "\n", encoding="utf-8")


def fit_both(
    names: Sequence[str], x: Floats, y: npt.NDArray[np.bool_]
) -> list[tuple[list[int], HistGradientBoostingClassifier]]:
    """The trees that know the habits and those that do not, each with the columns that it weighs."""
    every = list(range(len(names)))
    common = [number for number in every if not names[number].startswith(OF_HABITS)]
    return [(some, fit([names[number] for number in some], x[:, some], y)) for some in (every, common)]


def fit(names: Sequence[str], x: Floats, y: npt.NDArray[np.bool_]) -> HistGradientBoostingClassifier:
    """Boosted trees, small ones, since there are but some thousand rows."""
    return HistGradientBoostingClassifier(
        learning_rate=0.04,
        max_iter=250,
        max_leaf_nodes=8,
        min_samples_leaf=30,
        l2_regularization=5.0,
        max_features=0.7,
        early_stopping=False,
        random_state=1,
        monotonic_cst=[int(name in RISING) for name in names],
    ).fit(x, y)


def versions(article: dict[str, Any]) -> list[tuple[str, str, Sequence[Swap]]]:
    """Each version of an article: its name, its text, and what was swapped in it."""
    spun, swaps = article["spun"], article["swaps"]
    return [("clean", article["original"], []), ("spun", spun, swaps), ("hidden", spun, swaps)]


def count(number: int, article: dict[str, Any]) -> Iterator[Version]:
    """What counts of word pairs weigh in each version of an article."""
    for name, text, swaps in versions(article):
        words = split_words(text)
        with shown(name):
            matches = list(spin_table.load_table().find(text, words))
            score = spin_score(text, words, matches, {})
            pairs = paired_options(text, words, matches)
        options = [one.option for one, _ in pairs]
        right = [undoes(text, option, swaps) for option in options]
        yield Version(number, name, options, right, partial(counted_features, pairs, text, score))


def weigh(number: int, article: dict[str, Any]) -> Iterator[Version]:
    """What the language model weighs in each version of an article."""
    for name, whole, swaps in versions(article):
        text, words = first_words(whole, WORDS), split_words(whole)
        with shown(name):
            weighed = weigh_options(text)
            score = spin_score(whole, words, list(spin_table.load_table().find(whole, words)), {})
        gained = text_yield(weighed, len(split_words(text)), score)
        done = [swap for swap in swaps if swap["end"] <= len(text)]
        options = [item.option for item in weighed]
        right = [undoes(text, option, done) for option in options]
        features = partial(all_features, weighed, gained, text)
        yield Version(number, name, options, right, features, partial(features_again, weighed, text))
    print(number, flush=True)


def shown(version: str) -> AbstractContextManager[None]:
    """What the repair is shown of a version: everything, or six in ten pairs."""
    return hiding() if version == "hidden" else nullcontext()


def report(found: Sequence[Version], scores: Floats) -> None:
    """Right ones among the best wordings of their places above some thresholds, by version."""
    best: dict[tuple[int, str, int], tuple[float, bool]] = {}
    rows = (
        (one, option, right) for one in found for option, right in zip(one.options, one.right, strict=True)
    )
    for (one, option, right), score in zip(rows, scores, strict=True):
        key = (one.article, one.name, option.start)
        best[key] = max(best.get(key, (0.0, False)), (float(score), right))
    for version in ("clean", "spun", "hidden"):
        figures = []
        for threshold in (0.5, 0.7, 0.8, 0.85, 0.9, 0.95):
            chosen = [
                right
                for (_, name, _), (score, right) in best.items()
                if name == version and score >= threshold
            ]
            figures.append(f"{threshold}: {sum(chosen)} of {len(chosen)}")
        print(f"{version}: {', '.join(figures)}")


if __name__ == "__main__":
    main(sys.argv[1])
