r"""Signing: raw text to MinHash signatures, beside datasketch, rensa and gaoya on one core in the same run.

Texts are those of the corpus, short ones joined until they have 2,000 characters. Each peer makes its signatures the
way its own documentation does: word 3-shingles by `\w+`, 128 permutations. gaoya's figure holds the insertion into
its index, since it signs nowhere else. Rounds alternate, and ratios of medians are printed; one core throughout.
"""

from __future__ import annotations

import re
import statistics
import time
from collections.abc import Callable, Sequence

import gaoya.minhash
import rensa
from datasketch import MinHash

from benchmarks.corpus import news
from cleaners.signatures import sign

ROUNDS = 5
_WORD = re.compile(r"\w+")


def shingles(text: str) -> list[str]:
    """Word 3-shingles as most programs make them."""
    words = _WORD.findall(text.lower())
    return [" ".join(words[at : at + 3]) for at in range(max(1, len(words) - 2))]


def by_datasketch(texts: Sequence[str]) -> None:
    """Datasketch's update_batch on encoded shingles."""
    permutations = MinHash(num_perm=128).permutations
    for text in texts:
        minhash = MinHash(num_perm=128, permutations=permutations, scheme="affine32")
        minhash.update_batch([part.encode() for part in set(shingles(text))])


def by_rensa(texts: Sequence[str]) -> None:
    """Rensa's fastest way from text: one RMinHash each."""
    for text in texts:
        rensa.RMinHash(num_perm=128, seed=42).update(shingles(text))


def by_gaoya(texts: Sequence[str]) -> None:
    """Gaoya shingles, signs and indexes in one go, in Rust."""
    index = gaoya.minhash.MinHashStringIndex(32, 0.7, 16, 8, None, "word", True, (3, 3))  # noqa: FBT003  it takes no names
    for at, text in enumerate(texts):
        index.insert_document(at, text)


WAYS: dict[str, tuple[Callable[[Sequence[str]], object], int]] = {
    "datasketch update_batch": (by_datasketch, 250),
    "rensa RMinHash": (by_rensa, 800),
    "gaoya MinHashStringIndex": (by_gaoya, 1500),
    "copydesk sign": (sign, 6000),
}


def microseconds() -> dict[str, float]:
    """CPU time per text of each way, the median of the rounds."""
    texts = joined(news())
    sign(texts)
    taken: dict[str, list[float]] = {name: [] for name in WAYS}
    for turn in range(ROUNDS):
        for name, (way, count) in WAYS.items():
            start = turn * count % max(1, len(texts) - count)
            part = texts[start : start + count]
            began = time.process_time()
            way(part)
            taken[name].append(1e6 * (time.process_time() - began) / len(part))
    return {name: statistics.median(values) for name, values in taken.items()}


def joined(texts: Sequence[str], *, size: int = 2000, longest: int = 4000) -> list[str]:
    """Texts of 2,000 to 4,000 characters: short ones joined, long ones cut."""
    found: list[str] = []
    current = ""
    for text in texts:
        current += text + "\n"
        if len(current) >= size:
            found.append(current[:longest])
            current = ""
    return found


def main() -> None:
    """Print how many times as long each takes."""
    taken = microseconds()
    own = taken["copydesk sign"]
    for name, value in taken.items():
        print(f"{name:<28} {value:8.1f} us a text  {value / own:6.1f} times copydesk's")


if __name__ == "__main__":
    main()
