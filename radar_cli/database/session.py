"""A bound database: its transactions and its raw queries."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache, partial
from importlib import import_module
from types import CodeType
from typing import Any

from pony.orm import Database as PonyDatabase
from pony.orm import db_session
from pony.orm.core import adapt_sql  # type: ignore[attr-defined] # the stubs lack it

from radar_cli.database import entities
from radar_cli.database.dialect import DIALECTS, Dialect, Kind, Statement
from radar_cli.database.driver_errors import translated_errors
from radar_cli.database.url import DatabaseUrl

ROWS_AT_ONCE = 1000


class Database:
    """One database, connected when it is first used.

    The attributes of `pony` are the entities; they must not leave the transaction that loaded them.

    Raises:
        DatabaseUnavailable: on making it, when the database cannot be reached.
    """

    def __init__(self, url: DatabaseUrl) -> None:
        self.url = url
        self.dialect: Dialect = DIALECTS[url.dialect]
        self._is_isolated: bool | None = False if self.dialect.is_one_file else None
        self.pony: Any = PonyDatabase()
        entities.define(self.pony)
        self._provider = import_module(f"radar_cli.database.{url.dialect}")
        target = url.path if url.dialect == "sqlite" else url.dsn
        with translated_errors():
            self.pony.bind(**self._provider.provider_arguments(target))
        self.pony.generate_mapping(check_tables=False)

    @contextmanager
    def transaction(self, *, kept: bool = True) -> Iterator[None]:
        """All or nothing: what is written inside is committed at the end, or undone by any exception.

        One that is not `kept` is undone in any case: it shows what would happen, by doing it.
        Everything read inside is of this transaction too. Inside another transaction it is part of that one.

        Raises:
            Conflict: somebody else changed a row after it was read.
            DatabaseUnavailable: the connection was lost, or the database refuses to work; nothing was kept,
                unless it was lost during the commit itself.
        """
        with translated_errors(), db_session(immediate=True):
            yield
            if not kept:
                self.pony.rollback()

    @contextmanager
    def statement(self) -> Iterator[None]:
        """One prepared statement that writes, and that may run twice without harm: it is repeated when the
        connection is lost.

        On PostgreSQL it saves the two round trips that begin and end a transaction, and all that Pony does for one;
        on SQLite it is one, since those who write stand in line when they begin.
        """
        with self.transaction() if self.dialect.is_one_file else translated_errors():
            yield

    @contextmanager
    def reading(self) -> Iterator[None]:
        """Queries that need not agree with each other, each seeing what is committed when it runs."""
        with translated_errors(), db_session:
            yield

    @contextmanager
    def snapshot(self, *, another_follows: bool = False, unbounded: bool = False) -> Iterator[None]:
        """Queries that all see the database as it is at the first of them, and change nothing.

        On PostgreSQL none may take longer than a minute, unless they are `unbounded`. It begins in one round trip
        with the first of them. It ends in one with this thread's next statement outside of it, where whoever calls
        says that there is one at once.
        """
        with translated_errors(), db_session:
            self._provider.begin(self.pony, self.dialect.unbounded_snapshot if unbounded else self.dialect.snapshot)
            yield
            if another_follows:
                self._provider.end_with_next(self.pony)

    def execute(self, sql: str, **parameters: object) -> int:
        """Run one constant statement that writes; `$name` in it stands for a parameter.

        Returns:
            How many rows it wrote.
        """
        return int(self.pony.execute(sql, {}, parameters).rowcount)

    def insert(
        self, table: str, columns: Mapping[str, Kind], rows: Sequence[Sequence[object]], *, hidden: bool = False
    ) -> None:
        """Insert rows into a table, each with the values of the columns in their order, many at once.

        Where they are `hidden` no value is part of a statement, which others may see in a log or as it runs.
        """
        usual = self._provider.isolated_inserts if self.is_isolated else self._provider.inserts
        inserts = self._provider.hidden_inserts if hidden else usual
        for start in range(0, len(rows), ROWS_AT_ONCE):
            for statement in inserts(table, columns, rows[start : start + ROWS_AT_ONCE]):
                self._insert(statement)

    def _insert(self, statement: Statement) -> None:
        ahead = self.pony.provider.pool.ahead
        if ahead is not None:
            ahead.submit(self.pony, statement)
            return
        self.pony._exec_sql(*statement, start_transaction=True)

    def update(
        self, table: str, columns: Mapping[str, Kind], rows: Sequence[Sequence[object]], key: str = "id"
    ) -> None:
        """Write rows, as for `insert`, over those of a table that have the same `key`, many at once."""
        settings = ", ".join(f"{name} = r.{name}" for name in columns if name != key)
        source = self.dialect.table("$rows", columns)
        for part in self._json_parts(columns, rows):
            self.execute(f"UPDATE {table} SET {settings} FROM {source} WHERE {table}.{key} = r.{key}", rows=part)  # noqa: S608

    def delete(self, table: str, columns: Mapping[str, Kind], rows: Sequence[Sequence[object]]) -> None:
        """Delete the rows of a table that have these values in those columns, given as for `insert`, many at once."""
        source = self.dialect.table("$rows", columns)
        wanted = f"SELECT {', '.join(f'r.{name}' for name in columns)} FROM {source}"  # noqa: S608
        for part in self._json_parts(columns, rows):
            self.execute(f"DELETE FROM {table} WHERE ({', '.join(columns)}) IN ({wanted})", rows=part)  # noqa: S608

    def new_ids(self, table: str, count: int) -> Sequence[int]:
        """Numbers for rows that this transaction is going to insert; they do not wait for what goes ahead."""
        if count == 0:
            return []
        text, arguments = adapted(self.dialect.new_ids(table), self.pony.provider.paramstyle)
        values = eval(arguments, {}, {"count": count})  # noqa: S307  of constant text
        numbers: Sequence[int] = self._provider.next_ids(self.pony, text, values, count)
        return numbers

    def _json_parts(self, columns: Mapping[str, Kind], rows: Sequence[Sequence[object]]) -> Iterator[str]:
        cell = self.dialect.cell
        for start in range(0, len(rows), ROWS_AT_ONCE):
            part = rows[start : start + ROWS_AT_ONCE]
            objects = [{name: cell(value) for name, value in zip(columns, row, strict=True)} for row in part]
            yield json.dumps(objects, ensure_ascii=False)

    def rows(self, sql: str, **parameters: object) -> Sequence[Mapping[str, Any]]:
        """The rows of one constant query, as dictionaries by column name."""
        return _dictionaries(self._read(sql, parameters))

    def prepared_rows(self, sql: str, **parameters: object) -> Sequence[Mapping[str, Any]]:
        """`rows`, for a query that a process runs again and again: the database parses and plans it once.

        The types of its parameters must follow from where they stand; there must be one at least.
        """
        if self.dialect.is_one_file:  # Python's sqlite3 keeps the statements that it has prepared
            return self.rows(sql, **parameters)
        rows: Sequence[Mapping[str, Any]] = self._provider.prepared_rows(self.pony, sql, parameters)
        return rows

    def stream(self, sql: str, **parameters: object) -> Iterator[Mapping[str, Any]]:
        """`rows`, read as they are asked for and few of them in memory; one such query at a time in a snapshot."""
        text, arguments = adapted(sql, self.pony.provider.paramstyle)
        values = eval(arguments, {}, parameters)  # noqa: S307  of constant text
        for names, rows in self._provider.parts(self.pony, text, values, ROWS_AT_ONCE):
            for row in rows:
                yield dict(zip(names, row, strict=True))

    def copy_csv(self, sql: str, write: Callable[[bytes], object], **parameters: object) -> None:
        """Hand each row of one constant query to `write`, in a snapshot, as a line of CSV in UTF-8.

        Null is an empty cell; the query gives no empty texts. Cells that a spreadsheet would run are not guarded.
        """
        text, arguments = adapted(sql, self.pony.provider.paramstyle)
        self._provider.copy_csv(self.pony, text, eval(arguments, {}, parameters), write)  # noqa: S307  likewise

    def value(self, sql: str, **parameters: object) -> Any:
        """The first column of the first row of one constant query; None where there is no row."""
        row = self._read(sql, parameters).fetchone()
        return None if row is None else row[0]

    def _read(self, sql: str, parameters: Mapping[str, object]) -> Any:
        text, arguments = adapted(sql, self.pony.provider.paramstyle)
        # Pony's own `execute` begins a transaction, which on SQLite would lock every other writer out.
        return self.pony._exec_sql(text, eval(arguments, {}, parameters))  # noqa: S307  of constant text

    def now(self) -> datetime:
        """The database's clock, in UTC."""
        return self.dialect.read_instant(self.value(f"SELECT {self.dialect.now}"))

    def clock(self) -> datetime:
        """`now`, wherever it is called."""
        with self.reading():
            return self.now()

    def schema_version(self) -> int:
        """The number of the newest migration in the database; 0 in an empty one."""
        with self.reading():
            if self.value(self.dialect.has_migrations) is None:
                return 0
            # Whether it is isolated is told by the way: every command asks for the version, and would ask for that too.
            (row,) = self.rows(
                f"SELECT max(version) AS version, {self.dialect.is_isolated} AS is_isolated FROM schema_migrations"  # noqa: S608
            )
            self._is_isolated = bool(row["is_isolated"])
            return row["version"] or 0

    @property
    def is_isolated(self) -> bool:
        """Whether the database itself keeps people inside their projects, and its logins are theirs."""
        if self._is_isolated is None:
            with self.reading():
                self._is_isolated = bool(self.value(f"SELECT {self.dialect.is_isolated}"))
        return self._is_isolated

    def try_lock(self, key: int) -> bool:
        """Take a lock of that key until the transaction ends, unless somebody else has it."""
        return bool(self.value(self.dialect.try_lock, key=key))

    def lock(self, key: int) -> None:
        """Wait for the lock of that key, and have it until the transaction ends."""
        self.value(self.dialect.lock, key=key)

    @contextmanager
    def listening(self, channel: str, message: str) -> Iterator[Callable[[float], None]]:
        """A function that sleeps for some seconds, or until the message comes if that is sooner.

        It is a hint and no more: a message may be missed, and on SQLite none ever comes.
        """
        with self._provider.listening(self.url.dsn, channel, message) as pause:
            yield pause

    def canceller(self) -> Callable[[], None]:
        """A function that another thread can call to end the query that this one is running."""
        # Pony's own get_connection begins a transaction, which on SQLite would lock every other writer out.
        return partial(self._provider.cancel_query, self.pony.provider.pool.con)

    def disconnect(self) -> None:
        """Close this thread's connection."""
        self.pony.disconnect()


@cache
def adapted(sql: str, paramstyle: str) -> tuple[str, CodeType]:
    """A constant statement with a driver's own placeholders, and what gives their values from the parameters by name.

    Pony keeps these too, but does not find again what has a % in it.
    """
    text, arguments = adapt_sql(sql, paramstyle)
    return text, arguments


def _dictionaries(cursor: Any) -> Sequence[Mapping[str, Any]]:
    names = [column[0] for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
