"""Make the derived data of the spin step: `python -m benchmarks.make_spin_data WORDNET_FOLDER`.

A spinner replaces a word by another of its synonym set. Read backwards, WordNet says what a word may stand for:
each other word of each of its sets, in the same inflection. Only words that news uses are worth restoring, so an
original needs a frequency in web text (wordsegment's counts) that rare words lack. Read forwards, it says which words
a spinner uses more than people do: each original hands its frequency on to the words put in its place.

The pairs of words come from the trigram model of American English in the package pocketsphinx (BSD); its trigrams
were tried and add nothing to what its pairs say.

WORDNET_FOLDER holds WordNet 3.0's `data.*` files (on Debian: the package wordnet-base). Needs lemminflect,
wordsegment and pocketsphinx.
"""

from __future__ import annotations

import gzip
import math
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

import numpy as np
import numpy.typing as npt
import wordsegment
from lemminflect import getInflection

from cleaners.spin_swaps import core_swaps, load_swaps
from cleaners.spin_table import load_table
from cleaners.spin_thesaurus import STOP_WORDS

FOLDER: Final = Path("cleaners/data/spin")
TAGS: Final = {
    "noun": ("NN", "NNS"),
    "verb": ("VB", "VBD", "VBG", "VBN", "VBZ"),
    "adj": ("JJ", "JJR", "JJS"),
    "adv": ("RB",),
}
LEAST_USUAL: Final = 3.4  # log10 of occurrences in a billion words, of an original
LEAST_SPUN: Final = 1.6  # the same of a spun form; below are misspellings
MOST_ORIGINALS: Final = 14
SWAPPED: Final = {"thesaurus": 0.15, "swaps": 0.1}  # the share of words that a spinner swaps
LEAST_ODDS, MOST_ODDS = -1.0, 3.0
THESAURUS_HEAD: Final = """\
# What a spun word may stand for: a word, a blank, its possible originals, the most usual first.
# Derived from the synonym sets of WordNet 3.0 (Copyright 2006 by Princeton University, WordNet licence) by
# benchmarks/make_spin_data.py; inflected with lemminflect (MIT), usual by wordsegment's counts (Apache-2.0).
"""
ODDS_HEAD: Final = """\
# How much more often spinners use a word than people do, as ten times the logarithm of the ratio: a word, then the
# number for spinners with a thesaurus, then that for spinners with the swap table.
# Derived by benchmarks/make_spin_data.py from thesaurus_en.txt.gz, swaps_en.tsv and wordsegment's counts (Apache-2.0).
"""
_QUARTERS: Final = 4 * math.log(10)  # from logarithms to the base of ten to quarters of a nat
_LEAST_GAIN: Final = 0.5  # nats; what a pair must differ by from what backing off would say
_WRITE_MODEL: Final = """
import sys
from importlib.resources import files
from pocketsphinx import Config, LogMath, NGramModel
path = str(files("pocketsphinx").joinpath("model/en-us/en-us.lm.bin"))
NGramModel(Config(), LogMath(), path).write(sys.argv[1], 0)
"""
_WORD: Final = re.compile(r"[a-z]{2,}")


def main(folder: Path) -> None:
    """Write the files."""
    wordsegment.load()
    usual = {word: _frequency(count) for word, count in wordsegment.UNIGRAMS.items()}
    originals = _originals(folder, usual)
    write_packed(
        "thesaurus_en.txt.gz",
        THESAURUS_HEAD,
        (f"{spun} {' '.join(kept)}" for spun, kept in originals.items()),
    )
    single = {
        forms[0]: [original for original in some if _WORD.fullmatch(original)]
        for forms, some in core_swaps().originals.items()
        if len(forms) == 1 and _WORD.fullmatch(forms[0])
    }
    odds = [
        _odds(pairs, usual, SWAPPED[name]) for name, pairs in (("thesaurus", originals), ("swaps", single))
    ]
    _write_pairs()
    words = sorted({word for some in odds for word, number in some.items() if number} - STOP_WORDS)
    write_packed(
        "odds_en.txt.gz",
        ODDS_HEAD,
        (f"{word} {odds[0].get(word, 0)} {odds[1].get(word, 0)}" for word in words),
    )


def _write_pairs() -> None:
    """The word pairs with a word of the tables; see `cleaners.spin_pairs` for the arrays."""
    words, pairs = _language_model()
    wordings = [" ".join(forms) for forms in load_swaps().originals]
    wordings += [original for some in load_swaps().originals.values() for original in some]
    wordings += [wording for phrase in load_table().phrases for wording in (phrase.spun, phrase.original)]
    wanted = {word for wording in wordings for word in wording.lower().split()} & words.keys()
    kept = [
        (first, second, value)
        for (first, second), value in pairs.items()
        if (first in wanted or second in wanted)
        and value - words[first][1] - words[second][0] >= _LEAST_GAIN / math.log(10)
    ]
    listed = sorted(wanted.union(*((first, second) for first, second, _ in kept)))
    number = {word: at for at, word in enumerate(listed)}
    rows = sorted((number[first], number[second], value) for first, second, value in kept)
    seconds = np.array([second for _, second, _ in rows], dtype=np.uint16)
    starts = np.searchsorted([first for first, _, _ in rows], np.arange(len(listed) + 1))
    np.savez_compressed(
        FOLDER / "pairs_en.npz",
        words=np.frombuffer("\n".join(listed).encode(), dtype=np.uint8),
        alone=_quarters([words[word][0] for word in listed]),
        back_off=_quarters([words[word][1] for word in listed]),
        starts=starts.astype(np.uint32),
        low=seconds.astype(np.uint8),
        high=(seconds >> 8).astype(np.uint8),
        values=_quarters([value for _, _, value in rows]),
    )
    print(f"pairs_en.npz: {len(listed):,} words, {len(kept):,} pairs")


