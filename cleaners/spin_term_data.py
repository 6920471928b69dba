"""What is known of technical terms and of how spinners write them, read from the package's data.

Five sources: our own terms and swaps (`terms_en.txt`); spun phrases of real papers aligned with what was meant, as
counts of runs of words (`term_runs_en.txt.gz`); a thesaurus read backwards (`term_words_en.txt.gz`); how words follow
each other in terms and in web text (`term_pairs_en.txt.gz`); and the fitted weights (`terms.json`). The files are read
when the first text that passes the gate asks for them, and never before.
"""

from __future__ import annotations

import json
import math
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import product
from typing import Final

from cleaners.spin_thesaurus import packed_lines

Run = tuple[str, ...]
START, END = "<s>", "</s>"
RARE: Final = math.log(3e-10)  # of a word that the tables do not have
_GROUP_OR_WORD: Final = re.compile(r"\{[^{}]*\}|[^\s{}]+")


@dataclass(frozen=True, slots=True)
class Seen:
    """What spun phrases with a known meaning teach.

    Attributes:
        runs: by spun run of words, how often it stood for which run; an empty one was put in for nothing.
        meant: the terms that were meant, with how often.
    """

    runs: Mapping[Run, Mapping[Run, int]]
    meant: Mapping[Run, int]


@dataclass(frozen=True, slots=True)
class Listed:
    """What does not depend on spun phrases.

    Attributes:
        terms: established terms, our own list.
        swaps: by spun run of words, the words of terms that it is put for, our own list.
        thesaurus: by word, what it may be put for, the likeliest first.
        usual: log-probabilities of words in web text.
        pairs: by word, the probability of the word behind it, in terms and web text.
    """

    terms: frozenset[Run]
    swaps: Mapping[Run, tuple[str, ...]]
    thesaurus: Mapping[str, tuple[str, ...]]
    usual: Mapping[str, float]
    pairs: Mapping[str, Mapping[str, float]]


@cache
def load_seen() -> Seen:
    """What ships: learned of all spun phrases that we have."""
    return read_seen(packed_lines("term_runs_en.txt.gz"))


@cache
def load_listed() -> Listed:
    """The lists that ship with the package."""
    text = files("cleaners").joinpath("data/spin/terms_en.txt").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    usual, thesaurus = {}, {}
    for line in packed_lines("term_words_en.txt.gz"):
        word, number, *originals = line.split()
        usual[word] = -int(number) / 10
        thesaurus[word] = tuple(originals)
    return Listed(read_terms(lines), read_swaps(lines), thesaurus, usual, read_pairs())


def load_weights() -> dict[str, float]:
    """The weights of the judge, with the utility of giving no answer."""
    text = files("cleaners").joinpath("data/spin/terms.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)["weights"]
    return weights


def read_seen(lines: Iterable[str]) -> Seen:
    r"""Read lines `spun run, tab, run, tab, count, ...` and, with nothing before the first tab, the terms meant.

    >>> read_seen(["profound\tdeep\t16", "\tdeep learning\t14"]).runs[("profound",)]
    {('deep',): 16}
    """
    runs: dict[Run, dict[Run, int]] = {}
    for line in lines:
        spun, *rest = line.split("\t")
        found = {tuple(run.split()): int(count) for run, count in zip(rest[::2], rest[1::2], strict=True)}
        runs.setdefault(tuple(spun.split()), {}).update(found)
    return Seen(runs, runs.pop((), {}))


def read_terms(lines: Iterable[str]) -> frozenset[Run]:
    """The terms that lines stand for, with {a|b} for each choice.

    >>> sorted(read_terms(["deep {learning|neural network}", "deep: profound"]))
    [('deep', 'learning'), ('deep', 'neural', 'network')]
    """
    return frozenset(term for line in lines if ":" not in line for term in _choices(line))


def read_swaps(lines: Iterable[str]) -> dict[Run, tuple[str, ...]]:
    """Words of terms by what is put for them; a hyphen parts the words of a run.

    >>> read_swaps(["ant: emmet subterranean-insect"])
    {('emmet',): ('ant',), ('subterranean', 'insect'): ('ant',)}
    """
    originals: dict[Run, dict[str, None]] = defaultdict(dict)
    for line in lines:
        word, colon, swapped = line.partition(":")
        for spun in swapped.split() if colon else ():
            if spun != word:
                originals[tuple(spun.split("-"))][word] = None
    return {spun: tuple(words) for spun, words in originals.items()}


def read_pairs() -> dict[str, dict[str, float]]:
    """By word, the probability of the word behind it."""
    pairs = {}
    for line in packed_lines("term_pairs_en.txt.gz"):
        word, *behind = line.split()
        numbers = map(int, behind[1::2])
        pairs[word] = {
            second: math.exp(-number / 10) for second, number in zip(behind[::2], numbers, strict=True)
        }
    return pairs


def _choices(line: str) -> Iterator[Run]:
    groups = (part.strip("{}").split("|") for part in _GROUP_OR_WORD.findall(line))
    return (tuple(" ".join(picked).split()) for picked in product(*groups))
