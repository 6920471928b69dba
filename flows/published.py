"""What an output folder has published: the manifest, and the records of the files that it names.

The manifest is the only way in. It is written last, so a file that it does not name is not published, whatever lies
in the folder; a run that was killed leaves nothing that counts.
"""

from __future__ import annotations

import json
from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, Final

from cleaners import Document, Knowledge
from flows.errors import Damaged, NotFound
from flows.records import Record, join_edits
from flows.seals import hash_text
from flows.tables import read_table

FORMAT: Final = 1

# The folder of what runs learned.
KNOWLEDGE: Final = "knowledge/"


# What a manifest held before it carried its own hash; one that holds no more is read without.
_UNSEALED: Final = frozenset({"format", "runs", "files"})


@dataclass(frozen=True)
class Published:
    """A manifest and the folder that it speaks of."""

    folder: Path
    manifest: dict[str, Any]

    @classmethod
    def read(cls, folder: Path) -> Published:
        """What a folder has published; nothing where it holds no manifest.

        Raises:
            Damaged: the manifest is not JSON, not as it was written, or of another format.
        """
        path = folder / "manifest.json"
        if not path.exists():
            return cls(folder, {"format": FORMAT, "runs": [], "files": {}})
        try:
            data = path.read_bytes()
            manifest = json.loads(data)
            known = manifest["format"] == FORMAT
            known = known and isinstance(manifest["runs"], list) and isinstance(manifest["files"], dict)
        except (ValueError, KeyError, TypeError) as error:
            message = f"{path} is damaged: {error}"
            raise Damaged(message) from error
        if not known:
            message = f"{path}: format {manifest['format']!r}, this version reads {FORMAT}"
            raise Damaged(message)
        if manifest.keys() != _UNSEALED and manifest_text(manifest).encode() != data:
            message = f"{path} is damaged: not what was published"
            raise Damaged(message)
        manifest.pop("sha256", None)
        return cls(folder, manifest)

    @property
    def runs(self) -> list[Record]:
        """The runs, oldest first: id, counts, settings, versions, knowledge."""
        return list(self.manifest["runs"])

    def path(self, kind: str, run: Record) -> Path:
        """The file of a kind (`documents`, `edits`, `rejects`, `groups`, `changes`) that a run wrote."""
        return self.folder / self.name(kind, run)

    def name(self, kind: str, run: Record) -> str:
        """The same as the manifest names it: relative to the output."""
        return f"{kind}/{run['id']}.{run['format']}"

    def lines(self, kind: str, run: Record) -> Iterator[Record]:
        """Every record of a kind that one run wrote."""
        return read_table(self.path(kind, run))

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

    def read_by_every_run(self) -> set[str]:
        """The files that a run reads from end to end; of the others it reads a document, by its place and its hash."""
        if not self.runs:
            return set()
        last = self.runs[-1]
        read = {
            self.name("groups", last),
            *(name for name in self.manifest["files"] if name.startswith(KNOWLEDGE)),
        }
        packed = (run for run in self.runs if run["format"] != "jsonl")
        return read.union(self.name(kind, run) for run in packed for kind in ("documents", "edits"))

    def groups(self) -> list[Record]:
        """The events as of the last run, each with its copy groups."""
        return list(self.lines("groups", self.runs[-1])) if self.runs else []


def knowledge_name(digest: str) -> str:
    """The file of a run's knowledge, by its hash: relative to the output."""
    return f"{KNOWLEDGE}{digest[:16]}.json"


def manifest_text(manifest: Mapping[str, Any]) -> str:
    """A manifest as it is written, with the hash of all else that it holds: a flipped bit can leave good JSON."""
    plain = {name: value for name, value in manifest.items() if name != "sha256"}
    return _to_json({**plain, "sha256": hash_text(_to_json(plain))})


def _to_json(manifest: Mapping[str, Any]) -> str:
    return json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False) + "\n"


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
