"""The private PostgreSQL server: what outlives its ends, and that it leaves nothing behind."""

import os
import select
from collections.abc import Callable
from contextlib import closing
from uuid import uuid4

import psycopg2
import pytest

from tests.faults.postgres import PrivatePostgres, StopMode
from tests.processes import change, eventually, query

pytestmark = pytest.mark.xdist_group("faults")


@pytest.fixture
def database(private_postgres: PrivatePostgres) -> str:
    """A database on the private server, with a table that holds 1."""
    url = private_postgres.create_database(f"harness_{uuid4().hex[:8]}")
    change(url, "CREATE TABLE number (value int)")
    change(url, "INSERT INTO number VALUES (1)")
    return url


def test_a_killed_postgres_keeps_what_was_committed_and_nothing_else(
    private_postgres: PrivatePostgres, database: str
) -> None:
    with closing(psycopg2.connect(database)) as open_transaction, open_transaction.cursor() as cursor:
        cursor.execute("INSERT INTO number VALUES (2)")
        private_postgres.kill()
        with pytest.raises(psycopg2.OperationalError):
            cursor.execute("SELECT 1")
    with pytest.raises(psycopg2.OperationalError, match="refused"):
        query(database, "SELECT 1")
    private_postgres.start()
    assert query(database, "SELECT value FROM number") == [(1,)]


def test_a_killed_postgres_leaves_no_busy_process(private_postgres: PrivatePostgres, database: str) -> None:
    with closing(psycopg2.connect(database, async_=True)) as busy:
        _wait_for(busy)
        cursor = busy.cursor()
        cursor.execute("SELECT count(*) FROM generate_series(1, 1000000000)")
        private_postgres.kill()
        eventually(lambda: not _is_alive(busy.info.backend_pid))
    private_postgres.start()


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_postgres_that_was_stopped_starts_with_its_data(
    private_postgres: PrivatePostgres, database: str, mode: StopMode
) -> None:
    private_postgres.stop(mode)
    with pytest.raises(psycopg2.OperationalError, match="refused"):
        query(database, "SELECT 1")
    private_postgres.start()
    started = query(database, "SELECT pg_postmaster_start_time()")
    private_postgres.restart(mode)
    assert query(database, "SELECT pg_postmaster_start_time()") > started
    assert query(database, "SELECT value FROM number") == [(1,)]


def test_the_private_postgres_is_durable_and_says_its_version(private_postgres: PrivatePostgres) -> None:
    names = ("fsync", "synchronous_commit", "full_page_writes")
    assert [query(private_postgres.url(), f"SHOW {name}") for name in names] == [[("on",)]] * 3
    assert private_postgres.version.startswith(str(_server_version(private_postgres) // 10_000))


@pytest.mark.parametrize("end", [PrivatePostgres.start, PrivatePostgres.kill])
def test_a_postgres_leaves_nothing_behind_when_its_test_fails(
    private_postgres: PrivatePostgres, end: Callable[[PrivatePostgres], None]
) -> None:
    server = PrivatePostgres()
    assert server.folder.exists()
    with pytest.raises(ZeroDivisionError):
        _fail(server, end)
    assert not server.folder.exists()
    with pytest.raises(psycopg2.OperationalError, match="refused"):
        query(server.url(), "SELECT 1")


def _fail(server: PrivatePostgres, end: Callable[[PrivatePostgres], None]) -> None:
    with server:
        change(server.url(), "CREATE TABLE number (value int)")
        end(server)
        raise ZeroDivisionError


def _wait_for(connection: "psycopg2.extensions.connection") -> None:
    while (state := connection.poll()) != psycopg2.extensions.POLL_OK:
        writes = state == psycopg2.extensions.POLL_WRITE
        select.select([] if writes else [connection], [connection] if writes else [], [], 5)


def _server_version(server: PrivatePostgres) -> int:
    with closing(psycopg2.connect(server.url())) as connection:
        return int(connection.server_version)


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
