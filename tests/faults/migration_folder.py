"""The program's own migrations with made-up ones after them, so that every kind of file is there."""

import shutil
from collections.abc import Mapping
from pathlib import Path

from radar_cli.database import migration_files
from radar_cli.database.migrations import OUTSIDE

ORDINARY = """\
ALTER TABLE tasks ADD COLUMN note text;
CREATE TABLE notes (id integer PRIMARY KEY, text_of_it text NOT NULL);
INSERT INTO notes VALUES (1, 'one');
"""
INDEXES = "CREATE INDEX tasks_title ON tasks (title);\nCREATE UNIQUE INDEX notes_text ON notes (text_of_it);\n"
CONCURRENT_INDEXES = f"""{OUTSIDE}
DROP INDEX CONCURRENTLY IF EXISTS tasks_title;
CREATE INDEX CONCURRENTLY tasks_title ON tasks (title);
DROP INDEX CONCURRENTLY IF EXISTS notes_text;
CREATE UNIQUE INDEX CONCURRENTLY notes_text ON notes (text_of_it);
"""
LAST = "CREATE TABLE last (id integer PRIMARY KEY);\n"
MADE_UP: Mapping[str, tuple[str, ...]] = {
    "postgresql": (ORDINARY, CONCURRENT_INDEXES, LAST),
    "sqlite": (ORDINARY, INDEXES, LAST),
}


def made(folder: Path) -> Path:
    """A folder of migrations for each database, inside of `folder`."""
    for dialect, made_up in MADE_UP.items():
        own = migration_files.folder(dialect)
        copy = folder / "migrations" / dialect
        shutil.copytree(own, copy)
        for version, text in enumerate(made_up, migration_files.latest_version(dialect) + 1):
            (copy / f"{version:04}_made_up.sql").write_text(text)
    return folder / "migrations"


def use(folder: Path) -> None:
    """Let this process, which must be a short-lived one, migrate with the files of that folder."""
    migration_files.folder = lambda dialect: folder / dialect
