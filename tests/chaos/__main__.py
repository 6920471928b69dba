"""`make chaos`: the long form. Prints a line of counts while it works, and one for each part in the end."""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path

from tests.chaos.counts import Counts
from tests.chaos.kills import random_kills
from tests.chaos.runs import warm_up


def main() -> int:
    """Print the counts."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=200, help="at random moments")
    parser.add_argument("--copies", type=int, default=4)
    parser.add_argument("--seed", type=int, default=8)
    asked = parser.parse_args()
    warm_up()
    found = {}
    with tempfile.TemporaryDirectory() as name:
        counts = found["killed at random"] = Counts()
        random_kills(Path(name) / "kills", counts, kills=asked.kills, copies=asked.copies, seed=asked.seed)
    return 0 if all(counts.are_good for counts in found.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
