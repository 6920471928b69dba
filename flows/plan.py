"""The plan of a run: which files it reads, cut into shards, under which settings, written down before work starts.

Everything that a later stage needs stands in one folder under `state/`, and stages hand each other nothing but that
folder and a shard's name. So a stage can run in this process, in a child or under Prefect, and a run that was
killed goes on where it stopped: the same input and settings give the same folder, and each stage that is done has left
its files and a seal on them.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from cleaners import Knowledge, Settings
from flows.desk import Desk, Takes
from flows.files import write_atomically
from flows.logs import log
from flows.remote import fetch_sources, is_url
from flows.seals import changed_files, hash_files, read_sealed, write_sealed
from flows.sources import SourceFile, in_shards, list_sources, printable
from flows.tables import TableFormat

# A shard is the unit that is done again after a crash and that a worker takes: some seconds of work.
SHARD_FILES: Final = 250
SHARD_BYTES: Final = 16 * 1024 * 1024

# The stage that groups a run's documents with the window's.
GROUPED: Final = "grouped"


@dataclass(frozen=True)
class Work:
    """The folder of one run in progress.

    Attributes:
        folder: `state/work/<key>` below the output.
    """

    folder: Path

    @cached_property
    def plan(self) -> dict[str, Any]:
        """What `plan_run` wrote down."""
        plan: dict[str, Any] = json.loads((self.folder / "plan.json").read_text(encoding="utf-8"))
        return plan

    @property
    def desk(self) -> Desk:
        """The output that this run publishes to."""
        return Desk(self.folder.parents[2])

    @cached_property
    def settings(self) -> Settings:
        """The settings of the run."""
        return TypeAdapter(Settings).validate_python(self.plan["settings"])

    @property
    def takes(self) -> Takes:
        """What the run takes of what its sources hold."""
        takes: Takes = self.plan["takes"]
        return takes

    @property
    def shards(self) -> list[str]:
        """The names of the shards, in order."""
        return sorted(self.plan["shards"])

    def files_of(self, shard: str) -> list[SourceFile]:
        """The files that a shard reads."""
        return [SourceFile(**file) for file in self.plan["shards"][shard]]

    def articles_path(self, shard: str) -> Path:
        """Where a shard's extracted articles go."""
        return self.folder / f"{shard}.articles.jsonl"

    @property
    def knowledge_path(self) -> Path:
        """Where the run's knowledge goes."""
        return self.folder / "knowledge.json"

    @property
    def knowledge(self) -> Knowledge:
        """What the run has learned, on top of what was known before."""
        return Knowledge.from_record(json.loads(self.knowledge_path.read_text(encoding="utf-8")))

    def shard_path(self, shard: str) -> Path:
        """Where a shard's results go."""
        return self.folder / f"{shard}.jsonl"

    def is_done(self, stage: str) -> bool:
        """Whether a stage has left its files, and they are as it left them: a power cut can lose some."""
        hashes = self.left_by(stage)
        return bool(hashes) and not changed_files(self.folder, hashes)

    def set_done(self, stage: str, paths: Iterable[Path]) -> None:
        """Note what a stage has left, so that a run that is started again need not do it again."""
        write_sealed(self.folder / f"{stage}.done", hash_files(self.folder, paths))

    def left_by(self, stage: str) -> dict[str, str]:
        """The hashes of the files that a stage has left, by their paths below the folder; none where it is not done."""
        hashes: dict[str, str] = read_sealed(self.folder / f"{stage}.done") or {}
        return hashes


def plan_run(  # noqa: PLR0913 - what a plan is made of
    desk: Desk,
    source: str | Sequence[str],
    settings: Settings,
    *,
    takes: Takes = "new",
    table_format: TableFormat = "jsonl",
    settle_seconds: float = 0.0,
) -> Work:
    """List what there is to read and write the plan down.

    Args:
        desk: the output, held by this run.
        source: a file, a folder, a glob or a URL prefix, or several of them.
        settings: of the run.
        takes: what the run takes of what it finds.
        table_format: how the run's tables are published.
        settle_seconds: files younger than this wait for the next run.

    Raises:
        SourceError: a source is not there.
    """
    sources = [source] if isinstance(source, str) else source
    local = [source for source in sources if not is_url(source)]
    files = list_sources(local, settle_seconds=settle_seconds, exclude=desk.folder)
    for address in filter(is_url, sources):
        files += fetch_sources(address, desk.state / "fetched", settle_seconds=settle_seconds)
    return plan_files(desk, files, settings, sources=sources, takes=takes, table_format=table_format)


def plan_files(  # noqa: PLR0913 - what a plan is made of
    desk: Desk,
    files: Sequence[SourceFile],
    settings: Settings,
    *,
    sources: Sequence[str],
    takes: Takes,
    table_format: TableFormat,
) -> Work:
    """Write the plan for some files down.

    Args:
        desk: the output, held by this run.
        files: to read.
        settings: of the run.
        sources: where the files were found; the manifest names them, so that rejects can be tried again.
        takes: what the run takes of what it finds.
        table_format: how the run's tables are published.
    """
    desk.refresh(settings, takes)
    shards = {
        f"shard-{number:05d}": [asdict(file) for file in shard]
        for number, shard in enumerate(in_shards(files, max_files=SHARD_FILES, max_bytes=SHARD_BYTES))
    }
    plan = {
        "version": version("copydesk"),
        "settings": asdict(settings),
        "sources": sorted({printable(source) for source in sources}),
        "takes": takes,
        "format": table_format,
        "shards": shards,
        "runs": [run["id"] for run in desk.published().runs],
    }
    text = json.dumps(plan, ensure_ascii=True, sort_keys=True)
    key = hashlib.sha256(text.encode()).hexdigest()[:16]
    work = Work(desk.state / "work" / key)
    _forget_other_work(work.folder)
    write_atomically(work.folder / "plan.json", [text])
    log("planned", {"files": len(files), "shards": len(shards)})
    return work


def _forget_other_work(folder: Path) -> None:
    """Leftovers of a run that was given up: its input or settings changed, so nothing can go on from them."""
    if folder.parent.exists():
        for other in folder.parent.iterdir():
            if other != folder:
                shutil.rmtree(other)
