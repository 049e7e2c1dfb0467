"""What PostgreSQL is asked in one round trip rather than two, and what it prepares, when something goes wrong."""

from collections.abc import Iterator
from contextlib import closing

import psycopg2
import pytest
from pony.orm import OperationalError

from radar_cli.database.session import Database
from radar_cli.domain.report import ReportStatus
from radar_cli.domain.user import User
from radar_cli.errors import DatabaseUnavailable
from radar_cli.services import identity, report_jobs
from tests.logins import token_of
from tests.reporting import read, submit
from tests.world import World

pytestmark = pytest.mark.postgresql

DOUBLED = "SELECT n * $factor AS n FROM numbers"
SNAPSHOT_OR_NOT = "SELECT current_setting('transaction_isolation') AS isolation, $n + 0 AS n"


@pytest.fixture
def numbers(postgres_db: Database) -> Database:
    with postgres_db.transaction():
        postgres_db.execute("CREATE TABLE numbers (n integer)")
        postgres_db.execute("INSERT INTO numbers VALUES (21)")
    return postgres_db


@pytest.fixture
def observer(postgres_url: str) -> Iterator[psycopg2.extensions.cursor]:
    with closing(psycopg2.connect(postgres_url)) as connection:
        connection.autocommit = True
        yield connection.cursor()


def doubled(db: Database) -> object:
    with db.reading():
        return db.prepared_rows(DOUBLED, factor=2)[0]["n"]


def backend(db: Database) -> int:
    with db.reading():
        return int(db.value("SELECT pg_backend_pid()"))


def prepared(db: Database) -> int:
    with db.reading():
        return int(db.value("SELECT count(*) FROM pg_prepared_statements"))


def isolation(db: Database) -> object:
    return db.prepared_rows(SNAPSHOT_OR_NOT, n=1)[0]["isolation"]


@pytest.fixture
def db(postgres_db: Database) -> Database:
    return postgres_db


def messages_of(db: Database) -> list[str]:
    """What goes to the server from now on, on the connection that there is."""
    messages: list[str] = []

    class Noted(psycopg2.extensions.cursor):
        def execute(self, query: str, parameters: object = None) -> None:
            messages.append(query)
            super().execute(query, parameters)

    db.pony.provider.pool.con.cursor_factory = Noted
    return messages


def test_who_is_asking_takes_one_round_trip(world: World, ana: User) -> None:
    token = token_of(world.db, ana)
    messages = messages_of(world.db)
    assert identity.session_of(world.db, token).user == ana
    assert len(messages) == 1
    assert world.db.pony.provider.pool.con.autocommit


def test_a_report_takes_three_round_trips(world: World, ana: User) -> None:
    first, second = submit(world, ana), submit(world, ana)
    report_jobs.run(world.db, first)
    messages = messages_of(world.db)
    connection = world.db.pony.provider.pool.con
    report_jobs.run(world.db, second)
    assert len(messages) == 3
    assert connection.autocommit  # so that no message besides began or ended a transaction
    assert read(world, ana, second).status is ReportStatus.READY


def test_a_query_is_prepared_once_for_each_session(numbers: Database) -> None:
    assert [doubled(numbers) for _ in range(10)] == [42] * 10
    assert prepared(numbers) == 1
    numbers.disconnect()
    assert prepared(numbers) == 0
    assert doubled(numbers) == 42


def test_a_prepared_query_is_prepared_again_where_its_connection_was_lost(
    numbers: Database, observer: psycopg2.extensions.cursor
) -> None:
    assert doubled(numbers) == 42
    observer.execute(f"SELECT pg_terminate_backend({backend(numbers)}, 5000)")
    assert doubled(numbers) == 42


def test_a_prepared_query_that_an_upgrade_made_useless_fails_once(
    numbers: Database, observer: psycopg2.extensions.cursor
) -> None:
    assert doubled(numbers) == 42
    observer.execute("ALTER TABLE numbers ALTER n TYPE numeric")
    with pytest.raises(Exception, match="cached plan must not change result type"):
        doubled(numbers)
    assert doubled(numbers) == 42


