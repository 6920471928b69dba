"""Links: which wordings are copies of which, known once and for all.

Whether two texts are copies is a matter of the two alone, so a link that was found on one day holds on every other.
Links are kept by digest and not by row, since rows move when texts come and go. What new texts bring is added by
`extend_links`, and the result is what one run over all texts would have found: the texts' order and the batches in
which they came leave no trace.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Final

import numpy as np
from numpy.typing import NDArray

from cleaners.candidates import propose_pairs
from cleaners.cohesion import is_foreign
from cleaners.copy_index import CopyIndex
from cleaners.digests import is_digest_item
from cleaners.forms import Facts, is_form, read_facts
from cleaners.resemblance import Resemblance, count_shared
from cleaners.settings import CopySettings
from cleaners.shingles import Shingles, shingle

# Hands over the texts of these rows, in this order: int64 [k].
Read = Callable[[NDArray[np.int64]], Sequence[str]]

# Names the rules that links are made by: an output keeps none of other rules.
LINK_SCHEME: Final = "links-2"

# Pairs that are compared at a time; the shingles of their texts are held meanwhile.
_AT_ONCE = 4096


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Pairs of wordings that are copies of each other.

    Attributes:
        first: uint64 [p], the smaller digest of each pair; the pairs are in order, each once.
        second: uint64 [p], the larger one.
        shared: uint32 [p], how many distinct shingles both have.
    """

    first: NDArray[np.uint64]
    second: NDArray[np.uint64]
    shared: NDArray[np.uint32]

    def __len__(self) -> int:
        return len(self.first)

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """The arrays by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, NDArray[np.generic]]) -> Links:
        """The links of these arrays.

        Raises:
            KeyError: one is missing.
        """
        return cls(**{field.name: arrays[field.name] for field in fields(cls)})  # type: ignore[arg-type]

    def among(self, digests: NDArray[np.uint64]) -> Links:
        """The links between these wordings, as when others have left the window.

        Args:
            digests: uint64 [k], in any order.
        """
        return self._take(np.isin(self.first, digests) & np.isin(self.second, digests))

    def around(self, digests: NDArray[np.uint64]) -> Links:
        """The links of all wordings that these hang together with, over any number of links.

        Groups are decided within what hangs together, so that a run need not touch any other.

        Args:
            digests: uint64 [k], in any order.
        """
        reached = np.unique(digests)
        while True:
            touched = np.isin(self.first, reached) | np.isin(self.second, reached)
            further = np.union1d(self.first[touched], self.second[touched])
            if not np.setdiff1d(further, reached, assume_unique=True).size:
                return self._take(touched)
            reached = np.union1d(reached, further)

    def _take(self, kept: NDArray[np.bool_] | NDArray[np.intp]) -> Links:
        return Links(self.first[kept], self.second[kept], self.shared[kept])


NO_LINKS = Links(np.empty(0, np.uint64), np.empty(0, np.uint64), np.empty(0, np.uint32))


def extend_links(
    index: CopyIndex,
    links: Links,
    read: Read,
    *,
    new: NDArray[np.bool_] | None = None,
    settings: CopySettings | None = None,
) -> Links:
    """Add to the links of earlier texts those of new ones.

    Args:
        index: all texts, the new ones included.
        links: those among the earlier texts, as an earlier call returned them.
        read: hands over texts by row; asked for those that are worth comparing.
        new: bool [n], the rows that are new; None where all are.
        settings: from when on texts count as copies; `CopySettings()` by default.

    Returns:
        The links among all texts: what one call with all of them new returns.
    """
    settings = settings or CopySettings()
    proposal = propose_pairs(index, jaccard=settings.jaccard, new=new)
    kept = links if new is None else _still_proposed(index, links, proposal.crowded, settings)
    fresh = verify(index, proposal.pairs, read, settings=settings)
    return _sorted(
        np.concatenate([kept.first, fresh.first]),
        np.concatenate([kept.second, fresh.second]),
        np.concatenate([kept.shared, fresh.shared]),
    )


def verify(
    index: CopyIndex, pairs: NDArray[np.int64], read: Read, *, settings: CopySettings | None = None
) -> Links:
    """Compare pairs exactly and keep the copies.

    Args:
        index: the texts.
        pairs: int64 [p, 2], rows.
        read: hands over texts by row.
        settings: from when on texts count as copies.
    """
    settings = settings or CopySettings()
    first: list[int] = []
    second: list[int] = []
    shared: list[int] = []
    for start in range(0, len(pairs), _AT_ONCE):
        part = pairs[start : start + _AT_ONCE]
        rows = np.unique(part)
        texts = dict(zip(rows.tolist(), read(rows), strict=True))
        for (one, other), common in _copies(part.tolist(), texts, settings):
            low, high = sorted((int(index.digests[one]), int(index.digests[other])))
            first.append(low)
            second.append(high)
            shared.append(common)
    return _sorted(
        np.array(first, dtype=np.uint64), np.array(second, dtype=np.uint64), np.array(shared, dtype=np.uint32)
    )


def _copies(
    pairs: Sequence[Sequence[int]], texts: Mapping[int, str], settings: CopySettings
) -> list[tuple[Sequence[int], int]]:
    """The pairs that are copies, each with the number of shingles that both have."""
    shingles: dict[int, Shingles] = {row: shingle(text) for row, text in texts.items()}
    facts: dict[int, Facts] = {}
    found = []
    for pair in pairs:
        one, other = (shingles[row] for row in pair)
        common = count_shared(one, other)
        alike = Resemblance.of(common, len(one), len(other))
        if not alike.passes(settings):
            continue
        for row in pair:
            if row not in facts:
                facts[row] = read_facts(texts[row])
        if is_form(facts[pair[0]], facts[pair[1]], alike):
            continue
        short, long = sorted(pair, key=lambda row: len(shingles[row]))
        if not alike.same_extent:
            names = facts[short].particulars - facts[short].others - facts[long].others
            if is_digest_item(texts[short], texts[long]) or is_foreign(texts[long], shingles[short], names):
                continue
        found.append((pair, common))
    return found


def _still_proposed(
    index: CopyIndex, links: Links, crowded: NDArray[np.bool_], settings: CopySettings
) -> Links:
    """The links without those between two wordings that no longer meet, since their buckets became crowds."""
    doubtful = np.isin(links.first, index.digests[crowded]) & np.isin(links.second, index.digests[crowded])
    if not doubtful.any():
        return links
    ends = np.union1d(links.first[doubtful], links.second[doubtful])
    meeting = propose_pairs(index, jaccard=settings.jaccard, new=np.isin(index.digests, ends)).pairs
    low, high = np.sort(index.digests[meeting], axis=1).T
    known = np.unique(index.digests)
    met = np.isin(_pair_codes(known, links.first, links.second), _pair_codes(known, low, high))
    return links._take(~doubtful | met)  # noqa: SLF001  of the same module


def _pair_codes(
    known: NDArray[np.uint64], first: NDArray[np.uint64], second: NDArray[np.uint64]
) -> NDArray[np.int64]:
    """Pairs of digests as single numbers."""
    return np.searchsorted(known, first) * len(known) + np.searchsorted(known, second)


def _sorted(first: NDArray[np.uint64], second: NDArray[np.uint64], shared: NDArray[np.uint32]) -> Links:
    order = np.lexsort((second, first))
    found = Links(first[order], second[order], shared[order])
    distinct = np.ones(len(found), dtype=np.bool_)
    distinct[1:] = (found.first[1:] != found.first[:-1]) | (found.second[1:] != found.second[:-1])
    return found._take(distinct)  # noqa: SLF001  of the same module
