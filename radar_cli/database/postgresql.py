"""Pony's PostgreSQL provider, made to keep instants in UTC and transactions whole.

It is loaded only for a postgresql:// URL, as is all that imports psycopg2: this module, postgresql_connection and
postgresql_listening.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import psycopg2  # noqa: TID253  see above
import psycopg2.extensions  # noqa: TID253
from pony.orm import core
from pony.orm.dbapiprovider import wrap_dbapi_exceptions
from pony.orm.dbproviders import postgres as pony_postgres
from psycopg2.extensions import TRANSACTION_STATUS_IDLE, TRANSACTION_STATUS_INTRANS  # noqa: TID253

from radar_cli.database import postgresql_copy, postgresql_listening
from radar_cli.database.postgresql_connection import Prepared, PreparingConnection, connect, connection_arguments

Rows = Sequence[Mapping[str, Any]]
Error = psycopg2.Error
inserts = postgresql_copy.inserts
hidden_inserts = postgresql_copy.copies
isolated_inserts = postgresql_copy.statements
listening = postgresql_listening.listening
ROLL_BACK = "ROLLBACK; "
COPIED_AT_ONCE = 1 << 20


class InstantConverter(pony_postgres.PGDatetimeConverter):
    """Aware datetimes in the program, timestamptz in the database."""

    sql_type_name = "TIMESTAMP WITH TIME ZONE"

    def sql2py(self, val: datetime) -> datetime:
        return val.astimezone(UTC)


class PostgresPool(pony_postgres.PGPool):
    """Pony's pool without its DISCARD ALL after every transaction: radar leaves nothing behind that does harm.

    `beginning` goes to the server in front of the next statement. There is one pool for each thread.
    """

    beginning = ""
    ahead: Any = None  # what another thread inserts for this one, while there is some; see ahead.py

    def _connect(self) -> None:
        super()._connect()  # type: ignore[misc] # the stubs lack it
        # A new session has nothing to roll back.
        self.beginning = ""

    def release(self, con: psycopg2.extensions.connection) -> None:
        if self.beginning == ROLL_BACK and con.get_transaction_status() == TRANSACTION_STATUS_INTRANS:
            return
        self.beginning = ""
        try:
            if con.get_transaction_status() != TRANSACTION_STATUS_IDLE:
                _roll_back(con)
        except BaseException:
            self.drop(con)
            raise


def _is_of_no_class(error: BaseException | None) -> bool:
    # What psycopg2 raises when the server was stopped at once, and the first it hears of it is a farewell.
    return type(error) is psycopg2.DatabaseError and error.pgcode is None


def _roll_back(connection: psycopg2.extensions.connection) -> None:
    if not connection.autocommit:
        connection.rollback()
        return
    # psycopg2 knows only of the transactions that it began itself.
    with connection.cursor() as cursor:
        cursor.execute("ROLLBACK")


@dataclass(frozen=True, slots=True)
class _Lines:
    """What psycopg2 takes for a file to write to. It would read all rows to the end if `hand_on` fails."""

    hand_on: Callable[[bytes], object]
    connection: psycopg2.extensions.connection

    def write(self, line: bytes) -> None:
        try:
            self.hand_on(line)
        except BaseException:
            self.connection.cancel()
            raise


class PostgresProvider(pony_postgres.PGProvider):
    """Pony's provider with aware datetimes, prepared statements, and without reconnecting inside a transaction."""

    converter_classes = [  # noqa: RUF012  Pony declares it so
        (kind, InstantConverter if kind is datetime else converter)
        for kind, converter in pony_postgres.PGProvider.converter_classes
    ]

    pool: "PostgresPool"

    @wrap_dbapi_exceptions  # type: ignore[untyped-decorator, call-arg] # the stubs take it for a plain function
    def set_transaction_mode(self, connection: psycopg2.extensions.connection, cache: Any) -> None:
        """Begin a transaction if one is to be begun, after the end of the one before."""
        if cache.immediate and self.pool.beginning == ROLL_BACK:
            self.pool.beginning = ""
            _roll_back(connection)
        super().set_transaction_mode(connection, cache)

    def execute(self, cursor: Any, sql: str, arguments: Any = None, returning_id: bool = False) -> Any:
        """Run a statement. A COPY has its rows as a BytesIO in UTF-8 for its arguments."""
        if self.pool.ahead is not None:
            self.pool.ahead.wait()
        beginning = self.pool.beginning
        new_id = None
        if isinstance(arguments, BytesIO):
            self._copy(cursor, sql, arguments)
        else:
            new_id = super().execute(cursor, f"{beginning}{sql}", arguments, returning_id)
        # Not before: after an error the next statement must not run outside of the transaction either.
        self.pool.beginning = ""
        return new_id

    @wrap_dbapi_exceptions  # type: ignore[untyped-decorator, call-arg] # as above
    def _copy(self, cursor: Any, sql: str, rows: BytesIO) -> None:
        cursor.copy_expert(sql, rows, COPIED_AT_ONCE)

    @wrap_dbapi_exceptions  # type: ignore[untyped-decorator, call-arg] # as above
    def execute_prepared(self, connection: PreparingConnection, sql: str, parameters: Mapping[str, object]) -> Rows:
        """The rows of a statement, which is prepared in the same round trip when a session first meets it."""
        beginning = self.pool.beginning
        cursor = connection.cursor()
        # After an error it is prepared anew: an upgrade of the schema can make a prepared statement useless.
        prepared = connection.prepared.pop(sql, None)
        if prepared is None:
            preparation, execution = connection.preparation(sql)
            cursor.execute(f"{beginning}{preparation}; {execution}", parameters)
            prepared = Prepared(execution, [column.name for column in cursor.description or ()])
        else:
            cursor.execute(f"{beginning}{prepared.execution}", parameters)
        self.pool.beginning = ""
        connection.prepared[sql] = prepared
        return [dict(zip(prepared.columns, row, strict=True)) for row in cursor.fetchall()]

    @wrap_dbapi_exceptions  # type: ignore[untyped-decorator, call-arg] # likewise
    def copy_csv(
        self, cursor: psycopg2.extensions.cursor, sql: str, arguments: Any, write: Callable[[bytes], object]
    ) -> None:
        """Hand each row of a query to `write` as a line of CSV in UTF-8."""
        query = cursor.mogrify(sql, arguments)
        cursor.copy_expert(
            b"COPY (" + query + b") TO STDOUT (FORMAT csv, ENCODING 'UTF8')", _Lines(write, cursor.connection)
        )

    @wrap_dbapi_exceptions  # type: ignore[untyped-decorator, call-arg] # likewise
    def ids_beside(self, connection: psycopg2.extensions.connection, sql: str, arguments: Any) -> Sequence[int]:
        """The first column of a query's rows, on a connection that is not this thread's."""
        with connection.cursor() as cursor:
            cursor.execute(sql, arguments)
            return [number for (number,) in cursor.fetchall()]

    def get_pool(self, *args: Any, **kwargs: Any) -> PostgresPool:
        return PostgresPool(self.dbapi_module, *args, **kwargs)

    def should_reconnect(self, exc: BaseException | None) -> bool:
        """Whether a statement may be run again on a new connection.

        Pony 0.7.20 asks this without looking whether a transaction is open, and would carry on with its
        second half on the new connection as if the first had been kept.
        """
        cache = core.local.db2cache.get(self.database)  # type: ignore[attr-defined] # the stubs lack it
        if cache is not None and cache.in_transaction:
            return False
        return bool(super().should_reconnect(exc)) or _is_of_no_class(exc)


