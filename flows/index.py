"""The index: the SQLite file of the state, which knows what was seen and where the window's documents stand."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

from cleaners import Document
from flows.places import Place, read_place
from flows.published import Published
from flows.records import Record

TABLES: Final = """
CREATE TABLE seen (id TEXT PRIMARY KEY, kind TEXT NOT NULL) WITHOUT ROWID, STRICT;
CREATE TABLE documents (
  id TEXT PRIMARY KEY, run TEXT NOT NULL, start INTEGER, size INTEGER, edits_start INTEGER, edits_size INTEGER,
  digest TEXT, event TEXT, copies TEXT
) WITHOUT ROWID, STRICT;
CREATE INDEX documents_by_event ON documents (event);
CREATE INDEX documents_by_copies ON documents (copies);
"""

_MOVE_OUT: Final = {
    "event": "UPDATE documents SET event = NULL WHERE id = ? AND event = ?",
    "copies": "UPDATE documents SET copies = NULL WHERE id = ? AND copies = ?",
}
_MOVE_IN: Final = {
    "event": "UPDATE documents SET event = ? WHERE id = ?",
    "copies": "UPDATE documents SET copies = ? WHERE id = ?",
}


def see(store: sqlite3.Connection, published: Published, run: Record) -> None:
    """Note what a run has seen: documents, rejects, and what was pruned."""
    kinds = ("documents", "rejects", *(["pruned"] if "pruned" in run else []))
    ids = ((record["id"], kind) for kind in kinds for record in published.lines(kind, run))
    store.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?)", ids)


def add(store: sqlite3.Connection, rows: Iterable[tuple[object, ...]]) -> None:
    """Add documents to the window: the fields of a place, the event, the copy group."""
    store.executemany("INSERT OR REPLACE INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def move(store: sqlite3.Connection, changes: Iterable[Record]) -> None:
    """Take documents out of their groups and into others, as a run says; those that are in none have left."""
    for change in changes:
        kind, group = change["kind"], change["group"]
        store.executemany(_MOVE_OUT[kind], [(name, group) for name in change["removed"]])
        store.executemany(_MOVE_IN[kind], [(group, name) for name in change["added"]])
    store.execute("DELETE FROM documents WHERE event IS NULL")


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


def whole_events(store: sqlite3.Connection, names: AbstractSet[str]) -> set[str]:
    """Some documents, and all that share an event with one of them."""
    return {*names, *event_members(store, events_of(store, names))}


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
