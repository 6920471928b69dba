"""What an output folder has published: the manifest, and the records of the files that it names.

The manifest is the only way in. It is written last, so a file that it does not name is not published, whatever lies
in the folder; a run that was killed leaves nothing that counts.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from cleaners import Document
from flows.errors import Damaged, NotFound
from flows.records import Record, join_edits, read_lines

FORMAT: Final = 1


@dataclass(frozen=True)
class Published:
    """A manifest and the folder that it speaks of."""

    folder: Path
    manifest: dict[str, Any]

    @classmethod
    def read(cls, folder: Path) -> Published:
        """What a folder has published; nothing where it holds no manifest.

        Raises:
            Damaged: the manifest is not JSON, or of another format.
        """
        path = folder / "manifest.json"
        if not path.exists():
            return cls(folder, {"format": FORMAT, "runs": [], "files": {}})
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
            known = manifest["format"] == FORMAT
            known = known and isinstance(manifest["runs"], list) and isinstance(manifest["files"], dict)
        except (ValueError, KeyError, TypeError) as error:
            message = f"{path} is damaged: {error}"
            raise Damaged(message) from error
        if not known:
            message = f"{path}: format {manifest['format']!r}, this version reads {FORMAT}"
            raise Damaged(message)
        return cls(folder, manifest)

    @property
    def runs(self) -> list[Record]:
        """The runs, oldest first: id, counts, settings, versions."""
        return list(self.manifest["runs"])

    def path(self, kind: str, run: Record) -> Path:
        """The file of a kind (`documents`, `edits`, `rejects`, `groups`, `changes`) that a run wrote."""
        return self.folder / kind / f"{run['id']}.jsonl"

    def lines(self, kind: str, run: Record) -> Iterator[Record]:
        """Every record of a kind that one run wrote."""
        return read_lines(self.path(kind, run))

    def records(self, kind: str) -> Iterator[Record]:
        """Every record of documents, edits or rejects that counts, run by run: the last run's word on each id."""
        key = "document" if kind == "edits" else "id"
        for run in self.runs:
            stale = self._taken_over.get(run["id"], frozenset())
            yield from (record for record in self.lines(kind, run) if record[key] not in stale)

    def documents(self, wanted: Container[str] | None = None) -> Iterator[Document]:
        """Every published document that counts, with its edits, run by run.

        Args:
            wanted: only those with these ids; all where it is missing.
        """
        for run in self.runs:
            stale = self._taken_over.get(run["id"], frozenset())
            records = (
                record
                for record in self.lines("documents", run)
                if record["id"] not in stale and (wanted is None or record["id"] in wanted)
            )
            yield from join_edits(records, self.lines("edits", run))

    @cached_property
    def _taken_over(self) -> dict[str, frozenset[str]]:
        """For each run, the ids that a later run has published anew; only a run that says so has replaced any."""
        if not any(run.get("replaced") for run in self.runs):
            return {}
        later: set[str] = set()
        found: dict[str, frozenset[str]] = {}
        for run in reversed(self.runs):
            own = {record["id"] for kind in ("documents", "rejects") for record in self.lines(kind, run)}
            found[run["id"]] = frozenset(own & later)
            later |= own
        return found

    def groups(self) -> list[Record]:
        """The events as of the last run, each with its copy groups."""
        return list(self.lines("groups", self.runs[-1])) if self.runs else []


def open_published(output: Path) -> Published:
    """What a folder has published.

    Raises:
        NotFound: it has published nothing.
    """
    published = Published.read(output)
    if not published.runs:
        message = f"{output} holds no published run"
        raise NotFound(message)
    return published
