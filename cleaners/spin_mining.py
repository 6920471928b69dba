"""Pairs for the swap table, from the repairs of many documents.

One document seldom proves what a word stood for. Where the same pair is proposed in document after document of one
spinner, it is a swap of its thesaurus; a person looks at the list and moves what is right to the table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

from cleaners.spin_swaps import load_swaps
from cleaners.spin_words import split_words

_FEWEST_DOCUMENTS: Final = 2


@dataclass(frozen=True, slots=True)
class Proposal:
    """A pair that is in no table yet.

    Attributes:
        original: what probably stood there, in small letters.
        spun: what stands there.
        documents: in how many documents it was proposed.
        confidence: the mean of its confidence in them.
    """

    original: str
    spun: str
    documents: int
    confidence: float


def propose_pairs(found: Iterable[tuple[str, str, str, float]]) -> list[Proposal]:
    """The pairs of many repairs that are new and come up in two documents or more, the most frequent first.

    Args:
        found: for each repair, applied or suggested: document, before, after, confidence.

    >>> found = [("a", "gizmo", "device", 0.6), ("b", "Gizmo", "Device", 0.8), ("b", "stated", "said", 0.9)]
    >>> propose_pairs(found)
    [Proposal(original='device', spun='gizmo', documents=2, confidence=0.7)]
    """
    sums: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for document, before, after, confidence in found:
        sums[after.lower(), before.lower()][document].append(confidence)
    proposals = []
    for (original, spun), by_document in sums.items():
        known = load_swaps().originals.get(tuple(word.form for word in split_words(spun)), ())
        if len(by_document) >= _FEWEST_DOCUMENTS and original not in known:
            numbers = [number for some in by_document.values() for number in some]
            proposals.append(
                Proposal(original, spun, len(by_document), round(sum(numbers) / len(numbers), 2))
            )
    return sorted(proposals, key=lambda one: (-one.documents, -one.confidence, one.original, one.spun))


def table_lines(proposals: Iterable[Proposal]) -> Iterator[str]:
    """The proposals as lines of a swap table, each below a remark on how often and how surely it was found."""
    for one in proposals:
        yield f"# {one.documents} documents, {one.confidence:.2f} sure"
        yield f"{one.original}\t{one.spun}"
