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


def test_a_table_loads_rich_and_nothing_else() -> None:
    assert modules("task", "list", "--format", "table") & HEAVY == {"rich", "zoneinfo"}


def test_csv_is_loaded_for_csv() -> None:
    assert modules("task", "list", "--format", "csv") & HEAVY == {"csv"}


def test_a_report_in_the_process_loads_neither_celery_nor_rich_when_piped() -> None:
    assert not modules("report", "daily-summary", "--project", "web") & {"celery", "kombu", "rich", "tabulate"}


def test_a_command_loads_its_own_group_alone() -> None:
    loaded = {name for name in modules("task", "list") if name.startswith("radar_cli.commands.")}
    assert loaded == {f"radar_cli.commands.{name}" for name in ("task", "command", "prompts", "arguments")}
