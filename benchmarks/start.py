"""How long copydesk takes to answer: the help, five seeds without Prefect, five seeds through a Prefect flow.

    make bench-start

Wall time of whole processes, best of three where a start is warm; a cold start gets a fresh Prefect home.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
BIN = Path(sys.executable).parent


def seconds(command: list[str], environment: dict[str, str]) -> float:
    """Wall time of one process that must end well."""
    began = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, cwd=ROOT, env=environment)  # noqa: S603 - our own program
    return time.perf_counter() - began


def main() -> None:
    """Print each figure beside its limit."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = {**os.environ, "PREFECT_HOME": str(folder / "prefect"), "DO_NOT_TRACK": "1"}
        helps = [str(BIN / "copydesk"), "--help"]
        print(
            f"copydesk --help            {min(seconds(helps, environment) for _ in range(3)):6.2f} s   limit 0.5 s"
        )
        runs = [
            [str(BIN / "copydesk"), "run", "seeds", "-o", str(folder / f"local{turn}")] for turn in range(3)
        ]
        best = min(seconds(command, environment) for command in runs)
        print(f"copydesk run seeds, warm   {best:6.2f} s   limit 5 s")
        for start in ("cold", "warm"):
            command = [str(BIN / "prefect"), "run", "flows/clean_news.py:clean_news"]
            command += ["-p", "source=seeds", "-p", f"output={folder / start}"]
            print(f"prefect run seeds, {start}    {seconds(command, environment):6.2f} s")


if __name__ == "__main__":
    main()
