"""A real worker process on a real RabbitMQ and a real PostgreSQL."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg2
import pytest
from kombu.connection import Connection

from tests.conftest import BROKER_URL
from tests.requirements import missing

RADAR = [sys.executable, "-m", "radar_cli"]
READY_WITHIN_SECONDS = 30


@pytest.fixture(scope="session")
def broker_url() -> str:
    """The URL of a broker that answers."""
    try:
        with Connection(BROKER_URL, connect_timeout=3) as connection:
            connection.ensure_connection(max_retries=1, timeout=3)
    except OSError as error:
        missing(f"RabbitMQ does not answer at RADAR_TEST_BROKER_URL: {error}", kind="services")
    return BROKER_URL


@pytest.fixture
def queue(broker_url: str) -> Iterator[str]:
    """A queue of its own, gone after the test."""
    name = f"radar-test-{uuid4().hex[:12]}"
    yield name
    with Connection(broker_url, connect_timeout=3) as connection:
        connection.channel().queue_delete(name)


@pytest.fixture
def team(postgres_url: str, broker_url: str, queue: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A team's set-up in the environment: its two URLs and Ana's password; gives the database's URL."""
    monkeypatch.setenv("RADAR_DATABASE_URL", postgres_url)
    monkeypatch.setenv("RADAR_BROKER_URL", broker_url)
    monkeypatch.setenv("RADAR_QUEUE", queue)
    monkeypatch.setenv("RADAR_PASSWORD", "correct horse battery")
    return postgres_url


def radar(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*RADAR, *arguments], capture_output=True, text=True, check=False, **options)  # type: ignore[call-overload]


class Worker:
    """One `radar worker`, with its log."""

    def __init__(self, log: Path, *arguments: str) -> None:
        self.log = log
        with log.open("w") as file:
            command = [*RADAR, "worker", *arguments]
            self.process = subprocess.Popen(command, stdout=file, stderr=file, stdin=subprocess.DEVNULL)

    def wait_until_ready(self) -> None:
        eventually(lambda: " ready." in self.log.read_text(), READY_WITHIN_SECONDS)

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


@pytest.fixture
def worker(team: str, tmp_path: Path) -> Iterator[Worker]:
    """A worker that is ready to work for the team."""
    started = Worker(tmp_path / "worker.log", "--concurrency", "1")
    started.wait_until_ready()
    yield started
    started.stop()


def eventually(holds: Callable[[], object], seconds: float = 10) -> None:
    """Wait until something holds."""
    give_up_at = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < give_up_at, f"did not come to hold within {seconds} s"
        time.sleep(0.1)


def query(url: str, sql: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())
    finally:
        connection.close()


def change(url: str, sql: str) -> None:
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
    finally:
        connection.close()
