"""lead-time: how long finished tasks took from their creation, and how old the open ones are.

Lead time is the time from a task's creation to its last completion. It is known of finished tasks alone, and so biased
low while work is open: the age of all open tasks, since their creation, stands beside it. Cancelled tasks have none,
nor do those of which nobody knows when they were done. With --reopen reset a reopened task counts from its last
reopening on.

Source: Kanban Guide and flow analytics tools, as docs/metrics.md says.
"""

from collections.abc import Sequence
from datetime import datetime

from radar_cli.database.session import Database
from radar_cli.domain import distribution
from radar_cli.domain.chart import Chart
from radar_cli.domain.distribution import Taken
from radar_cli.domain.report_options import DURATIONS, WHERE, WINDOW
from radar_cli.domain.statistics import METHOD
from radar_cli.domain.table import Column, Table
from radar_cli.reports import ReportType, Result, Scope, duration_measures
from radar_cli.repositories import flow_times, unknown_times
from radar_cli.repositories.flow_times import Open

FIELDS = (
    "project",
    "window",
    "time_zone",
    "as_of",
    "where",
    "count",
    "working_days",
    "reopen",
    "method",
    *distribution.FIELDS,
    "reopened",
    "cancelled",
    "excluded",
    "open",
)
COLUMNS = (
    Column("project", "Project"),
    Column("n", "Finished tasks (n)"),
    Column("mean_days", "Average lead time (days)"),
    Column("p50_days", "50 % within (days)"),
    Column("p85_days", "85 % within (days)"),
    Column("p95_days", "95 % within (days)"),
    Column("reopened", "Reopened among them"),
    Column("cancelled", "Cancelled (not in it)"),
    Column("unknown_end", "Done, nobody knows when (not in it)"),
    Column("open_n", "Still open"),
    Column("open_p50_days", "Half of the open ones younger than (days)"),
    Column("open_p85_days", "85 % of the open ones younger than (days)"),
    Column("durations", "Durations"),
    Column("window_from", "Window from"),
    Column("window_to", "Window to"),
    Column("time_zone", "Time zone"),
    Column("as_of", "As of"),
)


def compute(db: Database, scope: Scope) -> Result:
    """Lead times.

    Returns:
        what `Scope.stated`, `Scope.counted` and `distribution` say; `method` (of percentiles); `reopened` (how many of
        the n); `cancelled` (tasks, in the window); `excluded` (`unknown_end`: finished tasks, at any time);
        `open` (`n`, `p50`, `p85`: ages in days of all tasks that are open now; null where none is).
    """
    finished = flow_times.finished(db, scope.tasks, scope.window, scope.reopen)
    between = scope.durations.between
    taken = [Taken(one.task_id, one.done_at, between(one.began_at, one.done_at)) for one in finished]
    return {
        **scope.stated(),
        **scope.counted(),
        "method": METHOD,
        **distribution.distribution(taken, scope.durations.unit),
        "reopened": sum(one.is_reopened for one in finished),
        "cancelled": flow_times.cancelled(db, scope.tasks, scope.window),
        "excluded": {"unknown_end": unknown_times.done_without(db, scope.tasks)},
        "open": flow_times.open_ages(db, scope.tasks, Open.CREATED, scope.as_of, scope.durations, scope.reopen),
    }


def _sample(db: Database, scope: Scope) -> Sequence[int]:
    finished = flow_times.finished(db, scope.tasks, scope.window, scope.reopen)
    return [scope.durations.between(one.began_at, one.done_at) for one in finished]


def table(result: Result) -> Table:
    """One row: the numbers, and what they are of."""
    row = (
        result["project"] or "all",
        result["n"],
        *(result[name] for name in ("mean", "p50", "p85", "p95")),
        result["reopened"],
        result["cancelled"],
        result["excluded"]["unknown_end"],
        *(result["open"][name] for name in ("n", "p50", "p85")),
        distribution.counted(result),
        datetime.fromisoformat(result["window"]["from"]),
        datetime.fromisoformat(result["window"]["to"]),
        result["time_zone"],
        datetime.fromisoformat(result["as_of"]),
    )
    title = f"Lead time: {result['project'] or 'all projects'}"
    return Table(COLUMNS, [row], title=title, single=True, document=result)


def charts(result: Result) -> Sequence[Chart]:
    """Each task by when it was done, with the percentiles; and the histogram."""
    return distribution.charts(result, "lead-time", "Lead time")


REPORT = ReportType(
    FIELDS, COLUMNS, compute, table, (*WINDOW, WHERE, *DURATIONS), charts=charts, measures=duration_measures(_sample)
)
