"""What happened to the runs, and how an output is held against that of a run that nobody disturbed."""

from __future__ import annotations

import sys
from dataclasses import asdict, dataclass
from pathlib import Path

from flows.errors import Damaged
from flows.files import hash_file
from flows.published import Published
from tests.world import published


@dataclass(slots=True)
class Counts:
    """What happened to the runs.

    Attributes:
        blows: processes that were killed, and errors that a run met.
        resumed: runs that came through after a blow.
        stuck: runs that did not.
        quiet: runs that met an error and said that all was well, or that a kill did not end.
        reads: times that a reader went through the output meanwhile.
        partial: files that the manifest named and that were not what it said, to a reader.
        differences: published files that were not those of an undisturbed run, after the next run came through.
        lost: inputs of which no record was left.
        doubled: inputs of which there were two.
    """

    blows: int = 0
    resumed: int = 0
    stuck: int = 0
    quiet: int = 0
    reads: int = 0
    partial: int = 0
    differences: int = 0
    lost: int = 0
    doubled: int = 0

    @property
    def are_good(self) -> bool:
        """Blows and runs that came through, and nothing else."""
        return not (self.stuck + self.quiet + self.partial + self.differences + self.lost + self.doubled)

    def say(self, what: str) -> None:
        """Print the counts, so that who waits sees them grow."""
        counts = ", ".join(f"{count} {name}" for name, count in asdict(self).items())
        sys.stdout.write(f"{what}: {counts}\n")
        sys.stdout.flush()

    def compare(self, output: Path, expected: dict[str, str], inputs: int) -> None:
        """Hold an output against the files that an undisturbed one has."""
        self.differences += len({name for name, _ in published(output).items() ^ expected.items()})
        kinds = ("documents", "rejects")
        ids = [record["id"] for kind in kinds for record in Published.read(output).records(kind)]
        self.lost += max(inputs - len(set(ids)), 0)
        self.doubled += len(ids) - len(set(ids))


def partial_files(output: Path) -> list[str]:
    """Files that the manifest names and that are not what it says, to a reader who comes by at any moment.

    A file that follows the latest run may have moved on since the manifest was read; then the manifest has, too.
    """
    try:
        said = Published.read(output).manifest["files"]
        wrong = [name for name, entry in said.items() if not _is(output / name, entry["sha256"])]
        says = Published.read(output).manifest["files"] if wrong else {}
    except Damaged as error:
        return [str(error)]
    return [name for name in wrong if says.get(name) == said[name]]


def _is(path: Path, digest: str) -> bool:
    try:
        return hash_file(path).sha256 == digest
    except OSError:
        return False
