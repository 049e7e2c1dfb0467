"""What compose.yml runs in containers, run outside of one, against the real servers."""

import re
from pathlib import Path

import pytest
import yaml

from tests.processes import Worker, eventually, radar

pytestmark = [pytest.mark.postgresql, pytest.mark.rabbitmq, pytest.mark.xdist_group("worker")]

COMPOSE = yaml.safe_load((Path(__file__).parents[2] / "compose.yml").read_text("utf-8"))["services"]


def command(service: str) -> list[str]:
    """A service's command with the defaults of its variables."""
    return [re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", word) for word in COMPOSE[service]["command"]]


def test_migrate_then_worker_then_its_health_check(
    empty_postgres_url: str, team: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("RADAR_DATABASE_URL", empty_postgres_url)
    assert radar(*command("migrate")).stdout.splitlines()[0] == "0001_initial"
    name, *options = command("worker")
    assert name == "worker"
    worker = Worker(tmp_path / "worker.log", *options)
    try:
        worker.wait_until_ready()
        _, *check = COMPOSE["worker"]["healthcheck"]["test"]
        assert check[0] == "radar"
        eventually(lambda: radar(*check[1:]).returncode == 0)
    finally:
        assert worker.stop() == 0
