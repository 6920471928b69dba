"""A thousand documents of which ten are poison, and containers that unfold to a gibibyte.

    make bench-poisons        # or python -m benchmarks.poisons [--documents 1000]

The ten hang, spin, crash in C, abort, eat memory, recurse, end their process in three ways and bring out a defect;
five do so in extraction and five in the text steps (`tests/poisons.py` says how). One is `kill`, which somebody outside does: it costs three starts. Printed for each: the cause that it
was turned away for, what it cost in CPU, in waiting, and resident in the process that met it. Then what the next run
pays for them, and what `replay` makes of them once they are harmless. The language model, which may take 40 s for a
text, is kept from the children.

A container is read by a process of its own: gzip and Zstandard, a text, a page and records, of zeros, of markup, of
blank lines, of records that are none.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.linearity import prose
from benchmarks.processes import PeakOfFamily, children_with, cpu_of_family
from cleaners import Settings
from flows import asking, children
from flows.children import Loss, ask
from flows.local import run_local
from flows.published import Published
from flows.replay import replay_rejects
from tests.poisons import POISONS, SITECUSTOMIZE

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MEBI: Final = 1 << 20


@dataclass(frozen=True, slots=True)
class Cost:
    """What a question to a child cost, or all questions that a poison was in.

    Attributes:
        poison: the name of the poison in it; empty for a good document.
        cpu: seconds of this process and all below it.
        wall: seconds until there was an answer.
        resident: bytes, of the process that met it.
    """

    poison: str
    cpu: float
    wall: float
    resident: int


@contextmanager
def recorded(costs: list[Cost]) -> Iterator[None]:
    """Write down what each question costs; good documents only by their number, since looking costs, too."""

    def ask_and_look(question: bytes, *, seconds: float, tries: int) -> bytes | Loss:
        poison = next((name for name in POISONS if f"poison:{name} ".encode() in question), "")
        if not poison or (b'"clean"' in question[:100]) != (b"late-poison" in question):
            costs.append(Cost("", 0, 0, 0))
            return ask(question, seconds=seconds, tries=tries)
        cpu, wall = cpu_of_family(), time.monotonic()
        with PeakOfFamily() as watched:
            answered = ask(question, seconds=seconds, tries=tries)
        spent = cpu_of_family() - cpu - watched.own_cpu
        costs.append(Cost(poison, spent, time.monotonic() - wall, watched.peak))
        return answered

    with patch.object(asking, "ask", ask_and_look):
        yield


def by_poison(costs: Sequence[Cost]) -> list[Cost]:
    """What each poison cost: together with others, and alone."""
    found: dict[str, Cost] = {}
    for cost in costs:
        if before := found.get(cost.poison):
            most = max(before.resident, cost.resident)
            cost = Cost(cost.poison, before.cpu + cost.cpu, before.wall + cost.wall, most)  # noqa: PLW2901 - added up
        found[cost.poison] = cost
    return list(found.values())


def write_inbox(path: Path, documents: int) -> None:
    """Documents of some hundred words each as records, the poisons evenly among them."""
    lines = [{"text": prose(1_500 + number)} for number in range(documents)]
    for number, poison in enumerate(POISONS):
        line = lines[(number * documents + documents // 2) // len(POISONS)]
        line["text"] += f" {'late-' * (number % 2)}poison:{poison} "
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the poisons.

    Attributes:
        documents: how many came through.
        reasons: what each poison was turned away for.
        costs: of each poison in the first run, and of all good documents.
        share: of the first run's CPU time that the second cost.
        asked_again: questions of the second run.
        replayed: how many of the rejects are documents after a replay without poison.
    """

    documents: int
    reasons: Mapping[str, str]
    costs: Sequence[Cost]
    share: float
    asked_again: int
    replayed: int


