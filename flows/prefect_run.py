"""`prefect run ENTRYPOINT -p name=value ...`: one run of a flow, now, in this process."""

from __future__ import annotations

import json
import logging
import sys
from typing import Annotated, Any, NoReturn

import cyclopts
from prefect.client.schemas.objects import State
from prefect.exceptions import ParameterBindError, ParameterTypeError, PrefectException
from prefect.flows import Flow, load_flow_from_entrypoint

run_app = cyclopts.App(
    name="run", help="Run a flow of this checkout now.", help_flags=["--help"], version_flags=[]
)


@run_app.default
def run(
    entrypoint: str,
    *,
    param: Annotated[list[str] | None, cyclopts.Parameter(["--param", "-p"], consume_multiple=False)] = None,
) -> None:
    """Run ENTRYPOINT, as `path/to/file.py:flow`, with parameters as `-p name=value`, the value in JSON or plain."""
    try:
        flow: Flow[..., object] = load_flow_from_entrypoint(entrypoint, use_placeholder_flow=False)
    except (OSError, ValueError, AttributeError, ImportError, PrefectException) as error:
        _end(f"{entrypoint}: {error}")
    parameters = dict(_parse(text) for text in param or [])
    _check(flow, parameters)
    state: State[object] = flow(**parameters, return_state=True)  # type: ignore[assignment]  # overloads and **
    if not state.is_completed():
        _end(state.message or "the run failed")


def _check(flow: Flow[..., object], parameters: dict[str, Any]) -> None:
    """End with one line that names the first parameter that is wrong, before any server is started."""
    known = flow.parameters.properties
    if unknown := sorted(set(parameters) - set(known)):
        _end(f"{unknown[0]}: no such parameter; there are {', '.join(known)}")
    if missing := sorted(set(flow.parameters.required or []) - set(parameters)):
        _end(f"{missing[0]}: this parameter is required")
    log = logging.getLogger("prefect.flows")
    log.disabled = True  # it would print the same in its own form, with every value
    try:
        flow.validate_parameters(parameters)
    except (ParameterTypeError, ParameterBindError) as error:
        _end((str(error).partition(" - ")[2] or str(error)).replace("Value error, ", ""))
    finally:
        log.disabled = False


def _parse(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        _end(f"{text}: expected name=value")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _end(message: str) -> NoReturn:
    sys.stderr.write(f"prefect run: {' '.join(message.split())}\n")
    raise SystemExit(1)
