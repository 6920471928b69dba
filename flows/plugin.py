"""Adds `prefect run` to Prefect's command line.

Prefect 3 has no such command. Its plugin hook is public (entry-point group `prefect.plugins`, switched on by
`plugins.enabled` in pyproject.toml); the object that holds the commands is not, so a change there costs the command
and nothing else: `copydesk run` and `python -m flows` do the same work.

This file is imported by every `prefect` command in a checkout, so it stays tiny.
"""

from __future__ import annotations

import sys
from pathlib import PurePath
from typing import Final

from prefect.plugins import HookContext, register_hook

PREFECT_PLUGIN_API_REQUIRES: Final = ">=0.1,<1"


@register_hook
def setup_environment(*, ctx: HookContext) -> None:
    """Register the command when this process is Prefect's command line."""
    if not sys.argv or PurePath(sys.argv[0]).name not in {"prefect", "__main__.py"}:
        return
    try:
        from prefect.cli._app import _app

        if "run" not in list(_app):
            _app.command("flows.prefect_run:run_app", name="run", help="Run a flow of this checkout now.")
    except (ImportError, AttributeError, TypeError, ValueError) as error:
        logger = ctx.logger_factory("copydesk")
        logger.warning("`prefect run` is not available (%s); use `copydesk run`", error)
