"""`make chaos`: the long form. Prints a line of counts while it works, and one for each part in the end."""

from __future__ import annotations

import argparse
import random
import sys
import tempfile
from pathlib import Path

from tests.chaos import disk, under_prefect
from tests.chaos.counts import Counts
from tests.chaos.kills import deliver, random_kills
from tests.chaos.runs import start, warm_up
from tests.chaos.writes import BLOWS, at_every_step
from tests.prefect_house import House

PARTS = ("random", "steps", "disk", "prefect")
STEPS_SAMPLED_FROM = 170  # a run takes that many, and some more


def at_steps(folder: Path, counts: Counts, sample: int | None, seed: int) -> None:
    """Killed and refused at each step on the disk, or at a few."""
    inbox, before = _second_delivery(folder)
    chance = random.Random(seed)
    for blow in BLOWS:
        steps = sorted(chance.sample(range(1, STEPS_SAMPLED_FROM), sample)) if sample else None
        at_every_step(inbox, before, folder, counts, blow=blow, steps=steps)


def on_bad_disks(folder: Path, counts: Counts, sample: int | None, seed: int) -> None:
    """Without room, and without the right to write."""
    inbox, before = _second_delivery(folder)
    disk.when_files_may_not_grow(
        inbox, before, folder, counts, random.Random(seed).sample(disk.LIMITS, sample or len(disk.LIMITS))
    )
    if not disk.may_mount():
        sys.stdout.write("full and read-only disks: left out, this process may not mount any\n")
        return
    pages = random.Random(seed).sample(range(60), sample) if sample else None
    disk.when_full(inbox, before, folder, counts, pages)
    disk.when_read_only(inbox, before, folder, counts)


def with_prefect(folder: Path, counts: Counts, kills: int) -> None:
    """Server, worker and flow killed in turn, and everything while the one hourly run is going on."""
    inbox = deliver(folder / "in", copies=52, length=400)[1]  # two shards
    (folder / "home").mkdir()
    house = House(folder / "home")
    try:
        house.open()
        house.start_worker()
        victims = [under_prefect.VICTIMS[number % len(under_prefect.VICTIMS)] for number in range(kills)]
        under_prefect.prefect_kills(house, inbox, folder, counts, victims)
        seconds = under_prefect.hourly_after_a_power_cut(house, inbox, folder, counts)
        sys.stdout.write(f"the next hourly run was let in {seconds:.0f} s after a power cut\n")
    finally:
        house.close()


def _second_delivery(folder: Path) -> tuple[Path, Path]:
    """An inbox with more than a first delivery, and the output of the first."""
    first, second = deliver(folder / "in", copies=2)
    assert start(first, folder / "before", workers=1).wait() == 0
    return second, folder / "before"


def main() -> int:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="at random moments")
    parser.add_argument(
        "--prefect-kills", type=int, default=10, help="of the server, the worker, the flow, all of them"
    )
    parser.add_argument("--sample", type=int, help="so many steps, pages and limits instead of all")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS)
    parser.add_argument("--seed", type=int, default=8)
    asked = parser.parse_args()
    warm_up()
    found = {part: Counts() for part in asked.parts}
    for part, counts in found.items():
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            if part == "random":
                random_kills(folder, counts, kills=asked.kills, copies=4, seed=asked.seed)
            elif part == "steps":
                at_steps(folder, counts, asked.sample, asked.seed)
            elif part == "disk":
                on_bad_disks(folder, counts, asked.sample, asked.seed)
            else:
                with_prefect(folder, counts, asked.prefect_kills)
    for part, counts in found.items():
        counts.say(part)
    return 0 if all(counts.are_good for counts in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
