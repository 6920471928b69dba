"""Telling whatever comes downstream that something new is published.

What was told stands in `state/notified`, as the hash of the manifest. A run that was killed between publishing and
telling, or whose command failed, leaves that file behind the manifest, and the next run tells.
"""

from __future__ import annotations

import shlex
import shutil
import subprocess
from pathlib import Path

from flows.errors import NotifyFailed, UserError
from flows.files import hash_file, write_atomically


def check_command(command: str | None) -> None:
    """Refuse a command that could not be started, before any work is done.

    Raises:
        UserError: its quotes do not close, or there is no such program.
    """
    if command is None:
        return
    try:
        words = shlex.split(command)
    except ValueError as error:
        message = f"--on-publish: {error}: {command}"
        raise UserError(message) from error
    if not words or not shutil.which(words[0]):
        message = f"--on-publish: no such program: {command}"
        raise UserError(message)


def notify(output: str, command: str | None) -> None:
    """Run a command with the path of the manifest as its last argument, if it has not been told of that manifest.

    Args:
        output: the folder that runs publish to.
        command: a program with its arguments, split as a shell would but not run by one; None does nothing.

    Raises:
        NotifyFailed: its exit status is not 0. What was published stays published; the next run tells again.
    """
    manifest = Path(output).absolute() / "manifest.json"
    told = manifest.parent / "state" / "notified"
    if command is None or not manifest.exists():
        return
    current = hash_file(manifest).sha256 + "\n"
    if told.exists() and told.read_text(encoding="utf-8") == current:
        return
    try:
        subprocess.run([*shlex.split(command), str(manifest)], check=True)  # noqa: S603 - the user's own command
    except (OSError, subprocess.CalledProcessError) as error:
        message = f"--on-publish: {error}"
        raise NotifyFailed(message) from error
    write_atomically(told, [current])