def provider_arguments(dsn: str) -> dict[str, Any]:
    """What Pony's `bind` needs for the server at `dsn`."""
    return {"provider": PostgresProvider, "connection_factory": PreparingConnection, **connection_arguments(dsn)}


def prepared_rows(database: Any, sql: str, parameters: Mapping[str, object]) -> Rows:
    """The rows of a statement that each session prepares once; without a session of Pony's it is a transaction."""
    if core.local.db_session is None:
        return _rows_of_its_own(database.provider, sql, parameters)
    cache = database._get_cache()
    connection = cache.prepare_connection_for_query_execution()
    try:
        rows: Rows = database.provider.execute_prepared(connection, sql, parameters)
    except Exception as error:
        connection = cache.reconnect(error)  # or raises it
        rows = database.provider.execute_prepared(connection, sql, parameters)
    cache.in_transaction = cache.in_transaction or cache.immediate
    return rows


def _rows_of_its_own(provider: Any, sql: str, parameters: Mapping[str, object]) -> Rows:
    connection = _autocommitting(provider)
    try:
        rows: Rows = provider.execute_prepared(connection, sql, parameters)
    except Exception as error:
        if not provider.should_reconnect(getattr(error, "original_exc", error)):
            provider.pool.release(connection)
            raise
        provider.pool.drop(connection)
        rows = provider.execute_prepared(_autocommitting(provider), sql, parameters)
    return rows


