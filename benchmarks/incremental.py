"""Incremental equals batch: many runs, in any order, beside one run over all of it.

    python -m benchmarks.incremental [--documents 240] [--runs 30] [--shuffles 5] [--small 500 0]

Articles of `$COPYDESK_DATA/events` and some made-up copies of them come in as so many runs, through the whole command:
day by day, and shuffled; once with the rule for small windows, by which few documents are grouped as a whole, and once
without it. The window is open. Printed: how many of the deliveries gave the very same copy groups, and the lowest ARI of
the events.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.copies import score
from cleaners import Settings
from flows import matching
from flows.local import run_local
from flows.published import Published

DATA = Path(os.environ.get("COPYDESK_DATA", "../shared/data")) / "events"
OPEN = Settings(retention_days=100_000, steps=())


def articles(count: int, chance: random.Random) -> list[dict[str, str]]:
    """Real articles; one in five a second time, without some of its paragraphs."""
    rows = [
        json.loads(line)
        for name in ("ecbplus", "basil")
        for line in (DATA / f"{name}_dev.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    chosen = chance.sample([row for row in rows if row["text"]], count * 5 // 6)
    found = [{"title": row["title"] or "", "text": row["text"]} for row in chosen]
    for row in chance.sample(found, count - len(found)):
        sentences = row["text"].split(". ")
        found.append({**row, "text": ". ".join(sentences[: max(3, len(sentences) * 4 // 5)])})
    return [
        {
            **row,
            "url": f"https://site{number}.example/",
            "published": f"2024-05-{1 + number * 30 // count:02}",
        }
        for number, row in enumerate(found)
    ]


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


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=240)
    parser.add_argument("--runs", type=int, default=30)
    parser.add_argument("--shuffles", type=int, default=5)
    parser.add_argument("--small", type=int, nargs="+", default=[matching.SMALL, 0])
    options = parser.parse_args()
    if not DATA.exists():
        print(f"no data at {DATA}: nothing to measure")
        return
    chance = random.Random(1)  # noqa: S311 - a seeded shuffle
    records = articles(options.documents, chance)
    copies, events = deliver([records])
    print(
        f"{len(records)} documents, {options.runs} runs: {len(set(copies))} texts, {len(set(events))} events"
    )
    for small in options.small:
        matching.SMALL = small  # type: ignore[misc]
        same, worst = 0, 1.0
        for number in range(1 + options.shuffles):
            order = chance.sample(records, len(records)) if number else records  # which stand by day
            found = deliver([part.tolist() for part in np.array_split(np.array(order), options.runs)])
            same += found[0] == copies
            worst = min(worst, score(events, found[1])[2])
        print(
            f"  small windows as a whole up to {small}: by day and {options.shuffles} shuffles,"
            f" copies the same in {same} of {1 + options.shuffles}, events ARI {worst:.4f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
