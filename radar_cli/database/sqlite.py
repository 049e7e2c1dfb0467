"""Pony's SQLite provider, made to keep instants in UTC and UUIDs as text."""

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from pony.orm import OperationalError, dbapiprovider
from pony.orm.dbproviders import sqlite as pony_sqlite

from radar_cli.database import sqlite_rows
from radar_cli.database.dialect import DIALECTS
from radar_cli.domain.csv_line import csv_line

inserts = hidden_inserts = isolated_inserts = sqlite_rows.inserts

BUSY_TIMEOUT_SECONDS = 15
POLL_SECONDS = 0.002
CACHE_KIB = 64 * 1024  # taken as it is needed: an import changes pages all over the indexes again and again


class InstantConverter(dbapiprovider.DatetimeConverter):
    """Aware datetimes in the program, UTC text in the file."""

    def sql2py(self, val: str) -> datetime:
        return DIALECTS["sqlite"].read_instant(val)

    def py2sql(self, val: datetime) -> str:
        return str(DIALECTS["sqlite"].instant(val))


class UuidTextConverter(dbapiprovider.UuidConverter):
    """UUIDs as text, so that they can be read and typed in the sqlite3 shell."""

    def sql2py(self, val: str) -> UUID:  # type: ignore[override] # the stubs confuse it with validate
        return UUID(val)

    def py2sql(self, val: UUID) -> str:
        return str(val)


CONVERTERS: dict[type, type] = {datetime: InstantConverter, UUID: UuidTextConverter}


class SQLitePool(pony_sqlite.SQLitePool):
    """Connections with the settings that durability asks for. There is one pool for each thread."""

    filename: str
    ahead: Any = None  # what another thread inserts for this one, while there is some; see ahead.py

    def _connect(self) -> None:
        super()._connect()  # type: ignore[misc] # the stubs lack it
        # FULL is what makes an acknowledged write survive a power cut. DELETE rather than WAL: SQLite before
        # 3.51.3 can lose commits when a WAL is reset under two connections.
        self.con.execute("PRAGMA synchronous = FULL")
        self.con.execute(f"PRAGMA cache_size = -{CACHE_KIB}")


class SQLiteProvider(pony_sqlite.SQLiteProvider):
    """Pony's provider with the converters and the pool above."""

    pool: SQLitePool
    # In Pony's order: it takes the first entry that fits, and a datetime is a date as well.
    converter_classes = [  # noqa: RUF012  Pony declares it so
        (kind, CONVERTERS.get(kind, converter)) for kind, converter in pony_sqlite.SQLiteProvider.converter_classes
    ]

    def set_transaction_mode(self, connection: sqlite3.Connection, cache: Any) -> None:
        """Begin a transaction; one that writes stands in line first."""
        if not cache.immediate:
            super().set_transaction_mode(connection, cache)
            return
        give_up_at = time.monotonic() + BUSY_TIMEOUT_SECONDS
        with turn(Path(self.pool.filename).parent, give_up_at):
            connection.execute("PRAGMA busy_timeout = 0")
            try:
                while not self._has_begun(connection, cache, give_up_at):
                    time.sleep(POLL_SECONDS)
            finally:
                connection.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_SECONDS * 1000}")

    def _has_begun(self, connection: sqlite3.Connection, cache: Any, give_up_at: float) -> bool:
        try:
            super().set_transaction_mode(connection, cache)
        except OperationalError as error:
            if not _is_busy(error) or time.monotonic() > give_up_at:
                raise
            return False
        return True

    def execute(self, cursor: Any, sql: str, arguments: Any = None, returning_id: bool = False) -> Any:
        """Run a statement, after those that go ahead."""
        if self.pool.ahead is not None:
            self.pool.ahead.wait()
        return super().execute(cursor, sql, arguments, returning_id)

    def get_pool(self, is_shared_memory_db: bool, filename: str, create_db: bool = False, **kwargs: Any) -> SQLitePool:
        return SQLitePool(is_shared_memory_db, filename, create_db, **kwargs)


