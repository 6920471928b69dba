"""Replacing published files, all of them or none, whatever happens in between.

Files of a run never change, with one exception: what has to be forgotten is taken out of them. That touches many files
at once, and a power cut between two of them must leave neither a mixture nor a manifest that does not fit. So the new
files are written aside, complete with their manifest; then one file says that they are ready; then they move into
place. Whoever next holds the output finishes the move, or throws away what never became ready.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flows.files import Written, sync_folder, write_atomically
from flows.records import Record
from flows.state import State
from flows.tables import write_table

READY: Final = "ready.json"


@dataclass(frozen=True, slots=True)
class Rewrite:
    """New versions of published files, aside until all of them are there.

    Attributes:
        output: the folder that runs publish to.
    """

    output: Path

    @property
    def aside(self) -> Path:
        """Where the files wait."""
        return self.output / "state" / "rewrite"

    def write(self, name: str, chunks: Iterable[str]) -> Written:
        """Write one file aside.

        Args:
            name: its path below the output.
            chunks: the text, in pieces of whole lines.
        """
        return write_atomically(self.aside / name, chunks)

    def write_table(self, name: str, records: Iterable[Record], kind: str) -> Written:
        """Write one table aside.

        Args:
            name: its path below the output.
            records: its lines.
            kind: which table.
        """
        return write_table(self.aside / name, records, kind)

    def commit(self, manifest: Mapping[str, object]) -> None:
        """Put everything that was written into its place, and the manifest last."""
        names = sorted(
            path.relative_to(self.aside).as_posix() for path in self.aside.rglob("*") if path.is_file()
        )
        text = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
        self.write("manifest.json", [text + "\n"])
        write_atomically(self.aside / READY, [json.dumps([*names, "manifest.json"])])
        self.finish()

    def finish(self) -> None:
        """Move what is ready and was not moved yet; throw away what never became ready."""
        ready = self.aside / READY
        if ready.exists():
            State(self.output / "state").drop()  # it knows what has to be forgotten
            for name in json.loads(ready.read_text(encoding="utf-8")):
                place = self.output / name
                if (self.aside / name).exists():
                    place.parent.mkdir(parents=True, exist_ok=True)
                    (self.aside / name).replace(place)
                    sync_folder(place.parent)
            ready.unlink()
        if self.aside.exists():
            shutil.rmtree(self.aside)
