"""What PostgreSQL's errors mean to whoever meets them."""

import psycopg2
import pytest
from pony.orm.core import ConnectionClosedError, DatabaseSessionIsOver, RollbackException, TransactionError
from pony.orm.dbapiprovider import DatabaseError

from radar_cli.database.session import Database
from radar_cli.errors import Conflict, DatabaseUnavailable, QueryTimedOut

pytestmark = pytest.mark.postgresql


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("08006", DatabaseUnavailable),  # the connection failed
        ("53100", DatabaseUnavailable),  # the disk is full
        ("53300", DatabaseUnavailable),  # there are too many connections
        ("57P01", DatabaseUnavailable),  # an administrator ends it
        ("57P03", DatabaseUnavailable),  # it is starting
        ("25006", DatabaseUnavailable),  # it is read-only
        ("55P03", DatabaseUnavailable),  # a lock was not to be had
        ("57014", QueryTimedOut),
        ("40001", Conflict),  # it cannot be put in an order with the others
        ("40P01", Conflict),  # a deadlock
        ("23505", Conflict),
    ],
)
def test_an_error_is_known_by_its_code(postgres_db: Database, code: str, meaning: type[Exception]) -> None:
    with pytest.raises(meaning), postgres_db.transaction():
        postgres_db.execute(f"DO $$$$ BEGIN RAISE EXCEPTION 'made up' USING ERRCODE = '{code}'; END $$$$")
    assert postgres_db.clock()


@pytest.mark.parametrize(
    "error", [TransactionError("objects of two transactions"), DatabaseSessionIsOver("it is over")]
)
def test_a_mistake_of_ours_is_no_outage(postgres_db: Database, error: Exception) -> None:
    with pytest.raises(type(error)), postgres_db.transaction():
        raise error


@pytest.mark.parametrize("error", [ConnectionClosedError("it cannot go on"), RollbackException("it was lost", [])])
def test_a_transaction_that_lost_its_connection_is_an_outage(postgres_db: Database, error: Exception) -> None:
    with pytest.raises(DatabaseUnavailable), postgres_db.transaction():
        raise error


@pytest.fixture
def stopped_at_once(postgres_db: Database, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A server that is gone at the next statement, in the words that psycopg2 has for one that was stopped at once."""
    execute = postgres_db.pony.provider.execute
    statements: list[int] = []

    def gone_once(*arguments: object) -> object:
        statements.append(1)
        if len(statements) == 1:
            raise DatabaseError(psycopg2.DatabaseError("server closed the connection unexpectedly"))
        return execute(*arguments)

    monkeypatch.setattr(postgres_db.pony.provider, "execute", gone_once)
    return statements


def test_a_server_that_was_stopped_at_once_is_reached_again_by_the_next_command(
    postgres_db: Database, stopped_at_once: list[int]
) -> None:
    with postgres_db.reading():
        assert postgres_db.value("SELECT 1") == 1
    assert len(stopped_at_once) == 2


def test_a_server_that_is_stopped_at_once_in_a_transaction_is_said_to_be_away(
    postgres_db: Database, stopped_at_once: list[int]
) -> None:
    def read() -> None:
        with postgres_db.snapshot():
            stopped_at_once.clear()
            postgres_db.value("SELECT 1")

    with pytest.raises(DatabaseUnavailable, match="server closed the connection"):
        read()
    assert postgres_db.clock()
