"""Copies: quality of `group_copies` beside datasketch's usual default, on simulated syndication; then speed.

    python -m benchmarks.copies [--texts 1500] [--seeds 11 12 13] [--quality]

The base texts are news articles from `$COPYDESK_DATA/corpus/news.jsonl.gz` (default `../shared/data`), which are
not part of the project; without them this says so and stops. A quarter of them is syndicated here (`syndication`).
Texts that came from one base are one group. The base texts are thinned first, since agencies file the same report
twice: of texts that have a fifth of their shingles in common one is kept.

The speed of signing and of matching is measured by `signing` and `matching`, which this runs too.
"""

from __future__ import annotations

import argparse
import random
import time
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from math import comb
from pathlib import Path

from datasketch import MinHash, MinHashLSH

from benchmarks import matching
from benchmarks.corpus import NEWS, news
from benchmarks.syndication import syndicate
from cleaners.copies import find_copies, group_copies
from cleaners.settings import CopySettings

UNSEEN = (11, 12, 13)
TWO_REPORTS = Path(__file__).parent / "two_reports.txt"


def usual_default(texts: Sequence[str]) -> list[int]:
    """What most people run: word 5-shingles, MinHashLSH at 0.7, whatever meets is joined."""
    index = MinHashLSH(threshold=0.7, num_perm=128)
    label = list(range(len(texts)))

    def root(at: int) -> int:
        while label[at] != at:
            label[at] = label[label[at]]
            at = label[at]
        return at

    for at, text in enumerate(texts):
        words = text.lower().split()
        minhash = MinHash(num_perm=128)
        minhash.update_batch([" ".join(words[i : i + 5]).encode() for i in range(max(1, len(words) - 4))])
        for other in index.query(minhash):
            label[root(other)] = root(at)
        index.insert(at, minhash)
    return [root(at) for at in range(len(texts))]


def score(gold: Sequence[int], found: Sequence[int]) -> tuple[float, float, float]:
    """Pair precision, pair recall and the adjusted Rand index."""
    both, truly, said = (_pairs(labels) for labels in (list(zip(gold, found, strict=True)), gold, found))
    chance = truly * said / comb(len(gold), 2)
    return both / max(1, said), both / max(1, truly), (both - chance) / ((truly + said) / 2 - chance)


def _pairs(labels: Sequence[Hashable]) -> int:
    return sum(comb(count, 2) for count in Counter(labels).values())


def mixed_groups(gold: Sequence[int], found: Sequence[int]) -> int:
    """How many groups hold texts of more than one base."""
    return sum(
        count > 1 for count in Counter(label for label, _ in set(zip(found, gold, strict=True))).values()
    )


def thin(texts: Sequence[str]) -> list[str]:
    """One text of each group under thresholds below those that are measured."""
    groups = group_copies(texts, settings=CopySettings(jaccard=0.2, containment=0.5))
    return [texts[group.centre] for group in groups]


def simulate(articles: Sequence[str], count: int, seed: int) -> tuple[list[str], list[int]]:
    """Base texts with the copies of a quarter of them, and the base that each text came from."""
    chance = random.Random(seed)  # noqa: S311  a simulation, to be repeated with the same seed
    drawn = chance.sample(articles, len(articles))
    bases = thin([text for text in drawn if 900 < len(text) < 8000][: count + count // 4])[:count]
    texts, gold = list(bases), list(range(len(bases)))
    for at, base in enumerate(bases):
        copies = min(40, 1 + int(chance.expovariate(0.35))) if chance.random() < 0.25 else 0
        texts += [syndicate(base, bases, chance) for _ in range(copies)]
        gold += [at] * copies
    return texts, gold


def false_merges(labels: Sequence[int]) -> tuple[int, int]:
    """How many pairs of `two_reports.txt` the labels of the news articles put together, and how many there are."""
    lines = TWO_REPORTS.read_text(encoding="utf-8").splitlines()
    pairs = [tuple(map(int, line.split())) for line in lines if not line.startswith("#")]
    return sum(labels[one] == labels[other] for one, other in pairs), len(pairs)


def gate() -> dict[str, float]:
    """The figures that have floors: the worst ARI of the unseen seeds, their mixed groups, and known false merges."""
    rands: list[float] = []
    mixed = 0
    articles = news()
    for seed in UNSEEN:
        texts, gold = simulate(articles, 1000, seed)
        found = find_copies(texts)
        rands.append(score(gold, found)[2])
        mixed += mixed_groups(gold, found)
    merged, _ = false_merges(find_copies(articles))
    return {"ari": min(rands), "mixed_groups": float(mixed), "false_merges": float(merged)}


def measure(
    name: str, texts: Sequence[str], gold: Sequence[int], group: Callable[[Sequence[str]], list[int]]
) -> None:
    """Print the quality and the CPU time of one way of grouping."""
    start = time.process_time()
    found = group(texts)
    milliseconds = 1000 * (time.process_time() - start) / len(texts)
    precision, recall, rand = score(gold, found)
    print(
        f"{name:<34} pair precision {precision:.4f}  recall {recall:.4f}  ARI {rand:.4f}  "
        f"mixed groups {mixed_groups(gold, found):3d}  {milliseconds:.2f} ms a text"
    )


def main() -> None:
    """Make the copies, group them both ways, group the articles as they are, and measure the speed."""
    parser = argparse.ArgumentParser(description="Quality and speed of copy groups.")
    parser.add_argument("--texts", type=int, default=1500, help="base texts")
    parser.add_argument("--seeds", type=int, nargs="+", default=UNSEEN)
    parser.add_argument("--quality", action="store_true", help="leave the speed out")
    options = parser.parse_args()
    if NEWS.exists():
        articles = news()
        for seed in options.seeds:
            texts, gold = simulate(articles, options.texts, seed)
            print(f"{options.texts} base texts, {len(texts)} texts, seed {seed}")
            measure("copydesk", texts, gold, find_copies)
            measure("datasketch, word 5-shingles, 0.7", texts, gold, usual_default)
        groups = group_copies(articles)
        members = [member for group in groups for member in group.members if member.relation != "centre"]
        merged, read = false_merges(find_copies(articles))
        print(
            f"{len(articles)} articles as they are: {len(members)} are copies of another, "
            f"{sum(member.jaccard < 0.5 for member in members)} of them below Jaccard 0.5, "
            f"largest group {max(len(group.members) for group in groups)}; of {read} pairs that were read and are two "
            f"reports {merged} are together"
        )
    else:
        print(f"skipped: {NEWS} is not there; COPYDESK_DATA names the folder that holds corpus/news.jsonl.gz")
    if not options.quality:
        if NEWS.exists():
            from benchmarks import signing  # noqa: PLC0415  needs the peers, which the gate does without

            signing.main()
        matching.main([])


if __name__ == "__main__":
    main()
