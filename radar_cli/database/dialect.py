"""Every difference between PostgreSQL's SQL and SQLite's, as named fragments.

A fragment is constant text. Values never go into it: they travel as parameters, written `$name`.
"""

import json
from collections.abc import Hashable, Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from functools import lru_cache
from typing import Any, Protocol

from radar_cli.domain.instants import REMEMBERED, iso

MICROSECONDS = 1_000_000
NO_MICROSECONDS = "000000"
ENCODER = json.JSONEncoder(ensure_ascii=False)

# SQL in a driver's own words, and its arguments.
Statement = tuple[str, Any]


class Kind(Enum):
    """What a column holds, for rows that come as JSON."""

    NUMBER = "number"
    TEXT = "text"
    INSTANT = "instant"
    TEXTS = "texts"
    DOCUMENT = "document"  # as a JSON text
    FLAG = "flag"


class Dialect(Hashable, Protocol):
    """What both databases can say, each in its own words."""

    name: str

    @property
    def now(self) -> str:
        """The database's clock: the instant of the statement, not of its transaction."""
        ...

    @property
    def has_migrations(self) -> str:
        """A query that gives a row if the table of migrations is there."""
        ...

    @property
    def is_isolated(self) -> str:
        """An expression: whether the database itself keeps people inside their projects."""
        ...

    def later(self, seconds: str) -> str:
        """The database's clock plus a number of seconds, given as an expression."""
        ...

    def microseconds_between(self, earlier: str, later: str) -> str:
        """The exact whole number of microseconds from one instant to another."""
        ...

    def contains(self, column: str, parameter: str) -> str:
        """Whether a text column contains the text of a parameter made by `pattern`, in any case."""
        ...

    def folded(self, expression: str) -> str:
        """A text for sorting: in any case, by its characters' numbers."""
        ...

    def not_by_index(self, condition: str) -> str:
        """A condition that begins with a column, for which SQLite is to use no index; PostgreSQL knows best."""
        ...

    def unindexed(self, column: str) -> str:
        """The number of a column, such that neither database uses an index for a condition on it."""
        ...

    def is_empty(self, column: str) -> str:
        """Whether a column that holds a list of texts has none."""
        ...

    def among(self, column: str, parameter: str) -> str:
        """Whether a column is one of the numbers of a parameter made by `numbers`."""
        ...

    def numbers(self, values: Sequence[int]) -> object:
        """A parameter for `among`."""
        ...

    def among_texts(self, column: str, parameter: str) -> str:
        """Whether a column is one of the texts of a parameter made by `texts`."""
        ...

    def texts(self, values: Sequence[str]) -> object:
        """A parameter for `among_texts`, and for a column that holds a list of texts."""
        ...

    def holds(self, column: str, parameter: str) -> str:
        """Whether a column that holds a list of texts has the text of a parameter among them."""
        ...

    def collected(self, expression: str, source: str) -> str:
        """The values of an expression over the rows of `source` (what follows FROM) as one list, in order."""
        ...

    def numbers_within(self, document: str, field: str, query: str) -> str:
        """The condition that all numbers of a list in a JSON column are among those that a query gives."""
        ...

    def read_list(self, value: object) -> Sequence[Any]:
        """A list as it comes out of a raw query."""
        ...

    def number_after(self, payload: str, field: str) -> str:
        """The number that a field had after a change, of the event's payload; null if it did not change."""
        ...

    def is_set_after(self, payload: str, field: str) -> str:
        """Whether a field had a value after a change, as 1 or 0, of the event's payload; null if it did not change."""
        ...

    def joined(self, expression: str) -> str:
        """A list, as a column holds it or `collected` gives it, as a text with ", " between; null if it is empty."""
        ...

    def rfc3339(self, instant: str) -> str:
        """An instant as text in UTC, its fraction only where it is not zero."""
        ...

    def table(self, parameter: str, columns: Mapping[str, Kind]) -> str:
        """The rows of a parameter, a JSON array of objects, as a table of those columns called `r`."""
        ...

    def cell(self, value: object) -> object:
        """A value as it stands in the JSON for `table`."""
        ...

    def new_ids(self, table: str) -> str:
        """A query for `$count` numbers, never given before, for new rows of a table in the same transaction."""
        ...

    def keep_writers_out(self, table: str) -> str:
        """A statement that lets nobody else write to a table until the transaction ends."""
        ...

    @property
    def for_update(self) -> str:
        """What ends a query whose rows nobody else may change until the transaction ends."""
        ...

    def instant(self, value: datetime) -> object:
        """A parameter that is compared with an instant."""
        ...

    def read_instant(self, value: object) -> datetime:
        """An instant as it comes out of a raw query, in UTC."""
        ...

    @property
    def snapshot(self) -> str:
        """What begins a transaction on a read-only snapshot, its queries bounded in time."""
        ...

    @property
    def unbounded_snapshot(self) -> str:
        """What begins a transaction on a read-only snapshot that may take as long as its reader does."""
        ...

    @property
    def is_one_file(self) -> bool:
        """Whether one transaction at a time writes, and none is committed while somebody reads."""
        ...

    @property
    def try_lock(self) -> str:
        """A query that takes the lock of `$key` until the transaction ends, if nobody has it, and says whether."""
        ...

    @property
    def lock(self) -> str:
        """A query that waits for the lock of `$key`, and has it until the transaction ends."""
        ...

    @property
    def notification(self) -> str:
        """An expression that sends the row's id to who listens to `$channel`, once the transaction is committed."""
        ...

    @property
    def notification_if_awaited(self) -> str:
        """`notification`, left out where nobody is `listening` for the row; for one row in a transaction of its own."""
        ...

    @property
    def asynchronous_commit(self) -> str:
        """An expression that lets the transaction be committed without waiting for the disk."""
        ...