def _quarters(logarithms: Sequence[float]) -> npt.NDArray[np.uint8]:
    """Logarithms to the base of ten, below zero, as quarters of a nat."""
    return np.clip(np.round(np.array(logarithms) * -_QUARTERS), 0, 255).astype(np.uint8)


def _language_model() -> tuple[dict[str, tuple[float, float]], dict[tuple[str, str], float]]:
    """Each word's logarithm and its back-off, and the logarithm of each pair.

    The package's writer fails among the trigrams; the words and the pairs are on disk by then.
    """
    words: dict[str, tuple[float, float]] = {}
    pairs: dict[tuple[str, str], float] = {}
    with TemporaryDirectory() as folder:
        path = Path(folder) / "model.arpa"
        subprocess.run([sys.executable, "-c", _WRITE_MODEL, str(path)], check=False)  # noqa: S603
        text = path.read_text(encoding="utf-8", errors="replace")
    single, _, double = text.partition("\\1-grams:")[2].partition("\\2-grams:")
    for line in single.splitlines():
        match line.split():
            case [logarithm, word, factor] if word not in {"<s>", "</s>"}:
                words[word] = (float(logarithm), float(factor))
    for line in double.splitlines():
        match line.split():
            case [logarithm, first, second, _] if first in words and second in words:
                pairs[first, second] = float(logarithm)
    return words, pairs


def _originals(folder: Path, usual: Mapping[str, float]) -> dict[str, list[str]]:
    """Possible originals by spun form, in order of the alphabet."""
    found: dict[str, set[str]] = defaultdict(set)
    for kind, tags in TAGS.items():
        for spun, original in sorted(_pairs(folder / f"data.{kind}")):
            for tag in tags:
                before, after = _inflect(spun, tag), _inflect(original, tag)
                if after and before and usual.get(after, 0) >= LEAST_USUAL:
                    found[before].add(after)
    return {
        spun: kept
        for spun, some in sorted(found.items())
        if usual.get(spun, 0) >= LEAST_SPUN
        and spun not in STOP_WORDS
        and (
            kept := sorted(some - {spun} - STOP_WORDS, key=lambda word: (-usual[word], word))[:MOST_ORIGINALS]
        )
    }


def _odds(
    originals: Mapping[str, Sequence[str]], usual: Mapping[str, float], swapped: float
) -> dict[str, int]:
    """Ten times the log of how much more often a word comes up when `swapped` of the words with synonyms are swapped."""
    spins: dict[str, list[str]] = defaultdict(list)
    for spun, some in originals.items():
        for original in some:
            spins[original].append(spun)
    handed: dict[str, float] = defaultdict(float)
    for original, some in spins.items():
        for spun in some:
            handed[spun] += 10 ** usual.get(original, 0) / len(some)
    odds = {}
    for word in {*originals, *spins}:
        share = 10 ** usual.get(word, 0)
        ratio = 1 - swapped * (word in spins) + swapped * handed[word] / share
        odds[word] = round(10 * min(max(math.log(ratio), LEAST_ODDS), MOST_ODDS))
    return odds


def write_packed(name: str, head: str, lines: Iterable[str]) -> None:
    """Write a file of the spin step, packed, with a head that says where it comes from."""
    text = head + "".join(f"{line}\n" for line in lines)
    packed = gzip.compress(text.encode(), mtime=0)
    (FOLDER / name).write_bytes(packed)
    print(f"{name}: {text.count(chr(10)):,} lines, {len(packed):,} bytes")


def _pairs(path: Path) -> set[tuple[str, str]]:
    """Words of one synonym set, and of an adjective's and of those grouped round it."""
    sets: dict[str, list[str]] = {}
    near: list[tuple[str, str]] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith(" "):
            continue
        fields = line.split(" | ")[0].split()
        count = int(fields[3], 16)
        sets[fields[0]] = [re.sub(r"\(.*\)", "", fields[4 + 2 * at]).lower() for at in range(count)]
        pointers = fields[5 + 2 * count :]
        near += [
            (fields[0], pointers[at + 1]) for at in range(0, len(pointers) - 3, 4) if pointers[at] == "&"
        ]
    pairs = {(one, other) for words in sets.values() for one, other in _both_ways(words, words)}
    pairs |= {pair for one, other in near for pair in _both_ways(sets[one], sets[other])}
    return pairs


def _both_ways(left: list[str], right: list[str]) -> Iterator[tuple[str, str]]:
    for one in left:
        for other in right:
            if one != other and _WORD.fullmatch(one) and _WORD.fullmatch(other):
                yield one, other
                yield other, one


def _inflect(lemma: str, tag: str) -> str | None:
    if tag in {"NN", "VB", "JJ", "RB"}:
        return lemma
    forms = getInflection(lemma, tag=tag)
    return forms[0] if forms and _WORD.fullmatch(forms[0]) else None


def _frequency(count: float) -> float:
    """Log10 of occurrences in a billion words; the counts are out of 1.024 billion times a thousand."""
    return math.log10(count / 1024.9)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
