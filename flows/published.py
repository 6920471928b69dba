"""What an output folder has published: the manifest, and the records of the files that it names.

The manifest is the only way in. It is written last, so a file that it does not name is not published, whatever lies
in the folder; a run that was killed leaves nothing that counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from cleaners import Document, Knowledge
from flows.errors import Damaged, NotFound
from flows.records import Record, join_edits, read_lines

FORMAT: Final = 1

# The folder of what runs learned.
KNOWLEDGE: Final = "knowledge/"


@dataclass(frozen=True, slots=True)
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
        """The runs, oldest first: id, counts, settings, versions, knowledge."""
        return list(self.manifest["runs"])

    def path(self, kind: str, run: Record) -> Path:
        """The file of a kind (`documents`, `edits`, `rejects`, `groups`, `changes`) that a run wrote."""
        return self.folder / kind / f"{run['id']}.jsonl"

    def records(self, kind: str) -> Iterator[Record]:
        """Every published record of a kind, run by run."""
        for run in self.runs:
            yield from read_lines(self.path(kind, run))

    def documents(self) -> Iterator[Document]:
        """Every published document with its edits, run by run."""
        for run in self.runs:
            yield from join_edits(
                read_lines(self.path("documents", run)), read_lines(self.path("edits", run))
            )

    def knowledge(self) -> Knowledge:
        """What the last run handed on.

        Raises:
            Damaged: its file is not there or cannot be read.
        """
        if not self.runs or not (digest := self.runs[-1].get("knowledge")):
            return Knowledge()
        path = self.folder / knowledge_name(digest)
        try:
            return Knowledge.from_record(json.loads(path.read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError, AttributeError) as error:
            message = f"{path} is damaged: {error}"
            raise Damaged(message) from error

    def groups(self) -> list[Record]:
        """The events as of the last run, each with its copy groups."""
        return list(read_lines(self.path("groups", self.runs[-1]))) if self.runs else []


def knowledge_name(digest: str) -> str:
    """The file of a run's knowledge, by its hash: relative to the output."""
    return f"{KNOWLEDGE}{digest[:16]}.json"


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
