"""What radar makes on the disk is its owner's alone, even under a umask that keeps nothing from anybody."""

import json
import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Radar
from tests.processes import RADAR

URL = "postgresql://ana:sekrit@127.0.0.1:1/radar"


@pytest.fixture(autouse=True)
def _no_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.lstat().st_mode)


def made_by(*arguments: str, stdin: str = "", **environment: str) -> None:
    done = subprocess.run(
        [*RADAR, *arguments],
        env={**os.environ, **environment},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_everything_that_radar_makes_in_a_home_is_its_owners_alone(home: Path) -> None:
    home.chmod(0o755)
    made_by("project", "add", "web")
    made_by("config", "set", "broker_url", "-", stdin="amqp://ana:sekrit@127.0.0.1:1//")
    made_by("config", "set", "database_url", "-", "--profile", "work", stdin=URL)
    made_by("config", "set", "broker_url", "")
    made_by("auth", "register", "--email", "a@example.com", "--name", "A", RADAR_PASSWORD="correct horse battery")
    made_by("schedule", "add", "daily-summary", "--cron", "@daily", "--output", str(home / "day.csv"))
    made = list(home.rglob("*"))
    names = {path.name for path in made}
    assert {".config", ".local", "share", "radar.db", "tokens", "schedules", "config.toml", "work.toml"} <= names
    assert {path: mode(path) for path in made if path.is_dir()} == {path: 0o700 for path in made if path.is_dir()}
    assert {path: mode(path) for path in made if path.is_file()} == {path: 0o600 for path in made if path.is_file()}


@pytest.mark.parametrize("variable", ["XDG_DATA_HOME", "XDG_CONFIG_HOME"])
def test_folders_of_xdg_that_are_not_there_are_made_for_their_owner_alone(tmp_path: Path, variable: str) -> None:
    folder = tmp_path / "not" / "there"
    made_by("config", "set", "project", "web", **{variable: str(folder)})
    made_by("project", "add", "web", **{variable: str(folder)})
    assert [mode(path) for path in (folder.parent, folder, folder / "radar")] == [0o700] * 3


def test_a_folder_that_was_there_keeps_its_mode(home: Path) -> None:
    (home / ".local" / "share").mkdir(parents=True, mode=0o755)
    (home / ".local" / "share").chmod(0o755)
    made_by("project", "add", "web")
    assert mode(home / ".local" / "share") == 0o755
    assert mode(home / ".local" / "share" / "radar") == 0o700


def test_the_journal_beside_a_database_is_its_owners_alone(home: Path) -> None:
    made_by("project", "add", "web")
    folder = home / ".local" / "share" / "radar"
    connection = sqlite3.connect(folder / "radar.db", isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("UPDATE projects SET name = 'other'")
        assert {path.name: mode(path) for path in folder.iterdir()} == {"radar.db": 0o600, "radar.db-journal": 0o600}
    finally:
        connection.close()


def test_a_kept_demonstration_is_its_owners_alone(tmp_path: Path) -> None:
    made_by("demo", "--keep", str(tmp_path / "demo.db"))
    assert mode(tmp_path / "demo.db") == 0o600


def test_a_task_in_an_editor_is_in_a_folder_of_its_own_and_gone_afterwards(home: Path, tmp_path: Path) -> None:
    from radar_cli.commands.task import form_session

    temporary = tmp_path / "temporary"
    temporary.mkdir()
    noted = tmp_path / "noted"
    program = tmp_path / "editor"
    program.write_text(
        f"#!{sys.executable}\n"
        "import json, os, sys\n"
        "path = sys.argv[-1]\n"
        "open(path + '~', 'w').write('a copy, as some editors make one')\n"
        "modes = [os.stat(path).st_mode, os.stat(os.path.dirname(path)).st_mode]\n"
        f"open({str(noted)!r}, 'w').write(json.dumps([path, *modes]))\n"
    )
    program.chmod(0o700)
    made_by("project", "add", "web")
    made_by("task", "add", "Fix login")
    script = f"from radar_cli.context import Context; from {form_session.__name__} import edit_in_editor;"
    script += " edit_in_editor(Context(), 1)"
    environment = {**os.environ, "TMPDIR": str(temporary), "EDITOR": str(program)}
    subprocess.run([sys.executable, "-c", script], env=environment, check=True, capture_output=True)
    path, file_mode, folder_mode = json.loads(noted.read_text())
    assert Path(path).parent.parent == temporary
    assert (stat.S_IMODE(file_mode), stat.S_IMODE(folder_mode)) == (0o600, 0o700)
    assert list(temporary.iterdir()) == []


@pytest.mark.usefixtures("web")
def test_what_is_asked_for_by_name_has_the_mode_that_the_umask_leaves(radar: Radar, tmp_path: Path) -> None:
    os.umask(0o027)
    radar("report", "throughput", "--output", str(tmp_path / "a.csv"), "--chart", str(tmp_path / "a.svg"))
    radar("report", "throughput", "--html", str(tmp_path / "a.html"))
    radar("export", "tasks", "--output", str(tmp_path / "b.csv"))
    assert {path.name: mode(path) for path in tmp_path.glob("?.*")} == dict.fromkeys(
        ("a.csv", "a.svg", "a.html", "b.csv"), 0o640
    )


@pytest.fixture
def settings(home: Path) -> Path:
    """A config file as an editor makes it."""
    file = home / ".config" / "radar" / "config.toml"
    file.parent.mkdir(parents=True)
    return file


@pytest.mark.parametrize("file_mode", [0o644, 0o640, 0o604, 0o620, 0o602])
def test_settings_with_a_password_that_others_may_use_are_refused(radar: Radar, settings: Path, file_mode: int) -> None:
    settings.write_text(f'database_url = "{URL}"\n')
    settings.chmod(file_mode)
    shown = radar("task", "list")
    assert (shown.code, shown.out) == (2, "")
    assert shown.err == f"radar: {settings} holds a password, and others can read it: run chmod 600 {settings}\n"


def test_settings_with_a_password_that_are_ones_own_are_taken(radar: Radar, settings: Path) -> None:
    settings.write_text(f'database_url = "{URL}"\n')
    settings.chmod(0o600)
    assert radar("config", "get", "database_url").out == "postgresql://ana:***@127.0.0.1:1/radar\n"


def test_settings_without_a_password_may_be_read_by_others(radar: Radar, settings: Path) -> None:
    settings.write_text('database_url = "postgresql://ana@127.0.0.1/radar"\n')
    settings.chmod(0o644)
    assert radar("config", "get", "database_url").code == 0


@pytest.mark.parametrize(("owner", "file_mode", "code"), [(0, 0o640, 0), (0, 0o644, 2), (0, 0o660, 2), (7, 0o600, 2)])
def test_of_roots_settings_with_a_password_a_group_may_read(
    radar: Radar, settings: Path, monkeypatch: pytest.MonkeyPatch, owner: int, file_mode: int, code: int
) -> None:
    settings.write_text(f'database_url = "{URL}"\n')
    status = settings.stat()
    given = os.stat_result([stat.S_IFREG | file_mode, *status[1:4], owner, *status[5:10]])
    real = os.fstat
    inode = status.st_ino
    monkeypatch.setattr(os, "fstat", lambda descriptor: given if real(descriptor).st_ino == inode else real(descriptor))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    assert radar("config", "get", "database_url").code == code
