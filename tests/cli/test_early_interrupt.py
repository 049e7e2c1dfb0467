"""Ctrl-C at every stage of the start: one line and 130, never a traceback."""

import subprocess
import sys
from pathlib import Path

import pytest

# Presses Ctrl-C at the moment in which a module is about to be imported.
PROBE = """
import os, signal, sys

class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == module:
            os.kill(os.getpid(), signal.SIGINT)

module, sys.argv = sys.argv[1], ["radar", "task", "add", "Fix login", "--project", "web"]
signal.signal(signal.SIGINT, signal.{handler})
sys.meta_path.insert(0, Interrupting())
from radar_cli.__main__ import main
main()
"""


def started(module: str, *, ignored: bool = False) -> subprocess.CompletedProcess[str]:
    # Said either way: where the tests run in the background, Ctrl-C is ignored from the start.
    handler = "SIG_IGN" if ignored else "default_int_handler"
    command = [sys.executable, "-c", PROBE.format(handler=handler), module]
    return subprocess.run(command, capture_output=True, text=True, check=False)


STAGES = (
    "radar_cli.app",
    "typer",
    "radar_cli.context",
    "radar_cli.commands.task",
    "pony.orm",
    "radar_cli.services.tasks",
)


@pytest.mark.parametrize("module", STAGES)
def test_ctrl_c_while_the_program_is_loaded_is_one_line(module: str, home: Path) -> None:
    done = started(module)
    assert (done.returncode, done.stdout) == (130, "")
    assert done.stderr == "radar: interrupted: what had not finished changed nothing\n"
    assert not list(home.rglob("*.db"))


def test_ctrl_c_that_is_ignored_stays_ignored() -> None:
    done = started("typer", ignored=True)
    assert done.returncode != 130
    assert "interrupted" not in done.stderr
