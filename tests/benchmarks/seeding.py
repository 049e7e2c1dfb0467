"""Databases with many tasks, made in seconds: years of one project, and how a process reaches it.

Of a hundred tasks 85 are done, 3 cancelled, 7 to do and 5 in progress; a third is nobody's. They were created
evenly and in the order of their numbers, and the done ones took 10 minutes to 14 days.
"""

import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import TracebackType
from uuid import uuid4

import psycopg2

from radar_cli import config
from radar_cli.context import Context
from radar_cli.database import url as urls
from radar_cli.database.dialect import DIALECTS
from radar_cli.database.session import Database
from radar_cli.database.url import DatabaseUrl
from radar_cli.domain.clock import system_clock
from radar_cli.domain.user import User
from radar_cli.services import identity, projects, schema
from tests import isolation
from tests.conftest import POSTGRES_URL
from tests.databases import with_database
from tests.logins import token_of
from tests.psql import typed

PROJECT = "web"
SQLITE = "SQLite"
POSTGRESQL = "PostgreSQL"
ISOLATED = "isolated PostgreSQL"
YEAR = timedelta(days=365)
LONGEST_LEAD = timedelta(days=14)

# n counts the tasks from 1. The divisors have no common factor, so that statuses, priorities, people and
# durations are spread independently of each other. `created` and lead times are in seconds.
EXPRESSIONS = {
    "status": """CASE WHEN n * 37 % 100 < 85 THEN 'done' WHEN n * 37 % 100 < 88 THEN 'cancelled'
                      WHEN n * 37 % 100 < 95 THEN 'todo' ELSE 'in_progress' END""",
    "priority": "CASE n % 7 WHEN 0 THEN 1 WHEN 1 THEN 1 WHEN 2 THEN 3 WHEN 3 THEN 4 ELSE 2 END",
    "lead": f"(600 + n * 13 % 997 * {(LONGEST_LEAD.total_seconds() - 600) / 997})",
}

POSTGRESQL_TASKS = """
    INSERT INTO tasks (project_id, title, description, status, priority, assignee_id, created_at, started_at, done_at,
                       cancelled_at)
    SELECT {project}, 'Task number ' || n, 'What is to be done about ' || n, status, {priority},
           CASE WHEN n % 3 > 0 THEN {user} END, created,
           CASE WHEN status IN ('in_progress', 'done') THEN created + interval '5 minutes' END,
           CASE WHEN status = 'done' THEN created + {lead} * interval '1 second' END,
           CASE WHEN status = 'cancelled' THEN created + {lead} * interval '1 second' END
      FROM (SELECT n, {status} AS status,
                   timestamptz '{start}+00' + n * {span} / {count} * interval '1 second' AS created
              FROM generate_series(1, {count}) AS n) AS numbered
"""

SQLITE_TASKS = """
    WITH RECURSIVE numbers AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM numbers WHERE n < {count}),
    numbered AS (SELECT n, {status} AS status, n * {span} / {count} AS created FROM numbers)
    INSERT INTO tasks (project_id, title, description, status, priority, assignee_id, created_at, started_at, done_at,
                       cancelled_at)
    SELECT {project}, 'Task number ' || n, 'What is to be done about ' || n, status, {priority},
           CASE WHEN n % 3 > 0 THEN {user} END,
           strftime('%Y-%m-%d %H:%M:%f000', '{start}', created || ' seconds'),
           CASE WHEN status IN ('in_progress', 'done')
                THEN strftime('%Y-%m-%d %H:%M:%f000', '{start}', (created + 300) || ' seconds') END,
           CASE WHEN status = 'done'
                THEN strftime('%Y-%m-%d %H:%M:%f000', '{start}', (created + {lead}) || ' seconds') END,
           CASE WHEN status = 'cancelled'
                THEN strftime('%Y-%m-%d %H:%M:%f000', '{start}', (created + {lead}) || ' seconds') END
      FROM numbered
"""


# The same words for both databases: a change for each time that a task has, and for some a week of being blocked.
EVENTS = (
    """
    INSERT INTO task_events (project_id, task_id, type, from_status, to_status, payload, actor_id, created_at)
    SELECT project_id, id, 'created', NULL, 'todo', '{}', %(user)d, created_at FROM tasks
    """,
    """
    INSERT INTO task_events (project_id, task_id, type, from_status, to_status, payload, actor_id, created_at)
    SELECT project_id, id, 'moved', 'todo', 'in_progress', '{}', %(user)d, started_at
      FROM tasks WHERE started_at IS NOT NULL
    """,
    """
    INSERT INTO task_events (project_id, task_id, type, from_status, to_status, payload, actor_id, created_at)
    SELECT project_id, id, 'moved', 'in_progress', 'done', '{}', %(user)d, done_at FROM tasks WHERE done_at IS NOT NULL
    """,
    """
    INSERT INTO task_events (project_id, task_id, type, from_status, to_status, payload, actor_id, created_at)
    SELECT project_id, id, 'blocked', NULL, NULL, '{"blocked_at": [null, "2026-01-01T00:00:00+00:00"]}', %(user)d,
           started_at
      FROM tasks WHERE started_at IS NOT NULL AND id %% 8 = 0
    """,
    """
    INSERT INTO task_events (project_id, task_id, type, from_status, to_status, payload, actor_id, created_at)
    SELECT project_id, id, 'unblocked', NULL, NULL, '{"blocked_at": ["2026-01-01T00:00:00+00:00", null]}', %(user)d,
           done_at
      FROM tasks WHERE done_at IS NOT NULL AND id %% 8 = 0
    """,
)


