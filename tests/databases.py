"""PostgreSQL databases for tests, each handed out again once its rows are gone, if it is otherwise as it was made.

To copy the template anew takes ten times as long.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import psycopg2

from tests.psql import typed

# More rows than a test usually leaves are sooner gone with their database.
MOST_ROWS = 2000
WITHIN_MS = 5000

TABLES = """
    SELECT format('%I.%I', schemaname, tablename) FROM pg_tables WHERE schemaname IN ('public', 'radar') ORDER BY 1
"""
SEQUENCES = """
    SELECT format('%I.%I', schemaname, sequencename), start_value
      FROM pg_sequences WHERE schemaname IN ('public', 'radar') ORDER BY 1
"""
# Whatever changes what a row of a catalog says makes it another transaction's.
CATALOGS = """
    WITH own AS (SELECT oid FROM pg_namespace WHERE nspname IN ('public', 'radar'))
    SELECT sum(hashtextextended(row, 0)) FROM (
        SELECT format('namespace %s %s', oid, xmin) FROM pg_namespace WHERE NOT starts_with(nspname, 'pg_')
         UNION ALL
        SELECT format('class %s %s', oid, xmin) FROM pg_class WHERE relnamespace IN (SELECT oid FROM own)
         UNION ALL
        SELECT format('attribute %s %s %s', attrelid, attnum, a.xmin)
          FROM pg_attribute a JOIN pg_class c ON c.oid = attrelid WHERE relnamespace IN (SELECT oid FROM own)
         UNION ALL
        SELECT format('constraint %s %s', oid, xmin) FROM pg_constraint WHERE connamespace IN (SELECT oid FROM own)
         UNION ALL
        SELECT format('function %s %s', oid, xmin) FROM pg_proc WHERE pronamespace IN (SELECT oid FROM own)
         UNION ALL
        SELECT format('type %s %s', oid, xmin) FROM pg_type WHERE typnamespace IN (SELECT oid FROM own)
         UNION ALL
        SELECT format('index %s %s', indexrelid, i.xmin)
          FROM pg_index i JOIN pg_class c ON c.oid = indexrelid WHERE relnamespace IN (SELECT oid FROM own)
         UNION ALL
        SELECT format('default %s %s', oid, xmin) FROM pg_attrdef
         UNION ALL
        SELECT format('rights %s %s', oid, xmin) FROM pg_default_acl
         UNION ALL
        SELECT format('extension %s %s', oid, xmin) FROM pg_extension
         UNION ALL
        SELECT format('trigger %s %s', oid, xmin) FROM pg_trigger
         UNION ALL
        SELECT format('policy %s %s', oid, xmin) FROM pg_policy
         UNION ALL
        SELECT format('setting %s %s', d.datname, s.setconfig)
          FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase WHERE d.datname = current_database()
         UNION ALL
        SELECT format('database %s %s', datdba, datacl) FROM pg_database WHERE datname = current_database()
    ) AS rows (row)
"""
CONTENT = "SELECT coalesce(sum(hashtextextended(CAST(t AS text), 0)), 0) FROM {table} t"
COUNT = "SELECT count(*) FROM (SELECT 1 FROM {table} LIMIT {most}) AS counted"
END_SESSIONS = f"""
    SELECT pg_terminate_backend(pid, {WITHIN_MS}) FROM pg_stat_activity
     WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


@dataclass(frozen=True, slots=True)
class _AsMade:
    """What a database is like before a test has it: its catalogs, and the tables that are not empty."""

    catalogs: int
    filled: Mapping[str, int]


class Databases:
    """Copies of one template on a server, made when none is free."""

    def __init__(self, server: str, template: str) -> None:
        self._server = server
        self._template = template
        self._free: list[str] = []
        self._made: dict[str, _AsMade] = {}

    @contextmanager
    def one(self) -> Iterator[str]:
        """The URL of one that nobody else has meanwhile."""
        name = self._free.pop() if self._free else self._copied()
        yield with_database(self._server, name)
        if self._emptied(name):
            self._free.append(name)
        else:
            self._drop(name)

    def drop(self) -> None:
        """All of them."""
        for name in list(self._made):
            self._drop(name)

    def _copied(self) -> str:
        name = f"radar_test_{uuid4().hex[:12]}"
        typed(self._server, f"CREATE DATABASE {name} TEMPLATE {self._template}")
        with closing(psycopg2.connect(with_database(self._server, name))) as connection:
            self._made[name] = _as_made(connection)
        return name

    def _drop(self, name: str) -> None:
        del self._made[name]
        typed(self._server, f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def _emptied(self, name: str) -> bool:
        try:
            with closing(psycopg2.connect(with_database(self._server, name))) as connection:
                connection.autocommit = True
                return _emptied(connection, self._made[name])
        except psycopg2.OperationalError:  # a test may have dropped it, or let nobody in
            return False


def _as_made(connection: Any) -> _AsMade:
    tables = [table for (table,) in _rows(connection, TABLES)]
    filled = [table for table in tables if _count(connection, table)]
    return _AsMade(_catalogs(connection), _content(connection, filled))


def _emptied(connection: Any, as_made: _AsMade) -> bool:
    """Delete what a test has left; False where it changed more than rows, or left many."""
    _rows(connection, END_SESSIONS)
    if _catalogs(connection) != as_made.catalogs or _content(connection, list(as_made.filled)) != as_made.filled:
        return False
    tables = [table for (table,) in _rows(connection, TABLES) if table not in as_made.filled]
    counts = {table: _count(connection, table) for table in tables}
    if sum(counts.values()) >= MOST_ROWS:
        return False
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")  # neither triggers nor foreign keys
        for table in (table for table, count in counts.items() if count):
            cursor.execute(f"DELETE FROM {table}")
        for sequence, start in _rows(connection, SEQUENCES):
            cursor.execute("SELECT setval(%s, %s, false)", (sequence, start))
    return True


def _catalogs(connection: Any) -> int:
    return int(_rows(connection, CATALOGS)[0][0])


def _content(connection: Any, tables: Sequence[str]) -> Mapping[str, int]:
    return {table: int(_rows(connection, CONTENT.format(table=table))[0][0]) for table in tables}


def _count(connection: Any, table: str) -> int:
    return int(_rows(connection, COUNT.format(table=table, most=MOST_ROWS))[0][0])


def _rows(connection: Any, sql: str) -> Sequence[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return list(cursor.fetchall())


def with_database(server: str, name: str) -> str:
    """The URL of another database of the same server."""
    base, _, query = server.partition("?")
    return f"{base.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
