"""A connection that is lost in the middle of a transaction: nothing of it may stay. PostgreSQL only.

Pony 0.7.20 on its own would open a new connection and commit the second half of the transaction alone.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from psycopg2.extensions import TRANSACTION_STATUS_IDLE

import radar_cli.services
from radar_cli.database.session import Database
from radar_cli.errors import DatabaseUnavailable
from radar_cli.services import tasks
from tests import writers
from tests.reporting import Compute
from tests.world import World
from tests.writers import EXCEPTIONS, REACHED_THROUGH, WRITERS

SERVICES = Path(radar_cli.services.__file__).parent
TABLES = (
    "users",
    "credentials",
    "sessions",
    "login_requests",
    "login_failures",
    "projects",
    "project_members",
    "tasks",
    "task_dependencies",
    "comments",
    "batches",
    "task_events",
    "views",
    "schedules",
    "reports",
    "deliveries",
    "workers",
)
# What a call changes, told by numbers that do not depend on who it was about.
COUNTS = (
    *TABLES,
    "status_counts WHERE tasks > 1000",
    "tasks WHERE status = 'in_progress' OR priority = 4",
    "projects WHERE name LIKE 'renamed%' OR archived_at IS NOT NULL",
    "login_failures WHERE failures > 0",
    "credentials WHERE version = 16",
    "schedules WHERE paused_at IS NOT NULL",
    "schedules WHERE last_slot_at IS NOT NULL",
    "deliveries WHERE ended_at IS NOT NULL",
    "deliveries WHERE error IS NOT NULL",
    "reports WHERE status = 'ready'",
    "reports WHERE status = 'failed'",
    "reports WHERE status = 'cancelled'",
    "reports WHERE status = 'pending'",
    "reports WHERE status = 'pending' AND dispatch_count = 0",
    "reports WHERE status = 'pending' AND next_dispatch_at > clock_timestamp() + interval '10 s'",
)
# Where a report is computed, a lost connection is not the caller's trouble: the report is tried again.
RECOVERING = {"report_jobs.run", "report_jobs.run, interrupted"}


@pytest.fixture
def db(postgres_db: Database) -> Database:
    return postgres_db


class Observer:
    """Looks at a database from a connection of its own, and ends those of others."""

    def __init__(self, url: str) -> None:
        self.connection: Any = psycopg2.connect(url)
        self.connection.autocommit = True

    def close(self) -> None:
        self.connection.close()

    def content(self) -> list[object]:
        """Everything that is committed."""
        return [
            self._value(f"SELECT array_agg(t::text ORDER BY t::text) FROM {table} t")
            for table in (*TABLES, "status_counts")
        ]

    def counts(self) -> list[int]:
        return [int(self._value(f"SELECT count(*) FROM {what}")) for what in COUNTS]

    def end(self, backend: int) -> None:
        # With a timeout the function waits until the backend is really gone.
        self._value(f"SELECT pg_terminate_backend({backend}, 5000)")

    def _value(self, sql: str) -> Any:
        with self.connection.cursor() as cursor:
            cursor.execute(sql)
            return cursor.fetchone()[0]


class Killer:
    """Ends the backend of a database's connection right before its n-th statement; a COMMIT is one too."""

    def __init__(self, db: Database, observer: Observer, before: int | None) -> None:
        self.provider = db.pony.provider
        self.observer = observer
        self.before = before
        self.statements = 0
        self.was_inside = False
        self.kept = observer.content()
        self.reached: set[str] = set()
        self.execute, self.commit = self.provider.execute, self.provider.commit
        self.execute_prepared = self.provider.execute_prepared

    def __enter__(self) -> "Killer":
        self.provider.execute, self.provider.commit = self._counted, self._committed
        self.provider.execute_prepared = self._prepared
        return self

    def __exit__(self, *_: object) -> None:
        self.provider.execute, self.provider.commit = self.execute, self.commit
        self.provider.execute_prepared = self.execute_prepared

    def _counted(self, cursor: Any, *arguments: Any) -> Any:
        self._count(cursor.connection)
        result = self.execute(cursor, *arguments)
        self._look(cursor.connection)
        return result

    def _prepared(self, connection: Any, *arguments: Any) -> Any:
        self._count(connection)
        result = self.execute_prepared(connection, *arguments)
        self._look(connection)
        return result

    def _look(self, connection: Any) -> None:
        if is_idle(connection):
            self.kept = self.observer.content()

    def _committed(self, connection: Any, *arguments: Any) -> None:
        if not is_idle(connection):
            self._count(connection)
        self.commit(connection, *arguments)
        self.kept = self.observer.content()

    def _count(self, connection: Any) -> None:
        self.reached.update(calling_services())
        self.statements += 1
        if self.statements == self.before:
            self.was_inside = not is_idle(connection)
            self.observer.end(connection.info.backend_pid)


