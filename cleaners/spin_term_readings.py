"""What a run of words may have been, with how likely a spinner is to write that run for it.

A spun term is a term whose words went through a thesaurus one by one, sometimes two or three at a time ('creepy
crawly' for 'ant'), and sometimes turned round ('acknowledgment of feeling' for 'emotion recognition'). So a reading
is put together from readings of its parts: runs whose meaning was seen count first, as often as they were seen; then
our own list of swaps, the thesaurus, and the word as it is. What no table has may still be settled by its
neighbours: one word of a known term may be missing. The likeliest readings of each part are kept.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise, product
from typing import Final

from cleaners.spin_term_data import END, RARE, START, Listed, Run, Seen
from cleaners.spin_thesaurus import STOP_WORDS

_KEPT: Final = 30  # readings of a part
_NEARLY: Final = 15  # readings of the whole that are also tried in another form
_HOLE: Final = 0.003  # a word of a term that no table has for the word that stands there
_TURNED: Final = 0.2  # 'B of A' for 'A B'
_OTHER_FORM: Final = 0.3
_THREE, _FIVE = 3, 5  # words of a term that may miss one
_END_OF_TERM: Final = math.log(0.1)
_TERM_WEIGHT: Final = 2.0


class Readings:
    """The readings of runs of words."""

    def __init__(self, seen: Seen, listed: Listed) -> None:
        self.seen = seen
        self.listed = listed
        self.total = {run: sum(found.values()) for run, found in seen.runs.items()}
        self.originals: Counter[str] = Counter()
        self._behind: dict[str, Counter[str]] = defaultdict(Counter)
        self._holes: dict[Run, set[str]] = defaultdict(set)
        for term, count in seen.meant.items():
            self.originals.update(dict.fromkeys(term, count))
            self._learn(term, count)
        for term in listed.terms:
            self._learn(term, 1)
        self._parts: dict[Run, dict[Run, float]] = {}
        self._follows: dict[tuple[str, str], float] = {}

    def _learn(self, term: Run, count: int) -> None:
        for first, second in zip((START, *term), (*term, END), strict=True):
            self._behind[first][second] += count
        if _THREE <= len(term) <= _FIVE:
            for at, word in enumerate(term):
                self._holes[*term[:at], "", *term[at + 1 :]].add(word)

    def known(self, run: Run) -> bool:
        """Whether a run is an established term."""
        return run in self.seen.meant or run in self.listed.terms

    def usual(self, word: str) -> float:
        """The log-probability of a word in web text."""
        return self.listed.usual.get(word, RARE)

    def follows(self, first: str, second: str) -> float:
        """The log-probability that a word follows another in a term."""
        if (first, second) not in self._follows:
            behind = self._behind.get(first, Counter())
            in_terms = _TERM_WEIGHT * behind[second] / (_TERM_WEIGHT * behind.total() + 5)
            anywhere = self.listed.pairs.get(first, {}).get(second, 0.0)
            alone = math.exp(_END_OF_TERM if second == END else self.usual(second))
            self._follows[first, second] = math.log(0.3 * in_terms + 0.4 * anywhere + 0.3 * alone)
        return self._follows[first, second]

    def fluency(self, run: Run) -> float:
        """The log-probability of a run as words of a term."""
        return self.usual(run[0]) + sum(map(self.follows, run, run[1:])) if run else 0.0

    def of(self, run: Run) -> dict[Run, float]:
        """The readings of a whole run, with the probability that it is written for them; not the run itself."""
        found = dict(self._part(run))
        if "of" in run[1:-1]:
            at = run.index("of", 1)
            for (one, p), (other, q) in product(
                _best(self._part(run[:at])), _best(self._part(run[at + 1 :]))
            ):
                _raise(found, other + one, _TURNED * p * q)
        if _THREE <= len(run) <= _FIVE:
            for reading, p in self._filled(run):
                _raise(found, reading, p)
        for reading in sorted(found, key=lambda one: self._rank(one, found[one]), reverse=True)[:_NEARLY]:
            for other in self._other_forms(run, reading):
                _raise(found, other, _OTHER_FORM * found[reading])
        return {one: p for one, p in found.items() if one and one != run}

    def _part(self, run: Run) -> dict[Run, float]:
        if run in self._parts:
            return self._parts[run]
        guess: dict[Run, float] = self._word(run[0]) if len(run) == 1 else {}
        for at in range(1, len(run)):
            for (one, p), (other, q) in product(self._part(run[:at]).items(), self._part(run[at:]).items()):
                _raise(guess, one + other, p * q)
        if len(run) > 1:
            for word in self.listed.swaps.get(run, ()):
                _raise(guess, (word,), 0.3)
        counts, total = self.seen.runs.get(run, {}), self.total.get(run, 0)
        found = {
            one: (guess.get(one, 0.0) + counts.get(one, 0)) / (total + 1)
            for one in (*guess, *(one for one in counts if one not in guess))
        }
        best = sorted(found, key=lambda one: self._rank(one, found[one]), reverse=True)[:_KEPT]
        self._parts[run] = {one: found[one] for one in best}
        return self._parts[run]

    def _rank(self, reading: Run, p: float) -> tuple[float, Run]:
        return math.log(p) + 0.5 * self.fluency(reading), reading

    def _word(self, word: str) -> dict[Run, float]:
        """What a word may be put for where no spun phrase tells."""
        own = self.listed.swaps.get((word,), ())
        others = self.listed.thesaurus.get(word, ())
        kin = self._by_number(word)
        same = 0.7 if word in self.originals else 0.15 if own or kin else 0.5
        found: dict[Run, float] = {(word,): same}
        shares = [(one, 0.4 / len(own)) for one in own] + [(one, 0.4 * p) for one, p in kin]
        scale = sum(1 / (rank + 3) for rank in range(len(others)))
        shares += [(one, 0.4 / (rank + 3) / scale) for rank, one in enumerate(others)]
        for one, share in shares:
            found[one,] = found.get((one,), 0.0) + (1 - same) * share
        return found

    def _by_number(self, word: str) -> list[tuple[str, float]]:
        """What the plural or singular of a word was seen for, in the number of the word."""
        return [
            (form, count / self.total[other,])
            for other in other_numbers(word)
            for run, count in self.seen.runs.get((other,), {}).items()
            if len(run) == 1 and run[0] != other
            for form in other_numbers(run[0])
        ]

    def _filled(self, run: Run) -> Iterator[tuple[Run, float]]:
        """Known terms of which all words but one are readings of the words of a run."""
        words = [[(one[0], p) for one, p in _best(self._part((word,)), 4) if len(one) == 1] for word in run]
        for at, word in enumerate(run):
            if word in STOP_WORDS:
                continue
            for picked in product(*words[:at], [("", _HOLE)], *words[at + 1 :]):
                pattern = tuple(one for one, _ in picked)
                for one in self._holes.get(pattern, ()):
                    yield (*pattern[:at], one, *pattern[at + 1 :]), math.prod(p for _, p in picked)

    def _other_forms(self, run: Run, reading: Run) -> Iterator[Run]:
        """A reading in the number of the run, and with two of its words joined where that is how they are written."""
        if reading and is_plural(reading[-1]) != is_plural(run[-1]):
            for form in other_numbers(reading[-1]):
                if form in self.listed.usual:
                    yield (*reading[:-1], form)
        for at, (first, second) in enumerate(pairwise(reading)):
            if first + second in self.listed.usual and len(first) > 1:
                yield (*reading[:at], first + second, *reading[at + 2 :])


def is_plural(word: str) -> bool:
    """Whether a word looks like a plural.

    >>> is_plural("networks"), is_plural("analysis")
    (True, False)
    """
    return word.endswith("s") and not word.endswith(("ss", "us", "is"))


def other_numbers(word: str) -> list[str]:
    """The singular of a plural, or the plural of a singular.

    >>> other_numbers("study"), other_numbers("networks")
    (['studies'], ['network'])
    """
    if word.endswith("ies"):
        return [word[:-3] + "y"]
    if is_plural(word):
        return [word[:-1]]
    if word.endswith("y") and word[-2:-1] not in set("aeiou"):
        return [word[:-1] + "ies"]
    return [word + "s"]


def _best(readings: Mapping[Run, float], count: int = 10) -> list[tuple[Run, float]]:
    return sorted(readings.items(), key=lambda one: (-one[1], one[0]))[:count]


def _raise(found: dict[Run, float], reading: Run, p: float) -> None:
    if p > found.get(reading, 0.0):
        found[reading] = p


def best_first(readings: Readings, found: Mapping[Run, float], count: int) -> Iterable[Run]:
    """The likeliest readings, by channel, fluency and whether they are known terms."""

    def rank(one: Run) -> tuple[float, Run]:
        return math.log(found[one]) + 0.5 * readings.fluency(one) + 3 * readings.known(one), one

    return sorted(found, key=rank, reverse=True)[:count]
