"""Logs: ids, counts and reasons on stderr; no text and no query of a URL ever."""

from __future__ import annotations

import json
import logging
import sys
from collections.abc import Mapping
from typing import Final

LOGGER: Final = logging.getLogger("copydesk")
LOGGER.setLevel(logging.INFO)  # who handles the lines decides; Prefect does by `logging.extra_loggers`


class JsonLines(logging.Formatter):
    """One JSON object a line, for machines."""

    def format(self, record: logging.LogRecord) -> str:
        """The record's time, level and message, and what was passed as `fields`."""
        entry = {"time": self.formatTime(record), "level": record.levelname, "message": record.getMessage()}
        return json.dumps({**entry, **getattr(record, "fields", {})}, ensure_ascii=False)


def log_to_stderr(*, as_json: bool) -> None:
    """Send the project's log lines to stderr.

    Args:
        as_json: machines read them and get every stage; people get what needs their attention.
    """
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if as_json else logging.Formatter("%(levelname)s %(message)s"))
    LOGGER.handlers[:] = [handler]
    handler.setLevel(logging.INFO if as_json else logging.WARNING)
    LOGGER.propagate = False


def log(message: str, fields: Mapping[str, str | int]) -> None:
    """One line: what happened, with ids and counts.

    Args:
        message: a constant sentence.
        fields: the ids, counts and reasons.
    """
    listed = "".join(f" {name}={value}" for name, value in fields.items())
    machine = any(isinstance(handler.formatter, JsonLines) for handler in LOGGER.handlers)
    LOGGER.info(message if machine else message + listed, extra={"fields": fields})