def run_poisoned(documents: int) -> Outcome:
    """Run twice, then replay."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        source, output = folder / "in.jsonl", folder / "out"
        write_inbox(source, documents)
        lines = source.read_text(encoding="utf-8").splitlines()
        first: list[Cost] = []
        second: list[Cost] = []
        with children_with(folder / "site", SITECUSTOMIZE):
            began = cpu_of_family()
            with recorded(first):
                summary = run_local([str(source)], str(output), Settings())
            between = cpu_of_family()
            with recorded(second):
                run_local([str(source)], str(output), Settings())
            share = (cpu_of_family() - between) / (between - began)
        reasons = {}
        for reject in Published.read(output).records("rejects"):
            text = json.loads(lines[int(reject["source"].rpartition(":")[2]) - 1])["text"]
            reasons[text.rpartition("poison:")[2].strip()] = reject["reason"]
        replayed = replay_rejects(str(output), Settings())
    children.dismiss()
    done = replayed.tried - replayed.left
    return Outcome(summary.documents, reasons, by_poison(first), share, len(second), done)


PACK: Final[Mapping[str, Callable[[bytes], bytes]]] = {".gz": gzip.compress, ".zst": zstd.compress}
UNITS: Final[Mapping[str, bytes]] = {
    "zeros": b"\0",
    "markup": b"<p>a</p>",
    "blank lines": b"\n",
    "numbers": b"1\n",
}
_READ: Final = """
import sys, time
from benchmarks.memory import peak_memory
from flows.inputs import read_file
from flows.sources import list_sources
before, began = peak_memory(), time.process_time()
reasons = [entry.reason for entry in read_file(list_sources(sys.argv[1:])[0], max_bytes=32 << 20)]
print(reasons[-1], time.process_time() - began, peak_memory() - before)
"""


@dataclass(frozen=True, slots=True)
class Refusal:
    """How a bomb was met: the reason, CPU seconds, and bytes on top of what the reader had before."""

    name: str
    reason: str
    cpu: float
    grown: int


def refuse_bombs() -> Iterator[Refusal]:
    """Read a gibibyte from every kind of container."""
    root = Path(__file__).parent.parent
    paths = os.pathsep.join([str(root), *filter(None, [os.environ.get("PYTHONPATH")])])
    with tempfile.TemporaryDirectory() as folder:
        for suffix, pack in PACK.items():
            for unit, data in UNITS.items():
                packed = pack(data * ((16 << 20) // len(data))) * 64  # streams that follow each other
                for kind in (".txt", ".html", ".jsonl"):
                    path = Path(folder) / f"a{kind}{suffix}"
                    path.write_bytes(packed)
                    done = subprocess.run(  # noqa: S603 - our own reader
                        [sys.executable, "-c", _READ, str(path)],
                        capture_output=True,
                        text=True,
                        check=True,
                        env={**os.environ, "PYTHONPATH": paths},
                    )
                    reason, cpu, grown = done.stdout.split()
                    yield Refusal(f"{unit}, {kind}{suffix}", reason, float(cpu), int(grown))


def gate() -> dict[str, float]:
    """The figures that the floors name."""
    outcome, bombs = run_poisoned(1_000), list(refuse_bombs())
    poisons = [cost for cost in outcome.costs if cost.poison and cost.poison != "kill"]
    return {
        "documents": outcome.documents,
        "rejects with their cause": sum(outcome.reasons.get(name) == why for name, why in POISONS.items()),
        "rejects": len(outcome.reasons),
        "CPU seconds of a poison": max(cost.cpu for cost in poisons),
        "MiB of a poison": max(cost.resident for cost in poisons) / MEBI,
        "asked again": outcome.asked_again,
        "documents by replay": outcome.replayed,
        "bombs refused": sum(bomb.reason == "bomb" for bomb in bombs),
        "CPU seconds of a bomb": max(bomb.cpu for bomb in bombs),
        "MiB of a bomb": max(bomb.grown for bomb in bombs) / MEBI,
    }


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--documents", type=int, default=1_000)
    options = parser.parse_args()
    outcome = run_poisoned(options.documents)
    causes = ", ".join(f"{count} {why}" for why, count in Counter(outcome.reasons.values()).most_common())
    print(
        f"{options.documents} inputs: {outcome.documents} documents, {len(outcome.reasons)} rejects ({causes})"
    )
    for cost in outcome.costs:
        if cost.poison:
            print(
                f"  {cost.poison:10}{outcome.reasons.get(cost.poison, 'a document'):15}{cost.cpu:6.2f} s CPU"
                f"{cost.wall:7.2f} s until it was known{cost.resident / MEBI:7.0f} MiB resident"
            )
    print(f"the next run: {outcome.asked_again} asked again, {outcome.share:.1%} of the first run's CPU time")
    print(f"replay without poison: {outcome.replayed} of {len(outcome.reasons)} are documents")
    for bomb in refuse_bombs():
        print(
            f"  1 GiB of {bomb.name:24}{bomb.reason:11}{bomb.cpu:5.2f} s CPU{bomb.grown / MEBI:6.0f} MiB more"
        )


if __name__ == "__main__":
    main()
