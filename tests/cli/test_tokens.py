"""A token that is not valid any more, or never was: exit 4, from RADAR_TOKEN and from the token file."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from radar_cli.database import url as urls
from radar_cli.database.session import Database
from radar_cli.services import accounts, passwords
from radar_cli.token_file import TokenFile
from tests.cli.conftest import Radar
from tests.logins import let_pass

PASSWORD = "correct horse battery"
Present = Callable[[str], None]


@pytest.fixture
def db(any_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Database]:
    monkeypatch.setenv("RADAR_DATABASE_URL", any_url)
    monkeypatch.setattr(passwords, "COSTS", passwords.Costs(time=1, memory=8, parallelism=1))
    database = Database(urls.parse(any_url))
    yield database
    database.disconnect()


@pytest.fixture
def token(db: Database) -> str:
    """Ana's, of an open session."""
    return accounts.register(db, "ana@example.com", "Ana", PASSWORD).token


@pytest.fixture(params=["environment", "file"])
def present(request: pytest.FixtureRequest, db: Database, home: Path, monkeypatch: pytest.MonkeyPatch) -> Present:
    """Have a token where commands look for it."""
    if request.param == "environment":
        return lambda token: monkeypatch.setenv("RADAR_TOKEN", token)
    return TokenFile(home / ".local/share/radar", db.url.identity).write


def is_let_in(radar: Radar) -> bool:
    done = radar("task", "list")
    assert done.code in (0, 4), done.err
    assert (done.code == 0) is ("the login has expired or is not valid here" not in done.err)
    return done.code == 0


def test_the_token_of_an_open_session_lets_in(radar: Radar, present: Present, token: str) -> None:
    present(token)
    assert is_let_in(radar)


@pytest.mark.parametrize("position", [0, 31, 63])
@pytest.mark.parametrize("bit", [0, 1, 2])
def test_one_that_is_edited_in_one_bit_does_not(
    radar: Radar, present: Present, token: str, position: int, bit: int
) -> None:
    edited = chr(ord(token[position]) ^ 1 << bit)
    present(token[:position] + edited + token[position + 1 :])
    assert not is_let_in(radar)


def test_one_that_has_expired_does_not(radar: Radar, present: Present, token: str, db: Database) -> None:
    present(token)
    let_pass(db, days=30)
    assert not is_let_in(radar)


def test_one_that_was_logged_out_does_not(radar: Radar, present: Present, token: str, db: Database) -> None:
    present(token)
    accounts.log_out(db, token)
    assert not is_let_in(radar)


def test_one_from_before_a_new_password_does_not(radar: Radar, present: Present, token: str, db: Database) -> None:
    present(token)
    user = accounts.log_in(db, "ana@example.com", PASSWORD).user
    accounts.change_password(db, user, PASSWORD, "another long password")
    assert not is_let_in(radar)


def test_one_of_another_database_does_not(
    radar: Radar, present: Present, tmp_path: Path, sqlite_template: Path
) -> None:
    other = Database(urls.of_file(shutil.copy(sqlite_template, tmp_path / "other.db")))
    present(accounts.register(other, "ana@example.com", "Ana", PASSWORD).token)
    other.disconnect()
    assert not is_let_in(radar)


def test_what_the_database_knows_a_token_by_is_no_token(
    radar: Radar, present: Present, token: str, db: Database
) -> None:
    with db.reading():
        (token_hash,) = (session.token_hash for session in db.pony.Session.select())
    present(token_hash)
    assert not is_let_in(radar)
