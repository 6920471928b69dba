"""A Prefect of one's own: server on loopback, worker and deployments, with a fresh home; all of it can be killed."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

from tests.chaos.runs import descendants
from tests.world import ROOT

PREFECT = Path(sys.executable).with_name("prefect")
FINAL = frozenset({"COMPLETED", "FAILED", "CRASHED", "CANCELLED"})


def environment(home: Path, **more: str) -> dict[str, str]:
    """Nothing of the Prefect that whoever runs the tests may have."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return {**kept, "PREFECT_HOME": str(home), "DO_NOT_TRACK": "1", **more}


def prefect(home: Path, *arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    """One command of Prefect's."""
    return subprocess.run(
        [str(PREFECT), *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(home, **more),
        check=False,
        timeout=240,
    )


def wait_for(what: Callable[[], object], seconds: float) -> bool:
    """Whether something comes true in time."""
    until = time.monotonic() + seconds
    while not what():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    return port


@dataclass(slots=True)
class House:
    """A server, a worker and what they keep.

    Attributes:
        home: its `PREFECT_HOME`; the logs stand there, too.
        port: of the server.
    """

    home: Path
    port: int = field(default_factory=_free_port)
    server: subprocess.Popen[bytes] | None = None
    worker: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where the server answers."""
        return f"http://127.0.0.1:{self.port}/api"

    def open(self) -> None:
        """Start the server and deploy what `prefect.yaml` says."""
        self.start_server()
        for step in (("work-pool", "create", "local", "--type", "process"), ("deploy", "--all")):
            done = prefect(self.home, "--no-prompt", *step, PREFECT_API_URL=self.url)
            assert done.returncode == 0, done.stdout + done.stderr

    def start_server(self) -> None:
        """Start the server, again or for the first time, and wait until it answers."""
        options = ("--host", "127.0.0.1", "--port", str(self.port), "--no-ui")
        self.server = self._start("server", "start", *options)
        assert wait_for(self._is_up, 600), (self.home / "server.log").read_text()

    def start_worker(self) -> None:
        """Start a worker; it asks for work at once and every few seconds."""
        self.worker = self._start("worker", "start", "--pool", "local", "--name", "test")

    def run(self, deployment: str, parameters: Mapping[str, object]) -> str:
        """Ask for a run of a deployment; its id."""
        found = self._have(f"deployments/name/clean-news/{deployment}")["id"]
        created = self._have(f"deployments/{found}/create_flow_run", {"parameters": dict(parameters)})
        return str(created["id"])

    def state(self, run: str) -> str:
        """What the server takes a run to be."""
        return str(self._have(f"flow_runs/{run}")["state_type"])

    def ends(self, run: str, seconds: float = 240) -> str:
        """How a run ends."""
        assert wait_for(lambda: self.state(run) in FINAL, seconds), self.state(run)
        return self.state(run)

    def kill(self, name: str) -> None:
        """Kill `server`, `worker` (its flow goes on), `flow` (the worker goes on), or `tree` (both)."""
        process = self.server if name == "server" else self.worker
        assert process is not None
        below = descendants(process.pid) if name in {"flow", "tree"} else []
        for victim in [*([] if name == "flow" else [process.pid]), *below]:
            with suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
        if name != "flow":
            process.wait()

    def close(self) -> None:
        """End what still runs."""
        for process in (self.worker, self.server):
            if process is not None and process.poll() is None:
                process.send_signal(signal.SIGINT)
                try:
                    process.wait(timeout=60)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()

    def _start(self, *arguments: str) -> subprocess.Popen[bytes]:
        more = {} if arguments[0] == "server" else {"PREFECT_API_URL": self.url}
        with (self.home / f"{arguments[0]}.log").open("ab") as log:
            return subprocess.Popen(
                [str(PREFECT), *arguments],
                stdout=log,
                stderr=log,
                cwd=ROOT,
                env=environment(self.home, **more),
            )

    def _is_up(self) -> bool:
        assert self.server is not None
        assert self.server.poll() is None, (self.home / "server.log").read_text()
        with suppress(OSError):
            self._ask("health")
            return True
        return False

    def _have(self, path: str, body: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401 - JSON
        """An answer, however busy the server is; it says 503 when its database is locked for long."""
        for _ in range(30):
            try:
                return self._ask(path, body)
            except TimeoutError:
                time.sleep(1)
            except urllib.error.HTTPError as error:
                if error.code != HTTPStatus.SERVICE_UNAVAILABLE:
                    raise
                time.sleep(1)
        return self._ask(path, body)

    def _ask(self, path: str, body: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401 - JSON
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json"}
        request = urllib.request.Request(f"{self.url}/{path}", data, headers)  # noqa: S310 - our own server on loopback
        with urllib.request.urlopen(request, timeout=10) as answer:  # noqa: S310 - our own server on loopback
            return json.load(answer)
