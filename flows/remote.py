"""Sources behind an address: what lies under a URL prefix, such as `s3://bucket/inbox/`, brought here to be read.

Nothing is fetched unless a source is written as a URL. What is there is listed, and every file that is new or has changed
is copied next to the state, where later runs find it again; what has gone there goes here. fsspec knows the
protocols; those beyond http need their package (s3fs, gcsfs, ...). A name in the output is the address without
credentials or query.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any, Final

import fsspec

from flows.errors import SourceError
from flows.sources import SourceFile

_URL: Final = re.compile(r"[a-z][a-z0-9+.-]{0,30}://")


def is_url(source: str) -> bool:
    """Whether a source is an address and not a path."""
    return bool(_URL.match(source))


def fetch_sources(source: str, folder: Path, *, settle_seconds: float = 0.0) -> list[SourceFile]:
    """Every file under a URL prefix, with a copy here.

    Args:
        source: the prefix.
        folder: where the copies go.
        settle_seconds: files changed more recently than this wait for the next run.

    Raises:
        SourceError: the prefix cannot be listed or a file not be fetched; the message names it.
    """
    shown = source.partition("?")[0].rpartition("@")[2] if "@" in source else source.partition("?")[0]
    own = folder / hashlib.sha256(source.encode()).hexdigest()[:16]
    own.mkdir(parents=True, exist_ok=True)
    try:
        system, root = fsspec.core.url_to_fs(source)
        found = list(_fetch(system, root, own, settle_seconds))
    except (OSError, ValueError, ImportError) as error:
        message = f"cannot read {shown}: {error.__class__.__name__}"
        raise SourceError(message) from error
    kept = {file.local for file in found}
    for path in own.iterdir():
        if str(path) not in kept:
            path.unlink()
    return found


def _fetch(system: Any, root: str, own: Path, settle_seconds: float) -> Iterator[SourceFile]:  # noqa: ANN401 - fsspec has no types
    for path, about in sorted(system.find(root, detail=True).items()):
        name = PurePosixPath(path).relative_to(root).as_posix() if path != root else PurePosixPath(path).name
        if name.endswith(".part") or any(part.startswith(".") for part in name.split("/")):
            continue
        changed = _changed(about)
        if changed and settle_seconds and datetime.now(UTC).timestamp() - changed < settle_seconds:
            continue
        version = f"{name}\0{about.get('size')}\0{changed}\0{about.get('ETag') or about.get('etag') or ''}"
        local = own / hashlib.sha256(version.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        if not local.exists():
            beside = local.with_suffix(".writing")
            system.get_file(path, str(beside))
            beside.replace(local)
        address = system.unstrip_protocol(path).partition("?")[0]
        yield SourceFile(address, name, local.stat().st_size, int(changed * 1e9), str(local))


def _changed(about: Mapping[str, Any]) -> float:
    """When a file last changed, in seconds since 1970, by whatever its store calls that; 0 where it does not say."""
    for name in ("mtime", "LastModified", "updated", "created", "last_modified"):
        match about.get(name):
            case datetime() as moment:
                return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
            case int() | float() as seconds:
                return float(seconds)
    return 0.0
