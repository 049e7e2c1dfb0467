"""Every report on a project of a million tasks and three million changes: how long it waits for the database."""

import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from statistics import median
from time import perf_counter
from typing import Any

import psycopg2

from radar_cli import reports as catalog
from radar_cli.database.session import Database, adapted
from radar_cli.reports import Scope
from radar_cli.services import projects, report_scopes
from tests.benchmarks import timing
from tests.benchmarks.outcome import Note, Section, Timed
from tests.benchmarks.plans import RecordingDatabase
from tests.benchmarks.seeding import POSTGRESQL, PROJECT, SQLITE, Site, Sites, connected, kinds, why_no_postgresql
from tests.benchmarks.task_list import MANY

YEARS = 5
RUNS = 3
PSQL_RUNS = 15
END = "the end"
AT_MOST_MS = {POSTGRESQL: 1_000, SQLITE: 3_000}
SUMMARY_AT_MOST_MS = 50
YEARS_AT_MOST_MS = 1_500
# What a report cannot do without.
NEEDED: Mapping[str, Mapping[str, object]] = {"forecast": {"items": 20}, "compare": {"of": "lead-time"}}
# It is all of the others.
LEFT_OUT = ("dashboard",)


class TimedDatabase(Database):
    """A database that counts how long its queries take."""

    seconds = 0.0

    def rows(self, sql: str, **parameters: object) -> Sequence[Mapping[str, Any]]:
        return self._timed(lambda: super(TimedDatabase, self).rows(sql, **parameters))

    def prepared_rows(self, sql: str, **parameters: object) -> Sequence[Mapping[str, Any]]:
        return self._timed(lambda: super(TimedDatabase, self).prepared_rows(sql, **parameters))

    def value(self, sql: str, **parameters: object) -> Any:
        return self._timed(lambda: super(TimedDatabase, self).value(sql, **parameters))

    def _timed(self, query: Callable[[], Any]) -> Any:
        began, waited = perf_counter(), self.seconds
        found = query()
        self.seconds = waited + perf_counter() - began  # one query may be asked by way of another
        return found


def measured(sites: Sites) -> Section:
    """Each report over the last 90 days, and cumulative flow over five years."""
    times = [time for kind in kinds() for time in _times(sites.with_log(kind, MANY, YEARS))]
    notes = [Note(reason)] if (reason := why_no_postgresql()) else []
    if shutil.which("psql") is None:
        notes.append(Note("The same SQL in psql is left out: there is no psql command"))
    title = f"Reports on {MANY:,} tasks of {YEARS} years, in the database: median of {RUNS}"
    return Section(title, times, notes)


def _times(site: Site) -> Iterator[Timed]:
    for name in catalog.names():
        if name in LEFT_OUT or name == "daily-summary":
            continue
        options = {"last": "90d", **NEEDED.get(name, {})}
        yield Timed(f"{site.kind}: {name}, 90 days", _ms(site, name, options), "asked", AT_MOST_MS[site.kind], 1.0)
    if "cumulative-flow" in catalog.names():
        ms = _ms(site, "cumulative-flow", {"last": f"{YEARS}y"})
        yield Timed(f"{site.kind}: cumulative-flow, {YEARS} years", ms, "asked", YEARS_AT_MOST_MS, 1.0)
    summary_ms = _ms(site, "daily-summary", {})
    at_most = SUMMARY_AT_MOST_MS if site.kind == POSTGRESQL else AT_MOST_MS[SQLITE]
    yield Timed(f"{site.kind}: daily-summary", summary_ms, "asked", at_most, 1.0)
    if site.kind == POSTGRESQL and shutil.which("psql") is not None:
        yield _against_psql(site)


def _ms(site: Site, name: str, options: Mapping[str, object]) -> float:
    """How long a report waits for the database, until all rows are there."""
    db = TimedDatabase(site.url)
    try:
        times = [_waited_ms(db, site, name, options) for _ in range(RUNS + 1)]
    finally:
        db.disconnect()
    return median(times[1:])


def _waited_ms(db: TimedDatabase, site: Site, name: str, options: Mapping[str, object]) -> float:
    db.seconds = 0.0
    _compute(db, site, name, options)
    return db.seconds * 1000


def _compute(db: Database, site: Site, name: str, options: Mapping[str, object]) -> None:
    with db.snapshot():
        result = catalog.load(name).compute(db, _scope(db, site, name, options))
    assert tuple(result) == tuple(catalog.load(name).fields)


def _scope(db: Database, site: Site, name: str, options: Mapping[str, object]) -> Scope:
    project = projects.find(db, site.user, PROJECT)
    params = {"zone": "Europe/Berlin", "options": options}
    report_type = catalog.load(name)
    return report_scopes.scope(db, report_type, site.user.id, [project.id], project.name, datetime.now(UTC), params)


def _against_psql(site: Site) -> Timed:
    """The daily summary and its statement in a psql that is open already, in turn."""
    with _psql(site) as in_psql, connected(site) as db:
        compared = timing.in_turn(lambda: _compute(db, site, "daily-summary", {}), in_psql, PSQL_RUNS)
    return Timed(f"{site.kind}: daily-summary", compared.first_ms, "its SQL in psql", compared.second_ms, 1.2)


@contextmanager
def _psql(site: Site) -> Iterator[Callable[[], None]]:
    """What has psql run the statement of the daily summary, and waits for the end of it."""
    statement = _statement(site)
    command = ["psql", "-X", "-q", site.url.dsn]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as psql:
        assert psql.stdin is not None
        assert psql.stdout is not None

        def run() -> None:
            psql.stdin.write(f"{statement};\n\\echo {END}\n")
            psql.stdin.flush()
            while psql.stdout.readline().strip() != END:
                pass

        yield run
        psql.stdin.close()


def _statement(site: Site) -> str:
    """The statement of the daily summary, as somebody could type it."""
    db = RecordingDatabase(site)
    try:
        _compute(db, site, "daily-summary", {})
        (sql, parameters) = db.queries[-1]
        text, arguments = adapted(sql, db.pony.provider.paramstyle)
        with closing(psycopg2.connect(site.url.dsn)) as connection, connection.cursor() as cursor:
            return str(cursor.mogrify(text, eval(arguments, {}, dict(parameters))).decode())
    finally:
        db.disconnect()
