"""Every command in README runs as printed.

Three things differ from a reader's machine. The two example URLs become those of the test servers; the tests that
`make test` runs are a few; and `docker compose` is left to test_containers.py, since it needs an engine.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.processes import Worker

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PATIENCE_SECONDS = 240


def blocks(language: str, section: str) -> list[str]:
    """The code blocks of a section, by its heading."""
    (text,) = re.findall(rf"^#+ {re.escape(section)}\n(.*?)(?=^#+ |\Z)", README, re.DOTALL | re.MULTILINE)
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


def run(script: str, folder: Path, **environment: str) -> str:
    """Run a block as a shell would, stopping at the first command that fails."""
    done = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", script],
        cwd=folder,
        env={**_outside_of_make(), **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _outside_of_make() -> dict[str, str]:
    """The environment without what a `make` around these tests would hand down to one inside them."""
    return {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MFLAGS", "MAKELEVEL")}


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A fresh copy of what git knows, as after a clone."""
    folder = tmp_path / "checkout"
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).exists():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, folder / name)
    return folder


@pytest.fixture
def path() -> str:
    """A PATH on which this environment's programs come first."""
    return f"{Path(sys.executable).parent}:{os.environ['PATH']}"


def test_every_shell_block_is_in_a_section_that_is_run_here() -> None:
    run_here = (
        "Try it",
        "Install it",
        "The first minute",
        "Every day",
        "How work flows",
        "Take it out",
        "As a team, on PostgreSQL and RabbitMQ",
        "At a time of day",
    )
    assert sum(len(blocks("sh", section)) for section in run_here) == README.count("```sh\n")


def test_the_two_commands_to_try_it(checkout: Path) -> None:
    (block,) = blocks("sh", "Try it")
    shown = run(block, checkout, PYTHON=sys.executable, ARGS="tests/unit/test_errors.py")
    assert "Average lead time (days)" in shown
    assert " passed" in shown


@pytest.mark.parametrize("number", [0, 1])
def test_each_way_to_install_it(checkout: Path, home: Path, path: str, number: int) -> None:
    run(blocks("sh", "Install it")[number], checkout, PATH=path)
    assert run(f"{home}/.local/bin/radar --version", home).startswith("radar ")


def test_the_first_minute(home: Path, path: str) -> None:
    first, scripts = blocks("sh", "The first minute")
    assert "Fix login" in run(first, home, PATH=path)
    run(scripts, home, PATH=path)
    assert (home / "tasks.csv").read_text().count("\n") == 6


def test_every_day(home: Path, path: str) -> None:
    for block in (*blocks("sh", "The first minute"), *blocks("sh", "Every day")):
        shown = run(block, home, PATH=path)
    assert "Renew the certificate" in shown


def test_how_work_flows(home: Path, path: str) -> None:
    (block,) = blocks("sh", "How work flows")
    run("radar demo --keep demo.db", home, PATH=path)
    shown = run(block, home, PATH=path, RADAR_DATABASE_URL=f"sqlite:///{home}/demo.db")
    assert "85 % within" in shown
    assert (home / "flow.html").read_text("utf-8").startswith("<!DOCTYPE html>")


def test_taking_it_out(home: Path, path: str) -> None:
    first, _ = blocks("sh", "The first minute")
    (block,) = blocks("sh", "Take it out")
    run(first, home, PATH=path)
    run(block, home, PATH=path)
    assert (home / "done.csv").read_text().count("\n") == 2
    assert (home / "everything.jsonl").read_text().count("\n") == 2


@pytest.mark.postgresql
@pytest.mark.rabbitmq
@pytest.mark.xdist_group("worker")
def test_the_team_set_up(
    empty_postgres_url: str, broker_url: str, queue: str, home: Path, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    set_up, worker, use, containers = blocks("sh", "As a team, on PostgreSQL and RabbitMQ")
    set_up = set_up.replace("postgresql://radar@db.example.com/radar", empty_postgres_url)
    set_up = set_up.replace("amqp://radar@mq.example.com//", broker_url)
    for name, value in {
        "PATH": path,
        "RADAR_QUEUE": queue,
        "RADAR_PASSWORD": "correct horse battery",
        "RADAR_DATABASE_URL": empty_postgres_url,
        "RADAR_BROKER_URL": broker_url,
    }.items():
        monkeypatch.setenv(name, value)
    run(set_up, home)
    assert worker == "radar worker\n"
    started = Worker(home / "worker.log")
    try:
        started.wait_until_ready()
        assert "web\t0\t0\t1\t0" in run(use, home)
    finally:
        started.stop()
    assert containers == "install -m 600 .env.example .env\ndocker compose up --detach --build\n"


def test_the_line_for_cron(home: Path, path: str) -> None:
    run("radar project add web", home, PATH=path)
    ((line,),) = (block.splitlines() for block in blocks("crontab", "From cron"))
    command = line.split(maxsplit=5)[5]
    script = f"env -i HOME={home} PATH={path} sh -c '{command}'"
    run(script, home)
    assert (home / "web-summary.csv").read_text().startswith("project,todo,in_progress,done")


def test_reports_at_a_time_of_day(home: Path, path: str) -> None:
    run("radar project add web", home, PATH=path)
    (block,) = blocks("sh", "At a time of day")
    assert run(block, home, PATH=path).startswith("1\n2\n1\tdaily-summary\tweb\t0 8 * * 1-5\tEurope/Berlin\tactive")
    ((line,),) = (lines.splitlines() for lines in blocks("crontab", "At a time of day"))
    assert run(line.split(maxsplit=5)[5], home, PATH=path) == ""


def test_the_table_of_settings_is_complete() -> None:
    from radar_cli.config import SETTINGS

    rows = dict(re.findall(r"^\| `(\w+)` \| `(RADAR_\w+)` \|", README, re.MULTILINE))
    assert rows == {key: setting.variable for key, setting in SETTINGS.items()}


def test_the_table_of_exit_codes_is_complete() -> None:
    from radar_cli.errors import ExitCode

    codes = {int(code) for code in re.findall(r"^\| (\d+) \|", README, re.MULTILINE)}
    assert codes == set(map(int, ExitCode))
