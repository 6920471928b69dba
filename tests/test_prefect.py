"""The flow under Prefect, as its user starts it: real server, fresh home, real worker."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from flows.clean_news import clean_news
from flows.published import Published
from tests.world import ROOT, SEEDS, published, run_on

pytestmark = pytest.mark.slow

PREFECT = Path(sys.executable).with_name("prefect")
ALARMS = re.compile(r"traceback|database is locked|\bERROR\b|CRITICAL", re.IGNORECASE)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("prefect")


def environment(home: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    return {**kept, "PREFECT_HOME": str(home), "DO_NOT_TRACK": "1", **more}


def prefect(home: Path, *arguments: str | Path, **more: str) -> subprocess.CompletedProcess[str]:
    command = [str(PREFECT), *map(str, arguments)]
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment(home, **more),
        check=False,
        timeout=240,
    )


ENTRYPOINT = "flows/clean_news.py:clean_news"


def test_the_form_of_a_run_says_what_each_field_is() -> None:
    fields = clean_news.parameters.properties
    assert {"source", "output", "settings", "workers", "takes"} <= fields.keys()
    assert [name for name, field in fields.items() if not field.get("description")] == []


def test_prefect_run_on_a_fresh_home_publishes_what_the_command_line_publishes(
    home: Path, tmp_path: Path
) -> None:
    done = prefect(home, "run", ENTRYPOINT, "-p", "source=seeds", "-p", f"output={tmp_path / 'flow'}")
    assert done.returncode == 0, done.stderr
    assert not ALARMS.search(done.stdout + done.stderr)
    assert "report.html" in done.stdout
    run_on("seeds", tmp_path / "local")
    assert published(tmp_path / "flow") == published(tmp_path / "local")


@pytest.mark.parametrize(
    ("parameters", "name"),
    [
        (["-p", "source=seeds", "-p", "workers=none"], "workers"),
        (["-p", "source=seeds", "-p", "max_reject_share=7"], "max_reject_share"),
        (["-p", "source=seeds", "-p", 'settings={"copies": {"jaccard": 7}}'], "jaccard"),
        (["-p", "source=seeds", "-p", "sauce=seeds"], "sauce"),
        ([], "source"),
        (["-p", "source"], "source"),
        (["-p", "source=absent-folder"], "absent-folder"),
    ],
)
def test_a_wrong_parameter_is_one_line_that_names_it(home: Path, parameters: list[str], name: str) -> None:
    done = prefect(home, "run", ENTRYPOINT, *parameters)
    assert done.returncode == 1
    assert name in done.stderr
    assert len(done.stderr.strip().splitlines()) == 1


def test_every_deployment_names_a_flow_and_parameters_that_it_takes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for folder in ("inbox", "seeds"):
        (tmp_path / folder).mkdir()
    monkeypatch.chdir(tmp_path)
    deployments = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))["deployments"]
    assert [deployment["name"] for deployment in deployments] == ["hourly", "adhoc"]
    for deployment in deployments:
        assert deployment["entrypoint"] == ENTRYPOINT
        clean_news.validate_parameters(deployment["parameters"])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Iterator[str]:
    """A Prefect server of its own on loopback; its log shows what went wrong."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    log = tmp_path_factory.mktemp("server") / "server.log"
    command = [str(PREFECT), "server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-ui"]
    with log.open("w") as file:
        process = subprocess.Popen(command, stdout=file, stderr=file, cwd=ROOT, env=environment(home))
    url = f"http://127.0.0.1:{port}/api"
    for _ in range(240):
        try:
            with urllib.request.urlopen(f"{url}/health", timeout=1):  # noqa: S310 - our own server on loopback
                break
        except OSError:
            assert process.poll() is None, log.read_text()
            time.sleep(0.5)
    yield url
    process.send_signal(signal.SIGINT)
    process.wait(timeout=60)


def test_a_worker_runs_the_adhoc_deployment(home: Path, server: str, tmp_path: Path) -> None:
    steps = [
        ("--no-prompt", "work-pool", "create", "local", "--type", "process"),
        ("--no-prompt", "deploy", "--all"),
    ]
    for step in steps:
        done = prefect(home, *step, PREFECT_API_URL=server)
        assert done.returncode == 0, done.stdout + done.stderr
    output = tmp_path / "out"
    parameters = ("-p", f"source={SEEDS}", "-p", f"output={output}", "-p", "workers=2")
    done = prefect(home, "deployment", "run", "clean-news/adhoc", *parameters, PREFECT_API_URL=server)
    assert done.returncode == 0, done.stdout + done.stderr
    worker = ("worker", "start", "--pool", "local", "--run-once", "--name", "test")
    done = prefect(home, *worker, PREFECT_API_URL=server)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(list(Published.read(output).records("documents"))) == 5
