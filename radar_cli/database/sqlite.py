"""Pony's SQLite provider, made to keep instants in UTC and UUIDs as text."""

import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from pony.orm import dbapiprovider
from pony.orm.dbproviders import sqlite as pony_sqlite

from radar_cli.database.dialect import DIALECTS

BUSY_TIMEOUT_SECONDS = 15


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
    """Connections with the settings that durability asks for."""

    def _connect(self) -> None:
        super()._connect()  # type: ignore[misc] # the stubs lack it
        # FULL is what makes an acknowledged write survive a power cut. DELETE rather than WAL: SQLite before
        # 3.51.3 can lose commits when a WAL is reset under two connections.
        self.con.execute("PRAGMA synchronous = FULL")


class SQLiteProvider(pony_sqlite.SQLiteProvider):
    """Pony's provider with the converters and the pool above."""

    # In Pony's order: it takes the first entry that fits, and a datetime is a date as well.
    converter_classes = [  # noqa: RUF012  Pony declares it so
        (kind, CONVERTERS.get(kind, converter)) for kind, converter in pony_sqlite.SQLiteProvider.converter_classes
    ]

    def get_pool(self, is_shared_memory_db: bool, filename: str, create_db: bool = False, **kwargs: Any) -> SQLitePool:
        return SQLitePool(is_shared_memory_db, filename, create_db, **kwargs)


def provider_arguments(path: Path) -> dict[str, Any]:
    """What Pony's `bind` needs for the file at `path`."""
    return {"provider": SQLiteProvider, "filename": str(path), "timeout": BUSY_TIMEOUT_SECONDS}


def create_file(path: Path) -> bool:
    """Make an empty database file for its owner alone; False where there is one already."""
    try:
        descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600)
    except FileExistsError:
        return False
    os.close(descriptor)
    return True


@contextmanager
def listening(*_: object) -> Iterator[Callable[[float], None]]:
    """`time.sleep`: nobody can wake a process through a file."""
    yield time.sleep


def end_query(connection: sqlite3.Connection) -> None:
    """End what a connection is running, from another thread."""
    connection.interrupt()


def connect(path: Path) -> sqlite3.Connection:
    """A connection of its own for migrations, in autocommit mode."""
    return sqlite3.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT_SECONDS)
