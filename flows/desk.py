"""The desk: one output folder, one writer at a time, and what it keeps of what it has seen.

What stands under `state/` is derived from the published files and made again where it does not fit them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from cleaners import Settings
from flows.errors import Busy, UserError
from flows.files import WRITING, Staged, stage
from flows.published import Published, manifest_text, open_published
from flows.records import Record
from flows.rewrite import Rewrite
from flows.state import State
from flows.verify import REMEMBERED, verify_files

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
    def index(self) -> State:
        """What is kept there."""
        return State(self.state)

    def published(self) -> Published:
        """What the folder has published so far.

        Raises:
            Damaged: the manifest cannot be read.
        """
        return Published.read(self.folder)

    def publish(self, published: Published, latest: Sequence[Staged] = ()) -> None:
        """Put the files that follow the latest run into their places, and the manifest last.

        While they move, the manifest does not name them: whenever this is cut short, every file that the manifest
        names is what it says. From the end on, what the new manifest names is there.
        """
        moving = {staged.path.name for staged in latest}
        before = self.published().manifest
        without = {name: entry for name, entry in before["files"].items() if name not in moving}
        turns = [published.manifest]
        if without != before["files"]:
            turns.insert(0, {**before, "files": without})
        manifests = [self._stage_manifest(turn, number) for number, turn in enumerate(turns)]
        for staged in (*manifests[:-1], *latest, manifests[-1]):
            staged.commit()

    def _stage_manifest(self, manifest: Record, number: int) -> Staged:
        return stage(self.folder / "manifest.json", [manifest_text(manifest)], number=number)

    def refresh(self, settings: Settings, takes: Takes) -> None:
        """Verify what is published, and make the state agree with it.

        Args:
            settings: of the run that is to come.
            takes: what that run takes of what it finds.

        Raises:
            Damaged: a published file is not what the manifest says.
        """
        published = self.published()
        is_stale = not self.index.is_of(published, settings)
        if is_stale or takes != "new":
            self.verify(published)
        else:
            verify_files(published, self.state / REMEMBERED, reads=published.read_by_every_run())
        if is_stale:
            self.index.rebuild(published, settings)

    def verify(self, published: Published) -> None:
        """Compare every byte that is published.

        Raises:
            Damaged: a published file is not what the manifest says.
        """
        verify_files(published, self.state / REMEMBERED, reads=published.manifest["files"])

    def absorb(self, run: Record, segment: Path, settings: Settings, hashes: Mapping[str, str]) -> None:
        """Take what a run has published into the state.

        Args:
            run: its entry of the manifest.
            segment: the folder with the segment that it has left.
            settings: of the run.
            hashes: of its files, by their paths below the folder of the run.
        """
        published = self.published()
        self.index.absorb(published, run, segment, settings, hashes)
        verify_files(published, self.state / REMEMBERED, reads=())

    @contextmanager
    def reading_seen(self, takes: Takes) -> Iterator[Callable[[str], bool]]:
        """A function that says whether an input was seen before and is not to be taken again.

        Args:
            takes: what the run takes of what it finds.
        """
        with self.index.reading() as store:

            def seen(name: str) -> bool:
                row = store.execute("SELECT kind FROM seen WHERE id = ?", (name,)).fetchone()
                return row is not None and row[0] in SEEN[takes]

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
        _sweep(desk.folder)  # after a run that was killed
        Rewrite(desk.folder).finish()
        try:
            yield desk
        finally:
            _sweep(desk.folder)  # after one that failed


@contextmanager
def hold_published(output: str) -> Iterator[tuple[Desk, Published]]:
    """The output folder, held, and what it has published.

    Raises:
        NotFound: it has published nothing; no folder is made for it.
        Busy: another run holds it.
        UserError: the folder cannot be written.
    """
    open_published(Path(output))
    with hold(output) as desk:
        yield desk, desk.published()


def _sweep(folder: Path) -> None:
    """Remove files that were written and never put into their places: nobody else writes here now."""
    for unfinished in folder.glob(f"**/.*{WRITING}"):
        unfinished.unlink()