@contextmanager
def turn(folder: Path, give_up_at: float) -> Iterator[None]:
    """Stand in line with the others who are about to write to a file in `folder`, and be at its head meanwhile.

    SQLite asks for a lock the less often the longer it has waited for it, so whoever comes anew goes first: one of
    8 busy writers could wait for 15 s, and fail. Only the head of the line asks, at an even pace, so whoever has just
    written comes after those who wait. It is a courtesy alone: SQLite's own lock is what keeps the data whole.
    """
    line = _line(folder)
    try:
        while not _is_at_head(line) and time.monotonic() < give_up_at:
            time.sleep(POLL_SECONDS)
        yield
    finally:
        if line is not None:
            os.close(line)


def _line(folder: Path) -> int | None:
    try:
        return os.open(folder, os.O_RDONLY)
    except OSError:
        return None  # SQLite says what is wrong with the folder, if that keeps it from writing


def _is_at_head(line: int | None) -> bool:
    if line is None:
        return True
    try:
        fcntl.flock(line, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return True  # some file systems have no such locks, and so no line
    return True


def _is_busy(error: Any) -> bool:
    # Its kinds, such as a file that is being recovered, differ in the higher bits alone.
    return bool(getattr(error.original_exc, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_BUSY)


def provider_arguments(path: Path) -> dict[str, Any]:
    """What Pony's `bind` needs for the file at `path`."""
    return {
        "provider": SQLiteProvider,
        "filename": str(path),
        "timeout": BUSY_TIMEOUT_SECONDS,
        "check_same_thread": False,  # one thread at a time uses a connection, but not always the same one
    }


def create_file(path: Path) -> bool:
    """Make an empty database file for its owner alone; False where there is one already."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    except FileExistsError:
        return False
    os.close(descriptor)
    return True


def begin(database: Any, sql: str) -> None:
    """Begin a transaction by constant SQL."""
    database._exec_sql(sql)


def parts(
    database: Any, sql: str, arguments: Any, size: int
) -> Iterator[tuple[Sequence[str], Sequence[Sequence[Any]]]]:
    """The names of a query's columns with its rows, so many at once, read as they are asked for."""
    cursor = database._exec_sql(sql, arguments)
    names = [column[0] for column in cursor.description]
    while rows := cursor.fetchmany(size):
        yield names, rows


def copy_csv(database: Any, sql: str, arguments: Any, write: Callable[[bytes], object]) -> None:
    """Hand each row of a query to `write` as a line of CSV."""
    for row in database._exec_sql(sql, arguments):
        write(csv_line(["" if value is None else str(value) for value in row]).encode())


def end_with_next(*_: object) -> None:
    """Nothing: there is no round trip to be saved, and an open transaction would keep writers out."""


@contextmanager
def listening(*_: object) -> Iterator[Callable[[float], None]]:
    """`time.sleep`: nobody can wake a process through a file."""
    yield time.sleep


def next_ids(database: Any, sql: str, arguments: Any, count: int) -> Sequence[int]:
    """New numbers of a table's; while inserts go ahead they are counted on, since nobody else can write meanwhile."""
    ahead = database.provider.pool.ahead
    if ahead is not None and sql in ahead.next_numbers:
        first = ahead.next_numbers[sql]
        numbers: Sequence[int] = range(first, first + count)
    else:
        numbers = [number for (number,) in database._exec_sql(sql, arguments).fetchall()]
    if ahead is not None:
        ahead.next_numbers[sql] = numbers[-1] + 1
    return numbers


def cancel_query(connection: sqlite3.Connection) -> None:
    """End what a connection is running, from another thread."""
    connection.interrupt()


def connect(path: Path) -> sqlite3.Connection:
    """A connection of its own for migrations, in autocommit mode."""
    return sqlite3.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT_SECONDS)
