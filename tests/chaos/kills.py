"""Kills at random moments: of the run, of a child of it, of whichever fork of a child is at work."""

from __future__ import annotations

import os
import random
import shutil
import signal
import time
from contextlib import suppress
from pathlib import Path

from tests.chaos.counts import Counts, partial_files
from tests.chaos.reader import reading
from tests.chaos.runs import Run, descendants, start, start_cold
from tests.world import SEEDS, published

OF_A_CHILD = 0.4  # of the kills
COLD = 0.05  # of the runs


def deliver(folder: Path, copies: int, length: int = 1500) -> list[Path]:
    """Two inboxes of short texts: a first delivery, and the same with more."""
    inboxes = [folder / "first", folder / "second"]
    for number in range(copies):
        for path in SEEDS.glob("*.txt"):
            for inbox in inboxes[number >= copies // 2 :]:
                inbox.mkdir(parents=True, exist_ok=True)
                text = f"{path.read_text(encoding='utf-8')[:length]}\n\n{number}"
                (inbox / f"{number}-{path.name}").write_text(text, encoding="utf-8")
                os.utime(inbox / f"{number}-{path.name}", (1_700_000_000, 1_700_000_000))
    return inboxes


def kill_at(run: Run, moment: float, chance: random.Random) -> bool:
    """Kill a run, or one of the processes below it, some time after its start; False where it was through by then."""
    below_too = chance.random() < OF_A_CHILD
    if run.wait(moment) is not None:
        return False
    below = sorted(descendants(run.pid)) if below_too else []
    with suppress(ProcessLookupError):
        os.kill(chance.choice(below) if below else run.pid, signal.SIGKILL)
    return True


def random_kills(folder: Path, counts: Counts, *, kills: int, copies: int, seed: int) -> None:
    """Kill until so many kills are done, up to three in a row on one delivery; then let it come through.

    Args:
        folder: to work in.
        counts: to add to.
        kills: how many.
        copies: times five inputs in a full delivery.
        seed: of the moments and the victims.
    """
    chance = random.Random(seed)
    inboxes = deliver(folder, copies)
    expected, took = [], []
    for inbox in inboxes:
        began = time.monotonic()
        assert start(inbox, folder / "undisturbed").wait() == 0
        took.append(time.monotonic() - began)
        expected.append(published(folder / "undisturbed"))
    until = counts.blows + kills
    output = folder / "output"
    while counts.blows < until:
        with reading(output, counts):
            for inbox, wanted, seconds in zip(inboxes, expected, took, strict=True):
                for _ in range(min(chance.randint(1, 3), until - counts.blows)):
                    _kill_one(inbox, output, seconds, chance, counts)
                through = start(inbox, output).wait() == 0
                counts.resumed += through
                counts.stuck += not through
                counts.compare(output, wanted, len(list(inbox.iterdir())))
        shutil.rmtree(output)
        counts.say("killed at random")


def _kill_one(inbox: Path, output: Path, seconds: float, chance: random.Random, counts: Counts) -> None:
    cold = chance.random() < COLD
    run = (start_cold if cold else start)(inbox, output)
    killed = kill_at(run, chance.uniform(0.0, 1.0) * seconds * (5 if cold else 1), chance)
    counts.blows += killed
    status = run.wait()
    if status != -signal.SIGKILL:  # it was through, or has got over the loss of a child
        counts.stuck += status != 0
        counts.resumed += killed and status == 0
    counts.partial += len(partial_files(output)) if output.exists() else 0
