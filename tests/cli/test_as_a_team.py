"""Everyday work by the URL of a role that owns nothing, as two people in a team do it. PostgreSQL only."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Radar
from tests.roles import Shared

pytestmark = pytest.mark.postgresql

PASSWORD = "correct horse battery"


@pytest.fixture
def team(shared: Shared, radar: Radar, monkeypatch: pytest.MonkeyPatch) -> Shared:
    """A shared database, in which Ben is registered and Ana is logged in, with a project and two tasks."""
    monkeypatch.setenv("RADAR_DATABASE_URL", shared.team_url)
    monkeypatch.setenv("RADAR_PASSWORD", PASSWORD)
    for name in ("Ben", "Ana"):
        assert radar("auth", "register", "--email", f"{name.lower()}@example.com", "--name", name).code == 0
    assert radar("project", "add", "web").code == 0
    for title in ("Fix login", "Write docs"):
        assert radar("task", "add", title, "--project", "web").code == 0
    return shared


# What one after the other does to Ana's project web with its tasks 1 and 2.
COMMAND_LINES = """
    auth status
    auth token
    project add api
    project list
    project show web
    project edit api --name backend
    project archive backend
    project archive backend --undo
    project members add ben@example.com --project web --role member
    project members list --project web
    project members remove ben@example.com --project web
    project use web
    task list
    task list --all-projects --status all --sort created
    task next
    task show 1
    task edit 1 --title Repair --priority high --due fri --add-tag release --assignee me
    task edit --where tag:release --set priority=low --yes
    task depend 2 --on 1
    task depend 2 --off 1
    task block 2 --reason waits
    task unblock 2
    task comment 1 looked
    task start 1
    task done 1
    task reopen 1
    task cancel 2
    task log 1
    log
    undo
    task delete 2 --yes
    view save soon is:overdue
    view list
    task list --view soon
    view delete soon
    export tasks
    export events
    export reports
    export all --output everything.jsonl
    import jsonl everything.jsonl
    report list
    report daily-summary --project web
    report daily-summary --project web --dedup-key today
    report lead-time --project web
    report dashboard --project web
    schedule add daily-summary --cron @daily --project web
    schedule list
    schedule pause 1
    schedule resume 1
    schedule run
    schedule remove 1
    health
    db status
    db migrate
    config show
    project delete backend --yes
    project delete web --yes
    auth passwd
    auth login --email ana@example.com
    auth logout
"""


def test_every_command_works_that_is_not_the_owners(
    team: Shared, radar: Radar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("RADAR_NEW_PASSWORD", PASSWORD)
    for line in COMMAND_LINES.split("\n"):
        if line.strip():
            done = radar(*line.split())
            assert done.code == 0, f"{line}: {done.err}"


def test_people_from_an_import_register(team: Shared, radar: Radar, tmp_path: Path) -> None:
    file = tmp_path / "tasks.jsonl"
    record = {"kind": "task", "title": "old", "created_by": "cleo@example.com", "created_at": "2026-01-01T00:00:00Z"}
    file.write_text(json.dumps(record) + "\n")
    assert radar("import", "jsonl", str(file), "--project", "web").code == 0
    assert radar("auth", "register", "--email", "cleo@example.com", "--name", "Cleo").code == 0
    assert radar("auth", "status", "--columns", "name").out == "Cleo\n"


@pytest.mark.parametrize("command", [("db", "rebuild"), ("db", "share", "postgres")])
def test_what_is_the_owners_is_refused_in_one_line(team: Shared, radar: Radar, command: tuple[str, ...]) -> None:
    refused = radar(*command)
    assert (refused.code, len(refused.err.splitlines())) == (3, 1)
    assert "its role lacks a right: ask whoever administers it" in refused.err


def test_sharing_says_what_was_granted(owned: Shared, radar: Radar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RADAR_DATABASE_URL", owned.owner_url)
    done = radar("db", "share", owned.roles.team)
    assert (done.code, done.err) == (0, "")
    assert "SELECT, INSERT\tTABLE users, task_events" in done.lines


def test_sharing_with_nobody_is_one_line(owned: Shared, radar: Radar, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RADAR_DATABASE_URL", owned.owner_url)
    done = radar("db", "share", "nobody")
    assert (done.code, done.out) == (5, "")
    assert done.err == "radar: the server has no role 'nobody': make it with CREATE ROLE … LOGIN\n"


def test_an_embedded_database_is_not_shared(radar: Radar, embedded: Path) -> None:
    done = radar("db", "share", "team")
    assert done.code == 1
    assert "an embedded database has no roles" in done.err
