"""Incremental equals batch: many runs, in any order, beside one run over all of it.

    python -m benchmarks.incremental [--documents 160] [--runs 30] [--late 0] [--shuffles 100] [--partial] [--dense]

Articles of `$COPYDESK_DATA/events`, some of them syndicated (`benchmarks/syndication.py`) up to four times, come in as
so many runs, through the whole command: day by day, and shuffled. With `--late` one run brings all but so many, and
these follow one by one. The window is open, and no step learns. What concerns one text alone is the same in every
delivery and is worked out once: reading it, cleaning it, its terms; so a delivery costs its matching, grouping and
publishing. Small windows are grouped as a whole, which makes the last run one over all; so that rule is left out here.
`--partial` also leaves out that a window is grouped as a whole where a good part of it is touched: that shows how good
grouping by neighbourhoods is, as a large window has it. `--dense` takes all articles of a few topics, each of two like
events, where many events are near the cut; otherwise they are drawn from all topics.

Printed: how many of the deliveries gave the very same copy groups, and the lowest ARI of the events.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from unittest.mock import patch

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.copies import score
from benchmarks.syndication import syndicate
from cleaners import Article, Document, Settings, events
from cleaners.event_terms import EventTerms, event_terms
from flows import matching, neighbourhood, publish, shard
from flows.asking import Question, answer_all
from flows.local import run_local
from flows.published import Published
from flows.records import Record

DATA = Path(os.environ.get("COPYDESK_DATA", "../shared/data")) / "events"
OPEN = Settings(retention_days=100_000, steps=())


def articles(count: int, chance: random.Random, *, dense: bool = False) -> list[dict[str, str]]:
    """Real articles and copies of them by day; two in five are copies.

    Args:
        count: how many.
        chance: what draws them.
        dense: whether they are all that the sets have on a few topics, each of two like events.
    """
    rows = [
        json.loads(line)
        for name in ("ecbplus", "basil")
        for line in (DATA / f"{name}_dev.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    rows = chance.sample([row for row in rows if row["text"]], sum(bool(row["text"]) for row in rows))
    if dense:
        topics = list(dict.fromkeys(row["topic"] for row in rows))
        rows.sort(key=lambda row: topics.index(row["topic"]))
    originals = [{"title": row["title"] or "", "text": row["text"]} for row in rows[: count * 3 // 5]]
    texts = [row["text"] for row in originals]
    copies: list[dict[str, str]] = []
    while len(copies) < count - len(originals):
        row = chance.choice(originals)
        copies += [
            {**row, "text": syndicate(row["text"], texts, chance)} for _ in range(chance.randint(1, 4))
        ]
    found = [*originals, *copies[: count - len(originals)]]
    days = [number * 30 // count for number in chance.sample(range(count), count)]
    dated = sorted(zip(days, found, strict=True), key=lambda pair: pair[0])
    return [
        {**row, "url": f"https://site{number}.example/", "published": f"2024-05-{1 + day:02}"}
        for number, (day, row) in enumerate(dated)
    ]


@contextmanager
def worked_out_once() -> Iterator[None]:
    """Keep what depends on one text alone from delivery to delivery, and leave out the report, which nobody reads."""
    answers: dict[tuple[str, bytes], str] = {}
    terms: dict[tuple[str, str], EventTerms] = {}

    def answer_once(request: Record, items: Iterable[str | Question], seconds: float) -> Iterator[str]:
        for item in items:
            if isinstance(item, str):
                yield item
                continue
            key = (request["stage"], item.payload)  # without steps, cleaning does not look at knowledge
            if key not in answers:
                [answers[key]] = answer_all(request, [item], seconds)
            yield answers[key]

    def terms_once(article: Article | Document) -> EventTerms:
        key = (f"{article.title}\0{article.published}", article.text)
        if key not in terms:
            terms[key] = event_terms(article)
        return terms[key]

    with ExitStack() as patches:
        patches.enter_context(patch.object(shard, "answer_all", answer_once))
        patches.enter_context(patch.object(events, "event_terms", terms_once))
        patches.enter_context(patch.object(publish, "render_report", lambda _: ""))
        yield


def labels(output: Path) -> tuple[list[int], list[int]]:
    """The copy group and the event of every document, by id, as numbers."""
    homes: dict[str, tuple[str, str]] = {}
    for event in Published.read(output).groups():
        for group in event["copies"]:
            for member in group["members"]:
                first = min(other["id"] for other in group["members"])
                homes[member["id"]] = (first, min(other["id"] for other in event["documents"]))
    numbers = {name: number for number, name in enumerate(sorted(homes))}
    return tuple([numbers[homes[name][part]] for name in sorted(homes)] for part in (0, 1))  # type: ignore[return-value]


def deliver(batches: Sequence[Sequence[dict[str, str]]]) -> tuple[list[int], list[int]]:
    """One run per batch."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number, batch in enumerate(batches):
            path = folder / f"{number}.jsonl"
            path.write_text("".join(json.dumps(record) + "\n" for record in batch))
            run_local([str(path)], str(folder / "out"), OPEN)
        return labels(folder / "out")


def shuffles(
    records: Sequence[dict[str, str]], *, runs: int, late: int, count: int
) -> Iterator[tuple[list[int], list[int]]]:
    """What comes of deliveries in so many runs: by day, then shuffled so many times."""
    for seed in range(count + 1):
        order = random.Random(seed).sample(records, len(records)) if seed else records  # noqa: S311 - seeded
        if late:
            yield deliver([order[:-late], *([record] for record in order[-late:])])
        else:
            yield deliver([part.tolist() for part in np.array_split(np.array(order), runs)])


def compare(records: Sequence[dict[str, str]], *, runs: int, late: int, count: int) -> None:
    """Print what many runs give beside one."""
    copies, together = deliver([records])
    groups, reports = len(set(copies)), len(set(together))
    how = f"{late} of them one by one" if late else f"{runs} runs"
    print(f"{len(records)} documents, {how}: {groups} copy groups, {reports} events", flush=True)
    same, agree = 0, []
    for number, found in enumerate(shuffles(records, runs=runs, late=late, count=count)):
        same += found[0] == copies
        agree.append(score(together, found[1])[2])
        if found[0] != copies:
            print(f"  copies differ in shuffle {number}: ARI {score(copies, found[0])[2]:.4f}", flush=True)
        if number in {0, count} or not number % 10:
            print(
                f"  by day and {number} shuffles: copies the same in {same} of {number + 1},"
                f" events ARI {min(agree):.4f} at least, {np.mean(agree):.4f} on average",
                flush=True,
            )


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=160)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--shuffles", type=int, default=100)
    parser.add_argument("--late", type=int, default=0)
    parser.add_argument("--partial", action="store_true")
    parser.add_argument("--dense", action="store_true")
    options = parser.parse_args()
    if not DATA.exists():
        print(f"no data at {DATA}: nothing to measure")
        return
    chance = random.Random(1)  # noqa: S311 - seeded
    records = articles(options.documents, chance, dense=options.dense)
    good_part = 0 if options.partial else neighbourhood.GOOD_PART
    with (
        worked_out_once(),
        patch.object(matching, "SMALL", 0),
        patch.object(neighbourhood, "GOOD_PART", good_part),
    ):
        compare(records, runs=options.runs, late=options.late, count=options.shuffles)


if __name__ == "__main__":
    main()
