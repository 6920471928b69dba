"""The desk: one output folder, one writer at a time, and an index of what it has seen.

The index under `state/` is a cache of the published files: it carries the hash of the manifest that it was made
from, and where the two differ it is made again.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from flows.errors import Busy, UserError
from flows.files import WRITING, Staged, hash_file, stage
from flows.published import Published
from flows.rewrite import Rewrite

try:
    import fcntl
except ImportError as error:  # pragma: no cover - Windows
    MESSAGE = "copydesk runs on Linux and macOS; on Windows it lacks the file lock that keeps two runs apart"
    raise ImportError(MESSAGE) from error


# What a run takes of what it finds: what it has not seen; also the rejects; also everything that it has published.
Takes = Literal["new", "rejects", "all"]


# Of the ids that are known, those that such a run passes over; what was pruned never comes back.
SEEN: Final[Mapping[Takes, tuple[str, ...]]] = {
    "new": ("documents", "rejects", "pruned"),
    "rejects": ("documents", "pruned"),
    "all": ("pruned",),
}


@dataclass(frozen=True, slots=True)
class Desk:
    """An output folder that a run works on."""

    folder: Path

    @property
    def state(self) -> Path:
        """What makes the next run incremental; derivable from the rest."""
        return self.folder / "state"

    @property
    def seen_index(self) -> Path:
        """The SQLite file with the ids of every input that was published or turned away."""
        return self.state / "seen.sqlite"

    def published(self) -> Published:
        """What the folder has published so far.

        Raises:
            Damaged: the manifest cannot be read.
        """
        return Published.read(self.folder)

    def publish(self, published: Published, latest: Sequence[Staged] = ()) -> None:
        """Put the files that follow the latest run into their places, and the manifest last.

        From then on, what the manifest names is there.
        """
        text = json.dumps(published.manifest, ensure_ascii=False, indent=1, sort_keys=True, allow_nan=False)
        manifest = stage(self.folder / "manifest.json", [text + "\n"])
        for staged in (*latest, manifest):
            staged.commit()

    def refresh_seen(self) -> None:
        """Make the index of seen inputs agree with the manifest; a broken or stale one is made again."""
        manifest = self.folder / "manifest.json"
        stamp = hash_file(manifest).sha256 if manifest.exists() else ""
        if _stamp_of(self.seen_index) != stamp:
            self.seen_index.unlink(missing_ok=True)
            published = self.published()
            ids = (
                (record["id"], kind)
                for run in published.runs
                for kind in ("documents", "rejects", *(["pruned"] if "pruned" in run else []))
                for record in published.lines(kind, run)
            )
            _write_seen(self.seen_index, ids, stamp)

    @contextmanager
    def reading_seen(self, takes: Takes) -> Iterator[Callable[[str], bool]]:
        """A function that says whether an input was seen before and is not to be taken again.

        Reading leaves the index as it is.

        Args:
            takes: what the run takes of what it finds.
        """
        seen_kinds = SEEN[takes]
        with closing(_open_read_only(self.seen_index)) as store:

            def seen(name: str) -> bool:
                row = store.execute("SELECT kind FROM seen WHERE id = ?", (name,)).fetchone()
                return row is not None and row[0] in seen_kinds

            yield seen


@contextmanager
def hold(output: str) -> Iterator[Desk]:
    """The output folder, with its lock held: the kernel frees it when the process ends, however it ends.

    Raises:
        Busy: another run holds it.
        UserError: the folder cannot be made or written.
    """
    desk = Desk(Path(output))
    try:
        desk.state.mkdir(parents=True, exist_ok=True)
        lock = (desk.state / "lock").open("a")
    except OSError as error:
        message = f"cannot write to {output}: {error.strerror}"
        raise UserError(message) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            message = f"another run holds {output}"
            raise Busy(message) from error
        for unfinished in desk.folder.glob(f"**/.*{WRITING}"):
            unfinished.unlink()  # of a run that was killed: nobody else writes here now
        Rewrite(desk.folder).finish()
        yield desk


def _open_read_only(index: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{index.absolute().as_uri()}?mode=ro", uri=True)


def _stamp_of(index: Path) -> str | None:
    """The manifest that an index was made from; None where there is no sound index."""
    if not index.exists():
        return None
    try:
        with closing(_open_read_only(index)) as store:
            row = store.execute("SELECT stamp FROM made_from").fetchone()
    except sqlite3.DatabaseError:
        return None
    return str(row[0]) if row else None


def _write_seen(index: Path, ids: Iterable[tuple[str, str]], stamp: str) -> None:
    with closing(sqlite3.connect(index)) as store, store:
        store.execute("CREATE TABLE seen (id TEXT PRIMARY KEY, kind TEXT NOT NULL) WITHOUT ROWID, STRICT")
        store.execute("CREATE TABLE made_from (stamp TEXT NOT NULL) STRICT")
        store.executemany("INSERT OR REPLACE INTO seen VALUES (?, ?)", ids)
        store.execute("INSERT INTO made_from VALUES (?)", (stamp,))
