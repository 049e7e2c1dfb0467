"""A team's set-up: a real worker process on a real RabbitMQ and a real PostgreSQL."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.processes import Worker


@pytest.fixture
def team(postgres_url: str, broker_url: str, queue: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A team's set-up in the environment: its two URLs and Ana's password; gives the database's URL."""
    monkeypatch.setenv("RADAR_DATABASE_URL", postgres_url)
    monkeypatch.setenv("RADAR_BROKER_URL", broker_url)
    monkeypatch.setenv("RADAR_QUEUE", queue)
    monkeypatch.setenv("RADAR_PASSWORD", "correct horse battery")
    return postgres_url


@pytest.fixture
def worker(team: str, tmp_path: Path) -> Iterator[Worker]:
    """A worker that is ready to work for the team."""
    started = Worker(tmp_path / "worker.log", "--concurrency", "1")
    started.wait_until_ready()
    yield started
    started.stop()
