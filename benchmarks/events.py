"""Quality and speed of event grouping on the development sets, beside plain tf-idf.

    COPYDESK_DATA=../shared/data python -m benchmarks.events [SIZE...]

One configuration for all sets, the number of events not given: B-cubed F1, ARI and pair F1 against the gold events,
what MinHash proposes, and whether the five seeds stay right. The yardstick is tf-idf cosine with average linkage,
its idf counted in the set itself, cut at one similarity for all sets: the best one on these very sets. What our
MinHash proposes stands beside what datasketch's MinHashLSH proposes for the same words unweighted.

With sizes as arguments it measures windows of so many articles instead (`benchmarks/windows.py`), which are made of
the development sets and of `corpus/news.jsonl.gz`, where that is there.
"""

from __future__ import annotations

import itertools
import json
import math
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from datasketch import MinHash, MinHashLSH

from benchmarks import corpus
from benchmarks.look_alikes import shares_right
from benchmarks.windows import scale
from cleaners.document import Article
from cleaners.event_candidates import propose_pairs
from cleaners.event_table import tabulate
from cleaners.event_terms import event_terms
from cleaners.event_words import split_words
from cleaners.events import group_events
from cleaners.linkage import average_linkage

ROOT = Path(__file__).parent.parent
DATA = Path(os.environ.get("COPYDESK_DATA", ROOT.parent / "shared" / "data")) / "events"
SETS = ("ecbplus", "basil", "neus")
SEED_EVENTS = [0, 0, 1, 1, 1]
SHORTEST = 300  # code points


@dataclass(frozen=True, slots=True)
class NewsSet:
    """A set of articles with gold events."""

    name: str
    articles: list[Article]
    gold: list[str]
    topics: list[str]


