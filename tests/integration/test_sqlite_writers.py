"""Those who write to one SQLite file stand in line."""

import errno
import fcntl
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from radar_cli.database import sqlite
from radar_cli.database import url as urls
from radar_cli.database.session import Database
from radar_cli.errors import DatabaseUnavailable
from tests.processes import eventually


@pytest.fixture
def db(sqlite_url: str) -> Iterator[Database]:
    database = Database(urls.parse(sqlite_url))
    yield database
    database.disconnect()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_SECONDS", 0.3)


@contextmanager
def another_program(path: Path) -> Iterator[sqlite3.Connection]:
    """One that writes to the file and knows of no line."""
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        yield connection


@contextmanager
def head_of_the_line(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    try:
        yield
    finally:
        os.close(descriptor)


def somebody_is_at_its_head(folder: Path) -> bool:
    try:
        with head_of_the_line(folder):
            return False
    except BlockingIOError:
        return True


def write(db: Database, before_the_end: Callable[[], object] = lambda: None) -> bool:
    with db.transaction():
        db.execute("DELETE FROM workers")
        before_the_end()
    return True


def test_who_waits_comes_before_who_has_just_written(db: Database) -> None:
    order: list[str] = []

    def waiter() -> None:
        other = Database(db.url)
        write(other, lambda: order.append("waiter"))
        other.disconnect()

    waiting = threading.Thread(target=waiter)

    def let_the_waiter_come() -> None:
        waiting.start()
        eventually(lambda: somebody_is_at_its_head(db.url.path.parent))

    write(db, let_the_waiter_come)
    write(db, lambda: order.append("who has just written"))
    waiting.join()
    assert order == ["waiter", "who has just written"]


def test_the_head_of_the_line_asks_at_an_even_pace(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    pauses: list[float] = []

    def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 100:
            connection.execute("ROLLBACK")

    monkeypatch.setattr(sqlite, "time", type("Clock", (), {"sleep": sleep, "monotonic": time.monotonic}))
    with another_program(db.url.path) as connection:
        assert write(db)
    assert pauses == [sqlite.POLL_SECONDS] * 100


@pytest.mark.usefixtures("impatient")
def test_what_is_held_for_too_long_is_one_line_and_can_be_written_to_later(db: Database) -> None:
    with another_program(db.url.path), pytest.raises(DatabaseUnavailable, match="another program has held it"):
        write(db)
    assert write(db)


@pytest.mark.usefixtures("impatient")
def test_a_head_that_never_moves_on_keeps_nobody_from_writing(db: Database) -> None:
    with head_of_the_line(db.url.path.parent):
        assert write(db)


def test_where_a_file_system_has_no_such_locks_there_is_no_line(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    def flock(descriptor: int, operation: int) -> None:
        raise OSError(errno.ENOTSUP, "not supported")

    monkeypatch.setattr(fcntl, "flock", flock)
    assert write(db)


def test_a_folder_that_cannot_be_opened_has_no_line(tmp_path: Path) -> None:
    with sqlite.turn(tmp_path / "missing", time.monotonic()):
        assert not (tmp_path / "missing").exists()


def test_reading_needs_no_turn(db: Database) -> None:
    with another_program(db.url.path), head_of_the_line(db.url.path.parent), db.reading():
        assert db.value("SELECT count(*) FROM tasks") == 0
