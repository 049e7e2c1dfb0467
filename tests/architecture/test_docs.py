"""docs/cli.md says what the commands say, and each command shows how it is used."""

import importlib.util
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
import typer

from radar_cli import app

ROOT = Path(__file__).parents[2]
GENERATOR = ROOT / "docs" / "generate_cli.py"


def _imported(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


generator = _imported(GENERATOR)
CONTEXTS = list(generator.commands())
COMMANDS = [context for context in CONTEXTS if not generator.is_group(context.command)]
EXAMPLES = [line for context in CONTEXTS for line in generator.examples(context.command)]


@pytest.mark.parametrize("columns", ["40", "200"])
def test_the_reference_is_what_the_generator_makes_whatever_the_width_of_the_terminal(columns: str) -> None:
    command = [sys.executable, str(GENERATOR), "--check"]
    environment = {**os.environ, "COLUMNS": columns}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize("content", [None, "# radar\n"])
def test_a_reference_that_differs_or_is_not_there_is_reported(
    content: str | None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "cli.md"
    if content is not None:
        target.write_text(content)
    assert generator.main(["--check"], target) == 1
    assert capsys.readouterr().err == "cli.md is out of date: run python docs/generate_cli.py\n"


def test_a_reference_that_was_just_written_is_up_to_date(tmp_path: Path) -> None:
    target = tmp_path / "cli.md"
    assert generator.main([], target) == 0
    assert generator.main(["--check"], target) == 0


def test_the_walk_finds_nested_commands() -> None:
    paths = [context.command_path for context in CONTEXTS]
    assert {"radar", "radar project members", "radar project members add", "radar worker"} <= set(paths)
    assert len(paths) == len(set(paths))


@pytest.mark.parametrize(
    "context", [context for context in CONTEXTS if context.parent], ids=lambda context: context.command_path
)
def test_a_group_says_of_a_command_what_the_command_says_of_itself(context: typer.Context) -> None:
    summary, _ = context.parent.command.entries[context.info_name]
    assert summary.partition("\n")[0] == context.command.help.partition("\n")[0]


@pytest.mark.parametrize("context", COMMANDS, ids=lambda context: context.command_path)
def test_a_command_shows_an_example_of_itself(context: typer.Context) -> None:
    lines = generator.examples(context.command)
    assert lines
    assert all(context.command_path in line for line in lines)


@pytest.mark.parametrize("line", EXAMPLES)
def test_an_example_is_understood(line: str, capsys: pytest.CaptureFixture[str]) -> None:
    # Options that do not exist are refused even where --help follows them; nothing is run.
    command = re.search(r"\bradar ([^)]*)", line)
    assert command is not None
    assert app.run([*shlex.split(command[1]), "--help"]) == 0, capsys.readouterr().err


def test_the_back_test_of_forecasts_is_what_its_script_finds() -> None:
    command = [sys.executable, str(ROOT / "docs" / "back_test.py"), "--check"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_each_promise_of_reliability_names_tests_that_there_are() -> None:
    text = (ROOT / "docs" / "reliability.md").read_text()
    rows = [line for line in text.partition("## What was seen")[0].splitlines() if re.match(r"\| [A-Z]", line)]
    assert len(rows) > 15
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row)
        assert named, row
        for file, function in named:
            assert f"def {function}(" in (ROOT / file).read_text(), row


def test_each_promise_on_input_and_output_names_tests_that_there_are() -> None:
    text = (ROOT / "docs" / "security.md").read_text().partition("## Input and output")[2].partition("\n## ")[0]
    rows = [line for line in text.splitlines() if re.match(r"\| [A-Z0-9]", line)]
    assert len(rows) > 10
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", row)
        assert named, row
        for file, function in named:
            assert f"def {function}(" in (ROOT / file).read_text(), row


def test_the_pictures_of_the_readme_are_those_that_are_drawn() -> None:
    script = ROOT / "docs" / "draw_pictures.py"
    done = subprocess.run([sys.executable, str(script), "--check"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
