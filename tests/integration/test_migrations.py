"""Migrations, on both databases, from nothing."""

import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import psycopg2
import pytest

from radar_cli.database import migrations, postgresql_connection, postgresql_migrations
from radar_cli.database import url as urls
from radar_cli.database.migrations import OUTSIDE, Migration
from radar_cli.database.session import Database
from radar_cli.database.url import DatabaseUrl
from radar_cli.errors import DatabaseUnavailable, SchemaOutOfDate
from radar_cli.services import schema
from tests.processes import change, eventually, query

FILES = Path(__file__).parents[2] / "migrations"
TWO = Migration(2, "0002_two", "CREATE TABLE two (id integer PRIMARY KEY);\nINSERT INTO two VALUES (1);\n")
BROKEN = Migration(2, "0002_broken", "CREATE TABLE half (id integer);\nINSERT INTO nowhere VALUES (1);\n")
INDEX = Migration(
    3,
    "0003_index",
    f"""{OUTSIDE}-- Made again from the beginning where it was broken off; until then it is invalid.
DROP INDEX CONCURRENTLY IF EXISTS two_id;
CREATE UNIQUE INDEX CONCURRENTLY two_id ON two (id);
""",
)
VALID = "SELECT indisvalid FROM pg_index WHERE indexrelid = to_regclass('two_id')"
BUILDERS = """
    SELECT pid FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE 'CREATE UNIQUE INDEX%'
"""


def one(location: DatabaseUrl) -> Migration:
    """The beginning of the first migration: the table of migrations alone."""
    text = (FILES / location.dialect / "0001_initial.sql").read_text()
    return Migration(1, "0001_one", text.partition("CREATE TABLE users")[0])


def apply(location: DatabaseUrl, *files: Migration) -> list[str]:
    with migrations.opened(location) as target:
        return [migration.name for migration in migrations.migrate(target, files)]


def applied(location: DatabaseUrl) -> list[str]:
    with migrations.opened(location) as target:
        return [row.name for row in target.applied()]


def test_an_empty_database_gets_every_migration_once(empty_location: DatabaseUrl) -> None:
    names = [migration.name for migration in schema.migrate(empty_location)]
    assert names[0] == "0001_initial"
    assert [state.name for state in schema.states(empty_location) if state.applied_at] == names
    assert list(schema.migrate(empty_location)) == []


def test_asking_what_is_pending_changes_nothing(empty_location: DatabaseUrl) -> None:
    assert [migration.name for migration in schema.pending(empty_location)]
    assert applied(empty_location) == []


def test_a_database_behind_is_brought_up_to_date(empty_location: DatabaseUrl) -> None:
    assert apply(empty_location, one(empty_location)) == ["0001_one"]
    assert apply(empty_location, one(empty_location), TWO) == ["0002_two"]
    assert applied(empty_location) == ["0001_one", "0002_two"]


def test_a_file_that_fails_leaves_no_trace(empty_location: DatabaseUrl) -> None:
    apply(empty_location, one(empty_location))
    with pytest.raises(DatabaseUnavailable, match="migration 0002_broken failed and was undone"):
        apply(empty_location, one(empty_location), BROKEN)
    assert applied(empty_location) == ["0001_one"]
    mended = Migration(2, "0002_mended", "CREATE TABLE half (id integer);")
    assert apply(empty_location, one(empty_location), mended) == ["0002_mended"]


def test_a_file_edited_after_it_was_applied_is_refused(empty_location: DatabaseUrl) -> None:
    apply(empty_location, one(empty_location))
    edited = Migration(1, "0001_one", one(empty_location).sql + "-- a remark\n")
    with pytest.raises(SchemaOutOfDate, match="0001_one was edited"):
        apply(empty_location, edited, TWO)
    assert applied(empty_location) == ["0001_one"]


def test_a_database_newer_than_the_program_is_refused(empty_location: DatabaseUrl) -> None:
    apply(empty_location, one(empty_location), TWO)
    with pytest.raises(SchemaOutOfDate, match="newer than this program: upgrade radar"):
        apply(empty_location, one(empty_location))


