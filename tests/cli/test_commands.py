"""What commands do that the services' tests do not show."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Radar

PASSWORD = "correct horse battery"


def test_the_version_is_one_line(radar: Radar) -> None:
    result = radar("--version")
    assert result.code == 0
    assert len(result.lines) == 1
    assert result.out.startswith("radar ")


@pytest.mark.parametrize("arguments", [(), ("task",), ("project", "members"), ("report",)])
def test_a_group_without_a_command_shows_its_help(radar: Radar, arguments: tuple[str, ...]) -> None:
    result = radar(*arguments)
    assert result.code == 0
    assert result.out.startswith("Usage: radar")


@pytest.mark.parametrize(
    ("arguments", "suggestion"),
    [(("tsak",), "task"), (("task", "lst"), "list"), (("task", "list", "--statu"), "--status")],
)
def test_a_typo_gets_a_suggestion_and_never_runs(radar: Radar, arguments: tuple[str, ...], suggestion: str) -> None:
    result = radar(*arguments)
    assert result.code == 2
    assert suggestion in result.err
    assert result.err.count("\n") == 1


@pytest.mark.usefixtures("web")
class TestTasks:
    def test_editing_needs_something_to_edit(self, radar: Radar) -> None:
        radar("task", "add", "Fix login")
        assert "there is nothing to change" in radar("task", "edit", "1").err

    def test_titles_may_come_from_a_file_that_was_saved_on_windows(self, radar: Radar) -> None:
        assert radar("task", "add", "-", stdin="\ufeffone\r\n\r\ntwo\r\n").code == 0
        assert radar("task", "list", "--columns", "title").lines == ["two", "one"]

    def test_edit_reaches_several_tasks(self, radar: Radar) -> None:
        radar("task", "add", "-", stdin="one\ntwo\n")
        assert radar("task", "edit", "1", "2", "--priority", "urgent").err == "edited 2 tasks\n"
        assert radar("task", "list", "--priority", "urgent", "--columns", "id").lines == ["2", "1"]

    def test_deleting_needs_a_yes_away_from_a_terminal(self, radar: Radar) -> None:
        radar("task", "add", "Fix login")
        assert radar("task", "delete", "1").code == 2
        assert radar("task", "delete", "1", "1", "--dry-run").out == "would delete task 1: Fix login\n"
        assert radar("task", "show", "1").code == 0
        assert radar("task", "delete", "1", "--yes").err == "deleted task 1: Fix login\n"
        assert radar("task", "show", "1").code == 5

    def test_the_log_is_for_people(self, radar: Radar) -> None:
        radar("task", "add", "Fix login")
        radar("task", "start", "1")
        rows = [line.split("\t")[2:] for line in radar("task", "log", "1").lines]
        assert rows == [
            ["1", "created", "title", "", "Fix login", "1"],
            ["1", "created", "status", "", "todo", "1"],
            ["1", "created", "priority", "", "medium", "1"],
            ["1", "moved", "status", "todo", "in_progress", "2"],
        ]

    def test_the_log_of_a_project_has_the_newest_first_and_says_that_there_are_more(self, radar: Radar) -> None:
        radar("task", "add", "Fix login")
        radar("task", "start", "1")
        log = radar("log", "--limit", "1")
        assert [line.split("\t")[2:] for line in log.lines] == [["1", "moved", "status", "todo", "in_progress", "2"]]
        assert log.err.startswith("there are more: ")

    def test_a_task_waits_for_others_and_no_longer(self, radar: Radar) -> None:
        radar("task", "add", "-", stdin="one\ntwo\nthree\n")
        assert radar("task", "depend", "1", "--on", "3", "--on", "2").err == "task 1 depends on 2, 3\n"
        circle = radar("task", "depend", "3", "--on", "1")
        assert (circle.code, circle.err) == (
            1, "radar: task 1 depends on task 3 already (1 -> 3): release that first, with --off\n"
        )  # fmt: skip
        assert radar("task", "depend", "1", "--off", "3").err == "task 1 depends on 2\n"
        assert radar("task", "depend", "1").code == radar("task", "depend", "1", "--on", "2", "--off", "2").code == 2

    def test_a_task_is_blocked_and_goes_on(self, radar: Radar) -> None:
        radar("task", "add", "Fix login")
        assert radar("task", "block", "1").err.startswith("radar: missing option '--reason'")
        assert radar("task", "block", "1", "--reason", "waits for the design").code == 0
        assert radar("task", "show", "1", "--columns", "blocked_reason").lines == ["waits for the design"]
        assert radar("task", "unblock", "1").err == "unblocked task 1: Fix login\n"

    def test_comments_are_shown_with_the_task(self, radar: Radar) -> None:
        radar("task", "add", "Fix login")
        radar("task", "comment", "1", "looks good")
        radar("task", "comment", "1", "-", stdin="two\nlines\n")
        task = json.loads(radar("task", "show", "1", "--format", "json").out)
        assert [comment["body"] for comment in task["comments"]] == ["looks good", "two\nlines"]
        assert "looks good" in radar("task", "show", "1", "--format", "markdown").out

    def test_undo_names_what_it_undid_and_how_to_bring_it_back(self, radar: Radar) -> None:
        radar("task", "add", "-", stdin="one\ntwo\n")
        assert radar("undo", "--dry-run").out == "would undo batch 1 (add of 2 tasks)\n"
        assert radar("undo").err == "undid batch 1 (add of 2 tasks); bring it back with radar undo --batch 2\n"
        assert radar("task", "list").lines == []
        assert radar("undo", "--batch", "2").code == 0
        assert len(radar("task", "list").lines) == 2

    def test_dates_mean_days_in_the_users_zone(self, radar: Radar) -> None:
        radar("task", "add", "Fix login")
        assert len(radar("task", "list", "--created-since", "today").lines) == 1
        assert "is in the future" in radar("task", "list", "--created-since", "7d").err
        assert radar("task", "list", "--created-until", "today").lines == []

    def test_a_list_by_completion_is_of_finished_tasks(self, radar: Radar) -> None:
        radar("task", "add", "-", stdin="one\ntwo\n")
        radar("task", "done", "1")
        assert radar("task", "list", "--sort", "done", "--columns", "id").lines == ["1"]


@pytest.mark.usefixtures("web")
class TestProjects:
    def test_the_project_in_use_is_meant(self, radar: Radar) -> None:
        radar("project", "add", "api")
        assert radar("task", "add", "x").code == 2
        assert radar("project", "use", "api").err == "using project api\n"
        radar("task", "add", "x")
        assert radar("task", "list", "--columns", "project").lines == ["api"]
        assert radar("task", "add", "y", "--project", "web").code == 0
        assert radar("task", "list", "--columns", "title").lines == ["x"]
        assert radar("task", "list", "--all-projects", "--columns", "title").lines == ["y", "x"]
        radar("project", "use")
        assert radar("task", "add", "x").code == 2

    def test_the_project_in_use_is_followed_when_it_is_renamed_and_forgotten_when_deleted(self, radar: Radar) -> None:
        radar("project", "use", "web")
        radar("project", "edit", "web", "--name", "website")
        assert radar("config", "get", "project").out == "website\n"
        radar("project", "delete", "website", "--yes")
        assert radar("config", "get", "project").out == "\n"

    def test_a_project_must_exist_to_be_used(self, radar: Radar) -> None:
        assert radar("project", "use", "nope").code == 5
        assert radar("config", "get", "project").out == "\n"

    def test_deleting_needs_a_yes_and_says_what_goes(self, radar: Radar) -> None:
        radar("task", "add", "-", stdin="one\ntwo\n")
        assert radar("project", "delete", "web", "--dry-run").out == "would delete project web and its 2 tasks\n"
        assert radar("project", "delete", "web").code == 2
        assert radar("project", "delete", "web", "--yes").code == 0
        assert radar("project", "list").out == ""

    def test_a_project_is_renamed_and_archived_and_taken_back(self, radar: Radar) -> None:
        radar("project", "edit", "web", "--name", "website")
        radar("project", "archive", "website")
        assert radar("project", "list").out == ""
        assert radar("task", "add", "x", "--project", "website").code == 1
        radar("project", "archive", "website", "--undo")
        assert radar("project", "show", "website", "--columns", "name").out == "website\n"


class TestAccounts:
    @pytest.fixture(autouse=True)
    def _password(self, monkeypatch: pytest.MonkeyPatch, embedded: Path) -> None:
        monkeypatch.setenv("RADAR_PASSWORD", PASSWORD)

    def test_registering_logs_in(self, radar: Radar) -> None:
        result = radar("auth", "register", "--email", "ana@example.com", "--name", "Ana")
        assert (result.code, result.err.splitlines()[0]) == (0, "registered and logged in as ana@example.com")
        assert radar("auth", "status", "--columns", "email,login").out == "ana@example.com\tsession\n"

    def test_after_logging_out_the_token_is_worth_nothing(self, radar: Radar, monkeypatch: pytest.MonkeyPatch) -> None:
        radar("auth", "register", "--email", "ana@example.com", "--name", "Ana")
        token = radar("auth", "token").out.strip()
        monkeypatch.setenv("RADAR_TOKEN", token)
        assert radar("auth", "status", "--columns", "email").out == "ana@example.com\n"
        assert radar("auth", "logout").code == 0
        assert radar("auth", "status").code == 4

    def test_logging_another_token_out_leaves_this_login_alone(
        self, radar: Radar, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        radar("auth", "register", "--email", "ana@example.com", "--name", "Ana")
        monkeypatch.setenv("RADAR_TOKEN", radar("auth", "token").out.strip())
        radar("auth", "logout")
        monkeypatch.delenv("RADAR_TOKEN")
        assert radar("auth", "status", "--columns", "email").out == "ana@example.com\n"

    def test_passwords_come_from_stdin(self, radar: Radar, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.delenv("RADAR_PASSWORD")
        email = ("--email", "ana@example.com")
        registered = radar("auth", "register", *email, "--name", "Ana", "--password-stdin", stdin=f"{PASSWORD}\n")
        assert registered.code == 0
        new = "a different password"
        assert radar("auth", "passwd", "--password-stdin", stdin=f"{PASSWORD}\n{new}\n").code == 0
        assert radar("auth", "login", *email, "--password-stdin", stdin=f"{PASSWORD}\n").code == 4
        assert radar("auth", "login", *email, "--password-stdin", stdin=f"{new}\n").code == 0

    def test_a_token_file_that_others_may_read_is_refused(self, radar: Radar, home: Path) -> None:
        radar("auth", "register", "--email", "ana@example.com", "--name", "Ana")
        (file,) = (home / ".local/share/radar/tokens").iterdir()
        assert file.stat().st_mode & 0o777 == 0o600
        file.chmod(0o644)
        result = radar("task", "list")
        assert result.code == 2
        assert "can be read by others" in result.err


class TestConfig:
    def test_it_says_where_each_value_comes_from(self, radar: Radar, monkeypatch: pytest.MonkeyPatch) -> None:
        radar("config", "set", "timezone", "Europe/Berlin")
        monkeypatch.setenv("RADAR_PROJECT", "web")
        rows = {row["key"]: row for row in json.loads(radar("config", "show", "--format", "json").out)}
        assert rows["timezone"]["source"].endswith("config.toml")
        assert (rows["project"]["value"], rows["project"]["source"]) == ("web", "RADAR_PROJECT")
        assert rows["broker_url"]["source"] == "default"

    def test_passwords_are_hidden(self, radar: Radar, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("RADAR_DATABASE_URL", "postgresql://ana:sekrit@example.com/radar")
        assert "sekrit" not in radar("config", "show").out
        assert radar("config", "get", "database_url").out == "postgresql://ana:***@example.com/radar\n"

    def test_a_password_is_taken_from_stdin_and_refused_as_an_argument(self, radar: Radar) -> None:
        url = "postgresql://ana:sekrit@example.com/radar"
        refused = radar("config", "set", "database_url", url)
        assert refused.code == 2
        assert "sekrit" not in refused.err
        assert radar("config", "set", "database_url", "-", stdin=f"{url}\n").code == 0
        file = Path(radar("config", "path").out.strip())
        assert "sekrit" in file.read_text()
        assert file.stat().st_mode & 0o777 == 0o600


class TestDatabase:
    def test_an_embedded_database_migrates_itself(self, radar: Radar) -> None:
        assert radar("task", "list").code == 0
        assert radar("db", "migrate").err == "nothing to do: the schema is up to date\n"
        assert radar("db", "status", "--columns", "name").lines[0] == "0001_initial"

    def test_a_dry_run_names_the_files_and_applies_none(self, radar: Radar) -> None:
        assert radar("db", "migrate", "--dry-run").lines[0] == "0001_initial"
        assert radar("db", "migrate", "--dry-run").lines[0] == "0001_initial"
        assert radar("db", "migrate").lines[0] == "0001_initial"

    def test_a_file_that_is_no_database_gets_one_clear_line(
        self, radar: Radar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        file = tmp_path / "notes.txt"
        file.write_text("not a database, but long enough to be taken for one " * 20)
        monkeypatch.setenv("RADAR_DATABASE_URL", f"sqlite:///{file}")
        result = radar("task", "list")
        assert result.code == 3
        assert "not a SQLite database" in result.err


class TestHealth:
    def test_it_may_be_the_first_command_of_all(self, radar: Radar) -> None:
        assert radar("health").code == 0

    def test_an_embedded_database_is_healthy_without_broker_and_workers(self, radar: Radar, embedded: Path) -> None:
        result = radar("health", "--format", "json")
        assert result.code == 0
        statuses = {row["check"]: row["status"] for row in json.loads(result.out)}
        assert statuses == {
            "database": "ok",
            "schema": "ok",
            "broker": "skipped",
            "queue": "skipped",
            "workers": "skipped",
            "pending": "ok",
        }

    def test_a_database_that_is_away_is_exit_1_and_a_line_each(
        self, radar: Radar, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("RADAR_DATABASE_URL", "postgresql://ana:sekrit@127.0.0.1:1/radar")
        result = radar("health")
        assert result.code == 1
        assert [line.split("\t")[1] for line in result.lines] == ["failed"] + ["skipped"] * 5
        assert "sekrit" not in result.out + result.err
