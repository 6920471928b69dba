"""The floors: `python -m benchmarks.gate [name...]` measures what `floors.toml` pins and fails where one fell.

A benchmark that has floors offers `gate() -> dict[str, float]`: our figures alone, without the peers, by the names
that the floors use. A floor holds for the data that it was pinned on, so `floors.toml` names that data with its
hash; where the data is absent the gate says so and passes, and where it is other data it fails. A floor is lowered
by editing that file, which shows in a diff, and by nothing else.
"""

from __future__ import annotations

import hashlib
import importlib
import os
import sys
import tomllib
from collections.abc import Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent))

DATA = Path(os.environ.get("COPYDESK_DATA", "../shared/data"))
FLOORS = Path(__file__).parent / "floors.toml"


def hash_of(path: Path) -> str:
    """SHA-256 of a file, or of a folder's names and files."""
    digest = hashlib.sha256()
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        if file.is_file():
            digest.update(file.relative_to(path.parent).as_posix().encode() + b"\0" + file.read_bytes())
    return digest.hexdigest()


def judge(floors: Mapping[str, Any], figures: Mapping[str, float]) -> Iterator[tuple[str, bool]]:
    """Compare figures with the floors (`at_least`) and ceilings (`at_most`) of one benchmark.

    Yields:
        A line to print, and whether it holds.

    Raises:
        KeyError: a pinned figure was not measured.
    """
    for kind, sign in (("at_least", 1), ("at_most", -1)):
        for figure, bound in floors.get(kind, {}).items():
            holds = sign * figures[figure] >= sign * bound
            yield f"  {figure:42} {figures[figure]:10.4f}  {kind.replace('_', ' ')} {bound:g}", holds


def data_is_there(floors: Mapping[str, Any]) -> bool:
    """Whether the data of a benchmark is there.

    Raises:
        ValueError: it is there, and it is not what the floors were pinned on.
    """
    for name, pinned in floors.get("data", {}).items():
        path = DATA / name
        if not path.exists():
            return False
        if (found := hash_of(path)) != pinned:
            message = f"{name} is other data than the floors were pinned on: {found}"
            raise ValueError(message)
    return True


def figures_of(name: str) -> dict[str, float]:
    """The figures of one benchmark, measured in a process of its own: what an earlier one loaded changes nothing."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_measure, name).result()


def _measure(name: str) -> dict[str, float]:
    figures: dict[str, float] = importlib.import_module(f"benchmarks.{name}").gate()
    return figures


def main(names: list[str]) -> int:
    """Measure and judge; the exit code is 1 where a floor fell."""
    fallen = 0
    for name, floors in tomllib.loads(FLOORS.read_text(encoding="utf-8")).items():
        if names and name not in names:
            continue
        if not data_is_there(floors):
            print(f"{name}: skipped, its data is absent from {DATA}")
            continue
        print(name)
        for line, holds in judge(floors, figures_of(name)):
            print(line if holds else f"{line}  FELL")
            fallen += not holds
    return min(fallen, 1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