def pattern(text: str) -> str:
    """The parameter for `contains`: `text` anywhere, its own wildcards taken literally."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


class PostgreSQL:
    """PostgreSQL 14 and later."""

    name = "postgresql"
    now = "clock_timestamp()"
    has_migrations = "SELECT 1 WHERE to_regclass('schema_migrations') IS NOT NULL"
    is_isolated = "(SELECT c.relrowsecurity FROM pg_class c WHERE c.oid = to_regclass('tasks'))"
    snapshot = (
        "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL statement_timeout = '60s'; SET LOCAL jit = off"
    )
    unbounded_snapshot = (
        "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL statement_timeout = 0;"
        " SET LOCAL idle_in_transaction_session_timeout = 0"
    )
    is_one_file = False
    try_lock = "SELECT pg_try_advisory_xact_lock($key)"
    lock = "SELECT 1 FROM pg_advisory_xact_lock($key)"
    notification = "pg_notify($channel, CAST(id AS text))"
    # Who listens shares this lock (`listening`). While a notification is committed nobody else can commit one, and
    # a commit waits for the disk.
    notification_if_awaited = (
        "CASE WHEN pg_try_advisory_xact_lock(hashtext($channel), hashtext(CAST(id AS text))) THEN NULL"
        f" ELSE {notification} END"
    )
    asynchronous_commit = "set_config('synchronous_commit', 'off', true)"
    for_update = "FOR UPDATE"
    types: Mapping[Kind, str] = {
        Kind.NUMBER: "bigint",
        Kind.TEXT: "text",
        Kind.INSTANT: "timestamptz",
        Kind.TEXTS: "text[]",
        Kind.DOCUMENT: "jsonb",
        Kind.FLAG: "boolean",
    }

    def later(self, seconds: str) -> str:
        return f"clock_timestamp() + {seconds} * interval '1 second'"

    def microseconds_between(self, earlier: str, later: str) -> str:
        return f"(extract(epoch FROM {later} - {earlier}) * 1000000)::bigint"

    def contains(self, column: str, parameter: str) -> str:
        return f"{column} ILIKE {parameter} ESCAPE '\\'"

    def folded(self, expression: str) -> str:
        return f'lower({expression}) COLLATE "C"'

    def not_by_index(self, condition: str) -> str:
        return condition

    def unindexed(self, column: str) -> str:
        return f"{column} + 0"

    def is_empty(self, column: str) -> str:
        return f"{column} = '{{}}'"

    def among(self, column: str, parameter: str) -> str:
        # As int4 they would not be hashed beside a bigint: PostgreSQL would compare each row with each number.
        return f"{column} = ANY(CAST({parameter} AS bigint[]))"

    def among_texts(self, column: str, parameter: str) -> str:
        return f"{column} = ANY({parameter})"

    def numbers(self, values: Sequence[int]) -> object:
        return list(values)

    def texts(self, values: Sequence[str]) -> object:
        return list(values)

    def holds(self, column: str, parameter: str) -> str:
        # Said twice, since the index leaves out what has none.
        return f"(cardinality({column}) > 0 AND {column} @> ARRAY[CAST({parameter} AS text)])"

    def collected(self, expression: str, source: str) -> str:
        return f"ARRAY(SELECT {expression} FROM {source} ORDER BY 1)"  # noqa: S608  constants

    def numbers_within(self, document: str, field: str, query: str) -> str:
        allowed = f"SELECT coalesce(jsonb_agg(n), '[]') FROM ({query}) AS allowed (n)"  # noqa: S608  constants
        return f"{document} -> '{field}' <@ ({allowed})"

    def read_list(self, value: object) -> Sequence[Any]:
        assert isinstance(value, list)
        return value

    def number_after(self, payload: str, field: str) -> str:
        return f"CAST({payload} -> '{field}' ->> 1 AS bigint)"

    def is_set_after(self, payload: str, field: str) -> str:
        return f"CASE WHEN {payload} -> '{field}' ->> 1 IS NOT NULL THEN 1 WHEN {payload} ? '{field}' THEN 0 END"

    def joined(self, expression: str) -> str:
        return f"nullif(array_to_string({expression}, ', '), '')"

    def rfc3339(self, instant: str) -> str:
        exact = f"""to_char({instant} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""
        return f"replace({exact}, '.000000Z', 'Z')"

    def table(self, parameter: str, columns: Mapping[str, Kind]) -> str:
        typed = ", ".join(f"{name} {self.types[kind]}" for name, kind in columns.items())
        return f"json_to_recordset(CAST({parameter} AS json)) AS r ({typed})"

    def cell(self, value: object) -> object:
        return value.isoformat() if isinstance(value, datetime) else value

    def new_ids(self, table: str) -> str:
        # Within a query of its own the sequence is looked up once, not for every number.
        sequence = f"(SELECT CAST(pg_get_serial_sequence('{table}', 'id') AS regclass))"
        return f"SELECT nextval({sequence}) AS id FROM generate_series(1, $count)"  # noqa: S608  constants

    def keep_writers_out(self, table: str) -> str:
        return f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE"

    def instant(self, value: datetime) -> object:
        return value

    def read_instant(self, value: object) -> datetime:
        assert isinstance(value, datetime)
        return value.astimezone(UTC)


class SQLite:
    """SQLite 3.35 and later."""

    name = "sqlite"
    now = "strftime('%Y-%m-%d %H:%M:%f000', 'now')"
    has_migrations = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'"
    is_isolated = "0"  # whoever may read the file may read it all
    # A plain BEGIN only reads; the transactions that Pony begins would lock every writer out from the start.
    snapshot = "BEGIN"
    unbounded_snapshot = snapshot
    is_one_file = True
    try_lock = "SELECT 1 WHERE $key IS NOT NULL"  # a writing transaction has the whole file
    lock = "SELECT $key"  # likewise
    notification = "$channel"  # nobody can listen
    notification_if_awaited = notification
    asynchronous_commit = "NULL"
    for_update = ""

    def later(self, seconds: str) -> str:
        return f"strftime('%Y-%m-%d %H:%M:%f000', 'now', ({seconds}) || ' seconds')"

    def microseconds_between(self, earlier: str, later: str) -> str:
        # julianday() and '%f' stop at milliseconds, so whole seconds and their fraction are taken apart.
        # The fraction is cut off first: strftime would round .9995 up to the next second.
        seconds = f"(strftime('%s', substr({later}, 1, 19)) - strftime('%s', substr({earlier}, 1, 19)))"
        fraction = f"(CAST(substr({later}, 21) AS INTEGER) - CAST(substr({earlier}, 21) AS INTEGER))"
        return f"({seconds} * {MICROSECONDS} + {fraction})"

    def contains(self, column: str, parameter: str) -> str:
        # SQLite's own LIKE folds ASCII only; Pony registers Python's lower().
        return f"py_lower({column}) LIKE py_lower({parameter}) ESCAPE '\\'"

    def folded(self, expression: str) -> str:
        return f"py_lower({expression})"

    def not_by_index(self, condition: str) -> str:
        return f"+{condition}"

    def unindexed(self, column: str) -> str:
        return f"+{column}"

    def is_empty(self, column: str) -> str:
        return f"{column} = '[]'"

    def among(self, column: str, parameter: str) -> str:
        return f"{column} IN (SELECT value FROM json_each({parameter}))"  # noqa: S608  constants

    def among_texts(self, column: str, parameter: str) -> str:
        return self.among(column, parameter)

    def numbers(self, values: Sequence[int]) -> object:
        return json.dumps(list(values))

    def texts(self, values: Sequence[str]) -> object:
        return ENCODER.encode(list(values)) if values else "[]"

    def holds(self, column: str, parameter: str) -> str:
        return f"EXISTS (SELECT 1 FROM json_each({column}) WHERE value = {parameter})"  # noqa: S608  constants

    def collected(self, expression: str, source: str) -> str:
        rows = f"SELECT {expression} AS value FROM {source} ORDER BY 1"  # noqa: S608  constants
        return f"(SELECT json_group_array(value) FROM ({rows}))"  # noqa: S608  constants

    def numbers_within(self, document: str, field: str, query: str) -> str:
        numbers = f"SELECT value FROM json_each({document}, '$$.{field}')"  # noqa: S608  constants; $$ is Pony's $
        return f"NOT EXISTS ({numbers} WHERE value NOT IN ({query}))"

    def read_list(self, value: object) -> Sequence[Any]:
        return list(json.loads(str(value)))

    def number_after(self, payload: str, field: str) -> str:
        return f"json_extract({payload}, '$$.{field}[1]')"  # $$ is Pony's $

    def is_set_after(self, payload: str, field: str) -> str:
        return f"json_type({payload}, '$$.{field}[1]') <> 'null'"

    def joined(self, expression: str) -> str:
        return f"(SELECT group_concat(value, ', ') FROM json_each({expression}))"  # noqa: S608  constants

    def rfc3339(self, instant: str) -> str:
        return f"replace(replace({instant}, ' ', 'T') || 'Z', '.000000Z', 'Z')"

    def table(self, parameter: str, columns: Mapping[str, Kind]) -> str:
        cells = ", ".join(f"json_extract(value, '$$.{name}') AS {name}" for name in columns)  # $$ is Pony's $
        return f"(SELECT {cells} FROM json_each({parameter})) AS r"  # noqa: S608  constants

    def cell(self, value: object) -> object:
        return self.instant(value) if isinstance(value, datetime) else value

    def new_ids(self, table: str) -> str:
        # Nobody else writes meanwhile, and rows that are inserted with their number move the sequence on.
        last = f"coalesce((SELECT seq FROM sqlite_sequence WHERE name = '{table}'), 0)"  # noqa: S608  constants
        counted = "SELECT 1 AS i UNION ALL SELECT i + 1 FROM counted WHERE i < $count"
        return f"WITH RECURSIVE counted AS ({counted}) SELECT {last} + i AS id FROM counted"  # noqa: S608  constants

    def keep_writers_out(self, table: str) -> str:
        return f"SELECT '{table}'"  # a transaction that writes has the whole file

    def instant(self, value: datetime) -> object:
        return _fixed_width(iso(value))

    def read_instant(self, value: object) -> datetime:
        return datetime.fromisoformat(str(value)).replace(tzinfo=UTC)


@lru_cache(REMEMBERED)
def _fixed_width(instant: str) -> str:
    return f"{instant[:10]} {instant[11:19]}.{instant[20:26] if instant[19] == '.' else NO_MICROSECONDS}"


DIALECTS: dict[str, Dialect] = {"postgresql": PostgreSQL(), "sqlite": SQLite()}
