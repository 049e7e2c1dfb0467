"""Applying the plain SQL files of migrations/, and telling which are there.

A migration is a file `NNNN_name.sql`, numbered from 0001 without gaps. It runs in one transaction together
with its row in `schema_migrations`, which holds the file's SHA-256, so that a file edited later is noticed.

PostgreSQL builds an index without locking writers out only outside of any transaction. A file whose first line
is the mark OUTSIDE is run there a statement at a time, and recorded after the last. Killed half-way it is run from
its beginning again, so it may hold nothing but pairs of statements that can be repeated:

    -- radar: outside a transaction
    DROP INDEX CONCURRENTLY IF EXISTS tasks_title;
    CREATE INDEX CONCURRENTLY tasks_title ON tasks (title);

SQLite has no such thing: there the file of the same number is an ordinary one, without the mark.
"""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol

from radar_cli.database.driver_errors import translated_errors
from radar_cli.database.url import DatabaseUrl
from radar_cli.errors import DatabaseUnavailable, SchemaOutOfDate

OUTSIDE = "-- radar: outside a transaction\n"
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

    @property
    def is_outside(self) -> bool:
        """Whether PostgreSQL has to run it outside of any transaction."""
        return self.sql.startswith(OUTSIDE)


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
        DatabaseUnavailable: a file failed; those before it stay applied, it left no trace, or where it ran
            outside of a transaction nothing but an index that is not used.
    """
    with target.exclusive():
        missing = pending(migrations, target.applied())
        for migration in missing:
            target.apply(migration)
    return missing


@contextmanager
def opened(url: DatabaseUrl) -> Iterator[Target]:
    """The database at `url` as a target, on a connection of its own."""
    kind = import_module(f"radar_cli.database.{url.dialect}_migrations")
    with translated_errors(*kind.ERRORS), closing(kind.Target(url)) as target:
        yield target


def execute(cursor: Any, sql: str, parameters: object, migration: Migration, *, outside: bool = False) -> None:
    """Run a statement of a migration; an error of the driver's becomes one line that names the file.

    Raises:
        DatabaseUnavailable: it failed.
    """
    try:
        cursor.execute(sql, parameters)
    except Exception as error:
        reason = str(error).strip().partition("\n")[0]
        end = "was left half-way" if outside else "was undone"
        raise DatabaseUnavailable(
            f"migration {migration.name} failed and {end}", f"{reason}; mend that and migrate again"
        ) from error


def statements(script: str) -> Iterator[str]:
    """The statements of a script, each ending its line: SQLite's `executescript` would commit before the first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement.strip():
        yield statement
