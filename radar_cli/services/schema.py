"""Keeping the database's schema and the program together."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from radar_cli.database import migration_files, migrations, sqlite
from radar_cli.database.migrations import Migration
from radar_cli.database.session import Database
from radar_cli.database.url import DatabaseUrl
from radar_cli.errors import DatabaseUnavailable, SchemaOutOfDate
from radar_cli.files import make_private_folder

UPGRADE = "upgrade radar, or use another database"


@dataclass(frozen=True, slots=True)
class State:
    """One migration and when it was applied (UTC); None where it was not."""

    version: int
    name: str
    applied_at: datetime | None


def prepare_embedded(url: DatabaseUrl, *, with_folder: bool = False) -> None:
    """Make the file of an embedded database, for its owner alone, if it is missing; else do nothing.

    Its folder is made on request alone: elsewhere a missing folder is a typing mistake.

    Raises:
        DatabaseUnavailable: the folder or the file cannot be made.
    """
    if url.dialect != "sqlite" or os.path.exists(url.path):  # Path.exists may raise
        return
    try:
        if with_folder:
            make_private_folder(url.path.parent)
        sqlite.create_file(url.path)
    except OSError as error:
        raise DatabaseUnavailable(
            f"{url.path} cannot be made ({error.strerror})", "check the folder, or set RADAR_DATABASE_URL"
        ) from error


def require_current(db: Database) -> None:
    """See that the schema is the one of this program; an embedded database is migrated on the spot.

    Raises:
        SchemaOutOfDate: a shared database has to be migrated first, or the database is too new.
    """
    latest = migration_files.latest_version(db.url.dialect)
    version = db.schema_version()
    if version == latest:
        return
    if version > latest:
        raise SchemaOutOfDate(f"the database is at migration {version:04}, this radar at {latest:04}", UPGRADE)
    if db.url.dialect == "sqlite":
        migrate(db.url)
        return
    missing = latest - version
    plural = "migration is" if missing == 1 else "migrations are"
    raise SchemaOutOfDate(f"{missing} {plural} missing in the database", "run radar db migrate")


def migrate(url: DatabaseUrl) -> Sequence[Migration]:
    """Apply what is missing, waiting for another migrator if there is one.

    Raises:
        SchemaOutOfDate, DatabaseUnavailable: see `migrations.migrate`.
    """
    files = migrations.known(migration_files.folder(url.dialect))
    with migrations.opened(url) as target:
        return migrations.migrate(target, files)


def pending(url: DatabaseUrl) -> Sequence[Migration]:
    """What `migrate` would apply.

    Raises:
        SchemaOutOfDate: see `migrations.pending`.
    """
    files = migrations.known(migration_files.folder(url.dialect))
    with migrations.opened(url) as target:
        return migrations.pending(files, target.applied())


def states(url: DatabaseUrl) -> Sequence[State]:
    """Every migration, with the time it was applied.

    Raises:
        SchemaOutOfDate: see `migrations.pending`.
    """
    files = migrations.known(migration_files.folder(url.dialect))
    with migrations.opened(url) as target:
        applied = target.applied()
    migrations.pending(files, applied)
    times = {row.version: row.applied_at for row in applied}
    return [State(file.version, file.name, times.get(file.version)) for file in files]