@dataclass(frozen=True, slots=True)
class Past:
    """Over how many years tasks were created, and whether there is a log of what happened to them."""

    years: int = 1
    logged: bool = False


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
        self._made: dict[tuple[str, int, Past], Site] = {}
        self._stack = ExitStack()

    def __enter__(self) -> "Sites":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self._stack.close()

    def of(self, kind: str, count: int) -> Site:
        """The database of that kind with so many tasks of one year, without their log."""
        return self._site(kind, count, Past())

    def with_log(self, kind: str, count: int, years: int) -> Site:
        """The database of that kind with so many tasks, and a log of about three times as many changes."""
        return self._site(kind, count, Past(years, logged=True))

    def _site(self, kind: str, count: int, past: Past) -> Site:
        if (kind, count, past) not in self._made:
            self._made[kind, count, past] = self._stack.enter_context(MAKERS[kind](count, past))
        return self._made[kind, count, past]


def kinds() -> list[str]:
    """The kinds of database that there are here."""
    return [SQLITE] if why_no_postgresql() else [SQLITE, POSTGRESQL]


def why_no_postgresql() -> str:
    """One line on why PostgreSQL is left out; empty where it answers."""
    try:
        psycopg2.connect(POSTGRES_URL, connect_timeout=3).close()
    except psycopg2.OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        return f"PostgreSQL is left out: it does not answer at RADAR_TEST_POSTGRES_URL ({reason})"
    return ""


@contextmanager
def connected(site: Site) -> Iterator[Database]:
    """The site's database in this process, as radar uses it."""
    db = Database(site.url)
    try:
        yield db
    finally:
        db.disconnect()


@contextmanager
def analyzed(site: Site) -> Iterator[None]:
    """An embedded database with the statistics of ANALYZE, which radar never runs but its owner may."""
    _run_sqlite(site.url.path, "ANALYZE")
    try:
        yield
    finally:
        _run_sqlite(site.url.path, "DROP TABLE sqlite_stat1")


@contextmanager
def _sqlite_site(count: int, past: Past) -> Iterator[Site]:
    """An embedded database in a home of its own, where a process finds it without being told."""
    with TemporaryDirectory(prefix="radar-bench-") as home:
        environment = _environment(home) | {"XDG_DATA_HOME": f"{home}/.local/share"}
        folder = config.data_folder(environment)
        folder.mkdir(parents=True)
        url = urls.of_file(folder / "radar.db")
        schema.prepare_embedded(url)
        schema.migrate(url)
        user, project_id = _owner_and_project(url)
        _run_sqlite(url.path, *_filling(SQLITE_TASKS, count, past, user, project_id))
        yield Site(SQLITE, count, url, user, environment)


@contextmanager
def _postgresql_site(count: int, past: Past) -> Iterator[Site]:
    """A database of its own on the server of the tests, with a login for a process."""
    name = f"radar_bench_{uuid4().hex[:12]}"
    dsn = with_database(POSTGRES_URL, name)
    typed(POSTGRES_URL, f"CREATE DATABASE {name}")
    try:
        url = urls.parse(dsn)
        schema.migrate(url)
        user, project_id = _owner_and_project(url)
        _fill_postgresql(dsn, *_filling(POSTGRESQL_TASKS, count, past, user, project_id))
        with TemporaryDirectory(prefix="radar-bench-") as home:
            login = {"RADAR_DATABASE_URL": dsn, "RADAR_TOKEN": _token(url, user)}
            yield Site(POSTGRESQL, count, url, user, _environment(home) | login)
    finally:
        typed(POSTGRES_URL, f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _isolated_site(count: int, past: Past) -> Iterator[Site]:
    """The same as one person has it in an isolated database; filled by a superuser, whom no rule holds up."""
    with isolation.made(POSTGRES_URL) as isolated:
        schema.migrate(urls.parse(isolated.url("owner")))
        isolated.grant("worker")
        user, project_id = _owner_and_project(urls.parse(isolated.superuser_url))
        isolated.grant("ana", user.email)
        _fill_postgresql(isolated.superuser_url, *_filling(POSTGRESQL_TASKS, count, past, user, project_id))
        url = urls.parse(isolated.url("ana"))
        with TemporaryDirectory(prefix="radar-bench-") as home:
            yield Site(ISOLATED, count, url, user, _environment(home) | {"RADAR_DATABASE_URL": url.dsn})


MAKERS: Mapping[str, Callable[[int, Past], AbstractContextManager[Site]]] = {
    SQLITE: _sqlite_site,
    POSTGRESQL: _postgresql_site,
    ISOLATED: _isolated_site,
}


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
        return token_of(db, user)
    finally:
        db.disconnect()


def _filling(template: str, count: int, past: Past, user: User, project_id: int) -> Iterator[str]:
    """The statements that fill a database."""
    span = past.years * YEAR
    start = DIALECTS["sqlite"].instant(datetime.now(UTC) - span - LONGEST_LEAD)
    values = {"project": project_id, "user": user.id, "count": count, "start": start, "span": span.total_seconds()}
    yield template.format(**values, **EXPRESSIONS)
    if past.logged:
        yield from (statement % {"user": user.id} for statement in EVENTS)


def _run_sqlite(path: Path, *statements: str) -> None:
    # Filled without an ANALYZE: radar never runs it on an embedded database. See `analyzed`.
    connection = sqlite3.connect(path, isolation_level=None)
    try:
        connection.execute("PRAGMA synchronous = OFF")
        for sql in statements:
            connection.execute(sql)
    finally:
        connection.close()


def _fill_postgresql(dsn: str, *statements: str) -> None:
    connection = psycopg2.connect(dsn)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            for sql in statements:
                cursor.execute(sql)
            cursor.execute("VACUUM ANALYZE")  # what autovacuum does there within minutes
    finally:
        connection.close()
