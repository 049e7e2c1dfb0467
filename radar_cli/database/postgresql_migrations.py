"""Migrations on PostgreSQL."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from radar_cli.database.dialect import DIALECTS
from radar_cli.database.migrations import RECORD, Applied, Migration, execute, statements
from radar_cli.database.postgresql import Error
from radar_cli.database.postgresql_connection import connect
from radar_cli.database.url import DatabaseUrl
from radar_cli.errors import DatabaseUnavailable

ERRORS = (Error,)
LOCK_KEY = 0x7261646172  # "radar" in ASCII; any constant will do, as long as it stays
LOCK_WAIT_SECONDS = 60
LOCK_POLL_SECONDS = 0.1
# How long a statement may wait for a lock. Whoever wants to use the table stands behind it meanwhile, and in a deadlock
# the server ends the transaction that has waited for a second: with this bound it is never somebody else's.
PATIENCE = "200ms"
HELD_UP = {"55P03", "40P01"}  # a lock that was not to be had in that time, a deadlock


class Target:
    """A PostgreSQL database. A polled advisory lock keeps migrators apart; each file is a transaction.

    A file that has to wait for others' locks gives up all of its own and is tried again a moment later, for a minute.
    """

    dialect = DIALECTS["postgresql"]

    def __init__(self, url: DatabaseUrl) -> None:
        self.connection: Any = connect(url.dsn)

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
            if migration.is_outside:
                self._apply_outside(cursor, migration)
            else:
                self._apply_inside(cursor, migration)

    def _apply_inside(self, cursor: Any, migration: Migration) -> None:
        give_up_at = time.monotonic() + LOCK_WAIT_SECONDS
        while True:
            try:
                return self._try_inside(cursor, migration)
            except DatabaseUnavailable as error:
                if not _is_held_up(error) or time.monotonic() > give_up_at:
                    raise
            time.sleep(LOCK_POLL_SECONDS)

    def _try_inside(self, cursor: Any, migration: Migration) -> None:
        cursor.execute("BEGIN")
        try:
            execute(cursor, f"SET LOCAL lock_timeout = '{PATIENCE}'", None, migration)
            execute(cursor, migration.sql, None, migration)
            self._record(cursor, migration)
            cursor.execute("COMMIT")
        except BaseException:
            if not self.connection.closed:
                cursor.execute("ROLLBACK")
            raise

    def _apply_outside(self, cursor: Any, migration: Migration) -> None:
        # No bound on waiting for locks: a concurrent build waits, by lock, for every transaction that is older than
        # it is. All that it holds meanwhile is SHARE UPDATE EXCLUSIVE, which no reader or writer waits for; giving
        # up would throw the build away and leave an invalid index that every write goes on paying for.
        cursor.execute("SET lock_timeout = 0")
        for statement in statements(migration.sql):
            execute(cursor, statement, None, migration, outside=True)
        cursor.execute("RESET lock_timeout")
        self._record(cursor, migration)

    def _record(self, cursor: Any, migration: Migration) -> None:
        values = (migration.version, migration.name, migration.sha256)
        execute(cursor, RECORD.format("%s, %s, %s", self.dialect.now), values, migration)

    def close(self) -> None:
        self.connection.close()

    def _fetch(self, sql: str, *parameters: object) -> Any:
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return cursor.fetchall()


def _is_held_up(error: DatabaseUnavailable) -> bool:
    """Whether others used what a migration needs to have for itself, so that it can be tried again."""
    return getattr(error.__cause__, "pgcode", None) in HELD_UP
