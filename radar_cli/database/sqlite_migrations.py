"""Migrations on SQLite."""

import base64
import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from radar_cli.database.dialect import DIALECTS
from radar_cli.database.migrations import RECORD, Applied, Migration, execute, statements
from radar_cli.database.sqlite import connect
from radar_cli.database.url import DatabaseUrl

# What a hash of argon2id's looks like; its two last parts are base64 without its padding.
ARGON2ID = r"\$argon2id\$v=(\d+)\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)"
ERRORS: tuple[type[Exception], ...] = ()


class Target:
    """A SQLite file. `BEGIN IMMEDIATE` is the lock, one transaction holds all that is missing."""

    dialect = DIALECTS["sqlite"]

    def __init__(self, url: DatabaseUrl) -> None:
        self.connection = connect(url.path)
        self.connection.create_function("credential_of", 1, credential_of, deterministic=True)

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


def credential_of(password_hash: str) -> str | None:
    """What migration 0009 keeps of a hash of a password, as a JSON text; None where it is of another form."""
    parts = re.fullmatch(ARGON2ID, password_hash, re.ASCII)
    if parts is None:
        return None
    version, memory_cost, time_cost, parallelism = map(int, parts.groups()[:4])
    return json.dumps(
        {
            "salt": _decoded(parts[5]).hex(),
            "time_cost": time_cost,
            "memory_cost": memory_cost,
            "parallelism": parallelism,
            "version": version,
            "verifier": hashlib.sha256(_decoded(parts[6])).hexdigest(),
        }
    )


def _decoded(unpadded: str) -> bytes:
    return base64.b64decode(unpadded + "=" * (-len(unpadded) % 4))
