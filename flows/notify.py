"""Telling whatever comes downstream that something new is published."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

from flows.errors import NotifyFailed
from flows.summary import Summary


def notify(summary: Summary, command: str | None) -> None:
    """Run a command with the path of the manifest as its last argument, if the run published something.

    Args:
        summary: of the run.
        command: a program with its arguments, split as a shell would but not run by one; None does nothing.

    Raises:
        NotifyFailed: it could not be started, or its exit status is not 0.
    """
    if not command or summary.run is None:
        return
    manifest = str(Path(summary.output).absolute() / "manifest.json")
    try:
        subprocess.run([*shlex.split(command), manifest], check=True)  # noqa: S603 - the user's own command
    except (OSError, ValueError, subprocess.CalledProcessError) as error:
        message = f"--on-publish: {error}"
        raise NotifyFailed(message) from error
