"""daily-summary: tasks by status, lead times of the last 30 days, the oldest open work, arrivals and departures.

Lead time is the elapsed time from a task's creation to its completion, in days as a fraction; its mean, median and 85th
percentile are over the tasks done in the 30 days (30 times 24 hours) up to `as_of`; for a reopened task the last
completion counts. Cancelled tasks are counted and have no lead time. Arrivals are tasks created, departures tasks done,
in the 7 days up to `as_of` and in the 7 before.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from radar_cli.database.dialect import MICROSECONDS, Dialect
from radar_cli.database.session import Database
from radar_cli.domain.durations import MICROSECONDS_A_DAY
from radar_cli.domain.instants import rfc3339
from radar_cli.domain.report_options import WHERE
from radar_cli.domain.statistics import interpolated
from radar_cli.domain.table import Column, Table
from radar_cli.domain.task import TaskStatus
from radar_cli.reports import ReportType, Result, Scope
from radar_cli.repositories.status_counts import COUNTED

STATUSES = tuple(status.value for status in TaskStatus)
CANCELLED = TaskStatus.CANCELLED.value
WINDOW = timedelta(days=30)
WEEK = timedelta(days=7)
PERCENTS = (50, 85)
WEEKS = ("last_7_days", "previous_7_days")

FIELDS = (
    "project",
    "status_counts",
    "avg_lead_time_days_last_30_days",
    "n",
    "p50_lead_time_days_last_30_days",
    "p85_lead_time_days_last_30_days",
    "oldest_open",
    "arrivals",
    "departures",
    "window",
    "time_zone",
    "as_of",
    "where",
)
COLUMNS = (
    Column("project", "Project"),
    *(Column(status.value, status.value.replace("_", " ").capitalize()) for status in TaskStatus),
    Column("avg_lead_time_days_last_30_days", "Average lead time (days)"),
    Column("n", "Finished tasks in it (n)"),
    Column("p50_lead_time_days_last_30_days", "Median lead time (days)"),
    Column("p85_lead_time_days_last_30_days", "85 % within (days)"),
    Column("oldest_open_task", "Oldest open task"),
    Column("oldest_open_age_days", "Its age (days)"),
    Column("arrivals_last_7_days", "Created in the last 7 days"),
    Column("arrivals_previous_7_days", "Created in the 7 before"),
    Column("departures_last_7_days", "Done in the last 7 days"),
    Column("departures_previous_7_days", "Done in the 7 before"),
    Column("window_from", "Window from"),
    Column("window_to", "Window to"),
    Column("time_zone", "Time zone"),
    Column("as_of", "As of"),
)

COUNTED_ANEW = "SELECT t.status, count(*) AS tasks FROM tasks t WHERE {in_scope} GROUP BY t.status"
DONE_SINCE = "t.status = 'done' AND t.done_at >= {start} AND t.done_at < {end}"
# Of each project the oldest is read off the end of an index. Not by a join with its number: in an isolated database
# that could only be compared after the rules, and so with every task.
OLDEST = """
    SELECT o.id, o.created_at
      FROM (SELECT (SELECT t.id {first_open}) AS id, (SELECT t.created_at {first_open}) AS created_at
              FROM projects p
             WHERE {is_project}) AS o
     WHERE o.id IS NOT NULL
     ORDER BY o.created_at, o.id LIMIT 1
"""
FIRST_OPEN = """
    FROM tasks t
   WHERE t.project_id = p.id AND {in_scope} AND t.status IN ('todo', 'in_progress')
   ORDER BY t.created_at, t.id LIMIT 1
"""
# Whole seconds and the microseconds left over are summed apart: exact in both databases, without overflow.
LEAD_TIMES = """
    SELECT count(*) AS n, sum(lead_time / 1000000) AS seconds, sum(lead_time % 1000000) AS microseconds, {percentiles}
      FROM (SELECT lead_time, row_number() OVER (ORDER BY lead_time) - 1 AS place, count(*) OVER () - 1 AS last
              FROM (SELECT {lead_time} AS lead_time FROM tasks t WHERE {in_scope} AND {finished}) AS finished) AS ranked
"""
PERCENTILE = """
    max(CASE WHEN place = {percent} * last / 100 THEN lead_time END) AS lower_{percent},
    max(CASE WHEN place = {percent} * last / 100 + 1 THEN lead_time END) AS upper_{percent}
"""
# One statement, since for most projects a round trip costs more than the counting. Each part has an index of its own.
SUMMARY = """
    WITH counted AS ({counted}),
    oldest AS ({oldest}),
    lead_times AS ({lead_times})
    SELECT c.status, c.tasks, l.*,
           (SELECT id FROM oldest) AS oldest_id,
           (SELECT created_at FROM oldest) AS oldest_created_at,
           {weeks}
      FROM lead_times l LEFT JOIN counted c ON 1 = 1
