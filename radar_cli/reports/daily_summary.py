"""daily-summary: tasks by status, and the mean lead time of the last 30 days.

Lead time is the elapsed time from a task's creation to its completion, in days as a fraction. The average is
the mean over the tasks done in the 30 days (30 times 24 hours) up to `as_of`; for a reopened task the last
completion counts. Cancelled tasks are counted and have no lead time.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from radar_cli.database.dialect import MICROSECONDS, Dialect
from radar_cli.database.session import Database
from radar_cli.domain.instants import rfc3339
from radar_cli.domain.table import Column, Table
from radar_cli.domain.task import TaskStatus
from radar_cli.reports import ReportType, Result, Scope

STATUSES = tuple(status.value for status in TaskStatus)
CANCELLED = TaskStatus.CANCELLED.value
WINDOW = timedelta(days=30)
SECONDS_A_DAY = 86_400

FIELDS = (
    "project",
    "status_counts",
    "avg_lead_time_days_last_30_days",
    "n",
    "window",
    "time_zone",
    "as_of",
)
COLUMNS = (
    Column("project", "Project"),
    *(Column(status.value, status.value.replace("_", " ").capitalize()) for status in TaskStatus),
    Column("avg_lead_time_days_last_30_days", "Average lead time (days)"),
    Column("n", "Finished tasks in it (n)"),
    Column("window_from", "Window from"),
    Column("window_to", "Window to"),
    Column("time_zone", "Time zone"),
    Column("as_of", "As of"),
)

# One statement, since for most projects a round trip costs more than the counting. Each half has an index of its own.
# Whole seconds and the microseconds left over are summed apart: exact in both databases, without overflow.
SUMMARY = """
    WITH counted AS (
        SELECT t.status, count(*) AS tasks
          FROM tasks t
         WHERE {in_scope}
         GROUP BY t.status
    ),
    finished AS (
        SELECT {lead_time} AS lead_time
          FROM tasks t
         WHERE {in_scope} AND t.status = 'done' AND t.done_at >= $window_start AND t.done_at < $window_end
    ),
    averaged AS (
        SELECT count(*) AS n,
               sum(lead_time / 1000000) AS seconds,
               sum(lead_time % 1000000) AS microseconds
          FROM finished
    )
    SELECT c.status, c.tasks, a.n, a.seconds, a.microseconds
      FROM averaged a LEFT JOIN counted c ON 1 = 1
"""


def compute(db: Database, scope: Scope) -> Result:
    """Count and average.

    Returns:
        `project` (name or null), `status_counts` (status to number; `cancelled` only where there are any),
        `avg_lead_time_days_last_30_days` (days, null without a finished task), `n` (tasks in that average),
        `window` (`from`, `to`: RFC 3339, half-open), `time_zone` (IANA), `as_of` (RFC 3339).
    """
    starts_at = scope.as_of - WINDOW
    rows = _rows(db, scope, starts_at)
    return {
        "project": scope.project,
        "status_counts": _status_counts(rows),
        "avg_lead_time_days_last_30_days": _average_lead_time(rows[0]),
        "n": rows[0]["n"],
        "window": {"from": rfc3339(starts_at), "to": rfc3339(scope.as_of)},
        "time_zone": scope.zone,
        "as_of": rfc3339(scope.as_of),
    }


def _rows(db: Database, scope: Scope, starts_at: datetime) -> Sequence[Mapping[str, Any]]:
    """One for each status, or one without a status where there is no task; each has the sums of the lead times."""
    return db.prepared_rows(
        _summary(db.dialect),
        projects=db.dialect.numbers(scope.project_ids),
        window_start=db.dialect.instant(starts_at),
        window_end=db.dialect.instant(scope.as_of),
    )


@cache
def _summary(dialect: Dialect) -> str:
    return SUMMARY.format(
        in_scope=dialect.among("t.project_id", "$projects"),
        lead_time=dialect.microseconds_between("t.created_at", "t.done_at"),
    )


def _status_counts(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    counted = {row["status"]: row["tasks"] for row in rows}
    return {status: counted.get(status, 0) for status in STATUSES if status in counted or status != CANCELLED}


def _average_lead_time(sums: Mapping[str, Any]) -> float | None:
    finished: int = sums["n"]
    if finished == 0:
        return None
    total = int(sums["seconds"]) * MICROSECONDS + int(sums["microseconds"])
    return total / (finished * SECONDS_A_DAY * MICROSECONDS)


def table(result: Result) -> Table:
    """One row: the numbers, and what they are of."""
    counts = result["status_counts"]
    row = (
        result["project"] or "all",
        *(counts.get(status.value, 0) for status in TaskStatus),
        result["avg_lead_time_days_last_30_days"],
        result["n"],
        datetime.fromisoformat(result["window"]["from"]),
        datetime.fromisoformat(result["window"]["to"]),
        result["time_zone"],
        datetime.fromisoformat(result["as_of"]),
    )
    title = f"Daily summary: {result['project'] or 'all projects'}"
    return Table(COLUMNS, [row], title=title, single=True, document=result)


REPORT = ReportType(FIELDS, COLUMNS, compute, table)
