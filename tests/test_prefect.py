"""The flow under Prefect, as its user starts it: real server, fresh home, real worker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from flows.clean_news import clean_news
from flows.published import Published
from tests.chaos.counts import Counts
from tests.chaos.kills import deliver
from tests.chaos.under_prefect import prefect_kills
from tests.prefect_house import House, prefect
from tests.world import ROOT, SEEDS, published, run_on

pytestmark = pytest.mark.slow

ALARMS = re.compile(r"traceback|database is locked|\bERROR\b|CRITICAL", re.IGNORECASE)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("prefect")


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
def house(home: Path) -> Iterator[House]:
    """A server with the deployments of `prefect.yaml`."""
    house = House(home)
    try:
        house.open()
        yield house
    finally:
        house.close()


def test_a_worker_runs_the_adhoc_deployment(house: House, tmp_path: Path) -> None:
    output = tmp_path / "out"
    parameters = ("-p", f"source={SEEDS}", "-p", f"output={output}", "-p", "workers=2")
    for step in (
        ("deployment", "run", "clean-news/adhoc", *parameters),
        ("worker", "start", "--pool", "local", "--run-once", "--name", "once"),
    ):
        done = prefect(house.home, *step, PREFECT_API_URL=house.url)
        assert done.returncode == 0, done.stdout + done.stderr
    assert len(list(Published.read(output).records("documents"))) == 5


@pytest.mark.timeout(900)
def test_a_killed_worker_and_a_killed_server_cost_nothing(house: House, tmp_path: Path) -> None:
    """Each is killed while a run is going on and started again; the next run leaves what an undisturbed one leaves."""
    inbox = deliver(tmp_path / "in", copies=52, length=400)[1]  # two shards
    counts = Counts()
    house.start_worker()
    prefect_kills(house, inbox, tmp_path, counts, ["tree", "server"])
    assert counts.blows == counts.resumed == 2
    assert counts.are_good, counts


def test_a_run_that_ended_with_its_server_does_not_count_for_ever(house: House) -> None:
    """`hourly` lets one run in at a time; the lease of one that is gone has to outlive the server, to run out."""
    found = prefect(house.home, "config", "view", "--show-defaults", "--hide-sources").stdout
    assert (
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE='prefect.server.concurrency.lease_storage.filesystem'"
        in found
    )
