"""A full disk, and files that may not be written: one line, exit code 3, and nothing is changed."""

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from pathlib import Path

import pytest

from radar_cli.database import sqlite, sqlite_migrations
from radar_cli.errors import ExitCode
from tests.cli.conftest import Radar, Result
from tests.processes import RADAR
from tests.requirements import missing

CANNOT_BE_USED = "the database cannot be used"
FULL = "the disk or the database is full: make room and repeat\n"
READ_ONLY = "its file or folder is read-only: check the permissions\n"
UNDONE = "migration 0001_initial failed and was undone: database or disk is full; mend that and migrate again\n"
EMPTY = ["BEGIN TRANSACTION;", "COMMIT;"]
LONG = "x" * 60_000
# Root may write anywhere, unless it gives up the right to.
UNPRIVILEGED = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


def content(file: Path) -> list[str]:
    """Everything in the database, which is found to be whole."""
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        return list(connection.iterdump())


def told(result: Result) -> tuple[int, str, str]:
    return result.code, result.out, result.err


@pytest.fixture
def nearly_full() -> Callable[[int], AbstractContextManager[None]]:
    """Let every database file grow by no more than some pages from what it is when it is opened."""

    @contextmanager
    def limit(pages: int) -> Iterator[None]:
        def limited(connection: sqlite3.Connection) -> None:
            (count,) = connection.execute("PRAGMA page_count").fetchone()
            connection.execute(f"PRAGMA max_page_count = {count + pages}")

        def pool_connect(self: sqlite.SQLitePool) -> None:
            connect_pool(self)
            limited(self.con)

        def connect(path: Path) -> sqlite3.Connection:
            connection = sqlite.connect(path)
            limited(connection)
            return connection

        connect_pool = sqlite.SQLitePool._connect
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(sqlite.SQLitePool, "_connect", pool_connect)
            patch.setattr(sqlite_migrations, "connect", connect)
            yield

    return limit


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize("pages", [0, 1, 5])
@pytest.mark.parametrize(
    ("arguments", "stdin"),
    [
        (["task", "add", "-", "--project", "web"], "Fix login\n" * 1000),
        (["task", "add", "Fix login", "--project", "web", "--description", LONG], ""),
        (["task", "edit", "1", "--description", LONG], ""),
        (["task", "done", *map(str, range(1, 201))], ""),
        (["task", "delete", "--yes", *map(str, range(1, 201))], ""),
    ],
    ids=["add from stdin", "add", "edit", "done", "delete"],
)
def test_where_the_disk_becomes_full_in_the_middle_of_a_command_nothing_of_it_stays(
    radar: Radar,
    embedded: Path,
    nearly_full: Callable[[int], AbstractContextManager[None]],
    arguments: Sequence[str],
    stdin: str,
    pages: int,
) -> None:
    radar("task", "add", "-", "--project", "web", stdin="Fix logout\n" * 200)
    before = content(embedded)
    with nearly_full(pages):
        refused = radar(*arguments, stdin=stdin)
    assert told(refused) == (ExitCode.DATABASE, "", f"radar: {CANNOT_BE_USED}: {FULL}")
    assert content(embedded) == before
    assert radar(*arguments, stdin=stdin).code == ExitCode.DONE
    assert content(embedded) != before


def test_where_the_disk_becomes_full_while_the_database_is_made_the_next_command_makes_it(
    radar: Radar, home: Path, nearly_full: Callable[[int], AbstractContextManager[None]]
) -> None:
    with nearly_full(8):
        refused = radar("project", "add", "web")
    assert told(refused) == (ExitCode.DATABASE, "", f"radar: {UNDONE}")
    assert content(home / ".local" / "share" / "radar" / "radar.db") == EMPTY
    assert radar("project", "add", "web").code == ExitCode.DONE


@pytest.fixture
def unprivileged(home: Path) -> Callable[..., Result]:
    """`unprivileged("task", "list")`: a process of its own, which even root runs without the rights of root."""
    if os.geteuid() == 0 and shutil.which("setpriv") is None:
        missing("setpriv, to give up root's rights, is not installed", kind="tools")
    prefix = UNPRIVILEGED if os.geteuid() == 0 else []

    def call(*arguments: str) -> Result:
        done = subprocess.run([*prefix, *RADAR, *arguments], capture_output=True, text=True, check=False)
        return Result(done.returncode, done.stdout, done.stderr)

    return call


@contextmanager
def mode(path: Path, bits: int) -> Iterator[None]:
    """A file or folder with other permissions, for as long as it takes."""
    before = path.stat().st_mode
    path.chmod(bits)
    try:
        yield
    finally:
        path.chmod(before)


@pytest.mark.usefixtures("web")
@pytest.mark.parametrize(("what", "bits"), [("file", 0o400), ("folder", 0o500)])
@pytest.mark.parametrize(
    "arguments",
    [["task", "add", "Fix login", "--project", "web"], ["task", "edit", "1", "--title", "Fix"], ["task", "done", "1"]],
    ids=["add", "edit", "done"],
)
def test_a_command_that_writes_to_what_is_read_only_says_so_and_one_that_reads_works(
    radar: Radar, unprivileged: Callable[..., Result], embedded: Path, what: str, bits: int, arguments: Sequence[str]
) -> None:
    radar("task", "add", "Fix logout", "--project", "web")
    before = content(embedded)
    with mode(embedded if what == "file" else embedded.parent, bits):
        refused = unprivileged(*arguments)
        listed = unprivileged("task", "list")
    assert told(refused) == (ExitCode.DATABASE, "", f"radar: {CANNOT_BE_USED}: {READ_ONLY}")
    assert listed.code == ExitCode.DONE
    assert "Fix logout" in listed.out
    assert content(embedded) == before


def test_a_database_that_cannot_be_made_in_a_read_only_folder_is_named(
    unprivileged: Callable[..., Result], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "closed"
    folder.mkdir()
    monkeypatch.setenv("RADAR_DATABASE_URL", f"sqlite:///{folder / 'radar.db'}")
    with mode(folder, 0o500):
        refused = unprivileged("project", "add", "web")
    what = f"{folder / 'radar.db'} cannot be made (Permission denied)"
    mend = "check the folder, or set RADAR_DATABASE_URL"
    assert told(refused) == (ExitCode.DATABASE, "", f"radar: {what}: {mend}\n")
    assert list(folder.iterdir()) == []