def test_a_database_with_a_gap_is_refused(empty_location: DatabaseUrl) -> None:
    apply(empty_location, one(empty_location), TWO)
    with migrations.opened(empty_location) as target:
        run = target.connection.execute if empty_location.dialect == "sqlite" else target.connection.cursor().execute
        run("UPDATE schema_migrations SET version = 3, name = '0003_three' WHERE version = 2")
    with pytest.raises(SchemaOutOfDate, match="lacks migration 0002"):
        apply(empty_location, one(empty_location), TWO, Migration(3, "0003_three", "SELECT 1;"))


def test_of_two_migrators_one_waits_and_finds_nothing_to_do(empty_location: DatabaseUrl) -> None:
    outcomes: list[list[str]] = []
    barrier = threading.Barrier(2)

    def migrator() -> None:
        barrier.wait()
        outcomes.append([migration.name for migration in schema.migrate(empty_location)])

    run_together(migrator, migrator)
    everything = [state.name for state in schema.states(empty_location)]
    assert sorted(outcomes) == [[], everything]


@pytest.mark.postgresql
def test_an_index_is_built_outside_of_any_transaction_and_recorded(empty_postgres_url: str) -> None:
    location = urls.parse(empty_postgres_url)
    assert apply(location, one(location), TWO, INDEX) == ["0001_one", "0002_two", "0003_index"]
    assert query(empty_postgres_url, VALID) == [(True,)]
    assert applied(location) == ["0001_one", "0002_two", "0003_index"]
    assert apply(location, one(location), TWO, INDEX) == []


@pytest.mark.postgresql
def test_a_build_that_waits_for_an_old_transaction_is_not_given_up_and_locks_no_writer_out(
    empty_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_connection, "SESSION_OPTIONS", "-c lock_timeout=100ms")
    location = urls.parse(empty_postgres_url)
    apply(location, one(location), TWO)
    with old_transaction(empty_postgres_url):
        build = threading.Thread(target=lambda: apply(location, one(location), TWO, INDEX))
        build.start()
        eventually(lambda: query(empty_postgres_url, BUILDERS))
        change(empty_postgres_url, "SET lock_timeout = '100ms'; INSERT INTO two VALUES (2)")
        build.join(0.5)
        assert build.is_alive()
    build.join()
    assert applied(location)[-1] == "0003_index"
    assert query(empty_postgres_url, VALID) == [(True,)]


@pytest.mark.postgresql
def test_a_build_that_was_broken_off_is_made_again_from_its_beginning(empty_postgres_url: str) -> None:
    location = urls.parse(empty_postgres_url)
    apply(location, one(location), TWO)
    errors: list[str] = []

    def broken_off() -> None:
        try:
            apply(location, one(location), TWO, INDEX)
        except DatabaseUnavailable as error:
            errors.append(str(error))

    with old_transaction(empty_postgres_url):
        build = threading.Thread(target=broken_off)
        build.start()
        eventually(lambda: query(empty_postgres_url, BUILDERS))
        change(empty_postgres_url, f"SELECT pg_terminate_backend(pid, 5000) FROM ({BUILDERS}) AS builders")
        build.join()
    assert errors
    assert errors[0].startswith("migration 0003_index failed and was left half-way: ")
    assert query(empty_postgres_url, VALID) == [(False,)]
    assert applied(location) == ["0001_one", "0002_two"]
    assert apply(location, one(location), TWO, INDEX) == ["0003_index"]
    assert query(empty_postgres_url, VALID) == [(True,)]


