"""Databases with many tasks, made in seconds: a year of one project, and how a process reaches it.

Of a hundred tasks 85 are done, 3 cancelled, 7 to do and 5 in progress; a third is nobody's. They were created
over 365 days, evenly and in the order of their numbers, and took up to LONGEST_DAYS to finish.
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from typing import Self
from uuid import uuid4

import psycopg2

from radar_cli import config
from radar_cli.context import Context
from radar_cli.database import url as urls
from radar_cli.database.session import Database
from radar_cli.database.sqlite import to_text
from radar_cli.database.url import DatabaseUrl
from radar_cli.domain.clock import system_clock
from radar_cli.domain.user import User
from radar_cli.services import accounts, identity, projects, schema
from tests.conftest import POSTGRES_URL, administer, with_database

PROJECT = "web"
SQLITE = "SQLite"
POSTGRESQL = "PostgreSQL"
LONGEST_DAYS = 14
SECONDS_A_YEAR = 365 * 86_400

# %(name)s is a parameter of psycopg2, :name of sqlite3; n counts from 1. The moduli have no common factor,
# so that statuses, priorities, people and durations are spread independently of each other.
STATUS = """CASE WHEN n * 37 % 100 < 85 THEN 'done' WHEN n * 37 % 100 < 88 THEN 'cancelled'
                 WHEN n * 37 % 100 < 95 THEN 'todo' ELSE 'in_progress' END"""
PRIORITY = "CASE n % 7 WHEN 0 THEN 1 WHEN 1 THEN 1 WHEN 5 THEN 3 WHEN 6 THEN 4 ELSE 2 END"
CREATED_SECONDS = f"n * {SECONDS_A_YEAR}.0 / {{count}}"
LEAD_SECONDS = f"(600 + n * 13 % 997 * {(LONGEST_DAYS * 86_400 - 600) // 997})"

POSTGRESQL_TASKS = f"""
    INSERT INTO tasks (project_id, title, description, status, priority, assignee_id, created_at, started_at, done_at)
    SELECT %(project)s, 'Task number ' || n, 'What is to be done about ' || n, status, {PRIORITY},
           CASE WHEN n % 3 > 0 THEN %(user)s END, created,
           CASE WHEN status IN ('in_progress', 'done') THEN created + interval '5 minutes' END,
           CASE WHEN status = 'done' THEN created + {LEAD_SECONDS} * interval '1 second' END
      FROM (SELECT n, {STATUS} AS status,
                   %(start)s + {CREATED_SECONDS.format(count="%(count)s")} * interval '1 second' AS created
              FROM generate_series(1, %(count)s) AS n) AS numbered
"""

SQLITE_TASKS = f"""
    WITH RECURSIVE numbers AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < :count),
    numbered AS (SELECT n, {STATUS} AS status, {CREATED_SECONDS.format(count=":count")} AS created FROM numbers)
    INSERT INTO tasks (project_id, title, description, status, priority, assignee_id, created_at, started_at, done_at)
    SELECT :project, 'Task number ' || n, 'What is to be done about ' || n, status, {PRIORITY},
           CASE WHEN n % 3 > 0 THEN :user END,
           strftime('%Y-%m-%d %H:%M:%f000', :start, created || ' seconds'),
           CASE WHEN status IN ('in_progress', 'done')
                THEN strftime('%Y-%m-%d %H:%M:%f000', :start, (created + 300) || ' seconds') END,
           CASE WHEN status = 'done'
                THEN strftime('%Y-%m-%d %H:%M:%f000', :start, (created + {LEAD_SECONDS}) || ' seconds') END
      FROM numbered
