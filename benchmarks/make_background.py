"""Make `cleaners/data/events/background_en.txt`: how common each English stem is in a news text.

A word's weight in the event score is its rarity. Rarity must not come from the run (what else came in would
change a pair's score), so it comes from a background that ships with the package. The source is the unigram
counts of the Google Web 1T corpus as Peter Norvig published them, taken from the package `wordsegment`
(Apache-2.0), which this script alone needs:

    pip install wordsegment && python -m benchmarks.make_background

A count becomes the share of 400-word documents that would hold the stem if words fell independently,
`1 - exp(-400 p)`, and that share becomes a class, `round(-2 ln share)`: half a nat each. The table has one line
a class, so it stays small and can be read: the stems of class 0 are in every text, those of class 20 in one of
22,000. Counts are facts; no text is copied.
"""

from __future__ import annotations

import math
from collections import defaultdict
from importlib.resources import files
from pathlib import Path

import Stemmer

TARGET = Path(__file__).parent.parent / "cleaners" / "data" / "events" / "background_en.txt"
WORDS_OF_A_DOCUMENT = 400
STEMS = 30_000
HEAD = """\
# English stems by how rare they are in a text of 400 words: class = round(-2 ln share of texts that hold the stem).
# From the unigram counts in the package wordsegment (Apache-2.0; Google Web 1T, published by Peter Norvig).
# Made by benchmarks/make_background.py. A stem that is not listed is rarer than all of these.
"""


def read_counts() -> dict[str, int]:
    """Counts per stem of the Snowball stemmer, as the event terms use it."""
    counts: dict[str, int] = defaultdict(int)
    stem = Stemmer.Stemmer("english").stemWord
    for line in (files("wordsegment") / "unigrams.txt").read_text(encoding="ascii").splitlines():
        word, count = line.split("\t")
        counts[stem(word)] += int(count)
    return counts


def main() -> None:
    """Write the table."""
    counts = read_counts()
    total = sum(counts.values())
    classes: dict[int, list[str]] = defaultdict(list)
    for stem in sorted(counts, key=lambda stem: (-counts[stem], stem))[:STEMS]:
        share = 1 - math.exp(-WORDS_OF_A_DOCUMENT * counts[stem] / total)
        if len(stem) > 1:
            classes[round(-2 * math.log(share))].append(stem)
    lines = [f"{rarity}\t{' '.join(sorted(classes[rarity]))}\n" for rarity in sorted(classes)]
    TARGET.write_text(HEAD + "".join(lines), encoding="utf-8")
    print(f"{TARGET.name}: {sum(map(len, classes.values()))} stems, {TARGET.stat().st_size / 1e3:.0f} kB")


if __name__ == "__main__":
    main()