@pytest.mark.postgresql
def test_the_files_after_an_index_wait_for_locks_no_longer_than_those_before_it(
    empty_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_connection, "SESSION_OPTIONS", "-c lock_timeout=123ms")
    location = urls.parse(empty_postgres_url)
    four = Migration(4, "0004_four", "CREATE TABLE four AS SELECT current_setting('lock_timeout') AS lock_timeout;")
    with migrations.opened(location) as target:
        migrations.migrate(target, [one(location), TWO, INDEX, four])
        with target.connection.cursor() as cursor:
            cursor.execute("SELECT lock_timeout, current_setting('lock_timeout') FROM four")
            assert cursor.fetchall() == [("200ms", "123ms")]


WAITING_FOR_TWO = "SELECT 1 FROM pg_locks WHERE relation = 'two'::regclass AND NOT granted"
TWO_TABLES = Migration(2, "0002_two_tables", "CREATE TABLE one (id integer);\nCREATE TABLE two (id integer);\n")
BOTH = Migration(3, "0003_both", "ALTER TABLE one ADD COLUMN n integer;\nALTER TABLE two ADD COLUMN n integer;\n")


@pytest.mark.postgresql
def test_a_migrator_that_meets_somebody_coming_the_other_way_steps_back(empty_postgres_url: str) -> None:
    location = urls.parse(empty_postgres_url)
    apply(location, one(location), TWO_TABLES)
    with closing(psycopg2.connect(empty_postgres_url)) as connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO two VALUES (1)")
        migrator = threading.Thread(target=lambda: apply(location, one(location), TWO_TABLES, BOTH))
        migrator.start()
        eventually(lambda: query(empty_postgres_url, WAITING_FOR_TWO))
        cursor.execute("INSERT INTO one VALUES (1)")  # which the migrator has, while it waits for the other
        assert migrator.is_alive()
        connection.commit()
        migrator.join()
    assert applied(location)[-1] == "0003_both"


@pytest.mark.postgresql
def test_a_migrator_gives_up_where_a_lock_is_not_to_be_had(
    empty_postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql_migrations, "LOCK_WAIT_SECONDS", 0.5)
    location = urls.parse(empty_postgres_url)
    apply(location, one(location), TWO_TABLES)
    with closing(psycopg2.connect(empty_postgres_url)) as connection, connection.cursor() as cursor:
        cursor.execute("INSERT INTO two VALUES (1)")
        with pytest.raises(DatabaseUnavailable, match=r"migration 0003_both failed and was undone: .*lock timeout"):
            apply(location, one(location), TWO_TABLES, BOTH)
        cursor.execute("INSERT INTO one VALUES (1)")
    assert applied(location)[-1] == "0002_two_tables"


def test_commands_know_a_database_that_is_behind(empty_location: DatabaseUrl) -> None:
    db = Database(empty_location)
    if empty_location.dialect == "sqlite":
        schema.require_current(db)
        assert applied(empty_location)[0] == "0001_initial"
    else:
        with pytest.raises(SchemaOutOfDate, match=r"\d migrations are missing in the database: run radar db migrate"):
            schema.require_current(db)
    db.disconnect()


def test_commands_know_a_database_that_is_ahead(empty_location: DatabaseUrl) -> None:
    schema.migrate(empty_location)
    db = Database(empty_location)
    with db.transaction():
        now = db.dialect.now
        db.execute(f"INSERT INTO schema_migrations VALUES (9999, '9999_future', 'x', {now})")
    with pytest.raises(SchemaOutOfDate, match="the database is at migration 9999"):
        schema.require_current(db)
    db.disconnect()


def run_together(*functions: Callable[[], None]) -> None:
    threads = [threading.Thread(target=function) for function in functions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


@contextmanager
def old_transaction(url: str) -> Iterator[None]:
    """A transaction that has looked at the database, and goes on."""
    with closing(psycopg2.connect(url)) as connection:
        connection.set_session(isolation_level="REPEATABLE READ")
        connection.cursor().execute("SELECT 1")
        yield


def test_a_server_that_is_away_is_said_to_be_so() -> None:
    with pytest.raises(DatabaseUnavailable, match="the database cannot be reached"):
        schema.migrate(urls.parse("postgresql://ana@127.0.0.1:1/radar"))
