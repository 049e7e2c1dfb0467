"""Migrations on SQLite."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from radar_cli.database.dialect import DIALECTS
from radar_cli.database.migrations import RECORD, Applied, Migration, execute, statements
from radar_cli.database.sqlite import connect
from radar_cli.database.url import DatabaseUrl

ERRORS: tuple[type[Exception], ...] = ()


class Target:
    """A SQLite file. `BEGIN IMMEDIATE` is the lock, one transaction holds all that is missing."""

    dialect = DIALECTS["sqlite"]

    def __init__(self, url: DatabaseUrl) -> None:
        self.connection = connect(url.path)

    @contextmanager
    def exclusive(self) -> Iterator[None]:
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            self.connection.rollback()
            raise
        self.connection.execute("COMMIT")

    def applied(self) -> Sequence[Applied]:
        if not self.connection.execute(self.dialect.has_migrations).fetchone():
            return []
        rows = self.connection.execute(
            "SELECT version, name, sha256, applied_at FROM schema_migrations ORDER BY version"
        )
        return [Applied(row[0], row[1], row[2], self.dialect.read_instant(row[3])) for row in rows]

    def apply(self, migration: Migration) -> None:
        for statement in statements(migration.sql):
            execute(self.connection, statement, (), migration)
        execute(
            self.connection,
            RECORD.format("?, ?, ?", self.dialect.now),
            (migration.version, migration.name, migration.sha256),
            migration,
        )

    def close(self) -> None:
        self.connection.close()
