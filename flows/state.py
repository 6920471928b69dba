"""The state: what makes the next run incremental, and nothing that cannot be made again from what is published.

Under `state/` stand a SQLite file, which knows every input that was seen and where each document of the window stands
in the published files, and a segment (`flows.segment`), by which new documents find the ones that they may join. A seal
names the hash of each of these files, the scheme that they were made by and the output that they were made from. Where
one of the three is not what it should be, the state is thrown away and made again: it is never mended and never mixed.
"""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

from cleaners import Settings
from cleaners.copy_index import INDEX_SCHEME
from cleaners.event_kin import KIN_SCHEME
from cleaners.links import LINK_SCHEME, NO_LINKS, Links, extend_links
from cleaners.mend import before_mending
from cleaners.signatures import PERMUTATIONS, SCHEME, SEED
from flows.files import hash_file
from flows.index import TABLES, add, fetch, move, see
from flows.places import places
from flows.published import Published
from flows.records import Record
from flows.seals import changed_files, hash_files, hash_text, read_sealed, write_sealed
from flows.segment import EMPTY, Segment, load_links, save_links

FORMAT: Final = 1


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

    def is_of(self, published: Published, settings: Settings) -> bool:
        """Whether the state is sound, of this scheme and of what is published."""
        return not self.faults() and self._seal().get("made from") == _stamp(published, settings)

    def faults(self) -> list[str]:
        """What is wrong with the files of the state, a line each; a state that was never made has none."""
        seal = self._seal()
        if not seal:
            return ["state/seal.json: missing or damaged"] if self.index.exists() else []
        return [f"state/{name}: damaged" for name in changed_files(self.folder, seal["files"])]

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

    def absorb(
        self, published: Published, run: Record, segment: Path, settings: Settings, hashes: Mapping[str, str]
    ) -> None:
        """Take in what a run has published.

        Args:
            published: the output after the run.
            run: its entry of the manifest.
            segment: the folder with the segment that the run has left, which is moved; not there if it added none.
            settings: of the run.
            hashes: of its files, by their paths below the folder of the run.
        """
        # From here on the state is none until it is sealed.
        (self.folder / "seal.json").unlink(missing_ok=True)
        if segment.exists():
            shutil.rmtree(self.segment_folder)
            segment.rename(self.segment_folder)
        with self._writing() as store:
            see(store, published, run)
            rows = ((place.row(), record) for place, record in places(published, run))
            add(store, ((*row, record["event"], record["copy_group"]) for row, record in rows))
            move(store, published.lines("changes", run))
        self._set_seal(published, settings, hashes)

    def drop(self) -> None:
        """Throw the state away; the next run makes it anew."""
        for name in ("index.sqlite", "index.sqlite-wal", "index.sqlite-shm", "seal.json"):
            (self.folder / name).unlink(missing_ok=True)
        shutil.rmtree(self.segment_folder, ignore_errors=True)

    def rebuild(self, published: Published, settings: Settings) -> None:
        """Everything again, from what is published."""
        self.drop()
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
                see(store, published, run)
                rows = ((place.row(), record["id"]) for place, record in places(published, run))
                add(store, ((*row, *homes[name]) for row, name in rows if name in homes))
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
        self._set_seal(published, settings, {})

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """The SQLite file, to write, in one transaction."""
        with closing(sqlite3.connect(self.index)) as store:
            store.execute("PRAGMA journal_mode=WAL")
            with store:
                yield store

    def _set_seal(self, published: Published, settings: Settings, known: Mapping[str, str]) -> None:
        """Seal what is there; hashes that are known are not taken again, and hold what should be there."""
        files = hash_files(self.folder, [self.index])
        segment = {f"{self.segment_folder.name}/{path.name}": path for path in self.segment_folder.iterdir()}
        files |= {name: known.get(name) or hash_file(path).sha256 for name, path in segment.items()}
        write_sealed(self.folder / "seal.json", {"files": files, "made from": _stamp(published, settings)})

    def _seal(self) -> dict[str, Any]:
        """What the seal says; nothing where there is none or it is not as it was written."""
        return read_sealed(self.folder / "seal.json") or {}


def _stamp(published: Published, settings: Settings) -> dict[str, object]:
    """The output that a state is made from and the scheme that it is made by."""
    files = {name: entry for name, entry in published.manifest["files"].items() if name != "report.html"}
    output = hash_text(json.dumps([published.runs, files], sort_keys=True))
    signatures = [SCHEME, SEED, PERMUTATIONS, INDEX_SCHEME, LINK_SCHEME, KIN_SCHEME]
    return {"format": FORMAT, "output": output, "scheme": signatures, "settings": asdict(settings.copies)}
