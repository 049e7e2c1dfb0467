"""What isolation costs: everyday commands and reports of one person, against the same where the team shares a role."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from radar_cli import reports as catalog
from radar_cli.database.session import Database
from radar_cli.services import projects, report_scopes
from tests.benchmarks import timing
from tests.benchmarks.outcome import Note, Section, Timed
from tests.benchmarks.seeding import ISOLATED, POSTGRESQL, PROJECT, Site, Sites, connected, why_no_postgresql
from tests.benchmarks.startup import RADAR

TASKS = 100_000
YEARS = 2
RUNS = 11
QUERY_RUNS = 5
AT_MOST = 1.15
COMMANDS: Sequence[Sequence[str]] = (
    ("task", "add", "x", "--project", PROJECT),
    ("task", "list", "--project", PROJECT, "--limit", "25"),
    ("task", "list", "--project", PROJECT, "--sort", "priority", "--limit", "25"),
    ("task", "next", "--project", PROJECT),
    ("task", "show", "1000"),
    ("task", "log", "1000"),
    ("task", "comment", "1000", "x"),
    ("project", "list"),
    ("log", "--project", PROJECT),
    ("report", "list"),
    ("report", "daily-summary", "--project", PROJECT),
    ("report", "cycle-time", "--project", PROJECT),
    ("report", "throughput", "--project", PROJECT),
    ("report", "cumulative-flow", "--project", PROJECT),
    ("report", "workload", "--project", PROJECT),
)
# What a report cannot do without.
NEEDED: Mapping[str, Mapping[str, object]] = {"forecast": {"items": 20}, "compare": {"of": "lead-time"}}
# It is all of the others.
LEFT_OUT = ("dashboard",)


def measured(sites: Sites) -> Section:
    """Whole commands, which is the promise, and for information each report's queries on a warm connection."""
    title = f"Isolation, {TASKS:,} tasks with their log: processes, median of {RUNS}; queries, of {QUERY_RUNS}"
    if reason := why_no_postgresql():
        return Section(title, [], [Note(reason)])
    isolated, shared = (sites.with_log(kind, TASKS, YEARS) for kind in (ISOLATED, POSTGRESQL))
    return Section(title, [*_commands(isolated, shared), *_queries(isolated, shared)])


def _commands(isolated: Site, shared: Site) -> Iterator[Timed]:
    for arguments in COMMANDS:
        first, second = (timing.process([RADAR, *arguments], site.environment) for site in (isolated, shared))
        times = timing.in_turn(first, second, RUNS)
        yield Timed(f"radar {' '.join(arguments)}", times.first_ms, "shared", times.second_ms, AT_MOST)


def _queries(isolated: Site, shared: Site) -> Iterator[Timed]:
    names = [name for name in catalog.names() if name not in LEFT_OUT]
    with connected(isolated) as one, connected(shared) as other:
        for name in names:
            times = timing.in_turn(_report(one, isolated, name), _report(other, shared, name), QUERY_RUNS)
            yield Timed(f"{name}, computed", times.first_ms, "shared", times.second_ms)


def _report(db: Database, site: Site, name: str) -> timing.Action:
    report_type = catalog.load(name)
    project = projects.find(db, site.user, PROJECT)
    params = {"zone": "UTC", "options": {"last": "90d", **NEEDED.get(name, {})}}

    def compute() -> object:
        with db.snapshot():
            at = datetime.now(UTC)
            scope = report_scopes.scope(db, report_type, site.user.id, [project.id], project.name, at, params)
            return report_type.compute(db, scope)

    return compute