def test_a_snapshot_begins_with_its_first_query_prepared_or_not(numbers: Database) -> None:
    for _ in range(3):
        with numbers.snapshot():
            assert isolation(numbers) == "repeatable read"
        with numbers.snapshot():
            assert numbers.value("SHOW transaction_isolation") == "repeatable read"
        with numbers.reading():
            assert isolation(numbers) == "read committed"


def test_a_snapshot_sees_nothing_of_what_is_committed_after_its_first_query(
    numbers: Database, observer: psycopg2.extensions.cursor
) -> None:
    with numbers.snapshot():
        numbers.value("SELECT n FROM numbers")
        observer.execute("UPDATE numbers SET n = 0")
        assert numbers.value("SELECT n FROM numbers") == 21


def test_a_snapshot_whose_first_query_fails_is_not_left_for_the_next_one(numbers: Database) -> None:
    for sql in ("SELECT nothing FROM nowhere", "no SQL at all", "SELECT 1 / 0"):
        with pytest.raises(Exception, match=r"nowhere|syntax|division"), numbers.snapshot():
            numbers.value(sql)
        with numbers.reading():
            assert isolation(numbers) == "read committed"


def test_the_queries_of_a_snapshot_are_bounded_in_time_from_the_first_one_on(numbers: Database) -> None:
    with numbers.snapshot():
        assert numbers.value("SHOW statement_timeout") == "1min"
        numbers.value("SELECT set_config('statement_timeout', '10', true)")
        with pytest.raises(OperationalError, match="statement timeout"):
            numbers.value("SELECT pg_sleep(5)")
    with numbers.reading():
        assert numbers.value("SHOW statement_timeout") == "0"


@pytest.fixture
def after_a_snapshot(numbers: Database) -> Database:
    """With a snapshot that ends with the next statement."""
    with numbers.snapshot(another_follows=True):
        assert isolation(numbers) == "repeatable read"
    return numbers


def test_the_statement_after_a_snapshot_writes_and_is_committed(
    after_a_snapshot: Database, observer: psycopg2.extensions.cursor
) -> None:
    with after_a_snapshot.statement():
        after_a_snapshot.prepared_rows("UPDATE numbers SET n = $n RETURNING n", n=1)
    observer.execute("SELECT n FROM numbers")
    assert observer.fetchone() == (1,)


def test_a_transaction_after_a_snapshot_is_all_or_nothing(
    after_a_snapshot: Database, observer: psycopg2.extensions.cursor
) -> None:
    def write() -> None:
        with after_a_snapshot.transaction():
            after_a_snapshot.prepared_rows("UPDATE numbers SET n = $n RETURNING n", n=1)
            after_a_snapshot.execute("UPDATE numbers SET n = 2")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write()
    observer.execute("SELECT n FROM numbers")
    assert observer.fetchone() == (21,)


def test_a_snapshot_after_a_snapshot_is_another_one(
    after_a_snapshot: Database, observer: psycopg2.extensions.cursor
) -> None:
    observer.execute("UPDATE numbers SET n = 0")
    with after_a_snapshot.snapshot():
        assert after_a_snapshot.value("SELECT n FROM numbers") == 0
    with after_a_snapshot.reading():
        assert isolation(after_a_snapshot) == "read committed"


def test_a_connection_lost_after_a_snapshot_is_replaced_for_a_statement_and_said_to_be_lost_for_a_transaction(
    after_a_snapshot: Database, observer: psycopg2.extensions.cursor
) -> None:
    end_others = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE application_name = 'radar'"
    observer.execute(f"{end_others} AND datname = current_database()")
    assert doubled(after_a_snapshot) == 42
    with after_a_snapshot.snapshot(another_follows=True):
        doubled(after_a_snapshot)
    observer.execute(f"{end_others} AND datname = current_database()")
    with pytest.raises(DatabaseUnavailable), after_a_snapshot.transaction():
        after_a_snapshot.execute("UPDATE numbers SET n = 2")
    assert doubled(after_a_snapshot) == 42
