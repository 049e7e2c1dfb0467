"""The files that --output, --chart and --html name: nothing that could not be written again is overwritten."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from radar_cli.errors import BadInput
from radar_cli.output_files import named
from tests.cli.conftest import Radar

pytestmark = pytest.mark.usefixtures("web")


@pytest.mark.parametrize(
    "arguments",
    [
        ["task", "list", "--output"],
        ["export", "tasks", "--output"],
        ["export", "all", "--output"],
        ["report", "throughput", "--output"],
        ["schedule", "add", "throughput", "--cron", "@daily", "--output"],
    ],
)
def test_a_database_is_not_overwritten_and_nothing_is_done(radar: Radar, embedded: Path, arguments: list[str]) -> None:
    before = embedded.read_bytes()
    result = radar(*arguments, str(embedded))
    assert (result.code, result.out) == (2, "")
    assert result.err == f"radar: {embedded} is a database, and would be overwritten: choose another file\n"
    assert embedded.read_bytes() == before


def test_a_link_to_a_database_is_not_followed(radar: Radar, embedded: Path, tmp_path: Path) -> None:
    (tmp_path / "tasks.csv").symlink_to(embedded)
    assert radar("export", "tasks", "--output", str(tmp_path / "tasks.csv")).code == 2
    assert radar("task", "list").code == 0


def test_what_belongs_to_a_database_in_use_is_not_overwritten(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE t (x)")
        for file in ("other.db", "other.db-wal", "other.db-shm"):
            with pytest.raises(BadInput, match="is a database, and would be overwritten"):
                named(str(tmp_path / file), "--output")


def test_a_schedule_writes_into_no_database_whatever_a_project_is_called(
    radar: Radar, embedded: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(embedded.parent)
    radar("project", "add", "radar.db")
    radar("schedule", "add", "throughput", "-p", "radar.db", "--cron", "* * * * *", "--output", "{project}")
    with closing(sqlite3.connect(embedded)) as connection, connection:
        connection.execute("UPDATE schedules SET next_run_at = '2026-01-01 00:00:00.000000'")
    result = radar("schedule", "run")
    assert result.code == 1
    assert "is a database, and would be overwritten" in result.err
    assert radar("project", "list").code == 0


def test_a_link_that_leads_to_itself_is_no_crash(radar: Radar, tmp_path: Path) -> None:
    (tmp_path / "loop.csv").symlink_to(tmp_path / "loop.csv")
    result = radar("task", "list", "--output", str(tmp_path / "loop.csv"))
    assert "internal error" not in result.err


def test_a_database_that_is_not_there_yet_has_no_pages_to_lose(tmp_path: Path) -> None:
    (tmp_path / "short.db").write_bytes(b"SQLite")
    assert named(str(tmp_path / "short.db"), "--output") == tmp_path / "short.db"
    assert named("/dev/null", "--output") == Path("/dev/null")


@pytest.mark.parametrize("variable", ["RADAR_CONFIG", "RADAR_DATABASE_URL", "XDG_CONFIG_HOME", "XDG_DATA_HOME"])
def test_a_name_longer_than_a_file_s_can_be_is_one_line(
    radar: Radar, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    start = "sqlite:////" if variable == "RADAR_DATABASE_URL" else "/"
    monkeypatch.setenv(variable, start + "x" * 300)
    for arguments in (["task", "list"], ["config", "set", "queue", "mine"], ["config", "show"]):
        result = radar(*arguments)
        assert result.err.count("\n") <= 1
        assert "internal error" not in result.err
