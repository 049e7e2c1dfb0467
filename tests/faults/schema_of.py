"""What a database consists of, to be compared with another one."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing

from radar_cli.database.url import DatabaseUrl
from tests.processes import query

APPLIED = "SELECT version, name, sha256 FROM schema_migrations ORDER BY version"
SQLITE = ("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY type, name", APPLIED)
POSTGRESQL = (
    """SELECT table_name, ordinal_position, column_name, data_type, is_nullable, column_default, is_identity
         FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2""",
    """SELECT pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisready
         FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid
        WHERE c.relnamespace = 'public'::regnamespace ORDER BY 1""",
    """SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid)
         FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2""",
    APPLIED,
)


def schema_of(location: DatabaseUrl) -> Sequence[object]:
    """Its tables, indexes and constraints, and the migrations that are recorded in it."""
    if location.dialect == "postgresql":
        return [query(location.dsn, sql) for sql in POSTGRESQL]
    with closing(sqlite3.connect(location.path)) as connection:
        return [connection.execute(sql).fetchall() for sql in SQLITE]