"""


@dataclass(frozen=True, slots=True)
class Site:
    """A database of `count` tasks in the project PROJECT of `user`; `environment` makes a process use it."""

    kind: str
    count: int
    url: DatabaseUrl
    user: User
    environment: Mapping[str, str]


class Sites:
    """The databases of one run, each made when it is first asked for; all are gone at the end."""

    def __init__(self) -> None:
        self._made: dict[tuple[str, int], Site] = {}
        self._stack = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()

    def kinds(self) -> list[str]:
        """The kinds of database that there are here."""
        return [SQLITE] if why_no_postgresql() else [SQLITE, POSTGRESQL]

    def site(self, kind: str, count: int) -> Site:
        """The database of that kind with so many tasks."""
        if (kind, count) not in self._made:
            make = {SQLITE: sqlite_site, POSTGRESQL: postgresql_site}[kind]
            self._made[kind, count] = self._stack.enter_context(make(count))
        return self._made[kind, count]


def why_no_postgresql() -> str:
    """One line on why PostgreSQL is left out; empty where it answers."""
    try:
        psycopg2.connect(POSTGRES_URL, connect_timeout=3).close()
    except psycopg2.OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        return f"PostgreSQL is left out, it does not answer at RADAR_TEST_POSTGRES_URL: {reason}"
    return ""


@contextmanager
def sqlite_site(count: int) -> Iterator[Site]:
    """An embedded database in a home of its own, where a process finds it without being told."""
    with TemporaryDirectory(prefix="radar-bench-") as home:
        environment = _environment(home)
        folder = config.data_folder(environment)
        # The home decides, as in a process; see config.data_folder.
        folder = Path(home) / ".local" / "share" / "radar" if not folder.is_relative_to(home) else folder
        folder.mkdir(parents=True)
        url = urls.of_file(folder / "radar.db")
        schema.prepare_embedded(url)
        schema.migrate(url)
        user, project_id = _owner_and_project(url)
        _fill_sqlite(url.path, _parameters(count, user, project_id))
        yield Site(SQLITE, count, url, user, environment)


@contextmanager
def postgresql_site(count: int) -> Iterator[Site]:
    """A database of its own on the server of the tests, with a login for a process."""
    name = f"radar_bench_{uuid4().hex[:12]}"
    dsn = with_database(POSTGRES_URL, name)
    administer(POSTGRES_URL, f"CREATE DATABASE {name}")
    try:
        url = urls.parse(dsn)
        schema.migrate(url)
        user, project_id = _owner_and_project(url)
        _fill_postgresql(dsn, _parameters(count, user, project_id))
        with TemporaryDirectory(prefix="radar-bench-") as home:
            login = {"RADAR_DATABASE_URL": dsn, "RADAR_TOKEN": _token(url, user)}
            yield Site(POSTGRESQL, count, url, user, _environment(home) | login)
    finally:
        administer(POSTGRES_URL, f"DROP DATABASE {name} WITH (FORCE)")


def _environment(home: str) -> dict[str, str]:
    """This process's environment without what would change the program or the interpreter."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("RADAR_", "XDG_", "PYTHON"))}
    return kept | {"HOME": home, "TZ": "UTC"}


def _owner_and_project(url: DatabaseUrl) -> tuple[User, int]:
    db = Database(url)
    try:
        user = identity.local_user(db, system_clock, Context().account_name)
        return user, projects.add(db, system_clock, user, PROJECT).id
    finally:
        db.disconnect()


def _token(url: DatabaseUrl, user: User) -> str:
    db = Database(url)
    try:
        return accounts.new_token(db, system_clock, user).token
    finally:
        db.disconnect()


def _parameters(count: int, user: User, project_id: int) -> dict[str, object]:
    start = datetime.now(UTC) - timedelta(seconds=SECONDS_A_YEAR, days=LONGEST_DAYS)
    return {"count": count, "user": user.id, "project": project_id, "start": start}


def _fill_sqlite(path: Path, parameters: Mapping[str, object]) -> None:
    start = parameters["start"]
    assert isinstance(start, datetime)
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(SQLITE_TASKS, {**parameters, "start": to_text(start)})
        connection.execute("ANALYZE")
    finally:
        connection.close()


def _fill_postgresql(dsn: str, parameters: Mapping[str, object]) -> None:
    connection = psycopg2.connect(dsn)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(POSTGRESQL_TASKS.replace(" % ", " %% "), parameters)
            cursor.execute("VACUUM ANALYZE")
    finally:
        connection.close()
