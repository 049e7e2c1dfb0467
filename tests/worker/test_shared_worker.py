"""A worker whose URL is that of a team's role, which owns nothing."""

import pytest

from tests.processes import Worker, eventually, radar
from tests.roles import Shared

pytestmark = [pytest.mark.postgresql, pytest.mark.rabbitmq, pytest.mark.xdist_group("worker")]


@pytest.fixture
def team(shared: Shared, broker_url: str, queue: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """The team's set-up in the environment, with the URL of its role, and Ana with a project; gives that URL."""
    monkeypatch.setenv("RADAR_DATABASE_URL", shared.team_url)
    monkeypatch.setenv("RADAR_BROKER_URL", broker_url)
    monkeypatch.setenv("RADAR_QUEUE", queue)
    monkeypatch.setenv("RADAR_PASSWORD", "correct horse battery")
    for line in ("auth register --email ana@example.com --name Ana", "project add web", "task add x --project web"):
        done = radar(*line.split())
        assert done.returncode == 0, done.stderr
    return shared.team_url


def test_it_computes_reports(worker: Worker) -> None:
    done = radar("report", "daily-summary", "--project", "web", "--columns", "todo")
    assert (done.stdout, done.stderr) == ("1\n", "")


def test_it_makes_and_computes_those_of_schedules(worker: Worker, shared: Shared) -> None:
    assert radar("schedule", "add", "daily-summary", "--project", "web", "--cron", "@yearly").returncode == 0
    shared.as_team("UPDATE schedules SET next_run_at = now() - interval '1 hour'")
    eventually(lambda: radar("report", "list", "--columns", "status").stdout == "ready\n", 30)


def test_it_is_seen_to_be_alive(worker: Worker) -> None:
    done = radar("health")
    assert done.returncode == 0, done.stdout
