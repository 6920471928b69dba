"""The short form of `make chaos`: a few of its kills, errors and full disks, chosen by a seed."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from tests.world import ROOT


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_whatever_strikes_a_run_the_next_one_leaves_the_bytes_of_an_undisturbed_one() -> None:
    options = ["--parts", "random", "steps", "disk", "--kills", "4", "--sample", "3"]
    command = [sys.executable, "-m", "tests.chaos", *options]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    sys.stdout.write(done.stdout)
    struck = {
        part: int(count) for part, count in re.findall(r"^(\w+): (\d+) blows", done.stdout, re.MULTILINE)
    }
    assert struck["random"] == 4
    assert struck["steps"] == 9
    assert struck["disk"] >= 3
