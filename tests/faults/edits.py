"""Several processes edit the same tasks: no update is lost, and every conflict is said."""

import multiprocessing
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

from radar_cli.database import url as urls
from radar_cli.database.session import Database
from radar_cli.domain.task import Move
from radar_cli.errors import ExitCode
from tests.faults import replay, team
from tests.faults.command_lines import Done, Notes, act_as, call
from tests.faults.outcome import Outcome
from tests.faults.replay import Change

CONFLICT = re.compile(
    r"radar: (task \d+ was changed by somebody else|somebody else changed it at the same moment): "
    r"look at it again and repeat\n"
)
NOT_ALLOWED = re.compile(r"radar: task \d+ is (todo|in_progress|done|cancelled): [^\n]+\n")
PRIORITIES = ("low", "medium", "high", "urgent")
EDITS_TO_A_MOVE = 4
START = multiprocessing.get_context("fork")


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many processes edit how many tasks, and how often each of them does."""

    processes: int
    edits: int
    tasks: int


SMALL = Numbers(processes=6, edits=30, tasks=2)
FULL = Numbers(processes=8, edits=200, tasks=10)


def run(numbers: Numbers, random: Random, url: str, folder: Path) -> Outcome:
    """Let processes edit at once in a migrated PostgreSQL database without tasks; `folder` takes their notes."""
    db = Database(urls.parse(url))
    there = team.made(db, numbers.processes, numbers.tasks)
    db.disconnect()
    notes = [Notes(folder / f"edits-{number}.jsonl") for number in range(numbers.processes)]
    editors = [
        START.Process(
            target=_edit,
            args=(Random(random.random()), numbers.edits, there.task_ids, url, token, own),
            name=own.path.stem,
        )
        for token, own in zip(there.tokens, notes, strict=True)
    ]
    for editor in editors:
        editor.start()
    for editor in editors:
        editor.join()
    done = [own.read() for own in notes]
    failures = [f"{editor.name} ended with {editor.exitcode}" for editor in editors if editor.exitcode]
    failures += [failure for one in done for command in one for failure in _wrong_answers(command)]
    failures += _wrong_logs(db, there, done)
    db.disconnect()
    return _outcome(numbers, [command for one in done for command in one], failures)


def _edit(random: Random, edits: int, task_ids: Sequence[int], url: str, token: str, notes: Notes) -> None:
    act_as(url, token, notes.path.parent)
    for step in range(edits):
        notes.add(call(*_an_edit(random, task_ids, f"{notes.path.stem}, edit {step}")))
        if step % EDITS_TO_A_MOVE == 0:
            notes.add(call("task", random.choice(list(Move)).value, str(random.choice(task_ids))))


def _an_edit(random: Random, task_ids: Sequence[int], mark: str) -> list[str]:
    some = random.sample(task_ids, random.choice((1, 1, 1, 2)))
    priority = ["--priority", random.choice(PRIORITIES)] if random.random() < 0.5 else []
    return ["task", "edit", *map(str, some), "--title", mark, *priority]


def _wrong_answers(command: Done) -> Iterator[str]:
    is_move = command.arguments[1] != "edit"
    if command.code == ExitCode.DONE:
        return
    expected = {ExitCode.CONFLICT: CONFLICT, ExitCode.FAILED: NOT_ALLOWED if is_move else None}.get(
        ExitCode(command.code)
    )
    if expected is None or not expected.fullmatch(command.err):
        yield str(command)


def _wrong_logs(db: Database, there: team.Team, done: Sequence[Sequence[Done]]) -> Iterator[str]:
    logs = replay.logs(db, there.owner)
    yield from replay.misfits(db, there.owner, logs)
    for number, (person, commands) in enumerate(zip(there.people, done, strict=True)):
        acknowledged = replay.acknowledged(commands)
        logged = replay.changes_by(person, logs)
        if acknowledged != logged:
            yield (
                f"process {number}: {len(acknowledged)} changes were acknowledged and {len(logged)} are in the log; "
                f"the first that differs: {_first_difference(acknowledged, logged)}"
            )


def _first_difference(one: Sequence[Change], other: Sequence[Change]) -> tuple[Change | None, Change | None]:
    length = max(len(one), len(other))
    padded = ([*changes, *[None] * (length - len(changes))] for changes in (one, other))
    return next(pair for pair in zip(*padded, strict=True) if pair[0] != pair[1])


def _outcome(numbers: Numbers, commands: Sequence[Done], failures: Sequence[str]) -> Outcome:
    conflicts = sum(command.code == ExitCode.CONFLICT for command in commands)
    refused = sum(command.code == ExitCode.FAILED for command in commands)
    none = [] if conflicts else ["no two processes ever met: there was no conflict to report"]
    return Outcome(
        "edits of the same tasks",
        f"{numbers.processes} processes, {numbers.edits} edits each, {numbers.tasks} tasks",
        f"{len(commands)} commands, {conflicts} conflicts, {refused} moves refused by the rules",
        [*failures, *none],
    )