def is_idle(connection: Any) -> bool:
    """Whether no transaction is open, as far as the driver knows."""
    return bool(connection.info.transaction_status == TRANSACTION_STATUS_IDLE)


def calling_services() -> Iterator[str]:
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code.co_filename.startswith(str(SERVICES)):
            yield f"{Path(frame.f_code.co_filename).stem}.{frame.f_code.co_qualname}"
        frame = frame.f_back


@pytest.fixture
def observer(postgres_url: str) -> Iterator[Observer]:
    with closing(Observer(postgres_url)) as made:
        yield made


@pytest.fixture
def interrupted(request: pytest.FixtureRequest, computing: Callable[[Compute], None]) -> None:
    """Whoever computes a report presses Ctrl-C, where the writer is called so."""

    def interrupt(db: Database, scope: object) -> Any:
        raise KeyboardInterrupt

    if request.getfixturevalue("name").endswith("interrupted"):
        computing(interrupt)


@pytest.mark.postgresql
@pytest.mark.usefixtures("interrupted")
@pytest.mark.parametrize("name", WRITERS)
def test_a_backend_killed_between_any_two_statements_leaves_all_or_nothing(
    world: World, observer: Observer, name: str
) -> None:
    reached: set[str] = set()
    expected: list[int] = []
    for statement in range(100):  # the first time undisturbed, the last time later than its last statement
        write = WRITERS[name](writers.stage(world, statement))
        before = observer.counts()
        with Killer(world.db, observer, statement) as killer:
            try:
                write()
            except DatabaseUnavailable:
                assert observer.content() == killer.kept, f"killed before statement {statement}"
                continue
            finally:
                reached |= killer.reached
        assert not killer.was_inside or name in RECOVERING, f"no error, although killed before statement {statement}"
        change = [after - earlier for earlier, after in zip(before, observer.counts(), strict=True)]
        expected = expected or change
        assert change == expected, f"killed before statement {statement}"
        if killer.statements < statement:
            break
    assert any(expected)
    assert statement > killer.statements > 0
    assert {name.partition(",")[0]} | {one for one, through in REACHED_THROUGH.items() if through == name} <= reached


def test_every_service_function_that_writes_is_among_those() -> None:
    listed = {name.partition(",")[0] for name in WRITERS} | REACHED_THROUGH.keys() | EXCEPTIONS.keys()
    assert set(those_that_write()) == listed


def those_that_write() -> Iterator[str]:
    for file in SERVICES.glob("*.py"):
        tree = ast.parse(file.read_text())
        owners = [("", tree), *((f"{node.name}.", node) for node in tree.body if isinstance(node, ast.ClassDef))]
        for prefix, owner in owners:
            for function in owner.body:
                if isinstance(function, ast.FunctionDef) and writes(function):
                    yield f"{file.stem}.{prefix}{function.name}"


def writes(function: ast.FunctionDef) -> bool:
    attributes = {node.attr for node in ast.walk(function) if isinstance(node, ast.Attribute)}
    return bool(attributes & {"transaction", "statement"})


@pytest.mark.postgresql
def test_a_connection_that_went_stale_between_two_commands_is_replaced(world: World, observer: Observer) -> None:
    ana = world.user("Ana")
    world.project(ana)
    with Killer(world.db, observer, 1):
        task = world.task(ana)
    assert tasks.get(world.db, ana, task.id) == task
