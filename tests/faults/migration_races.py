"""Several migrators are started on one empty database at once: each file is applied once, by one of them."""

import os
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from radar_cli.database import migration_files, migrations
from radar_cli.database import url as urls
from tests.faults.outcome import Outcome
from tests.faults.schema_of import schema_of
from tests.processes import RADAR

ENDS_WITHIN_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many migrators start at once, and how many times they do so, each time on a fresh database."""

    migrators: int
    times: int


SMALL = Numbers(migrators=4, times=2)
FULL = Numbers(migrators=8, times=20)


def run(numbers: Numbers, fresh: Callable[[], str] | None, folder: Path) -> Outcome:
    """On PostgreSQL where `fresh` makes empty databases, else on SQLite, in `folder`."""
    failures: list[str] = []
    winners: Counter[int] = Counter()
    for time in range(numbers.times):
        url = f"sqlite:///{folder / f'{time}.db'}" if fresh is None else fresh()
        ended = _migrated_at_once(url, numbers.migrators)
        winners.update(number for number, one in enumerate(ended) if one.stdout)
        failures += (f"{url.rpartition('/')[2]}: {failure}" for failure in _failures(url, ended))
    return Outcome(
        f"migrators at once on {'SQLite' if fresh is None else 'PostgreSQL'}",
        f"{numbers.migrators} migrators, {numbers.times} times",
        f"{winners.total()} migrated, {numbers.migrators * numbers.times - winners.total()} found nothing to do; "
        f"{len(winners)} of {numbers.migrators} won once or more",
        failures,
    )


def _migrated_at_once(url: str, migrators: int) -> list[subprocess.CompletedProcess[str]]:
    environment = {**os.environ, "RADAR_DATABASE_URL": url}
    command = [*RADAR, "db", "migrate"]
    pipe = subprocess.PIPE
    started = [
        subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=environment) for _ in range(migrators)
    ]
    ended = []
    for process in started:
        out, err = process.communicate(timeout=ENDS_WITHIN_SECONDS)
        ended.append(subprocess.CompletedProcess(command, process.returncode, out, err))
    return ended


def _failures(url: str, ended: list[subprocess.CompletedProcess[str]]) -> Iterator[str]:
    for one in ended:
        if one.returncode != 0:
            yield f"a migrator exits with {one.returncode} and says {one.stderr!r}"
    location = urls.parse(url)
    files = migrations.known(migration_files.folder(location.dialect))
    printed = [line for one in ended for line in one.stdout.splitlines()]
    if printed != [file.name for file in files]:
        yield f"what the migrators say to have applied is {printed}"
    applied = [(file.version, file.name, file.sha256) for file in files]
    if schema_of(location)[-1] != applied:
        yield f"what is recorded as applied is {schema_of(location)[-1]}"
