"""time-in-status: how long tasks waited to be started, were in progress, and were blocked.

Of the tasks that were open at some time in the window, from the log of changes: the time that each spent in todo and in
in_progress within the window, however often it came back there. What goes on at the window's end counts up to there,
and no further than `as_of`. Blocked time is part of the status that a task was in. A task is not blocked any more once
it is finished or cancelled.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from radar_cli.database.session import Database
from radar_cli.domain.chart import Axis, Bars, Chart, Role, Scale
from radar_cli.domain.distribution import in_days, in_tasks
from radar_cli.domain.periods import days_of
from radar_cli.domain.report_options import WHERE, WINDOW, WORKING_DAYS
from radar_cli.domain.statistics import METHOD, mean, percentile
from radar_cli.domain.table import Column, Table
from radar_cli.domain.task import OPEN_STATUSES
from radar_cli.domain.time_in_status import Spent, spent
from radar_cli.reports import ReportType, Result, Scope
from radar_cli.repositories import status_history

NUMBERS = ("n", "total", "mean", "p50", "p85", "blocked_n", "blocked_total", "blocked_share")
NAMES = {"todo": "To do", "in_progress": "In progress"}
FIELDS = ("project", "window", "time_zone", "as_of", "where", "working_days", "method", "unit", "statuses")
COLUMNS = (
    Column("status", "Status"),
    Column("n", "Tasks (n)"),
    Column("total_days", "In all (days)"),
    Column("mean_days", "Average (days)"),
    Column("p50_days", "50 % at most (days)"),
    Column("p85_days", "85 % at most (days)"),
    Column("blocked_n", "Blocked tasks"),
    Column("blocked_total_days", "Blocked (days)"),
    Column("blocked_share", "Share blocked"),
)


def compute(db: Database, scope: Scope) -> Result:
    """Replay the log of the window.

    Returns:
        what `Scope.stated` says; `working_days`; `method` (of percentiles); `unit` (of durations: days); `statuses`
        (for todo and in_progress: `status`, `n` (tasks that were in it in the window), `total`, `mean`, `p50`, `p85` of
        the time of each; `blocked_n` (how many of them were blocked in it), `blocked_total`, `blocked_share` (of the
        total, 0 to 1); null without a task).
    """
    found = _spent(db, scope)
    return {
        **scope.stated(),
        "working_days": scope.counted()["working_days"],
        "method": METHOD,
        "unit": "days",
        "statuses": [
            {"status": status.value, **_numbers(found[status].times, found[status].blocked, scope.durations.unit)}
            for status in OPEN_STATUSES
        ],
    }


def _spent(db: Database, scope: Scope) -> Mapping[str, Spent]:
    """From what has happened since the window began, and what is now; or, where that is long ago, from the first on."""
    window, between = scope.window, scope.durations.between
    if scope.as_of - window.ends_at > window.ends_at - window.starts_at:
        return spent(status_history.changes_until(db, scope.tasks, window), {}, window, between)
    open_now = status_history.open_now(db, scope.tasks)
    return spent(status_history.changes_since(db, scope.tasks, window), open_now, window, between)


def _numbers(times: Sequence[int], blocked: Sequence[int], unit: int) -> Mapping[str, float | int | None]:
    if not times:
        return {**dict.fromkeys(NUMBERS), "n": 0}
    ordered = sorted(times)
    return {
        "n": len(ordered),
        "total": sum(ordered) / unit,
        "mean": mean(ordered, unit),
        "p50": percentile(ordered, 50, unit),
        "p85": percentile(ordered, 85, unit),
        "blocked_n": sum(time > 0 for time in blocked),
        "blocked_total": sum(blocked) / unit,
        "blocked_share": sum(blocked) / sum(ordered) if any(ordered) else None,
    }


def table(result: Result) -> Table:
    """A row for each status."""
    rows = [(one["status"], *(one[name] for name in NUMBERS)) for one in result["statuses"]]
    return Table(COLUMNS, rows, title=f"Time in status: {result['project'] or 'all projects'}", document=result)


def charts(result: Result) -> Sequence[Chart]:
    """Bars of the time in each status, and of the part of it that was blocked."""
    some = [one for one in result["statuses"] if one["n"]]
    places = [float(place) for place in range(len(some))]
    bars = [
        Bars("In it", Role.FIRST, places, [one["total"] for one in some]),
        Bars("Blocked", Role.ALARM, places, [one["blocked_total"] for one in some]),
    ]
    chart = Chart(
        "time-in-status",
        "Time of all tasks in each status, and how much of it they were blocked",
        _described(some, result),
        Axis("Status", Scale.NAME, [NAMES[one["status"]] for one in some]),
        Axis("Time of all tasks (days)"),
        bars if some else [],
    )
    return (chart,)


def _described(some: Sequence[Mapping[str, Any]], result: Result) -> str:
    if not some:
        first, last = days_of(result["window"], result["time_zone"])
        return f"No task was open from {first} to {last}."
    return " ".join(
        f"{NAMES[one['status']]}: {in_tasks(one['n'])} for {in_days(one['total'])} in all, half of them for"
        f" {in_days(one['p50'])} or less; blocked for {in_days(one['blocked_total'])} of it."
        for one in some
    )


REPORT = ReportType(FIELDS, COLUMNS, compute, table, (*WINDOW, WHERE, WORKING_DAYS), charts=charts)
