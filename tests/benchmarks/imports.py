"""Importing what Taskwarrior exports, against Taskwarrior's own import; and adding many tasks from stdin."""

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from tests.benchmarks import taskwarrior_file, timing
from tests.benchmarks.outcome import Note, Section, Timed
from tests.benchmarks.seeding import MAKERS, PROJECT, Past, Site, Sites, kinds, why_no_postgresql
from tests.benchmarks.startup import RADAR

COUNTS = (10_000, 100_000)
ASKED_COUNT = 100_000
RUNS = 3
TASKWARRIOR = "task import"
TIMEOUT_SECONDS = 600
TITLES = 10_000
TITLES_AT_MOST_MS = 3_000


def measured(_sites: Sites) -> Section:
    """Whole processes, each on a database of its own that is empty but for a project."""
    notes = [Note(reason)] if (reason := why_no_postgresql()) else []
    if shutil.which("task") is None:
        notes.append(Note("Taskwarrior is left out: there is no task command"))
    times: list[Timed] = []
    with TemporaryDirectory(prefix="radar-bench-") as folder:
        for count in COUNTS:
            file = Path(folder) / f"{count}.json"
            taskwarrior_file.write(file, count)
            times.extend(_imports(file, count))
    times.extend(_titles(kind) for kind in kinds())
    title = f"Importing and adding many tasks: whole processes, median of {RUNS} each, in turn"
    return Section(title, times, notes)


def _imports(file: Path, count: int) -> Iterator[Timed]:
    runs = [[_taskwarrior_ms(file), *(_radar_ms(kind, file, count) for kind in kinds())] for _ in range(RUNS)]
    theirs, *ours = (_median([run[column] for run in runs]) for column in range(len(runs[0])))
    for kind, ms in zip(kinds(), ours, strict=True):
        what = f"{kind}: radar import taskwarrior, {count:,} tasks"
        asked = 1.0 if count == ASKED_COUNT else None
        assert ms is not None
        yield Timed(what, ms) if theirs is None else Timed(what, ms, TASKWARRIOR, theirs, asked)


def _median(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return median(known) if known else None


def _taskwarrior_ms(file: Path) -> float | None:
    """How long Taskwarrior takes to import a file into an empty folder; None without it, or after the time-out."""
    if shutil.which("task") is None:
        return None
    with TemporaryDirectory(prefix="radar-bench-") as home:
        settings = Path(home) / "taskrc"
        settings.write_text(f"data.location={home}/tasks\nconfirmation=off\n")
        (Path(home) / "tasks").mkdir()
        environment = {**os.environ, "HOME": home, "TASKRC": str(settings), "TASKDATA": f"{home}/tasks"}
        try:
            return timing.milliseconds(
                lambda: subprocess.run(
                    ["task", "import", str(file)],
                    env=environment,
                    capture_output=True,
                    check=True,
                    timeout=TIMEOUT_SECONDS,
                )
            )
        except subprocess.TimeoutExpired:
            return None


def _radar_ms(kind: str, file: Path, count: int) -> float:
    with _empty(kind) as site:
        ms = timing.milliseconds(timing.process([RADAR, "import", "taskwarrior", str(file)], site.environment))
        again = subprocess.run(
            [RADAR, "task", "list", "--all-projects", "--status", "all", "--json", "id", "--format", "jsonl"],
            env=site.environment,
            capture_output=True,
            check=True,
        )
        assert again.stdout.count(b"\n") == count + 1, "not all tasks were imported"
        return ms


def _titles(kind: str) -> Timed:
    given = "".join(f"Task number {number}\n" for number in range(TITLES)).encode()
    with _empty(kind) as site:
        action = timing.process([RADAR, "task", "add", "-", "--project", PROJECT], site.environment, given)
        ms = median(timing.milliseconds(action) for _ in range(RUNS))
    return Timed(f"{kind}: radar task add -, {TITLES:,} titles", ms, "asked for", TITLES_AT_MOST_MS, 1.0)


@contextmanager
def _empty(kind: str) -> Iterator[Site]:
    """A database with one task; the makers' tasks are numbered from 1."""
    with MAKERS[kind](1, Past()) as site:
        yield site
