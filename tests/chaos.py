"""`make chaos`: runs that are killed at random moments, and what is left of them.

Each round delivers the seeds several times over, in two parts, and kills the run or a child of it. After each kill the
output is read as downstream reads it, by its manifest. In the end it must be the bytes of a run that nobody disturbed.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from flows.files import hash_file
from flows.published import Published
from tests.world import ROOT, SEEDS, published

# The command line with small shards, so that a kill finds some done and some not.
CODE = (
    "import sys; from cleaners import Settings; from flows import plan; from flows.local import run_local\n"
    "plan.SHARD_FILES = 20\n"
    "if __name__ == '__main__': run_local([sys.argv[1]], sys.argv[2], Settings(), workers=2)"
)


@dataclass(slots=True)
class Counts:
    """What happened to the runs.

    Attributes:
        kills: processes that were killed.
        resumed: runs that came through after a kill.
        partial: files that the manifest named and that were not what it said, after a kill.
        differences: published files that were not those of an undisturbed run.
        lost: inputs of which no record was left.
        doubled: inputs of which there were two.
    """

    kills: int = 0
    resumed: int = 0
    partial: int = 0
    differences: int = 0
    lost: int = 0
    doubled: int = 0

    @property
    def are_good(self) -> bool:
        """Nothing but kills and runs that came through."""
        return not (self.partial or self.differences or self.lost or self.doubled)


def deliver(folder: Path, copies: int) -> list[Path]:
    """Two inboxes: a first delivery, and the same with more."""
    inboxes = [folder / "first", folder / "second"]
    for number in range(copies):
        for path in SEEDS.glob("*.txt"):
            for inbox in inboxes[number >= copies // 2 :]:
                inbox.mkdir(exist_ok=True)
                text = f"{path.read_text(encoding='utf-8')}\n\n{number}"
                (inbox / f"{number}-{path.name}").write_text(text, encoding="utf-8")
                os.utime(inbox / f"{number}-{path.name}", (1_700_000_000, 1_700_000_000))
    return inboxes


def start(source: Path, output: Path) -> subprocess.Popen[bytes]:
    """One run in a process of its own."""
    return subprocess.Popen([sys.executable, "-c", CODE, str(source), str(output)], cwd=ROOT)


def children_of(process: int) -> list[int]:
    """The processes that a process has started; none where the system does not tell."""
    with suppress(OSError):
        return [int(child) for child in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    return []


def kill_at(run: subprocess.Popen[bytes], moment: float, *, child: bool) -> bool:
    """Kill a run, or one of its children, some time after its start; False where it was through by then."""
    time.sleep(moment)
    if run.poll() is not None:
        return False
    victims = (
        [below for above in children_of(run.pid) for below in (*children_of(above), above)] if child else []
    )
    with suppress(ProcessLookupError):
        os.kill(victims[0] if victims else run.pid, signal.SIGKILL)
    if not victims:
        run.wait()
    return True


def count_partial(output: Path) -> int:
    """Files that the manifest names and that are not what it says."""
    if not (output / "manifest.json").exists():
        return 0
    files = Published.read(output).manifest["files"]
    return sum(
        not (output / name).exists() or hash_file(output / name).sha256 != entry["sha256"]
        for name, entry in files.items()
    )


def chaos(kills: int, copies: int, seed: int) -> Counts:
    """Kill until so many kills are done.

    Args:
        kills: how many.
        copies: times five inputs in a full delivery.
        seed: of the moments and the victims.
    """
    counts, moments = Counts(), random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        inboxes = deliver(folder, copies)
        began = time.monotonic()
        for inbox in inboxes:
            assert start(inbox, folder / "undisturbed").wait() == 0
        took = (time.monotonic() - began) / len(inboxes)
        expected = published(folder / "undisturbed")
        while counts.kills < kills:
            output = folder / f"round-{counts.kills}"
            for inbox in inboxes:
                for _ in range(min(2, kills - counts.kills)):
                    run = start(inbox, output)
                    child = moments.random() < 0.3
                    counts.kills += kill_at(run, moments.uniform(0.2, 1.1) * took, child=child)
                    run.wait()
                    counts.partial += count_partial(output)
                counts.resumed += start(inbox, output).wait() == 0
            _compare(output, expected, copies * 5, counts)
            shutil.rmtree(output)
    return counts


def _compare(output: Path, expected: dict[str, str], inputs: int, counts: Counts) -> None:
    found = published(output)
    counts.differences += len(set(found.items()) ^ set(expected.items()))
    ids = [
        record["id"] for kind in ("documents", "rejects") for record in Published.read(output).records(kind)
    ]
    counts.lost += max(inputs - len(set(ids)), 0)
    counts.doubled += len(ids) - len(set(ids))


def main() -> int:
    """Print the counts."""
    parser = argparse.ArgumentParser(description="Kill runs at random moments and compare what is left.")
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--copies", type=int, default=40)
    parser.add_argument("--seed", type=int, default=8)
    asked = parser.parse_args()
    counts = chaos(asked.kills, asked.copies, asked.seed)
    sys.stdout.write(
        f"{counts.kills} kills, {counts.resumed} resumed, {counts.partial} partial, {counts.differences} differences,"
        f" {counts.lost} lost, {counts.doubled} doubled\n"
    )
    return 0 if counts.are_good else 1


if __name__ == "__main__":
    sys.exit(main())
