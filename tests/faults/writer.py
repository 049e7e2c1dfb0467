"""A process that writes to a database by command lines, one after the other, and notes what was acknowledged."""

import multiprocessing
import signal
from collections.abc import Sequence
from multiprocessing.process import BaseProcess
from random import Random
from typing import Any

from radar_cli.domain.task import Move
from radar_cli.errors import ExitCode
from tests.faults.command_lines import Done, Notes, act_as, call
from tests.faults.team import PROJECT

START = multiprocessing.get_context("fork")


class Writer:
    """Writes until enough was acknowledged; killed, it can be started again and goes on."""

    def __init__(self, url: str, token: str, task_ids: Sequence[int], notes: Notes, wanted: int) -> None:
        self.notes = notes
        self.kills = 0
        self._count = START.RawValue("i", 0)
        self._arguments = (url, token, task_ids, notes, wanted, self._count)
        self._process: BaseProcess | None = None

    @property
    def acknowledged(self) -> int:
        return int(self._count.value)

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.exitcode is None

    def start(self, random: Random) -> None:
        self._process = START.Process(target=_write, args=(Random(random.random()), *self._arguments))
        self._process.start()

    def kill(self) -> None:
        """End it as `kill -9` does; one that has ended already is left alone."""
        assert self._process is not None
        self._process.kill()
        self.kills += self.wait() == -signal.SIGKILL

    def wait(self) -> int | None:
        """Its exit code once it has ended."""
        assert self._process is not None
        self._process.join()
        return self._process.exitcode


def _write(
    random: Random, url: str, token: str, task_ids: Sequence[int], notes: Notes, wanted: int, count: Any
) -> None:
    act_as(url, token, notes.path.parent)
    earlier = notes.read()
    count.value = sum(done.code == ExitCode.DONE for done in earlier)
    step = len(earlier)
    while count.value < wanted:
        done = call(*_command(random, task_ids, f"{notes.path.stem}, write {step} {random.random()}"))
        notes.add(done)
        step += 1
        count.value += done.code == ExitCode.DONE
        if not (done.code == ExitCode.DONE or is_refused_move(done)):
            return  # its notes say what went wrong


def is_refused_move(done: Done) -> bool:
    """Whether it is a move that the task's status did not allow, which writes nothing."""
    return done.arguments[1] not in ("add", "edit") and done.code == ExitCode.FAILED and " is " in done.err


def _command(random: Random, task_ids: Sequence[int], mark: str) -> list[str]:
    task_id = str(random.choice(task_ids))
    kind = random.choice(("add", "edit", "move"))
    if kind == "add":
        return ["task", "add", mark, "--project", PROJECT]
    if kind == "edit":
        return ["task", "edit", task_id, "--title", mark]
    return ["task", random.choice(list(Move)).value, task_id]
