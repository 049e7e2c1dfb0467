"""A migrator is killed at every one of its statements: the next one finishes, and nothing is half done."""

import multiprocessing
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from enum import Enum
from math import ceil
from multiprocessing.process import BaseProcess
from pathlib import Path
from random import Random

from radar_cli.database import url as urls
from radar_cli.database.url import DatabaseUrl
from radar_cli.errors import ExitCode
from tests.faults import migration_folder
from tests.faults.command_lines import Notes, act_as, call
from tests.faults.ddl_stop import DdlStop
from tests.faults.mortal import Counter, count_statements
from tests.faults.outcome import Outcome
from tests.faults.schema_of import schema_of

POLL_SECONDS = 0.005
START = multiprocessing.get_context("fork")
Fresh = Callable[[], str]


@dataclass(frozen=True, slots=True)
class Numbers:
    """In how many orders statements are hit, and one of how many of them in each."""

    seeds: int
    one_of: int


SMALL = Numbers(seeds=1, one_of=5)
FULL = Numbers(seeds=10, one_of=1)


class Where(Enum):
    """Before a statement of the program's, or after one that the server runs within a file."""

    CLIENT = "client"
    SERVER = "server"


@dataclass(frozen=True, slots=True)
class Point:
    """A place to be killed at."""

    where: Where
    number: int


class Site:
    """A fresh database and its migrators, each a process of its own."""

    def __init__(self, location: DatabaseUrl, files: Path, notes: Notes) -> None:
        self.location = location
        self.files = files
        self.notes = notes
        self.statements = START.RawValue("i", 0)
        self.stop = DdlStop(location.dsn) if location.dialect == "postgresql" else None

    def close(self) -> None:
        if self.stop:
            self.stop.connection.close()

    def migrate(self, before: int | None = None) -> BaseProcess:
        """Start a migrator; it dies right before that statement of its own."""
        self.statements.value = 0
        arguments = (self.location, self.files, self.notes, Counter(self.statements, before))
        process = START.Process(target=_migrate, args=arguments)
        process.start()
        return process

    def is_killed(self, point: Point, random: Random) -> bool:
        """Kill a migrator at a point; False where it had finished before."""
        if point.where is Where.CLIENT:
            process = self.migrate(point.number)
        else:
            process = self._killed_in_the_server(point.number, random)
        process.join()
        return process.exitcode == -signal.SIGKILL

    def _killed_in_the_server(self, after: int, random: Random) -> BaseProcess:
        assert self.stop is not None
        self.stop.arm(after)
        process = self.migrate()
        while (backend := self.stop.standing()) is None and process.exitcode is None:
            time.sleep(POLL_SECONDS)
        if backend is not None:
            process.kill()
            process.join()
            if random.random() < 0.5:
                self.stop.end(backend)
        self.stop.release()
        return process

    def unfinished(self, reference: Sequence[object]) -> Iterator[str]:
        """Let a migrator through; what is then not as it should be, a line each."""
        process = self.migrate()
        process.join()
        if process.exitcode:
            yield f"the last migrator ended with {process.exitcode}"
            return
        migrated, status = self.notes.read()[-2:]
        if migrated.code != ExitCode.DONE:
            yield str(migrated)
        if status.code != ExitCode.DONE or "missing" in status.err:
            yield str(status)
        if (found := schema_of(self.location)) != reference:
            yield f"the schema is not that of an undisturbed migration: {found}"


def run(numbers: Numbers, random: Random, fresh: Fresh | None, folder: Path) -> Outcome:
    """On PostgreSQL where `fresh` makes empty databases, else on SQLite; `folder` takes files and notes."""
    sites = Sites(fresh, migration_folder.made(folder), folder)
    with sites.stack:
        points, reference = _undisturbed(sites.next())
        hit = ceil(len(points) / numbers.one_of)
        failures: list[str] = []
        kills = 0
        for _ in range(numbers.seeds):
            order = random.sample(points, hit)
            kills += len(order)
            failures += _in_succession(sites, order, random, reference)
    return Outcome(
        f"kill -9 of migrators on {'SQLite' if fresh is None else 'PostgreSQL'}",
        f"{hit} of {len(points)} statements, in {numbers.seeds} random orders",
        f"{kills} kills in {sites.count} databases",
        failures,
    )


class Sites:
    """Fresh databases, as many as are asked for."""

    def __init__(self, fresh: Fresh | None, files: Path, folder: Path) -> None:
        self.fresh = fresh
        self.files = files
        self.folder = folder
        self.count = 0
        self.stack = ExitStack()

    def next(self) -> Site:
        """The next one; the one before is not used any more."""
        self.stack.close()
        self.count += 1
        is_sqlite = self.fresh is None
        location = urls.of_file(self.folder / f"{self.count}.db") if is_sqlite else urls.parse(self.fresh())
        site = Site(location, self.files, Notes(self.folder / f"{self.count}.jsonl"))
        self.stack.callback(site.close)
        return site


def _undisturbed(site: Site) -> tuple[Sequence[Point], Sequence[object]]:
    process = site.migrate()
    process.join()
    points = [Point(Where.CLIENT, number) for number in range(1, site.statements.value + 1)]
    if site.stop:
        points += [Point(Where.SERVER, number) for number in range(1, site.stop.statements() + 1)]
    return points, schema_of(site.location)


def _in_succession(sites: Sites, points: Sequence[Point], random: Random, reference: Sequence[object]) -> Iterator[str]:
    site = sites.next()
    for number, point in enumerate(points):
        if not site.is_killed(point, random):
            # Files that were finished by earlier migrators are not run again, so this one had fewer statements.
            yield from _named(points[: number + 1], site.unfinished(reference))
            site = sites.next()
            if not site.is_killed(point, random):
                yield f"{point} was never reached"
    yield from _named(points, site.unfinished(reference))


def _named(points: Sequence[Point], failures: Iterator[str]) -> Iterator[str]:
    yield from (f"killed at {points[-1]} at last: {failure}" for failure in failures)


def _migrate(location: DatabaseUrl, files: Path, notes: Notes, counter: Counter) -> None:
    act_as(location.dsn or location.identity, "", notes.path.parent)
    migration_folder.use(files)
    count_statements(counter)
    notes.add(call("db", "migrate"))
    counter.rest()
    notes.add(call("db", "status"))
