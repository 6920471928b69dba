"""Copies: quality and speed of `group_copies` beside datasketch's usual default, on simulated syndication.

    python -m benchmarks.copies [--texts 3000] [--seed 1]

The base texts are news articles from `$COPYDESK_DATA/corpus/news.jsonl.gz` (default `../shared/data`), which are
not part of the project; without them this says so and stops. A quarter of them is syndicated here: cut, edited,
inserted into, reordered, read by a bad scanner, wrapped in boilerplate, encoded again, spun, excerpted. Texts that
came from one base are one group. The base texts are thinned first, since agencies file the same report twice.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from math import comb
from pathlib import Path

from datasketch import MinHash, MinHashLSH

from benchmarks.syndication import syndicate
from cleaners.copies import find_copies, group_copies
from cleaners.settings import CopySettings

DATA = Path(os.environ.get("COPYDESK_DATA", "../shared/data")) / "corpus" / "news.jsonl.gz"


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


def thin(texts: Sequence[str]) -> list[str]:
    """One text of each group under strict thresholds: agencies file the same report more than once."""
    groups = group_copies(texts, settings=CopySettings(jaccard=0.5, containment=0.8))
    return [texts[group.centre] for group in groups]


def measure(
    name: str, texts: Sequence[str], gold: Sequence[int], group: Callable[[Sequence[str]], list[int]]
) -> None:
    """Print the quality and the CPU time of one way of grouping."""
    start = time.process_time()
    found = group(texts)
    milliseconds = 1000 * (time.process_time() - start) / len(texts)
    precision, recall, rand = score(gold, found)
    bases = Counter(label for label, _ in set(zip(found, gold, strict=True)))
    mixed = sum(count > 1 for count in bases.values())
    print(
        f"{name:<34} pair precision {precision:.4f}  recall {recall:.4f}  ARI {rand:.4f}  "
        f"mixed groups {mixed:3d}  {milliseconds:.2f} ms a text"
    )


def main() -> None:
    """Make the copies, group them both ways, and group the base texts alone."""
    parser = argparse.ArgumentParser(description="Quality and speed of copy groups on simulated syndication.")
    parser.add_argument("--texts", type=int, default=3000, help="base texts")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not DATA.exists():
        print(f"skipped: {DATA} is not there; COPYDESK_DATA names the folder that holds corpus/news.jsonl.gz")
        return
    with gzip.open(DATA, "rt", encoding="utf-8") as lines:
        news = [json.loads(line)["text"] for line in lines]
    chance = random.Random(options.seed)  # noqa: S311  a simulation, to be repeated with the same seed
    chance.shuffle(news)
    bases = thin([text for text in news if 900 < len(text) < 8000])[: options.texts]
    texts, gold = list(bases), list(range(len(bases)))
    for at, base in enumerate(bases):
        copies = min(40, 1 + int(chance.expovariate(0.35))) if chance.random() < 0.25 else 0
        texts += [syndicate(base, bases, chance) for _ in range(copies)]
        gold += [at] * copies
    print(f"{len(bases)} base texts, {len(texts)} texts, seed {options.seed}")
    measure("copydesk", texts, gold, find_copies)
    measure("datasketch, word 5-shingles, 0.7", texts, gold, usual_default)
    groups = group_copies(news[: options.texts])
    members = [member for group in groups for member in group.members if member.relation != "centre"]
    print(
        f"{options.texts} articles as they are: {len(members)} copies of {len(members) + len(groups)}, "
        f"{sum(member.jaccard < 0.5 for member in members)} of them below Jaccard 0.5, "
        f"largest group {max(len(group.members) for group in groups)}"
    )


if __name__ == "__main__":
    main()