def _autocommitting(provider: Any) -> PreparingConnection:
    connection: PreparingConnection = provider.connect()[0]
    if not connection.autocommit:
        connection.autocommit = True
    return connection


def next_ids(database: Any, sql: str, arguments: Any, _count: int) -> Sequence[int]:
    """New numbers of a sequence, which are part of no transaction; beside what goes ahead, where there may be."""
    provider = database.provider
    ahead = provider.pool.ahead
    beside = None if ahead is None else _beside(ahead, provider.pool)
    if beside is None:
        return [number for (number,) in database._exec_sql(sql, arguments).fetchall()]
    numbers: Sequence[int] = provider.ids_beside(beside, sql, arguments)
    return numbers


def _beside(ahead: Any, pool: Any) -> psycopg2.extensions.connection | None:
    """Another connection for as long as statements go ahead; None where the server allows no more of them."""
    if ahead.beside is None:
        with suppress(psycopg2.OperationalError):
            ahead.beside = connect(pool.kwargs["dsn"])
    connection: psycopg2.extensions.connection | None = ahead.beside
    return connection


def begin(database: Any, sql: str) -> None:
    """Have a transaction begin with the next statement, by constant SQL, in one round trip with it."""
    cache = database._get_cache()
    cache.prepare_connection_for_query_execution()
    database.provider.pool.beginning += f"{sql}; "
    # Pony did not begin it, and must not go on outside of it on a new connection.
    cache.in_transaction = True


def parts(
    database: Any, sql: str, arguments: Any, size: int
) -> Iterator[tuple[Sequence[str], Sequence[Sequence[Any]]]]:
    """The names of a query's columns with its rows, so many at once, read as they are asked for in a transaction."""
    database._exec_sql(f"DECLARE parts NO SCROLL CURSOR FOR {sql}", arguments)
    while rows := (cursor := database._exec_sql(f"FETCH {size} FROM parts")).fetchall():
        yield [column[0] for column in cursor.description], rows
    database._exec_sql("CLOSE parts")


def copy_csv(database: Any, sql: str, arguments: Any, write: Callable[[bytes], object]) -> None:
    """Hand each row of a query to `write` as a line of CSV."""
    cursor = database._exec_sql("SELECT 1")  # begins the transaction, which COPY cannot do in the same message
    database.provider.copy_csv(cursor, sql, arguments, write)


def end_with_next(database: Any) -> None:
    """Have the transaction that is open end with the next statement after it, in one round trip with it."""
    database.provider.pool.beginning = ROLL_BACK


def cancel_query(connection: psycopg2.extensions.connection) -> None:
    """End what a connection is running, from another thread."""
    connection.cancel()
