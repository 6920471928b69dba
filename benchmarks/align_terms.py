"""Which words of a spun phrase stand for which of what was meant: the alignment that the term step learns from.

Spun word by spun word, so a phrase and its meaning run in parallel; now and then two or three words stand for one
('creepy crawly' for 'ant') or one for two. The cheapest cut into such pairs is found by dynamic programming, and what
pairs cost is learned from the last round's cut, beginning with the phrases of equal length.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from cleaners.spin_term_data import Listed, Run, Seen

Pair = tuple[Run, Run]
# By words on either side, the cost of a pair that was never seen: a sum of four is as good as a known pair twice off.
COSTS: Final = {
    (1, 1): 6.0,
    (2, 1): 8.5,
    (1, 2): 8.5,
    (3, 1): 10.5,
    (2, 2): 12.5,
    (1, 3): 10.5,
    (3, 2): 14.0,
    (2, 3): 14.0,
    (1, 0): 8.0,
    (0, 1): 8.0,
}
ROUNDS: Final = 3
LONGEST: Final = 3  # words of a run that is kept
SAME_STEM: Final = 4  # letters
LISTED: Final = 3.5  # the cost of a pair that our list or the thesaurus has


def learn(pairs: Sequence[Pair], listed: Listed) -> Seen:
    """What spun phrases with their meanings teach."""
    runs: dict[Run, Counter[Run]] = defaultdict(Counter)
    for cut in align(pairs, listed):
        for spun, meant in _runs(cut):
            runs[spun][meant] += 1
    return Seen(runs, Counter(meant for _, meant in pairs))


def align(pairs: Sequence[Pair], listed: Listed) -> list[list[Pair]]:
    """Each phrase cut into pairs of runs; empty where no cut fits."""
    counts: dict[Run, Counter[Run]] = defaultdict(Counter)
    for spun, meant in pairs:
        if len(spun) == len(meant):
            for one, other in zip(spun, meant, strict=True):
                counts[one,][other,] += 1
    cuts: list[list[Pair]] = []
    for _ in range(ROUNDS):
        cuts = [_cut(spun, meant, counts, listed) for spun, meant in pairs]
        counts = defaultdict(Counter)
        for cut in cuts:
            for spun, meant in cut:
                counts[spun][meant] += 1
    return cuts


def _cut(spun: Run, meant: Run, counts: Mapping[Run, Counter[Run]], listed: Listed) -> list[Pair]:
    best: dict[tuple[int, int], tuple[float, list[Pair]]] = {(0, 0): (0.0, [])}
    for at in range(len(spun) + 1):
        for other in range(len(meant) + 1):
            if (at, other) not in best:
                continue
            cost, cut = best[at, other]
            for words, others in COSTS:
                end = at + words, other + others
                if end[0] > len(spun) or end[1] > len(meant):
                    continue
                pair = spun[at : end[0]], meant[other : end[1]]
                total = cost + _cost(pair, counts, listed)
                if end not in best or total < best[end][0] - 1e-9:
                    best[end] = total, [*cut, pair]
    return best[len(spun), len(meant)][1] if (len(spun), len(meant)) in best else []


def _cost(pair: Pair, counts: Mapping[Run, Counter[Run]], listed: Listed) -> float:
    spun, meant = pair
    unseen = COSTS[len(spun), len(meant)]
    if spun == meant:
        return 0.3 * len(spun)
    if not spun or not meant:
        return unseen
    if "".join(spun) == "".join(meant):
        return 1.0
    if len(spun) == len(meant) == 1 and spun[0][:SAME_STEM] == meant[0][:SAME_STEM]:
        return 2.0
    found = counts.get(spun, Counter())
    if found[meant]:
        return min(unseen - 1, 1.0 - math.log(found[meant] / (found.total() + 1.5)))
    return LISTED if _listed(pair, listed) else unseen


def _listed(pair: Pair, listed: Listed) -> bool:
    spun, meant = pair
    originals = listed.swaps.get(spun, ())
    if len(spun) == 1:
        originals += listed.thesaurus.get(spun[0], ())
    return len(meant) == 1 and meant[0] in originals


def _runs(cut: Sequence[Pair]) -> Iterator[Pair]:
    """All neighbouring pairs taken together, up to three spun words."""
    for first in range(len(cut)):
        spun: Run = ()
        meant: Run = ()
        for one, other in cut[first:]:
            spun, meant = spun + one, meant + other
            if len(spun) > LONGEST:
                break
            if spun:
                yield spun, meant


def lines(seen: Seen) -> Iterable[str]:
    """As `read_seen` reads it."""
    for spun, found in sorted([*seen.runs.items(), ((), seen.meant)]):
        cells = [f"{' '.join(one)}\t{count}" for one, count in sorted(found.items())]
        yield "\t".join([" ".join(spun), *cells])