"""
ARRIVED = """(SELECT count(*) FROM tasks t WHERE {in_scope} AND t.created_at >= {start} AND t.created_at < {end})"""
DEPARTED = "(SELECT count(*) FROM tasks t WHERE {in_scope} AND {done_since})"


def compute(db: Database, scope: Scope) -> Result:
    """Count and average.

    Returns:
        `project` (names or null), `status_counts` (status to number; `cancelled` only where there are any),
        `avg_lead_time_days_last_30_days`, `p50_…` and `p85_…` (days, null without a finished task; percentiles are
        interpolated linearly), `n` (tasks in these), `oldest_open` (`task_id`, `created_at`, `age_days`; null where
        nothing is open), `arrivals` and `departures` (each `last_7_days`, `previous_7_days`),
        `window` (that of the lead times: `from`, `to`: RFC 3339, half-open), `time_zone` (IANA), `as_of` (RFC 3339),
        `where` (the filter, or null).
    """
    rows = _rows(db, scope)
    lead_times = rows[0]
    return {
        "project": scope.project,
        "status_counts": _status_counts(rows),
        "avg_lead_time_days_last_30_days": _mean(lead_times),
        "n": lead_times["n"],
        "p50_lead_time_days_last_30_days": _percentile(lead_times, 50),
        "p85_lead_time_days_last_30_days": _percentile(lead_times, 85),
        "oldest_open": _oldest(db, scope, rows[0]),
        "arrivals": {week: rows[0][f"arrivals_{week}"] for week in WEEKS},
        "departures": {week: rows[0][f"departures_{week}"] for week in WEEKS},
        "window": {"from": rfc3339(scope.as_of - WINDOW), "to": rfc3339(scope.as_of)},
        "time_zone": scope.zone,
        "as_of": rfc3339(scope.as_of),
        "where": scope.options.get("where"),
    }


def _rows(db: Database, scope: Scope) -> Sequence[Mapping[str, Any]]:
    """One for each status, or one without a status where there is no task; each has all the other numbers."""
    filtered = "where" in scope.options
    read = db.rows if filtered else db.prepared_rows
    return read(
        _summary(db.dialect, scope.tasks.sql, scope.tasks.among_projects, COUNTED_ANEW if filtered else COUNTED),
        **scope.tasks.parameters,
        window_start=db.dialect.instant(scope.as_of - WINDOW),
        before_last_week=db.dialect.instant(scope.as_of - 2 * WEEK),
        last_week=db.dialect.instant(scope.as_of - WEEK),
        now=db.dialect.instant(scope.as_of),
    )


@lru_cache
def _summary(dialect: Dialect, in_scope: str, among_projects: str, counted: str) -> str:
    return SUMMARY.format(
        counted=counted.format(in_scope=in_scope, in_projects=among_projects.format(column="c.project_id")),
        oldest=OLDEST.format(
            first_open=FIRST_OPEN.format(in_scope=in_scope), is_project=dialect.among("p.id", "$projects")
        ),
        lead_times=LEAD_TIMES.format(
            lead_time=dialect.microseconds_between("t.created_at", "t.done_at"),
            in_scope=in_scope,
            finished=DONE_SINCE.format(start="$window_start", end="$now"),
            percentiles=", ".join(PERCENTILE.format(percent=percent) for percent in PERCENTS),
        ),
        weeks=", ".join(_weeks(in_scope)),
    )


def _weeks(in_scope: str) -> Sequence[str]:
    found = []
    for week, start, end in zip(WEEKS, ("$last_week", "$before_last_week"), ("$now", "$last_week"), strict=True):
        departed = DEPARTED.format(in_scope=in_scope, done_since=DONE_SINCE.format(start=start, end=end))
        found.append(f"{ARRIVED.format(in_scope=in_scope, start=start, end=end)} AS arrivals_{week}")
        found.append(f"{departed} AS departures_{week}")
    return found


def _status_counts(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    counted = {row["status"]: int(row["tasks"]) for row in rows if row["tasks"]}
    return {status: counted.get(status, 0) for status in STATUSES if status in counted or status != CANCELLED}


def _mean(lead_times: Mapping[str, Any]) -> float | None:
    if not lead_times["n"]:
        return None
    total = int(lead_times["seconds"]) * MICROSECONDS + int(lead_times["microseconds"])
    return total / (int(lead_times["n"]) * MICROSECONDS_A_DAY)


def _percentile(lead_times: Mapping[str, Any], percent: int) -> float | None:
    lower, upper = lead_times[f"lower_{percent}"], lead_times[f"upper_{percent}"]
    if lower is None:
        return None
    return interpolated(lower, lower if upper is None else upper, lead_times["n"], percent, MICROSECONDS_A_DAY)


def _oldest(db: Database, scope: Scope, row: Mapping[str, Any]) -> Result | None:
    if row["oldest_id"] is None:
        return None
    created_at: datetime = db.dialect.read_instant(row["oldest_created_at"])
    age = (scope.as_of - created_at) / timedelta(days=1)
    return {"task_id": row["oldest_id"], "created_at": rfc3339(created_at), "age_days": age}


def table(result: Result) -> Table:
    """One row: the numbers, and what they are of."""
    counts = result["status_counts"]
    oldest = result["oldest_open"] or {}
    row = (
        result["project"] or "all",
        *(counts.get(status.value, 0) for status in TaskStatus),
        result["avg_lead_time_days_last_30_days"],
        result["n"],
        result["p50_lead_time_days_last_30_days"],
        result["p85_lead_time_days_last_30_days"],
        oldest.get("task_id"),
        oldest.get("age_days"),
        *(result[what][week] for what in ("arrivals", "departures") for week in WEEKS),
        datetime.fromisoformat(result["window"]["from"]),
        datetime.fromisoformat(result["window"]["to"]),
        result["time_zone"],
        datetime.fromisoformat(result["as_of"]),
    )
    title = f"Daily summary: {result['project'] or 'all projects'}"
    return Table(COLUMNS, [row], title=title, single=True, document=result)


def headline(result: Result) -> str:
    """How many tasks there are in each status, and how long they took."""
    counts = ", ".join(f"{count} {status.replace('_', ' ')}" for status, count in result["status_counts"].items())
    average = result["avg_lead_time_days_last_30_days"]
    return counts if average is None else f"{counts}; average lead time {average:.2f} days"


REPORT = ReportType(FIELDS, COLUMNS, compute, table, (WHERE,), headline=headline)
