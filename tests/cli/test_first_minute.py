"""The first minute: nothing configured, nothing to start."""

import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Radar


def test_the_first_command_makes_a_private_database(radar: Radar, home: Path) -> None:
    assert radar("project", "list").code == 0
    file = home / ".local" / "share" / "radar" / "radar.db"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_nobody_has_to_register_or_log_in(radar: Radar) -> None:
    status = radar("auth", "status", "--json", "login")
    assert (status.code, '"local account"' in status.out) == (0, True)


def test_without_a_project_it_says_how_to_make_one(radar: Radar) -> None:
    result = radar("task", "add", "Fix login")
    assert result.code == 2
    assert result.err == "radar: you have no project yet: make one with radar project add NAME\n"


def test_from_nothing_to_a_report(radar: Radar) -> None:
    assert radar("project", "add", "web").out == "1\n"
    added = radar("task", "add", "Fix login")
    assert (added.out, added.err) == ("1\n", "added task 1 to web: Fix login\n")
    assert radar("task", "start", "1").err == "started task 1: Fix login\n"
    assert radar("task", "done", "1").err == "finished task 1: Fix login\n"
    report = radar("report", "daily-summary", "--project", "web", "--columns", "project,todo,done,n")
    assert (report.code, report.out) == (0, "web\t0\t1\t1\n")


def test_another_database_url_is_another_database(radar: Radar, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    radar("project", "add", "web")
    monkeypatch.setenv("RADAR_DATABASE_URL", f"sqlite:///{home}/other.db")
    assert radar("project", "list").out == ""


def test_the_demo_ends_with_the_summary_of_a_made_up_team(radar: Radar, home: Path) -> None:
    result = radar("demo", "--format", "csv")
    assert result.code == 0
    header, row = result.lines
    summary = dict(zip(header.split(","), row.split(","), strict=True))
    assert int(summary["done"]) > 300
    assert float(summary["avg_lead_time_days_last_30_days"]) > 1
    assert "Nothing of this was kept" in result.err
    assert not (home / ".local").exists()


def test_the_demo_needs_nothing_of_the_database_that_is_configured(
    radar: Radar, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RADAR_DATABASE_URL", "postgresql://127.0.0.1:1/radar")
    assert radar("demo").code == 0


def test_a_kept_demo_can_be_looked_around_in(radar: Radar, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "my demo.db"
    assert radar("demo", "--keep", str(file)).code == 0
    monkeypatch.setenv("RADAR_DATABASE_URL", f"sqlite:///{file}")
    assert radar("project", "list", "--columns", "name").lines == ["api", "ops", "web"]
    assert len(radar("task", "list", "--project", "web").lines) > 5


def test_a_demo_never_overwrites_a_file(radar: Radar, tmp_path: Path) -> None:
    file = tmp_path / "precious"
    file.write_text("data")
    result = radar("demo", "--keep", str(file))
    assert result.code == 2
    assert "exists already" in result.err
    assert file.read_text() == "data"
