"""Replacing published files, all of them or none, whatever happens in between.

Files of a run never change, with one exception: what has to be forgotten is taken out of them. That touches many files
at once, and a power cut between two of them must leave neither a mixture nor a manifest that does not fit. So the new
files are written aside, complete with their manifest; then one file says that they are ready; then they move into
place. Whoever next holds the output finishes the move, or throws away what never became ready.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flows.files import Written, sync_folder, write_atomically
from flows.published import manifest_text
from flows.records import Record
from flows.state import State
from flows.tables import write_table

READY: Final = "ready.json"  # there or not; what waits beside it is what has to be moved
MANIFEST: Final = "manifest.json"


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
        self.write(MANIFEST, [manifest_text(manifest)])
        write_atomically(self.aside / READY, ["true\n"])
        self.finish()

    def finish(self) -> None:
        """Move what is ready and was not moved yet; throw away what never became ready."""
        ready = self.aside / READY
        if ready.exists():
            State(self.output / "state").drop()  # it knows what has to be forgotten
            waiting = {
                path.relative_to(self.aside).as_posix() for path in self.aside.rglob("*") if path.is_file()
            }
            for name in [*sorted(waiting - {READY, MANIFEST}), *(waiting & {MANIFEST})]:
                place = self.output / name
                place.parent.mkdir(parents=True, exist_ok=True)
                (self.aside / name).replace(place)
                sync_folder(place.parent)
            ready.unlink()
        if self.aside.exists():
            shutil.rmtree(self.aside)
