"""Several processes write to one SQLite file and are killed at any moment: what was acknowledged stays."""

import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from random import Random

from radar_cli.database import url as urls
from radar_cli.database.session import Database
from radar_cli.errors import ExitCode
from radar_cli.services import schema
from tests.faults import replay, team
from tests.faults.command_lines import Notes
from tests.faults.outcome import Outcome
from tests.faults.writer import Writer, is_refused_move

TASKS = 10
LONGEST_WAIT_TO_KILL_SECONDS = 0.05
POLL_SECONDS = 0.005


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many processes get how many writes acknowledged each, and how often one of them is killed."""

    processes: int
    writes: int
    kills: int


SMALL = Numbers(processes=4, writes=25, kills=8)
FULL = Numbers(processes=8, writes=500, kills=100)


def run(numbers: Numbers, random: Random, folder: Path) -> Outcome:
    """Write to a new database in `folder`, killing a writer and starting it again every so often."""
    location = urls.of_file(folder / "radar.db")
    schema.prepare_embedded(location)
    schema.migrate(location)
    db = Database(location)
    there = team.made(db, numbers.processes, TASKS)
    db.disconnect()
    writers = [
        Writer(location.identity, token, there.task_ids, Notes(folder / f"writer-{number}.jsonl"), numbers.writes)
        for number, token in enumerate(there.tokens)
    ]
    began = time.monotonic()
    _write_and_kill(numbers, random, writers)
    seconds = time.monotonic() - began
    failures = [
        *_wrong_ends(numbers, writers),
        *_wrong_answers(writers),
        *_damage(location.path),
        *_lost_writes(db, there, writers),
    ]
    db.disconnect()
    return _outcome(numbers, writers, seconds, failures)


def _write_and_kill(numbers: Numbers, random: Random, writers: Sequence[Writer]) -> None:
    for writer in writers:
        writer.start(random)
    # All in the first two thirds, while everybody still has something to write.
    moments = sorted(random.randrange(numbers.processes * numbers.writes * 2 // 3) for _ in range(numbers.kills))
    for moment in moments:
        _wait_for(moment, writers)
        time.sleep(random.uniform(0, LONGEST_WAIT_TO_KILL_SECONDS))
        victim = random.choice([writer for writer in writers if writer.is_running] or writers)
        victim.kill()
        victim.start(random)
    for writer in writers:
        writer.wait()


def _wait_for(acknowledged: int, writers: Sequence[Writer]) -> None:
    while sum(writer.acknowledged for writer in writers) < acknowledged:
        if not any(writer.is_running for writer in writers):
            return
        time.sleep(POLL_SECONDS)


def _wrong_ends(numbers: Numbers, writers: Sequence[Writer]) -> Iterator[str]:
    for writer in writers:
        if writer.wait() or writer.acknowledged < numbers.writes:
            yield f"{writer.notes.path.stem} ended with {writer.wait()} after {writer.acknowledged} writes"
    if (kills := sum(writer.kills for writer in writers)) < numbers.kills:
        yield f"only {kills} were killed while writing"


def _wrong_answers(writers: Sequence[Writer]) -> Iterator[str]:
    for done in (done for writer in writers for done in writer.notes.read()):
        if "locked" in done.out + done.err or not (done.code == ExitCode.DONE or is_refused_move(done)):
            yield str(done)


def _damage(path: Path) -> Iterator[str]:
    with closing(sqlite3.connect(path)) as connection:
        for check in ("PRAGMA integrity_check", "PRAGMA foreign_key_check"):
            yield from (f"{check}: {row}" for row in connection.execute(check) if row != ("ok",))


def _lost_writes(db: Database, there: team.Team, writers: Sequence[Writer]) -> Iterator[str]:
    logs = replay.logs(db, there.owner)
    yield from replay.misfits(db, there.owner, logs)
    for person, writer in zip(there.people, writers, strict=True):
        acknowledged = replay.acknowledged(writer.notes.read())
        logged = replay.changes_by(person, logs)
        yield from (f"{change} by {person.email} was lost" for change in replay.missing(acknowledged, logged))
        # A process that was killed may have been so after its commit, before it could say so.
        if len(logged) > len(acknowledged) + writer.kills:
            yield f"{person.email} did {len(logged)} things, {len(acknowledged)} acknowledged, {writer.kills} kills"


def _outcome(numbers: Numbers, writers: Sequence[Writer], seconds: float, failures: Sequence[str]) -> Outcome:
    longest = max(done.seconds for writer in writers for done in writer.notes.read())
    return Outcome(
        "kill -9 of writers on SQLite",
        f"{numbers.processes} processes, {numbers.writes} writes each, {numbers.kills} kills",
        f"{numbers.processes * numbers.writes / seconds:.0f} writes a second, the longest took {longest:.1f} s",
        failures,
    )
