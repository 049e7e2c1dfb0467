"""A day with radar in an isolated database: the usual commands do what they do elsewhere."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Radar, Result
from tests.isolation import Isolated

pytestmark = pytest.mark.postgresql

As = Callable[..., Result]
AUTHORS = """
    SELECT DISTINCT u.email
      FROM task_events e JOIN users u ON u.id = e.actor_id JOIN batches b ON b.id = e.batch_id
     WHERE b.action LIKE 'import %' ORDER BY 1
"""


@pytest.fixture
def as_(radar: Radar, isolated: Isolated, monkeypatch: pytest.MonkeyPatch) -> As:
    """`as_("ana", "task", "list")`: a command line of one of the people's, or of the owner's."""

    def call(who: str, *arguments: str) -> Result:
        monkeypatch.setenv("RADAR_DATABASE_URL", isolated.url(who))
        return radar(*arguments)

    return call


@pytest.fixture
def done(as_: As) -> Callable[..., str]:
    """What a command line prints that succeeds."""

    def call(who: str, *arguments: str) -> str:
        result = as_(who, *arguments)
        assert result.code == 0, result.err
        return result.out

    return call


def test_who_logs_in_is_told_by_the_database(done: Callable[..., str], isolated: Isolated) -> None:
    for who in ("ana", "ben"):
        status = json.loads(done(who, "auth", "status", "--format", "json"))
        assert status["email"] == f"{who}@example.com"
        assert status["login"] == "database login"


@pytest.mark.parametrize("command", ["login", "register", "passwd", "token", "logout"])
def test_passwords_and_tokens_are_refused_in_one_line(as_: As, command: str) -> None:
    result = as_("ana", "auth", command)
    assert result.code == 1
    assert result.err == (
        "radar: in an isolated database the database's own login is the login: see who you are with radar auth status\n"
    )


def test_a_token_of_before_makes_nobody_another(done: Callable[..., str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RADAR_TOKEN", "x" * 43)
    assert "ana@example.com" in done("ana", "auth", "status")


def test_a_login_that_is_no_persons_is_told_so(as_: As) -> None:
    for who in ("owner", "worker"):
        result = as_(who, "task", "list")
        assert result.code == 4
        assert "this login of the database is no person's" in result.err


def test_tasks_are_added_listed_edited_moved_and_undone(done: Callable[..., str]) -> None:
    number = done("ana", "task", "add", "Write tests", "--project", "web", "--assignee", "dan@example.com").strip()
    assert "Write tests" in done("dan", "task", "list")
    done("dan", "task", "start", number)
    done("dan", "task", "edit", number, "--title", "Write more tests", "--add-tag", "later")
    done("dan", "task", "comment", number, "begun")
    done("ana", "task", "block", number, "--reason", "waits")
    done("ana", "task", "unblock", number)
    done("dan", "task", "done", number)
    assert "Write more tests" in done("cleo", "task", "show", number)
    assert "dan@example.com" in done("ana", "task", "log", number)
    done("dan", "undo")
    assert "in_progress" in done("ana", "task", "show", number)
    assert "dan@example.com" in done("ana", "log", "--project", "web")
    done("ana", "task", "delete", number, "--yes")
    done("ana", "undo")
    assert "Write more tests" in done("dan", "task", "list")


def test_many_tasks_are_edited_at_once(done: Callable[..., str]) -> None:
    numbers = [done("ana", "task", "add", f"Task {number}", "--project", "web").strip() for number in range(3)]
    done("ana", "task", "start", *numbers)
    assert done("ana", "task", "list", "--status", "in_progress").count("Task") == 3


def test_dependencies_and_what_comes_next(done: Callable[..., str]) -> None:
    first = done("ana", "task", "add", "First", "--project", "web").strip()
    second = done("ana", "task", "add", "Second", "--project", "web").strip()
    done("ana", "task", "depend", second, "--on", first)
    assert "Second" not in done("ana", "task", "next")
    done("ana", "task", "delete", first, "--yes")
    assert "Second" in done("dan", "task", "next")


def test_nothing_of_anothers_is_there(as_: As, isolated: Isolated) -> None:
    ((secret,),) = isolated.truth("SELECT id FROM tasks WHERE title = 'Secret plan'")
    ((report,),) = isolated.truth("SELECT id::text FROM reports")
    ((batch,),) = isolated.truth(f"SELECT max(id) FROM batches WHERE actor_id = {isolated.user('ben').id}")
    for arguments in (
        ("task", "show", str(secret)),
        ("task", "done", str(secret)),
        ("task", "list", "--project", "api"),
        ("report", "show", report),
        ("project", "members", "list", "--project", "api"),
        ("undo", "--batch", str(batch)),
    ):
        assert as_("ana", *arguments).code == 5, arguments


def test_people_are_let_in_and_put_out(done: Callable[..., str], as_: As) -> None:
    assert as_("ana", "project", "members", "add", "eve@example.com", "--project", "web").code == 5
    done("ana", "project", "members", "add", "ben@example.com", "--project", "web", "--role", "member")
    assert "Fix login" in done("ben", "task", "list", "--project", "web")
    assert "ben@example.com" in done("dan", "project", "members", "list", "--project", "web")
    done("ana", "project", "members", "remove", "ben@example.com", "--project", "web")
    assert as_("ben", "task", "list", "--project", "web").code == 5


def test_projects_are_made_renamed_archived_and_deleted(done: Callable[..., str]) -> None:
    done("ana", "project", "add", "shop")
    done("ana", "project", "edit", "shop", "--name", "store")
    done("ana", "project", "archive", "store")
    done("ana", "project", "archive", "store", "--undo")
    done("ana", "task", "add", "Sell", "--project", "store")
    done("ana", "project", "delete", "store", "--yes")
    assert done("ana", "project", "list").count("\n") == 1


def test_reports_are_computed_in_the_process(done: Callable[..., str], as_: As) -> None:
    for name in ("daily-summary", "cycle-time", "throughput", "wip", "cumulative-flow"):
        done("cleo", "report", name, "--project", "web")
    assert done("ana", "report", "list").count("\n") == 5
    assert done("ben", "report", "list").count("\n") == 1
    first = done("ana", "report", "wip", "--project", "web", "--dedup-key", "x", "--no-wait").strip()
    assert done("ana", "report", "wip", "--project", "web", "--dedup-key", "x", "--no-wait").strip() == first


def test_schedules_make_their_owners_reports_alone(done: Callable[..., str], isolated: Isolated) -> None:
    done("ana", "schedule", "add", "daily-summary", "--project", "web", "--cron", "* * * * *")
    isolated.psql("owner", "UPDATE schedules SET next_run_at = now() - interval '2 minutes'")
    done("ana", "schedule", "run")
    assert isolated.truth("SELECT count(*) FROM reports WHERE dedup_key LIKE 'schedule:%'") == [(1,)]
    assert "ready" in done("ana", "schedule", "list")
    number = str(isolated.truth("SELECT max(id) FROM schedules")[0][0])
    done("ana", "schedule", "pause", number)
    done("ana", "schedule", "resume", number)
    done("ana", "schedule", "remove", number)


def test_views_are_ones_own(done: Callable[..., str], as_: As) -> None:
    done("ana", "view", "save", "secret view", "due<+7d")
    assert "secret view" in done("ana", "view", "list")
    done("ana", "view", "delete", "secret view")
    assert "secret view" in done("ben", "view", "list")


def test_an_export_has_what_its_reader_sees(done: Callable[..., str]) -> None:
    for arguments in (("export", "tasks", "--format", "csv"), ("export", "events"), ("export", "all")):
        exported = done("ana", *arguments)
        assert "Fix login" in exported or arguments[1] == "events"
        assert "ecret" not in exported


def test_an_import_takes_in_the_history_of_those_who_cannot_log_in(
    done: Callable[..., str], as_: As, tmp_path: Path, isolated: Isolated
) -> None:
    file = tmp_path / "tasks.jsonl"
    file.write_text("\n".join(json.dumps(imported(number)) for number in range(40)), "utf-8")
    result = as_("ana", "import", "jsonl", str(file))
    assert result.code == 0, result.err
    assert "what was done by somebody who can log in is imported as yours" in result.err
    authors = isolated.truth(AUTHORS)
    assert authors == [("ana@example.com",), ("eva@example.com",)]
    assert as_("ana", "import", "jsonl", str(file)).code == 0
    done("ana", "undo")
    assert "Imported" not in done("ana", "task", "list", "--status", "all")


def imported(number: int) -> dict[str, object]:
    ben, eva = ({"email": f"{name}@example.com", "name": name} for name in ("ben", "eva"))
    return {
        "title": f"Imported {number}",
        "project": "shop",
        "external_ref": f"X-{number}",
        "created_at": "2026-01-01T00:00:00Z",
        "assignee": ben if number % 2 else eva,
        "created_by": eva,
        "history": [{"at": "2026-01-02T00:00:00Z", "status": "done", "by": ben}],
    }


def test_no_worker_is_started_with_a_persons_login(as_: As, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RADAR_BROKER_URL", "amqp://127.0.0.1:1//")
    result = as_("ana", "worker")
    assert result.code == 1
    assert result.err == (
        "radar: this login of the database is ana@example.com's, and no worker's:"
        " use the one of radar db grant --worker\n"
    )
