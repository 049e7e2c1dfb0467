"""The databases that tests are given, one after the other, are each as the first was."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

import psycopg2
import pytest

from tests.databases import MOST_ROWS, Databases
from tests.psql import typed

pytestmark = pytest.mark.postgresql

ADD_USER = "INSERT INTO users (email, name, created_at) VALUES ('ana@example.com', 'Ana', now())"
MANY_USERS = f"""
    INSERT INTO users (email, name, created_at)
    SELECT n || '@example.com', 'Ana', now() FROM generate_series(1, {MOST_ROWS}) AS numbers (n)
"""


@pytest.fixture
def databases(postgres_server: str, postgres_template: str) -> Iterator[Databases]:
    made = Databases(postgres_server, postgres_template)
    yield made
    made.drop()


def after(databases: Databases, *statements: str) -> str:
    """The URL of a database in which somebody ran some statements; the next one has it, or another."""
    with databases.one() as url:
        typed(url, *statements)
    return url


def seen(databases: Databases, sql: str) -> Sequence[tuple[Any, ...]]:
    with databases.one() as url:
        return typed(url, sql)


def test_rows_are_gone_and_numbers_begin_anew(databases: Databases) -> None:
    first = after(databases, ADD_USER, ADD_USER.replace("ana", "ben"))
    second = after(databases, ADD_USER.replace("ana", "cleo"))
    assert second == first
    assert seen(databases, "SELECT count(*) FROM users") == [(0,)]
    assert seen(databases, f"{ADD_USER} RETURNING id") == [(1,)]


def test_two_at_once_are_two(databases: Databases) -> None:
    with databases.one() as one, databases.one() as other:
        assert one != other


@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE tasks ADD COLUMN more text",
        "ALTER TABLE tasks ALTER COLUMN title DROP NOT NULL",
        "CREATE INDEX more ON tasks (title)",
        "CREATE TABLE more (id bigint)",
        "CREATE SCHEMA more",
        "ALTER TABLE tasks DISABLE TRIGGER USER",
        "CREATE OR REPLACE FUNCTION radar.me() RETURNS bigint LANGUAGE sql AS 'SELECT 1::bigint'",
        "CREATE POLICY more ON tasks USING (true)",
        "CREATE TYPE more AS ENUM ('x')",
        "ALTER TABLE tasks ALTER COLUMN priority SET DEFAULT 3",
        "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
        "GRANT SELECT ON tasks TO PUBLIC",
        "GRANT SELECT (title) ON tasks TO PUBLIC",
        "ALTER TABLE tasks DROP CONSTRAINT tasks_times",
        "DELETE FROM schema_migrations WHERE version = 1",
        "UPDATE radar.rules SET seen = 'true' WHERE table_name = 'tasks'",
        MANY_USERS,
    ],
)
def test_one_that_was_changed_otherwise_is_given_to_nobody(databases: Databases, change: str) -> None:
    first = after(databases, change)
    assert after(databases) != first


def test_a_setting_of_the_database_counts_as_a_change(databases: Databases) -> None:
    with databases.one() as url:
        typed(url, f"ALTER DATABASE {url.rpartition('/')[2]} SET work_mem = '1MB'")
    assert after(databases) != url


def test_sessions_that_are_left_are_ended(databases: Databases) -> None:
    with databases.one() as url:
        left = psycopg2.connect(url)
        left.cursor().execute("LOCK TABLE tasks")
    with closing(left), pytest.raises(psycopg2.OperationalError):
        left.cursor().execute("SELECT 1")
