"""Command lines at random, and what no line may do."""

import logging
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from radar_cli.errors import ExitCode
from tests.faults.outcome import Outcome
from tests.fuzz import home
from tests.fuzz.calls import Result, call
from tests.fuzz.lines import Line, line

logger = logging.getLogger(__name__)

SLOWEST_SECONDS = 5.0
# Where others compute as well, what computes takes so many times as long.
BUSY_MACHINE = 5
LINES_TO_A_HOME = 500
MOST_SHOWN = 50
# An error is all that these say; others may have begun to speak.
SILENT = (ExitCode.USAGE, ExitCode.DATABASE, ExitCode.NOT_LOGGED_IN, ExitCode.NOT_FOUND, ExitCode.CONFLICT)
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")
# A command, or its group, and why no line calls it.
LEFT_OUT: Mapping[str, str] = {}


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many lines are run on SQLite, and on PostgreSQL."""

    sqlite: int
    postgresql: int


SMALL = Numbers(sqlite=250, postgresql=0)
SMALL_POSTGRESQL = Numbers(sqlite=0, postgresql=80)
FULL = Numbers(sqlite=9000, postgresql=1000)


def run(
    numbers: Numbers, random: Random, new_sqlite: Callable[[Path], str], new_postgresql: Callable[[], str], folder: Path
) -> Outcome:
    """Run so many lines; each of the two functions makes a migrated database, the first as a file of that name."""
    codes: Counter[str] = Counter()
    failures: list[str] = []
    homes = [
        *((count, lambda at: new_sqlite(at / "radar.db")) for count in _parts(numbers.sqlite)),
        *((count, lambda _at: new_postgresql()) for count in _parts(numbers.postgresql)),
    ]
    for number, (count, new) in enumerate(homes):
        there = folder / f"home-{number}"
        there.mkdir()
        failures += _in_a_home(count, random, new(there), there / "inside", codes)
        logger.info("%d of %d homes, %d failures", number + 1, len(homes), len(failures))
    lines = numbers.sqlite + numbers.postgresql
    seen = ", ".join(f"{codes[str(int(code))]} with {int(code)}" for code in ExitCode if codes[str(int(code))])
    return Outcome("fuzzed_lines", f"{lines:,} command lines", f"ended {seen}", failures[:MOST_SHOWN])


def _in_a_home(count: int, random: Random, url: str, folder: Path, codes: Counter[str]) -> Iterator[str]:
    with home.inside(folder, url):
        home.fill()
        for _ in range(count):
            wanted = line(random, LEFT_OUT)
            result = call(wanted.arguments, wanted.stdin, wanted.environment)
            codes[str(result.code)] += 1
            yield from (f"{wanted} {problem}" for problem in problems(wanted, result))
        yield from (f"afterwards {misfit}" for misfit in home.misfits(url))


def problems(wanted: Line, result: Result) -> Iterator[str]:
    """What a line did that none may do."""
    err = result.err.decode(errors="replace")
    if result.escaped is not None:
        yield f"lets {result.escaped!r} escape"
    elif result.code not in tuple(ExitCode):
        yield f"exits with {result.code}"
    if "internal error" in err:
        yield f"has an internal error: {err[-500:]!a}"
    if "Traceback" in err and "--debug" not in wanted.arguments:
        yield f"shows a traceback: {err[-500:]!a}"
    if result.seconds > SLOWEST_SECONDS + BUSY_MACHINE * result.computing or result.computing > SLOWEST_SECONDS:
        yield f"takes {result.seconds:.1f} s, for {result.computing:.1f} of which it computes"
    if not _is_exact(wanted) and (found := CONTROL.search(result.out.decode(errors="replace").replace("\t", ""))):
        yield f"writes {found[0]!a} to stdout"
    if found := CONTROL.search(err.replace("\t", "")):
        yield f"writes {found[0]!a} to stderr: {err[max(0, found.start() - 80) : found.end() + 20]!a}"
    if result.code in SILENT and "\n" in err.rstrip("\n") and "--debug" not in wanted.arguments:
        yield f"says more than a line: {err[-300:]!a}"


def _is_exact(wanted: Line) -> bool:
    """Whether what is printed may be exact, as JSON is."""
    raw = any("json" in word or "raw" in word for word in wanted.arguments)
    return raw or list(wanted.arguments[:2]) == ["export", "all"]


def _parts(count: int) -> Iterator[int]:
    while count > 0:
        yield min(count, LINES_TO_A_HOME)
        count -= LINES_TO_A_HOME
