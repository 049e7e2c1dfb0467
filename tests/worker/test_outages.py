"""Servers that are away, refuse, or say nothing: commands answer in time, and nothing is lost."""

import socket
import time
from collections.abc import Iterator

import pytest

from tests.processes import query, radar

pytestmark = [pytest.mark.postgresql, pytest.mark.rabbitmq, pytest.mark.xdist_group("worker")]

ACCEPTED_WITHIN_SECONDS = 5.5
REFUSED_WITHIN_SECONDS = 4.0


@pytest.fixture
def silent_port() -> Iterator[int]:
    """A port that accepts connections and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(100)
        yield listener.getsockname()[1]


@pytest.fixture
def full_port() -> Iterator[int]:
    """A port whose queue is full: new connections get no answer, as from a host that is not there."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        waiting = []
        for _ in range(4):
            client = socket.socket()
            client.setblocking(False)
            client.connect_ex(listener.getsockname())
            waiting.append(client)
        time.sleep(0.2)
        yield listener.getsockname()[1]
        for client in waiting:
            client.close()


@pytest.fixture
def closed_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture
def away(request: pytest.FixtureRequest) -> int:
    return int(request.getfixturevalue(request.param))


EVERY_WAY = pytest.mark.parametrize("away", ["closed_port", "silent_port", "full_port"], indirect=True)


@EVERY_WAY
def test_a_report_is_accepted_in_time_while_the_broker_is_away(
    team: str, away: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    radar("auth", "register", "--email", "ana@example.com", "--name", "Ana")
    monkeypatch.setenv("RADAR_BROKER_URL", f"amqp://guest:sekrit@127.0.0.1:{away}//")
    started = time.monotonic()
    done = radar("report", "daily-summary", "--no-wait")
    assert time.monotonic() - started < ACCEPTED_WITHIN_SECONDS
    assert done.returncode == 0
    report_id = done.stdout.strip()
    assert done.stderr.startswith(f"report {report_id} is accepted, but the broker did not take the message")
    assert done.stderr.count("\n") == 1
    assert "sekrit" not in done.stderr
    assert query(team, "SELECT id::text, status FROM reports") == [(report_id, "pending")]


def test_where_the_broker_is_required_the_exit_code_is_69(
    team: str, closed_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    radar("auth", "register", "--email", "ana@example.com", "--name", "Ana")
    monkeypatch.setenv("RADAR_BROKER_URL", f"amqp://127.0.0.1:{closed_port}//")
    done = radar("report", "daily-summary", "--require-broker")
    assert (done.returncode, done.stdout) == (69, "")
    assert query(team, "SELECT status FROM reports") == [("cancelled",)]


@EVERY_WAY
def test_a_database_that_is_away_is_exit_3_in_time(away: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RADAR_DATABASE_URL", f"postgresql://ana:sekrit@127.0.0.1:{away}/radar")
    started = time.monotonic()
    done = radar("task", "list")
    assert time.monotonic() - started < REFUSED_WITHIN_SECONDS
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith("radar: the database cannot be reached: ")
    assert done.stderr.count("\n") == 1
    assert "sekrit" not in done.stderr


@EVERY_WAY
def test_health_answers_in_time_whatever_is_away(away: int, team: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RADAR_BROKER_URL", f"amqp://guest:sekrit@127.0.0.1:{away}//")
    started = time.monotonic()
    done = radar("health", "--columns", "check,status")
    assert time.monotonic() - started < ACCEPTED_WITHIN_SECONDS
    assert done.returncode == 1
    assert "broker\tfailed" in done.stdout
