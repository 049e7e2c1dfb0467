"""The daily summary of a large project, for information."""

from datetime import UTC, datetime

from radar_cli.database.session import Database
from radar_cli.domain.instants import rfc3339
from radar_cli.reports import Scope, load
from radar_cli.services import projects, report_scopes
from tests.benchmarks import timing
from tests.benchmarks.outcome import Note, Section, Timed
from tests.benchmarks.seeding import PROJECT, Site, Sites, connected, kinds, why_no_postgresql
from tests.benchmarks.startup import RADAR
from tests.benchmarks.task_list import MANY

NAME = "daily-summary"
RUNS = 5


def measured(sites: Sites) -> Section:
    """The whole command and the report's queries alone, on each database."""
    times = [time for kind in kinds() for time in _times(sites.of(kind, MANY))]
    reason = why_no_postgresql()
    title = f"radar report {NAME}, {MANY:,} tasks, computed in the process: median of {RUNS}"
    return Section(title, times, [Note(reason)] if reason else [])


def _times(site: Site) -> list[Timed]:
    command = timing.process([RADAR, "report", NAME, "--project", PROJECT], site.environment)
    with connected(site) as db:
        scope = _scope(db, site)
        computed = timing.alone(lambda: _compute(db, scope), RUNS)
    return [
        Timed(f"{site.kind}: the command", timing.alone(command, RUNS)),
        Timed(f"{site.kind}: its queries", computed),
    ]


def _scope(db: Database, site: Site) -> Scope:
    project = projects.find(db, site.user, PROJECT)
    return report_scopes.scope(
        db, load(NAME), site.user.id, [project.id], project.name, datetime.now(UTC), {"zone": "UTC"}
    )


def _compute(db: Database, scope: Scope) -> None:
    with db.snapshot():
        result = load(NAME).compute(db, scope)
    assert result["as_of"] == rfc3339(scope.as_of)
    assert sum(result["status_counts"].values()) == MANY
