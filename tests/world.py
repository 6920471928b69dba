"""Shared by the tests of the shell: folders of inputs, and outputs as comparable values."""

from __future__ import annotations

import hashlib
from pathlib import Path

from cleaners import Settings
from flows.local import run_local
from flows.summary import Summary

ROOT = Path(__file__).parent.parent
SEEDS = ROOT / "seeds"


def run_on(
    source: Path | str, output: Path, settings: Settings | None = None, *, workers: int = 1
) -> Summary:
    """One run without Prefect; any share of rejects is published."""
    return run_local(
        [str(source)], str(output), settings or Settings(), workers=workers, max_reject_share=1.0
    )


def tree(folder: Path) -> dict[str, str]:
    """Every file of a folder with its hash, but for the lock and the times of change that `verified.json` holds."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in {"lock", "verified.json"}
    }


def published(folder: Path) -> dict[str, str]:
    """The files that readers look at, without the state."""
    return {name: digest for name, digest in tree(folder).items() if not name.startswith("state/")}
