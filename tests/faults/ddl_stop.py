"""A PostgreSQL database in which a migrator can be made to stand still right after its n-th DDL statement.

A migration file is one message to the server, so only the server can stop within it: an event trigger counts the
statements with a sequence, which no rollback takes back, and waits for a lock that is held here.
"""

from contextlib import closing
from types import TracebackType
from typing import Any

import psycopg2

KEY = 20_261_123
SETUP = f"""
    CREATE SCHEMA faults;
    CREATE SEQUENCE faults.statements;
    CREATE TABLE faults.stop (after_statement bigint);
    INSERT INTO faults.stop VALUES (0);
    CREATE FUNCTION faults.stand() RETURNS event_trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF nextval('faults.statements') = (SELECT after_statement FROM faults.stop) THEN
            PERFORM pg_advisory_lock({KEY});
            PERFORM pg_advisory_unlock({KEY});
        END IF;
    END
    $$;
    CREATE EVENT TRIGGER faults_stand ON ddl_command_end EXECUTE FUNCTION faults.stand();
"""
STANDING = f"""
    SELECT pid FROM pg_locks
     WHERE locktype = 'advisory' AND objid = {KEY} AND NOT granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class DdlStop:
    """The stop of one database. Nothing holds a lock or a snapshot while nobody is stopped."""

    def __init__(self, url: str) -> None:
        self.url = url
        with closing(psycopg2.connect(url)) as connection, connection, connection.cursor() as cursor:
            cursor.execute(SETUP)
        self.connection: Any = psycopg2.connect(url)
        self.connection.autocommit = True

    def __enter__(self) -> "DdlStop":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.connection.close()

    def arm(self, after: int) -> None:
        """Let the next migrator stand after that statement."""
        self._run(f"SELECT setval('faults.statements', 1, false), pg_advisory_lock({KEY})")
        self._run(f"UPDATE faults.stop SET after_statement = {after}")

    def standing(self) -> int | None:
        """The backend that stands, if one does."""
        rows = self._run(STANDING)
        return int(rows[0][0]) if rows else None

    def end(self, backend: int) -> None:
        """End a backend where it stands."""
        self._run(f"SELECT pg_terminate_backend({backend}, 5000)")

    def release(self) -> None:
        """Let whoever stands go on, and stop nobody else."""
        self._run("UPDATE faults.stop SET after_statement = 0")
        self._run(f"SELECT pg_advisory_unlock({KEY})")

    def statements(self) -> int:
        """How many DDL statements there have been since the stop was made or armed."""
        return int(self._run("SELECT last_value FROM faults.statements")[0][0])

    def _run(self, sql: str) -> list[tuple[Any, ...]]:
        with self.connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall()) if cursor.description else []
