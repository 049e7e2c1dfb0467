"""Applying the plain SQL files of migrations/, and telling which are there.

A migration is a file `NNNN_name.sql`, numbered from 0001 without gaps. It runs in one transaction together
with its row in `schema_migrations`, which holds the file's SHA-256, so that a file edited later is noticed.
"""

import hashlib
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from radar_cli.database.dialect import DIALECTS
from radar_cli.database.session import translated_errors
from radar_cli.database.url import DatabaseUrl
from radar_cli.errors import DatabaseUnavailable, SchemaOutOfDate

LOCK_KEY = 0x7261646172  # "radar" in ASCII; any constant will do, as long as it stays
LOCK_WAIT_SECONDS = 60
LOCK_POLL_SECONDS = 0.1
RECORD = "INSERT INTO schema_migrations VALUES ({}, {})"


@dataclass(frozen=True, slots=True)
class Migration:
    """One file."""

    version: int
    name: str
    sql: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.sql.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Applied:
    """One row of `schema_migrations`; the time is UTC."""

    version: int
    name: str
    sha256: str
    applied_at: datetime


class Target(Protocol):
    """What the runner needs of a database."""

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        """Keep every other migrator out, waiting for the one that is in."""
        ...

    def applied(self) -> Sequence[Applied]: ...

    def apply(self, migration: Migration) -> None: ...

    def close(self) -> None: ...


def known(source: Path) -> Sequence[Migration]:
    """The migrations in a folder, in order.

    Raises:
        SchemaOutOfDate: their numbers have a gap or a double.
    """
    files = sorted(source.glob("[0-9][0-9][0-9][0-9]_*.sql"))
    migrations = [Migration(int(file.name[:4]), file.stem, file.read_text("utf-8")) for file in files]
    for expected, migration in enumerate(migrations, 1):
        if migration.version != expected:
            raise SchemaOutOfDate(f"migration {expected:04} is missing or double in {source}", "install radar again")
    return migrations


def pending(migrations: Sequence[Migration], applied: Sequence[Applied]) -> Sequence[Migration]:
    """What is still to be applied.

    Raises:
        SchemaOutOfDate: the database is newer than the program, has a gap, or was made by a file that has
            been edited since.
    """
    for position, row in enumerate(applied):
        if position >= len(migrations):
            raise SchemaOutOfDate(
                f"the database has migration {row.version:04}, newer than this program", "upgrade radar"
            )
        migration = migrations[position]
        if row.version != migration.version:
            raise SchemaOutOfDate(
                f"the database lacks migration {migration.version:04} but has later ones", "restore a backup"
            )
        if row.sha256 != migration.sha256:
            raise SchemaOutOfDate(
                f"migration {migration.name} was edited after it was applied",
                "install the radar it came with, and put changes into a new migration",
            )
    return migrations[len(applied) :]


def migrate(target: Target, migrations: Sequence[Migration]) -> Sequence[Migration]:
    """Apply what is missing; what was applied is returned, in order.

    Raises:
        SchemaOutOfDate: see `pending`; nothing was changed.
        DatabaseUnavailable: a file failed; those before it stay applied, it left no trace.
    """
    with target.exclusive():
        missing = pending(migrations, target.applied())
        for migration in missing:
            target.apply(migration)
    return missing


@contextmanager
def opened(url: DatabaseUrl) -> Iterator[Target]:
    """The database at `url` as a target, on a connection of its own."""
    with translated_errors():
        connect = import_module(f"radar_cli.database.{url.dialect}").connect
        if url.dialect == "sqlite":
            target: Target = SQLiteTarget(connect(url.path))
        else:
            target = PostgresTarget(connect(url.dsn))
        with closing(target):
            yield target


class SQLiteTarget:
    """A SQLite file. `BEGIN IMMEDIATE` is the lock, one transaction holds all that is missing."""

    dialect = DIALECTS["sqlite"]

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.execute("COMMIT")

    def applied(self) -> Sequence[Applied]:
        if not self.connection.execute(self.dialect.has_migrations).fetchone():
            return []
        rows = self.connection.execute(
            "SELECT version, name, sha256, applied_at FROM schema_migrations ORDER BY version"
        )
        return [Applied(row[0], row[1], row[2], self.dialect.read_instant(row[3])) for row in rows]

    def apply(self, migration: Migration) -> None:
        for statement in statements(migration.sql):
            _run(self.connection, statement, (), migration)
        _run(
            self.connection,
            RECORD.format("?, ?, ?", self.dialect.now),
            (migration.version, migration.name, migration.sha256),
            migration,
        )

    def close(self) -> None:
        self.connection.close()


class PostgresTarget:
    """A PostgreSQL database. A polled advisory lock keeps migrators apart; each file is a transaction."""

    dialect = DIALECTS["postgresql"]

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        # Polled rather than waited for: a session that waits in the server holds a snapshot, and concurrent
        # index builds wait for every snapshot.
        give_up_at = time.monotonic() + LOCK_WAIT_SECONDS
        while not self._fetch("SELECT pg_try_advisory_lock(%s)", LOCK_KEY)[0][0]:
            if time.monotonic() > give_up_at:
                raise DatabaseUnavailable("another migration has been running for a minute", "try again later")
            time.sleep(LOCK_POLL_SECONDS)
        yield  # the lock ends with the connection

    def applied(self) -> Sequence[Applied]:
        if not self._fetch(self.dialect.has_migrations):
            return []
        rows = self._fetch("SELECT version, name, sha256, applied_at FROM schema_migrations ORDER BY version")
        return [Applied(row[0], row[1], row[2], self.dialect.read_instant(row[3])) for row in rows]

    def apply(self, migration: Migration) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute("BEGIN")
            try:
                _run(cursor, "SET LOCAL lock_timeout = '5s'", None, migration)
                _run(cursor, migration.sql, None, migration)
                _run(
                    cursor,
                    RECORD.format("%s, %s, %s", self.dialect.now),
                    (migration.version, migration.name, migration.sha256),
                    migration,
                )
                cursor.execute("COMMIT")
            except BaseException:
                if not self.connection.closed:
                    cursor.execute("ROLLBACK")
                raise

    def close(self) -> None:
        self.connection.close()

    def _fetch(self, sql: str, *parameters: object) -> Any:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()


def _run(cursor: Any, sql: str, parameters: object, migration: Migration) -> None:
    try:
        cursor.execute(sql, parameters)
    except Exception as error:
        reason = str(error).strip().partition("\n")[0]
        raise DatabaseUnavailable(
            f"migration {migration.name} failed and was undone", f"{reason}; mend that and migrate again"
        ) from error


def statements(script: str) -> Iterator[str]:
    """The statements of a SQLite script, each ending its line: `executescript` would commit before the first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