def load(name: str) -> NewsSet:
    """Read a development set; dates of publication are not used, as they give the events away."""
    rows = [
        json.loads(line) for line in (DATA / f"{name}_dev.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    articles = [Article(title=row["title"], text=row["text"] or "") for row in rows]
    events = [row["event"] for row in rows]
    return NewsSet(
        name, articles, events, [str(row["topic"]) for row in rows] if name == "ecbplus" else events
    )


def load_seeds() -> list[Article]:
    """The seeds by hand: first headline as title, all the rest, noise included, as text."""
    articles = []
    for path in sorted((ROOT / "seeds").glob("*.txt")):
        lines = [
            line
            for line in path.read_text(encoding="utf-8").splitlines()
            if line not in {"", "Politics", "[ad_1]"}
        ]
        title = lines.pop(0) if len(lines[0]) < 120 else None
        articles.append(Article(title=title, text="\n".join(lines)))
    return articles


def measure(gold: Sequence[str], found: Sequence[int]) -> dict[str, float]:
    """B-cubed F1, adjusted Rand index, pair F1 and the number of clusters."""
    both, golds, clusters = Counter(zip(gold, found, strict=True)), Counter(gold), Counter(found)
    total = len(gold)
    precision = sum(count**2 / clusters[cluster] for (_, cluster), count in both.items()) / total
    recall = sum(count**2 / golds[event] for (event, _), count in both.items()) / total
    hits, found_pairs, gold_pairs = (
        sum(map(math.comb, c.values(), [2] * len(c))) for c in (both, clusters, golds)
    )
    chance = found_pairs * gold_pairs / math.comb(total, 2)
    # Two that agree on one cluster for all, or on one for each, leave nothing to chance: that is all right, not 0 / 0.
    best, pairs = (found_pairs + gold_pairs) / 2 - chance, found_pairs + gold_pairs
    return {
        "B3": 2 * precision * recall / (precision + recall),
        "ARI": (hits - chance) / best if best else 1.0,
        "pair F1": 2 * hits / pairs if pairs else 1.0,
        "clusters": len(clusters),
    }


def label(articles: Sequence[Article]) -> list[int]:
    """Events without a step for copies: the sets hold none that matter, and what is measured here is events."""
    labels = [0] * len(articles)
    for number, event in enumerate(group_events(articles)):
        for member in event.members:
            labels[member.index] = number
    return labels


def tfidf_cosines(articles: Sequence[Article]) -> dict[tuple[int, int], float]:
    """Cosines of (1 + ln tf) idf over the same stems, with idf from the set itself."""
    texts = [f"{article.title or ''}\n{article.text}" for article in articles]
    counts = [Counter(word.stem for word in split_words(text, "en")) for text in texts]
    frequency = Counter(stem for count in counts for stem in count)
    column = {stem: place for place, stem in enumerate(frequency)}
    matrix = np.zeros((len(counts), len(column)), dtype=np.float32)
    for row, count in enumerate(counts):
        for stem, times in count.items():
            matrix[row, column[stem]] = (1 + math.log(times)) * math.log(len(counts) / frequency[stem])
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-9)
    cosines = (matrix @ matrix.T).tolist()
    return {(row, other): cosines[row][other] for row, other in itertools.combinations(range(len(counts)), 2)}


def candidates(news: NewsSet) -> tuple[float, float]:
    """The share of the pairs of one event that MinHash proposes, and the share of all pairs; at any size of set."""
    terms = [event_terms(article) for article in news.articles]
    rows, others = propose_pairs(tabulate(terms))
    proposed = set(zip(rows.tolist(), others.tolist(), strict=True))
    every = itertools.combinations(range(len(terms)), 2)
    same = {(one, other) for one, other in every if news.gold[one] == news.gold[other]}
    return len(same & proposed) / len(same), len(proposed) / math.comb(len(terms), 2)


def datasketch_candidates(news: NewsSet) -> tuple[float, float]:
    """The same for datasketch's LSH over the sets of stems, at the lowest threshold that it takes bands for."""
    terms = [event_terms(article) for article in news.articles]
    index = MinHashLSH(num_perm=256, params=(128, 2))
    signatures = MinHash.bulk([[stem.encode() for stem in one.stems] for one in terms], num_perm=256)
    proposed: set[tuple[int, int]] = set()
    for at, signature in enumerate(signatures):
        proposed |= {(earlier, at) for earlier in index.query(signature)}
        index.insert(at, signature)
    every = itertools.combinations(range(len(terms)), 2)
    same = {(one, other) for one, other in every if news.gold[one] == news.gold[other]}
    return len(same & proposed) / len(same), len(proposed) / math.comb(len(terms), 2)


def seeds_are_right(others: Sequence[Article]) -> bool:
    """Whether the two events of the seeds come out, with none of the others in them."""
    seeds = load_seeds()
    among = label([*others, *seeds])
    own = among[-len(seeds) :]
    return [own.index(event) for event in own] == [0, 0, 2, 2, 2] and not {*own} & {*among[: -len(seeds)]}


def gate() -> dict[str, float]:
    """Our figures on the development sets."""
    figures: dict[str, float] = {}
    for news in map(load, SETS):
        found = measure(news.gold, label(news.articles))
        figures |= {f"{news.name} {key}": found[key] for key in ("B3", "ARI")}
        recall, share = candidates(news)
        figures |= {f"{news.name} pair recall": recall, f"{news.name} share of pairs": share}
    figures |= {f"look-alike {kind}": share for kind, share in shares_right().items()}
    figures["seeds alone"] = float(seeds_are_right([]))
    figures["seeds among ECB+"] = float(seeds_are_right(load("ecbplus").articles))
    return figures


def _agency_news() -> list[Article]:
    """Articles to make windows of, so that a large one does not repeat the few of the development sets."""
    if not corpus.NEWS.exists():
        return []
    return [Article(text=text, language="en") for text in corpus.news() if len(text) > SHORTEST]


def main(sizes: Sequence[int] = ()) -> None:
    """Print the table."""
    if not DATA.is_dir():
        print(f"skipped: no event data at {DATA}; set COPYDESK_DATA")
        return
    if sizes:
        scale(sizes, [*(article for name in SETS for article in load(name).articles), *_agency_news()])
        return
    sets = [load(name) for name in SETS]
    cosines = [tfidf_cosines(news.articles) for news in sets]
    cuts = [
        [measure(n.gold, average_linkage(c, len(n.gold), cut)) for n, c in zip(sets, cosines, strict=True)]
        for cut in np.arange(0.1, 0.4, 0.03)
    ]
    yardstick = max(cuts, key=lambda figures: sum(figure["B3"] + figure["pair F1"] for figure in figures))
    for news, tfidf in zip(sets, yardstick, strict=True):
        start = time.process_time()
        figures = measure(news.gold, label(news.articles))
        cost = (time.process_time() - start) / len(news.articles) * 1e3
        recall, share = candidates(news)
        print(f"{news.name}: {len(news.gold)} articles, {len(set(news.gold))} events, {cost:.1f} ms CPU each")
        print(f"  MinHash proposes {recall:.1%} of the pairs of one event among {share:.1%} of all pairs")
        recall, share = datasketch_candidates(news)
        print(f"  datasketch LSH, 128 bands of 2, unweighted: {recall:.1%} among {share:.1%}")
        for name, row in (("copydesk", figures), ("tf-idf", tfidf)):
            print(f"  {name:9}", "  ".join(f"{key} {value:.4g}" for key, value in row.items()))
    print("look-alikes right:", ", ".join(f"{kind} {share:.2f}" for kind, share in shares_right().items()))
    print(f"seeds right: alone {seeds_are_right([])}, among ECB+ {seeds_are_right(sets[0].articles)}")


if __name__ == "__main__":
    main([int(size) for size in sys.argv[1:]])
