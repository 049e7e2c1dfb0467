"""Schedules on PostgreSQL with workers on RabbitMQ: whoever and however many there are, a slot makes one report."""

import json
from pathlib import Path

import pytest

from tests.processes import Worker, change, eventually, query, radar

pytestmark = [pytest.mark.postgresql, pytest.mark.rabbitmq, pytest.mark.xdist_group("worker")]

MADE = "SELECT status, count(*) FROM reports WHERE dedup_key LIKE 'schedule:%' GROUP BY 1"
SLOTS = "SELECT count(*), count(DISTINCT dedup_key) FROM reports"


@pytest.fixture
def _ana(team: str) -> None:
    for arguments in (
        ("auth", "register", "--email", "ana@example.com", "--name", "Ana"),
        ("project", "add", "web"),
        ("task", "add", "Fix login", "--project", "web"),
    ):
        done = radar(*arguments)
        assert done.returncode == 0, done.stderr


@pytest.mark.usefixtures("_ana")
def test_of_two_workers_one_makes_the_report_of_a_slot(team: str, tmp_path: Path) -> None:
    added = radar("schedule", "add", "daily-summary", "--project", "web", "--cron", "* * * * *", "--tz", "UTC")
    assert (added.returncode, added.stdout) == (0, "1\n")
    assert "the workers make it" in added.stderr
    # The slots of the last ten minutes were missed: the last of them is made up for.
    change(team, "UPDATE schedules SET next_run_at = date_trunc('minute', now()) - interval '10 minutes'")
    workers = [Worker(tmp_path / f"{name}.log", "--concurrency", "1") for name in ("one", "two")]
    try:
        eventually(lambda: query(team, MADE) == [("ready", 1)], 40)
        # While two sweep, it is due once more for a time that has had its report.
        change(team, "UPDATE schedules SET next_run_at = last_slot_at")
        eventually(lambda: query(team, "SELECT next_run_at > now() FROM schedules") == [(True,)], 15)
        change(team, "UPDATE schedules SET paused_at = now()")
        ((reports, slots),) = query(team, SLOTS)
        assert reports == slots <= 3
        eventually(lambda: query(team, MADE) == [("ready", reports)], 20)
    finally:
        for worker in workers:
            worker.stop()


@pytest.mark.usefixtures("_ana")
def test_after_a_worker_is_killed_the_other_makes_what_is_due(team: str, tmp_path: Path) -> None:
    radar("schedule", "add", "daily-summary", "--project", "web", "--cron", "@yearly", "--tz", "UTC")
    workers = [Worker(tmp_path / f"{name}.log", "--concurrency", "1") for name in ("one", "two")]
    try:
        for worker in workers:
            worker.wait_until_ready()
        change(team, "UPDATE schedules SET next_run_at = now() - interval '1 hour'")
        workers[0].process.kill()
        eventually(lambda: query(team, MADE) == [("ready", 1)], 60)
    finally:
        for worker in workers:
            worker.stop()


@pytest.mark.usefixtures("_ana")
def test_the_file_is_written_where_it_was_asked_for_by_run(team: str, worker: Worker, tmp_path: Path) -> None:
    file = tmp_path / "web.json"
    radar("schedule", "add", "daily-summary", "--cron", "@yearly", "--format", "json", "--output", str(file))
    change(team, "UPDATE schedules SET next_run_at = now() - interval '1 hour'")
    eventually(lambda: query(team, MADE) == [("ready", 1)], 30)
    assert not file.exists()
    done = radar("schedule", "run")
    assert (done.returncode, done.stderr) == (0, f"wrote {file}\n")
    assert json.loads(file.read_text())["status_counts"]["todo"] == 1


@pytest.mark.usefixtures("_ana")
def test_run_makes_what_is_due_itself_and_waits_for_the_workers(team: str, tmp_path: Path) -> None:
    file = tmp_path / "web.txt"
    radar("schedule", "add", "daily-summary", "--cron", "@yearly", "--output", str(file))
    change(team, "UPDATE schedules SET next_run_at = now() - interval '1 hour'")
    early = radar("schedule", "run", "--timeout", "0.5")
    assert early.returncode == 75, early.stderr
    late = Worker(tmp_path / "late.log", "--concurrency", "1")
    try:
        done = radar("schedule", "run", "--timeout", "40")
        assert (done.returncode, done.stderr) == (0, f"wrote {file}\n")
    finally:
        late.stop()
    assert query(team, SLOTS) == [(1, 1)]
