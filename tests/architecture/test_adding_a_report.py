"""docs/adding-a-report.md, followed: its report is put into a copy of the program, and works everywhere."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from textwrap import dedent

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program with the report of the documentation in it, and nothing else changed."""
    folder = tmp_path_factory.mktemp("checkout")
    leave_out = shutil.ignore_patterns("__pycache__")
    for name in ("radar_cli", "migrations"):
        shutil.copytree(ROOT / name, folder / name, ignore=leave_out)
    text = (ROOT / "docs" / "adding-a-report.md").read_text("utf-8")
    (found,) = re.findall(r"^   ```python\n(.*?)^   ```$", text, re.DOTALL | re.MULTILINE)
    (folder / "radar_cli" / "reports" / "open_work.py").write_text(dedent(found))
    return folder


def radar(copy: Path, home: Path, *arguments: str) -> str:
    environment = {**os.environ, "HOME": str(home), "PYTHONPATH": str(copy)}
    command = [sys.executable, "-m", "radar_cli", *arguments]
    done = subprocess.run(command, cwd=copy, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def at_work(copy: Path, home: Path) -> None:
    radar(copy, home, "project", "add", "web")
    radar(copy, home, "task", "add", "Fix login", "--project", "web", "--priority", "high")
    radar(copy, home, "task", "add", "Write the manual", "--project", "web")


@pytest.mark.usefixtures("at_work")
def test_the_new_report_has_a_command_with_every_format_and_option(copy: Path, home: Path) -> None:
    assert "open-work" in radar(copy, home, "report", "--help")
    result = json.loads(radar(copy, home, "report", "open-work", "--project", "web", "--format", "json"))
    assert (result["project"], result["n"]) == ("web", 2)
    chosen = radar(copy, home, "report", "open-work", "--project", "web", "--where", "priority:high", "--json", "n")
    assert json.loads(chosen) == {"n": 1}
    assert radar(copy, home, "report", "open-work", "--format", "csv").startswith("n,oldest\n2,")


@pytest.mark.usefixtures("at_work")
def test_the_new_report_can_be_compared_and_stands_on_the_dashboard(copy: Path, home: Path) -> None:
    compared = radar(copy, home, "report", "compare", "--of", "open-work", "--project", "web", "--format", "csv")
    assert "Open tasks" in compared
    page = home / "out.html"
    radar(copy, home, "report", "dashboard", "--project", "web", "--html", str(page))
    assert "Open work" in page.read_text("utf-8")


def test_the_new_report_passes_the_checks_of_style_and_types(copy: Path) -> None:
    file = "radar_cli/reports/open_work.py"
    for tool in (
        ["ruff", "check", "--config", str(ROOT / "pyproject.toml"), file],
        ["mypy", "--config-file", str(ROOT / "pyproject.toml"), file],
    ):
        done = subprocess.run([sys.executable, "-m", *tool], cwd=copy, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout
