"""The whole way on PostgreSQL with a worker on RabbitMQ, each command a process of its own."""

import csv
import io
import json
import os
import subprocess
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from kombu.connection import Connection

from radar_cli.broker import TASK_NAME
from tests.processes import RADAR, Worker, change, eventually, query, radar

pytestmark = [pytest.mark.postgresql, pytest.mark.rabbitmq, pytest.mark.xdist_group("worker")]


@pytest.fixture
def ana(team: str) -> None:
    """Ana, registered and logged in, with a project and one finished and one open task."""
    for arguments in (
        ("auth", "register", "--email", "ana@example.com", "--name", "Ana"),
        ("project", "add", "web"),
        ("task", "add", "Fix login"),
        ("task", "add", "Write docs"),
        ("task", "start", "1"),
        ("task", "done", "1"),
    ):
        done = radar(*arguments)
        assert done.returncode == 0, done.stderr


def report_ids() -> list[str]:
    return radar("report", "list", "--columns", "id").stdout.split()


def send(broker_url: str, queue: str, body: object, **options: object) -> None:
    """Put any message into the queue, as whoever reaches the broker could."""
    with Connection(broker_url) as connection, connection.SimpleQueue(queue) as simple:
        simple.put(body, **options)


def celery_message(*arguments: object) -> tuple[list[object], dict[str, object]]:
    headers = {"lang": "py", "task": TASK_NAME, "id": str(uuid4()), "root_id": str(uuid4()), "retries": 0}
    return [list(arguments), {}, {}], headers


