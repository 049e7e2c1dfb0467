"""Start-up: a command of radar against the bare import of the libraries that it cannot do without."""

import sys
from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks import timing
from tests.benchmarks.outcome import Section, Timed
from tests.benchmarks.seeding import PROJECT, SQLITE, Site, Sites

TASKS = 300
RADAR = str(Path(sys.executable).with_name("radar"))
LIBRARIES = "import typer, pony.orm, sqlite3"
TYPER = "import typer"

# The command, what it is held against, and the highest ratio asked for.
ASKED: Sequence[tuple[Sequence[str], str, float]] = (
    (("task", "add", "x", "--project", PROJECT), LIBRARIES, 1.15),
    (("task", "list"), LIBRARIES, 1.15),
    (("--help",), TYPER, 1.2),
)


def measured(sites: Sites) -> Section:
    """Every command of ASKED, in whole processes."""
    site = sites.of(SQLITE, TASKS)
    title = f"Start-up: whole processes, median of {timing.PROCESS_RUNS} each; SQLite with {TASKS} tasks"
    return Section(title, [_timed(site, *asked) for asked in ASKED])


def _timed(site: Site, arguments: Sequence[str], imports: str, at_most: float) -> Timed:
    command = timing.process([RADAR, *arguments], site.environment)
    reference = timing.process([sys.executable, "-c", imports], site.environment)
    times = timing.in_turn(command, reference)
    return Timed(" ".join(["radar", *arguments]), times.first_ms, imports, times.second_ms, at_most)
