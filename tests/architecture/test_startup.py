"""A command loads what it needs and nothing else: each runs in a process of its own, and its modules are looked at."""

import subprocess
import sys
from pathlib import Path

import pytest

PROBE = """
import sys
from radar_cli.app import run
code = run(sys.argv[1:])
sys.stdout.flush()
print("\\n".join(sorted(sys.modules)), file=sys.stderr)
sys.exit(code)
"""
HEAVY = {"rich", "tabulate", "psycopg2", "celery", "kombu", "argon2", "csv", "click", "pydantic", "tomllib", "zoneinfo"}


def modules(*arguments: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", PROBE, *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stderr.splitlines())


@pytest.fixture(autouse=True)
def _web(home: Path) -> None:
    modules("project", "add", "web")
    modules("task", "add", "Fix login")


@pytest.mark.parametrize("arguments", [("--help",), ("--version",)])
def test_the_root_loads_no_command_and_no_database(arguments: tuple[str, ...]) -> None:
    loaded = modules(*arguments)
    assert not loaded & (HEAVY | {"pony", "sqlite3"})
    assert not [name for name in loaded if name.startswith(("radar_cli.commands", "radar_cli.services"))]


@pytest.mark.parametrize(
    "arguments",
    [
        ("task", "add", "Another"),
        ("task", "list"),
        ("task", "show", "1"),
        ("task", "list", "--format", "json"),
        ("task", "start", "1"),
        ("task", "done", "1"),
        ("project", "list"),
    ],
)
def test_everyday_commands_on_sqlite_load_nothing_heavy(arguments: tuple[str, ...]) -> None:
    assert not modules(*arguments) & HEAVY


def test_adding_a_task_loads_nothing_of_lists_and_tables() -> None:
    loaded = modules("task", "add", "Another")
    lists = ("radar_cli.domain.filters", "radar_cli.domain.task_list", "radar_cli.domain.table")
    assert not [name for name in loaded if name.startswith(lists)]


def test_a_table_loads_rich_and_nothing_else() -> None:
    assert modules("task", "list", "--format", "table") & HEAVY == {"rich", "zoneinfo"}


def test_csv_is_loaded_for_csv() -> None:
    assert modules("task", "list", "--format", "csv") & HEAVY == {"csv"}


def test_a_report_in_the_process_loads_neither_celery_nor_rich_when_piped() -> None:
    assert not modules("report", "daily-summary", "--project", "web") & {"celery", "kombu", "rich", "tabulate"}


def test_completing_a_task_loads_nothing_heavy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_RADAR_COMPLETE", "zsh")
    monkeypatch.setenv("_RADAR_LINE", "radar task done ")
    loaded = modules()
    assert "radar_cli.repositories.completion" in loaded
    assert not loaded & HEAVY


def commands(*arguments: str) -> set[str]:
    """What a command loads of radar_cli.commands."""
    start = "radar_cli.commands."
    return {name.removeprefix(start) for name in modules(*arguments) if name.startswith(start)}


def test_a_command_loads_its_own_module_alone() -> None:
    assert commands("task", "add", "Another") == {
        "command",
        "arguments",
        "task",
        "task.add",
        "options",
        "task.options",
        "task.sentences",
    }
    assert commands("project", "list") == {"command", "options", "prompts", "project"}


def test_the_help_of_a_group_of_modules_loads_none_of_them() -> None:
    assert commands("task", "--help") == {"task"}


def test_the_help_of_a_group_loads_no_database() -> None:
    assert not modules("task", "--help") & (HEAVY | {"pony", "sqlite3"})
