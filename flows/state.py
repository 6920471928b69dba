"""The state: what makes the next run incremental, and nothing that cannot be made again from what is published.

Under `state/` stand a SQLite file, which knows every input that was seen and where each document of the window stands
in the published files, and a segment (`flows.segment`), by which new documents find the ones that they may join. A seal
names the hash of each of these files, the scheme that they were made by and the output that they were made from. Where
one of the three is not what it should be, the state is thrown away and made again: it is never mended and never mixed.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from cleaners import Document, Settings
from cleaners.copy_index import INDEX_SCHEME
from cleaners.event_kin import KIN_SCHEME
from cleaners.links import NO_LINKS, Links, extend_links
from cleaners.mend import before_mending
from cleaners.signatures import PERMUTATIONS, SCHEME, SEED
from flows.files import hash_file, write_atomically
from flows.places import Place, places, read_place
from flows.published import Published
from flows.records import Record
from flows.segment import EMPTY, Segment, load_links, save_links

FORMAT: Final = 1

TABLES: Final = """
CREATE TABLE seen (id TEXT PRIMARY KEY, kind TEXT NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE documents (
  id TEXT PRIMARY KEY, run TEXT NOT NULL, start INTEGER, size INTEGER, edits_start INTEGER, edits_size INTEGER,
  digest TEXT, event TEXT, copies TEXT
) WITHOUT ROWID, STRICT;
CREATE INDEX documents_by_event ON documents (event);
CREATE INDEX documents_by_copies ON documents (copies);
"""


@dataclass(frozen=True, slots=True)
class State:
    """The state of an output.

    Attributes:
        folder: `state/` below the output.
    """

    folder: Path

    @property
    def index(self) -> Path:
        """The SQLite file."""
        return self.folder / "index.sqlite"

    @property
    def segment_folder(self) -> Path:
        """Where the arrays stand."""
        return self.folder / "segment"

    def refresh(self, published: Published, settings: Settings) -> None:
        """Make the state anew unless it is sound, of this scheme and of what is published."""
        if self.faults() or self._seal().get("made from") != _stamp(published, settings):
            self._rebuild(published, settings)

    def faults(self) -> list[str]:
        """What is wrong with the files of the state, a line each; a state that was never made has none."""
        seal = self._seal()
        if not seal:
            return ["state/seal.json: missing or damaged"] if self.index.exists() else []
        return [
            f"state/{name}: damaged"
            for name, digest in seal["files"].items()
            if not (self.folder / name).is_file() or hash_file(self.folder / name).sha256 != digest
        ]

    def segment(self) -> Segment:
        """The rows of the window's documents."""
        return Segment.load(self.segment_folder)

    def links(self) -> Links:
        """Which of them are copies of each other."""
        return load_links(self.segment_folder)

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """The SQLite file, to read: nobody writes while a run works, and reading leaves no file beside it."""
        uri = f"{self.index.absolute().as_uri()}?mode=ro&immutable=1"
        with closing(sqlite3.connect(uri, uri=True)) as store:
            yield store

    def absorb(self, published: Published, run: Record, segment: Path, settings: Settings) -> None:
        """Take in what a run has published.

        Args:
            published: the output after the run.
            run: its entry of the manifest.
            segment: the folder with the segment that the run has left, which is moved; not there if it added none.
            settings: of the run.
        """
        (self.folder / "seal.json").unlink(
            missing_ok=True
        )  # from here on the state is none until it is sealed
        if segment.exists():
            shutil.rmtree(self.segment_folder)
            segment.rename(self.segment_folder)
        with self._writing() as store:
            _see(store, published, run)
            rows = ((place.row(), record) for place, record in places(published, run))
            _add(store, ((*row, record["event"], record["copy_group"]) for row, record in rows))
            for change in published.lines("changes", run):
                column = change["kind"]
                moved = [(None, name) for name in change["removed"]]
                store.executemany(_MOVE_OUT[column], [(name, change["group"]) for _, name in moved])
                store.executemany(_MOVE_IN[column], [(change["group"], name) for name in change["added"]])
            store.execute("DELETE FROM documents WHERE event IS NULL")
        self._set_seal(published, settings)

    def _rebuild(self, published: Published, settings: Settings) -> None:
        """Everything again, from what is published."""
        for name in ("seal.json", "index.sqlite", "index.sqlite-wal", "index.sqlite-shm"):
            (self.folder / name).unlink(missing_ok=True)
        shutil.rmtree(self.segment_folder, ignore_errors=True)
        self.segment_folder.mkdir(parents=True)
        homes = {
            member["id"]: (event["id"], group["id"])
            for event in published.groups()
            for group in event["copies"]
            for member in group["members"]
        }
        with self._writing() as store:
            store.executescript(TABLES)
            for run in published.runs:
                _see(store, published, run)
                rows = ((place.row(), record["id"]) for place, record in places(published, run))
                _add(store, ((*row, *homes[name]) for row, name in rows if name in homes))
        with self.reading() as store:
            documents = fetch(store, published, sorted(homes))
        segment = Segment.of(documents) if documents else EMPTY
        texts = [before_mending(document) for document in documents]
        links = extend_links(
            segment.copies,
            NO_LINKS,
            lambda rows: [texts[row] for row in rows.tolist()],
            settings=settings.copies,
        )
        segment.save(self.segment_folder)
        save_links(links, self.segment_folder)
        self._set_seal(published, settings)

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """The SQLite file, to write, in one transaction."""
        with closing(sqlite3.connect(self.index)) as store:
            store.execute("PRAGMA journal_mode=WAL")
            with store:
                yield store

    def _set_seal(self, published: Published, settings: Settings) -> None:
        paths = [self.index, *sorted(self.segment_folder.iterdir())]
        files = {path.relative_to(self.folder).as_posix(): hash_file(path).sha256 for path in paths}
        body = json.dumps({"files": files, "made from": _stamp(published, settings)}, sort_keys=True)
        write_atomically(self.folder / "seal.json", [body + "\n", _sha256(body) + "\n"])

    def _seal(self) -> dict[str, Any]:
        """What the seal says; nothing where there is none or it is not as it was written."""
        try:
            body, digest, rest = (self.folder / "seal.json").read_text(encoding="utf-8").split("\n")
        except (OSError, ValueError):
            return {}
        seal: dict[str, Any] = json.loads(body) if _sha256(body) == digest and not rest else {}
        return seal


_MOVE_OUT: Final = {
    "event": "UPDATE documents SET event = NULL WHERE id = ? AND event = ?",
    "copies": "UPDATE documents SET copies = NULL WHERE id = ? AND copies = ?",
}
_MOVE_IN: Final = {
    "event": "UPDATE documents SET event = ? WHERE id = ?",
    "copies": "UPDATE documents SET copies = ? WHERE id = ?",
}


def fetch(store: sqlite3.Connection, published: Published, names: Sequence[str]) -> list[Document]:
    """Documents of the window, read from where they stand, in the order of their ids.

    Args:
        store: the SQLite file.
        published: the output.
        names: ids of documents of the window.

    Raises:
        Damaged: a document is not what was published.
    """
    found: dict[str, Document] = {}
    elsewhere: set[str] = set()
    for name in names:
        row = store.execute(
            "SELECT id, run, start, size, edits_start, edits_size, digest FROM documents WHERE id = ?",
            (name,),
        ).fetchone()
        place = Place(*row)
        if place.start is None:
            elsewhere.add(name)
        else:
            found[name] = read_place(published, place)
    if elsewhere:
        found.update((document.id, document) for document in published.documents(elsewhere))
    return [found[name] for name in names]


def event_members(store: sqlite3.Connection, events: Iterable[str]) -> set[str]:
    """The documents of some events."""
    query = "SELECT id FROM documents WHERE event = ?"
    return {row[0] for event in events for row in store.execute(query, (event,))}


def events_of(store: sqlite3.Connection, names: Iterable[str]) -> set[str]:
    """The events that some documents are in; those that are in none yet are passed over."""
    rows = (store.execute("SELECT event FROM documents WHERE id = ?", (name,)).fetchone() for name in names)
    return {row[0] for row in rows if row}


@dataclass(frozen=True, slots=True)
class GroupIds:
    """The ids of all events (`event`) or copy groups (`copies`) of the window.

    Attributes:
        store: the SQLite file.
        column: which of the two.
    """

    store: sqlite3.Connection
    column: str

    def __contains__(self, name: object) -> bool:
        """Whether there is a group with an id."""
        query = {
            "event": "SELECT 1 FROM documents WHERE event = ? LIMIT 1",
            "copies": "SELECT 1 FROM documents WHERE copies = ? LIMIT 1",
        }[self.column]
        return self.store.execute(query, (name,)).fetchone() is not None


def _see(store: sqlite3.Connection, published: Published, run: Record) -> None:
    kinds = ("documents", "rejects", *(["pruned"] if "pruned" in run else []))
    ids = ((record["id"], kind) for kind in kinds for record in published.lines(kind, run))
    store.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?)", ids)


def _add(store: sqlite3.Connection, rows: Iterable[tuple[object, ...]]) -> None:
    store.executemany("INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def _stamp(published: Published, settings: Settings) -> dict[str, object]:
    """The output that a state is made from and the scheme that it is made by."""
    files = {name: entry for name, entry in published.manifest["files"].items() if name != "report.html"}
    output = _sha256(json.dumps([published.runs, files], sort_keys=True))
    signatures = [SCHEME, SEED, PERMUTATIONS, INDEX_SCHEME, KIN_SCHEME]
    return {"format": FORMAT, "output": output, "scheme": signatures, "settings": asdict(settings.copies)}


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