@pytest.mark.usefixtures("ana")
def test_the_numbers_of_the_daily_summary_equal_a_hand_computation(worker: Worker, team: str) -> None:
    day = "interval '1 day'"
    change(team, f"UPDATE tasks SET created_at = now() - 5 * {day}, done_at = now() - 2 * {day} WHERE id = 1")
    change(
        team, f"UPDATE tasks SET status = 'done', created_at = now() - 3 * {day}, done_at = now() - {day} WHERE id = 2"
    )
    for age in (31, 29):
        radar("task", "add", f"finished {age} days ago")
        sql = f"UPDATE tasks SET status = 'done', created_at = now() - 40 * {day}, done_at = now() - {age} * {day}"
        change(team, f"{sql} WHERE id = (SELECT max(id) FROM tasks)")
    done = radar("report", "daily-summary", "--project", "web", "--format", "json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["status_counts"] == {"todo": 0, "in_progress": 0, "done": 4}
    # 3 days, 2 days and 11 days; the one that was done 31 days ago is outside of the window.
    assert (report["avg_lead_time_days_last_30_days"], report["n"]) == ((3 + 2 + 11) / 3, 3)
    # Who waits hears of the result before the worker has written of it.
    eventually(lambda: " took " in worker.log.read_text())

    (row,) = csv.DictReader(io.StringIO(radar("report", "daily-summary", "--project", "web", "--format", "csv").stdout))
    assert (row["todo"], row["done"], row["n"]) == ("0", "4", "3")
    assert float(row["avg_lead_time_days_last_30_days"]) == report["avg_lead_time_days_last_30_days"]


@pytest.mark.usefixtures("ana")
def test_the_result_is_that_of_the_same_function_in_the_process(
    worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    fields = ("--json", "status_counts,avg_lead_time_days_last_30_days,n,project")
    by_worker = radar("report", "daily-summary", "--project", "web", *fields)
    monkeypatch.delenv("RADAR_BROKER_URL")
    assert radar("report", "daily-summary", "--project", "web", *fields).stdout == by_worker.stdout


@pytest.mark.usefixtures("ana")
def test_a_report_waits_for_a_worker_to_come(team: str, tmp_path: Path) -> None:
    report_id = radar("report", "daily-summary", "--no-wait").stdout.strip()
    assert UUID(report_id)
    waited = radar("report", "wait", report_id, "--timeout", "0.5")
    assert waited.returncode == 75
    assert waited.stderr.startswith(
        f"radar: report {report_id} is still pending: see it with radar report show {report_id}"
    )
    late = Worker(tmp_path / "late.log", "--concurrency", "1")
    try:
        assert radar("report", "wait", report_id, "--timeout", "30").returncode == 0
    finally:
        late.stop()


@pytest.mark.usefixtures("ana")
def test_forged_messages_are_dropped_and_the_worker_lives(worker: Worker, broker_url: str, queue: str) -> None:
    for arguments in (("junk",), (), (1, 2, 3), (str(uuid4()),), ("x" * 100_000,), (None,), ({"a": 1},)):
        body, headers = celery_message(*arguments)
        send(broker_url, queue, body, headers=headers)
    body, headers = celery_message("pickled")
    send(broker_url, queue, body, headers=headers, serializer="pickle")
    for body in ({}, [], 1, None, "text", [[], {}]):
        send(broker_url, queue, body, headers=celery_message()[1])
    for headers in ({"task": TASK_NAME}, {"task": ["a list"], "id": "1"}, {"task": 7}, {"task": "nobody", "id": "1"}):
        send(broker_url, queue, [[], {}, {}], headers=headers)
    for name, value in (("timelimit", "x"), ("eta", "soon"), ("expires", "soon"), ("retries", "x"), ("group", 1)):
        body, headers = celery_message(str(uuid4()))
        send(broker_url, queue, body, headers={**headers, name: value})
    send(broker_url, queue, {"not": "celery"})
    done = radar("report", "daily-summary", "--project", "web", "--timeout", "20")
    assert done.returncode == 0, done.stderr + worker.log.read_text()
    assert worker.process.poll() is None


@pytest.mark.usefixtures("ana")
def test_a_report_delivered_ten_times_is_computed_once(worker: Worker, broker_url: str, queue: str, team: str) -> None:
    report_id = radar("report", "daily-summary", "--no-wait").stdout.strip()
    for _ in range(9):
        body, headers = celery_message(report_id)
        send(broker_url, queue, body, headers=headers)
    eventually(lambda: worker.log.read_text().count("is not to be computed now") == 9, 20)
    assert query(team, "SELECT status, attempt FROM reports") == [("ready", 1)]


@pytest.mark.usefixtures("ana")
def test_health_sees_the_worker_come_and_go(worker: Worker) -> None:
    def statuses() -> dict[str, str]:
        return {row["check"]: row["status"] for row in json.loads(radar("health", "--format", "json").stdout)}

    everything = ("database", "schema", "broker", "queue", "workers", "pending")
    eventually(lambda: statuses() == dict.fromkeys(everything, "ok"))
    assert worker.stop() == 0
    assert statuses()["workers"] == "failed"
    assert radar("health").returncode == 1


@pytest.mark.usefixtures("ana")
def test_health_counts_what_waits_in_the_queue(broker_url: str, queue: str) -> None:
    with Connection(broker_url) as connection:
        connection.SimpleQueue(queue).close()  # as a worker that was here before would have left it
    radar("report", "daily-summary", "--no-wait")
    rows = json.loads(radar("health", "--format", "json").stdout)
    (detail,) = [row["detail"] for row in rows if row["check"] == "queue"]
    assert detail == "1 message is waiting"


@pytest.mark.usefixtures("ana")
def test_health_turns_red_when_a_report_has_waited_for_a_minute(team: str) -> None:
    radar("report", "daily-summary", "--no-wait")
    assert "pending\tok" in radar("health").stdout
    change(team, "UPDATE reports SET created_at = created_at - interval '61 seconds'")
    assert "pending\tfailed" in radar("health").stdout


def test_a_worker_logs_json_without_passwords(team: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RADAR_LOG_FORMAT", "json")
    started = Worker(tmp_path / "json.log", "--concurrency", "1")
    try:
        started.wait_until_ready()
    finally:
        started.stop()
    lines = [json.loads(line) for line in started.log.read_text().splitlines() if line.startswith("{")]
    assert {"time", "level", "logger", "message"} <= set(lines[0])
    assert "guest:guest" not in started.log.read_text()


def test_a_worker_does_not_start_on_an_old_schema(
    empty_postgres_url: str, team: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RADAR_DATABASE_URL", empty_postgres_url)
    done = radar("worker")
    assert done.returncode == 3
    assert done.stderr.endswith(" missing in the database: run radar db migrate\n")


def test_a_stranger_called_worker_in_the_current_folder_is_not_run(team: str, tmp_path: Path) -> None:
    stranger = tmp_path / "worker"
    stranger.mkdir()
    (stranger / "__init__.py").write_text("")
    (stranger / "app.py").write_text("raise SystemExit('a stranger')")
    with (tmp_path / "log").open("w") as log:
        process = subprocess.Popen([*RADAR, "worker"], cwd=tmp_path, stdout=log, stderr=log)
    try:
        eventually(lambda: " ready." in (tmp_path / "log").read_text(), 30)
    finally:
        process.terminate()
        process.wait(20)


def shares_of(workers: list[Worker]) -> list[int]:
    """How many reports each of them says it has computed."""
    return [worker.log.read_text().count(" took ") for worker in workers]


@pytest.mark.usefixtures("ana")
def test_workers_that_know_the_two_urls_and_nothing_else_share_the_load(
    team: str, broker_url: str, queue: str, tmp_path: Path
) -> None:
    bare = {"RADAR_DATABASE_URL": team, "RADAR_BROKER_URL": broker_url, "RADAR_QUEUE": queue}
    workers = []
    for name in ("one", "two"):
        host = tmp_path / name
        host.mkdir()
        environment = {**bare, "HOME": str(host), "PATH": os.environ["PATH"]}
        workers.append(Worker(tmp_path / f"{name}.log", "--concurrency", "1", environment=environment))
    try:
        for worker in workers:
            worker.wait_until_ready()
        for _ in range(10):
            radar("report", "daily-summary", "--no-wait")
        eventually(lambda: query(team, "SELECT count(*) FROM reports WHERE status = 'ready'") == [(10,)], 30)
        eventually(lambda: sum(shares_of(workers)) == 10)
        assert min(shares_of(workers)) > 0
    finally:
        for worker in workers:
            worker.stop()
