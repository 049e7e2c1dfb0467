"""Passwords and tokens in every place from which they could come to be shown.

What is printed is looked through by tests/leaks.py after each test; here are the cases that are hard, by name.
"""

import os
import stat
import sys
from pathlib import Path

import pytest

from tests.canaries import ACCOUNT_PASSWORD
from tests.cli.conftest import Radar
from tests.processes import radar as process

CLOSED = "127.0.0.1:1"
DATABASES = {
    "refused": f"postgresql://ana:sekrit@{CLOSED}/radar",
    "percent-encoded": f"postgresql://ana:se%6Brit@{CLOSED}/radar",
    "badly percent-encoded": "postgresql://ana:sekrit%zz@127.0.0.1/radar",
    "with a NUL": "postgresql://ana:sekrit%00@127.0.0.1/radar",
    "with a blank": "postgresql://ana:12 sekrit@127.0.0.1/radar",
    "with an at": "postgresql://ana:12@sekrit@127.0.0.1/radar",
    "with a slash": "postgresql://ana:12/sekrit@127.0.0.1/radar",
    "with a hash": "postgresql://ana:12#sekrit@127.0.0.1/radar",
    "with a question mark": "postgresql://ana:12?sekrit@127.0.0.1/radar",
    "as a parameter": f"postgresql://{CLOSED}/radar?user=ana&password=sekrit",
    "as a parameter, badly percent-encoded": "postgresql://127.0.0.1/radar?user=ana&password=sekrit%zz",
    "of a key": f"postgresql://{CLOSED}/radar?sslpassword=sekrit&sslmode=require",
    "in options": f"postgresql://{CLOSED}/radar?options=-cmy.password%3Dsekrit",
    "before an unknown parameter": f"postgresql://ana:sekrit@{CLOSED}/radar?unknown=1",
    "of another scheme": "mysql://ana:sekrit@127.0.0.1/radar",
}
BROKERS = {
    "refused": f"amqp://guest:sekrit@{CLOSED}//",
    "percent-encoded": f"amqp://guest:se%6Brit@{CLOSED}//",
    "of no host": "amqp://guest:sekrit@nowhere.invalid//",
    "with an at": "amqp://guest:12@sekrit@127.0.0.1//",
    "with a slash": "amqp://guest:12/sekrit@127.0.0.1//",
    "with a hash": "amqp://guest:12#sekrit@127.0.0.1//",
    "as a parameter": f"amqp://{CLOSED}//?password=sekrit",
    "of another scheme": "redis://guest:sekrit@127.0.0.1//",
}
SHOWING = (["config", "show"], ["config", "get", "database_url"], ["config", "get", "broker_url"], ["health"])
WORKING = (["task", "list"], ["db", "status"], ["db", "migrate"], ["worker"], ["auth", "status"])
HIDDEN = ("sekrit", "se%6Brit")


