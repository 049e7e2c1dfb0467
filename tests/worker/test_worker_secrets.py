"""What a worker lets others see: its command line, its logs, and what its processes are told."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.canaries import ACCOUNT_PASSWORD, SECRETS
from tests.processes import Worker, eventually

pytestmark = [pytest.mark.postgresql, pytest.mark.rabbitmq, pytest.mark.xdist_group("worker")]


def processes(pid: int) -> Iterator[int]:
    """A process and all that came of it."""
    yield pid
    for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
        yield from processes(int(child))


def test_no_command_line_of_a_worker_has_a_secret_in_it(worker: Worker) -> None:
    lines = [Path(f"/proc/{pid}/cmdline").read_bytes().decode() for pid in processes(worker.process.pid)]
    assert len(lines) == 2
    assert not [line for line in lines for secret in (*SECRETS, "://", "guest") if secret in line]


def test_a_worker_is_told_nobodys_login(worker: Worker) -> None:
    for pid in processes(worker.process.pid):
        environment = Path(f"/proc/{pid}/environ").read_bytes().decode()
        assert "RADAR_DATABASE_URL=" in environment
        assert "RADAR_PASSWORD=" not in environment
        assert ACCOUNT_PASSWORD not in environment


@pytest.mark.parametrize("level", ["info", "debug"])
@pytest.mark.parametrize("form", ["text", "json"])
@pytest.mark.usefixtures("team")
def test_a_worker_that_the_broker_refuses_logs_no_password(
    tmp_path: Path, broker_url: str, monkeypatch: pytest.MonkeyPatch, form: str, level: str
) -> None:
    host = broker_url.rpartition("@")[2]
    monkeypatch.setenv("RADAR_BROKER_URL", f"amqp://guest:sekrit@{host}")
    monkeypatch.setenv("RADAR_LOG_FORMAT", form)
    worker = Worker(tmp_path / "worker.log", "--concurrency", "1", "--loglevel", level)
    try:
        eventually(lambda: "ACCESS_REFUSED" in worker.log.read_text(), 30)
    finally:
        worker.process.kill()
        worker.process.wait()
    assert "sekrit" not in worker.log.read_text()
    if form == "json":
        assert [json.loads(line) for line in worker.log.read_text().splitlines() if line.startswith("{")]
