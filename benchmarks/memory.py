"""The memory of this process at its highest."""

from __future__ import annotations

import resource
from pathlib import Path


def peak_memory() -> int:
    """Bytes resident at the highest, from the start of this program.

    getrusage counts what the parent had when it started this process, so it is asked only where there is no /proc.
    """
    status = Path("/proc/self/status")
    if not status.exists():
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    lines = status.read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) * 1024