@pytest.mark.parametrize("url", DATABASES.values(), ids=DATABASES)
def test_no_command_shows_the_password_of_the_database(radar: Radar, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RADAR_DATABASE_URL", url)
    for arguments in (*SHOWING, *WORKING, *([*line, "--debug"] for line in WORKING)):
        shown = radar(*arguments)
        assert not [secret for secret in HIDDEN if secret in shown.out + shown.err], arguments


@pytest.mark.parametrize("url", BROKERS.values(), ids=BROKERS)
@pytest.mark.usefixtures("web")
def test_no_command_shows_the_password_of_the_broker(radar: Radar, url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RADAR_BROKER_URL", url)
    reporting = ["report", "daily-summary", "--no-wait"]
    for arguments in (*SHOWING, reporting, [*reporting, "--debug"], [*reporting, "--require-broker"]):
        shown = radar(*arguments)
        assert not [secret for secret in HIDDEN if secret in shown.out + shown.err], arguments


@pytest.mark.rabbitmq
@pytest.mark.usefixtures("web")
def test_a_broker_that_refuses_the_password_is_named_without_it(
    radar: Radar, broker_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    user, _, host = broker_url.removeprefix("amqp://").rpartition("@")
    monkeypatch.setenv("RADAR_BROKER_URL", f"amqp://{user.partition(':')[0]}:sekrit@{host}")
    shown = radar("report", "daily-summary", "--require-broker", "--debug")
    assert shown.code == 69
    assert "ACCESS_REFUSED" in shown.err
    assert "sekrit" not in shown.err


def test_the_password_of_libpqs_own_variable_is_not_shown(radar: Radar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSWORD", "sekrit")
    monkeypatch.setenv("RADAR_DATABASE_URL", f"postgresql://ana@{CLOSED}/radar")
    shown = radar("task", "list", "--debug")
    assert shown.code == 3
    assert "sekrit" not in shown.out + shown.err


@pytest.mark.parametrize("key", ["database_url", "broker_url"])
def test_a_password_on_the_command_line_is_refused_and_not_repeated(radar: Radar, key: str) -> None:
    url = {**DATABASES, **BROKERS}["refused"] if key == "broker_url" else DATABASES["with a blank"]
    shown = radar("config", "set", key, url)
    assert shown.code == 2
    assert "pass it on stdin" in shown.err
    assert "sekrit" not in shown.err


def test_a_password_taken_for_a_command_is_not_repeated(radar: Radar) -> None:
    assert "sekrit" not in radar("postgresql://ana:sekrit@host/radar").err


@pytest.mark.usefixtures("embedded")
def test_a_traceback_shows_neither_password_nor_hash_nor_token(radar: Radar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RADAR_PASSWORD", ACCOUNT_PASSWORD)
    registered = radar("auth", "register", "--email", "ana@example.com", "--name", "Ana", "--debug")
    assert registered.code == 0, registered.err
    token = radar("auth", "token", "--debug")
    monkeypatch.setenv("RADAR_PASSWORD", "sekrit sekrit")
    wrong = radar("auth", "login", "--email", "ana@example.com", "--debug")
    assert wrong.code == 4
    assert "Traceback" in wrong.err
    said = registered.err + token.err + wrong.out + wrong.err
    assert token.out.strip()
    for secret in (token.out.strip(), ACCOUNT_PASSWORD, "sekrit", "$argon2"):
        assert secret not in said


@pytest.mark.usefixtures("embedded")
def test_a_token_that_is_not_valid_is_not_repeated(radar: Radar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RADAR_TOKEN", "sekrit-token")
    shown = radar("task", "list", "--debug")
    assert shown.code == 4
    assert "sekrit" not in shown.err


@pytest.fixture
def secrets(monkeypatch: pytest.MonkeyPatch) -> tuple[str, ...]:
    """Every variable with a secret in it; gives their names."""
    names = ("RADAR_TOKEN", "RADAR_PASSWORD", "RADAR_NEW_PASSWORD", "RADAR_BROKER_URL", "PGPASSWORD")
    for name in names:
        monkeypatch.setenv(name, f"amqp://guest:sekrit@{CLOSED}//")
    return (*names, "RADAR_DATABASE_URL")


def noting(path: Path, noted: Path) -> Path:
    """A program that notes its environment."""
    path.write_text(
        f"#!{sys.executable}\nimport json, os\nopen({str(noted)!r}, 'w').write(json.dumps(dict(os.environ)))\n"
    )
    path.chmod(0o700)
    return path


def test_an_editor_is_told_no_secret(secrets: tuple[str, ...], tmp_path: Path) -> None:
    from radar_cli.commands import editor

    noted = tmp_path / "noted"
    editor.edit(tmp_path / "form", {**os.environ, "EDITOR": str(noting(tmp_path / "editor", noted))})
    assert not [name for name in (*secrets, "sekrit") if name in noted.read_text()]
    assert '"HOME"' in noted.read_text()


def test_a_pager_is_told_no_secret(secrets: tuple[str, ...], tmp_path: Path) -> None:
    from radar_cli.rendering import pager

    noted = tmp_path / "noted"
    assert pager._paged([str(noting(tmp_path / "pager", noted))], b"a table")
    assert not [name for name in (*secrets, "sekrit") if name in noted.read_text()]
    assert '"HOME"' in noted.read_text()


def test_a_file_of_settings_in_the_current_folder_is_not_read(home: Path) -> None:
    (home / ".env").write_text("RADAR_DATABASE_URL=mysql://ana:sekrit@host/radar\nRADAR_PROJECT=from-the-file\n")
    shown = process("config", "show", cwd=home)
    assert shown.returncode == 0
    assert "from-the-file" not in shown.stdout
    assert "sekrit" not in shown.stdout
    assert stat.S_ISREG((home / ".env").stat().st_mode)
