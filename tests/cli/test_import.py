"""radar import, as it is typed."""

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from radar_cli.app import run
from tests.cli.conftest import Radar

LINE = {"project": "web", "external_ref": "WEB-1", "title": "Fix login", "created_at": "2026-01-05T09:00:00Z"}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "tasks.jsonl"
    path.write_text(json.dumps(LINE) + "\n")
    return path


def test_it_says_what_came_of_it_on_stderr_alone(radar: Radar, file: Path) -> None:
    first = radar("import", "jsonl", str(file))
    assert (first.code, first.out) == (0, "")
    assert first.err == "new projects: web\nadded 1, changed 0, unchanged 0\n"
    assert radar("import", "jsonl", str(file)).err == "added 0, changed 0, unchanged 1\n"
    assert radar("task", "list", "--columns", "external_ref,title").lines == ["WEB-1\tFix login"]
    assert radar("import", "jsonl", str(file), "--quiet").err == ""


def test_the_key_is_searched_for(radar: Radar, file: Path) -> None:
    radar("import", "jsonl", str(file))
    assert radar("task", "list", "ref:WEB-1", "--columns", "title").lines == ["Fix login"]


def test_bad_records_are_named_even_with_quiet(radar: Radar, file: Path) -> None:
    file.write_text(file.read_text() + json.dumps({**LINE, "external_ref": "WEB-2", "title": 7}) + "\n")
    result = radar("import", "jsonl", str(file), "--quiet")
    assert result.code == 0
    assert result.err.startswith("line 2 is left out: title ")
    assert "added 0, changed 0, unchanged 1, bad 1" in radar("import", "jsonl", str(file)).err


def test_a_strict_import_is_refused_whole(radar: Radar, file: Path) -> None:
    file.write_text(file.read_text() + "{}\n")
    result = radar("import", "jsonl", str(file), "--strict")
    assert result.code == 2
    assert result.err.startswith("radar: line 2: ")
    assert result.err.endswith(": nothing was imported: mend it, or leave --strict out\n")
    assert radar("project", "list").lines == []


def test_a_dry_run_keeps_nothing_and_says_so(radar: Radar, file: Path) -> None:
    result = radar("import", "jsonl", str(file), "--dry-run")
    assert result.err.endswith("added 1, changed 0, unchanged 0; nothing was kept (--dry-run)\n")
    assert radar("project", "list").lines == []


def test_it_reads_stdin(monkeypatch: pytest.MonkeyPatch, radar: Radar, file: Path) -> None:
    monkeypatch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(file.read_bytes()), isatty=lambda: False))
    assert run(["import", "jsonl", "-"]) == 0
    assert radar("task", "list", "--columns", "title", "--project", "web").lines == ["Fix login"]


def test_everything_goes_into_one_project_on_request(radar: Radar, file: Path) -> None:
    radar("import", "jsonl", str(file), "--project", "archive")
    assert radar("project", "list", "--columns", "name").lines == ["archive"]


def test_statuses_are_mapped(radar: Radar, tmp_path: Path) -> None:
    issue = {
        "key": "EE-1",
        "fields": {
            "project": {"key": "EE", "name": "EE"},
            "summary": "Fix login",
            "status": {"name": "In QE Test"},
            "created": "2026-01-05T09:00:00Z",
        },
    }
    path = tmp_path / "issues.json"
    path.write_text(json.dumps([issue]))
    guessed = radar("import", "jira", str(path))
    assert "unknown status In QE Test: taken as in_progress" in guessed.err
    radar("import", "jira", str(path), "--map", "In QE Test=todo", "--project", "mapped")
    assert radar("task", "list", "--project", "mapped", "--columns", "status").lines == ["todo"]


def test_a_day_begins_in_ones_own_zone(radar: Radar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RADAR_TIMEZONE", "America/New_York")
    file = tmp_path / "tasks.csv"
    file.write_text("title,due_at\nPay the rent,2026-12-05\n", "utf-8")
    assert radar("import", "csv", str(file), "--project", "home").code == 0
    listed = radar("task", "list", "--project", "home", "--json", "due_at")
    assert json.loads(listed.out) == [{"due_at": "2026-12-05T05:00:00Z"}]


def test_columns_are_mapped(radar: Radar, tmp_path: Path) -> None:
    path = tmp_path / "tasks.csv"
    path.write_text("Summary,State,Opened\nFix login,Shipped,2026-01-05\n")
    options = ["--map", "title=Summary", "--map", "status=State", "--map", "created_at=Opened", "--tz", "UTC"]
    result = radar("import", "csv", str(path), "--project", "web", *options, "--map", "Shipped=done")
    assert result.code == 0, result.err
    assert radar("task", "list", "status:all", "--columns", "title,status").lines == ["Fix login\tdone"]


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["jsonl", "nowhere.jsonl"], "nowhere.jsonl cannot be read (No such file or directory): "),
        (["jsonl", "."], ". cannot be read (Is a directory): "),
        (["jira", "FILE", "--map", "In QE Test=testing"], "there is no status 'testing': use todo, "),
        (["jira", "FILE", "--map", "=done"], "--map '=done' maps nothing: "),
        (["csv", "FILE", "--map", "title"], "--map 'title' maps nothing: "),
        (["csv", "FILE", "--tz", "Mars/Base"], "there is no time zone 'Mars/Base': "),
        (["jsonl", "FILE", "--map", "a=done"], "no such option: --map"),
    ],
)
def test_what_makes_no_sense_imports_nothing(radar: Radar, file: Path, arguments: list[str], complaint: str) -> None:
    result = radar("import", *(str(file) if argument == "FILE" else argument for argument in arguments))
    assert result.code == 2
    assert result.err.lower().startswith(f"radar: {complaint}".lower())
    assert radar("project", "list").lines == []
