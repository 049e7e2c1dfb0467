"""wip: how much work was in progress at the end of each day, now, and on average.

Work in progress is the number of work items started and not finished (Kanban Guide, 2020): from when a task was started
first until it was done last, or cancelled, which ends it without finishing it. A reopened task is in progress all the
time between; one that was never started never is.
"""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from radar_cli.database.session import Database
from radar_cli.domain.by_period import YES_OR_NO, a_number, ends_axis, places, whose
from radar_cli.domain.chart import Areas, Axis, Chart, Layer, Level, Role
from radar_cli.domain.periods import By, Window
from radar_cli.domain.report_options import BY, WHERE, WINDOW
from radar_cli.domain.table import Column, Table
from radar_cli.reports import Measure, ReportType, Result, Scope, require_few_periods
from radar_cli.repositories import unknown_times
from radar_cli.repositories.flow_counts import reopened_before
from radar_cli.repositories.flow_totals import by_times

FIELDS = (
    "project",
    "window",
    "time_zone",
    "as_of",
    "where",
    "by",
    "now",
    "mean",
    "n",
    "reopened",
    "excluded",
    "periods",
)
COLUMNS = (
    Column("last_day", "At the end of"),
    Column("wip", "In progress (WIP)"),
    Column("ended", "Is over", spare=1),
)
UNKNOWN = {"unknown_start": ("in_progress",), "unknown_end": ("done", "cancelled")}


def compute(db: Database, scope: Scope) -> Result:
    """Count what was in progress at the end of each period.

    Returns:
        What `Scope.stated` gives, and `by`, `now` (tasks in progress at `as_of`, whatever the window), `mean` (of the
        periods whose end is in the window; null without one), `n` (how many of them), `reopened` (tasks created by
        the end of the window, and ever reopened), `excluded` (`unknown_start`: tasks in progress nobody knows since
        when; `unknown_end`: done or cancelled ones), and `periods`, each with `last_day` (ISO date: its last one in
        the window), `ended` (whether the window has its end), `wip` (tasks).
    """
    periods = scope.periods()
    unknown = unknown_times.tasks_without(db, scope.tasks)
    since_then = Window(scope.window.ends_at, scope.as_of)
    *totals, now = by_times(db, scope.tasks, unknown, [*periods, since_then])
    rows = [
        {"last_day": period.last_day.isoformat(), "ended": period.ended, "wip": total.in_progress}
        for period, total in zip(periods, totals, strict=True)
    ]
    ended = [total.in_progress for period, total in zip(periods, totals, strict=True) if period.ended]
    return {
        **scope.stated(),
        "by": str(scope.options.get("by", By.DAY)),
        "now": now.in_progress,
        "mean": sum(ended) / len(ended) if ended else None,
        "n": len(ended),
        "reopened": reopened_before(db, scope.tasks, scope.window.ends_at),
        "excluded": {name: sum(task.status in statuses for task in unknown) for name, statuses in UNKNOWN.items()},
        "periods": rows,
    }


def table(result: Result) -> Table:
    """A row for each period."""
    rows = [[row["last_day"], row["wip"], YES_OR_NO[row["ended"]]] for row in result["periods"]]
    title = f"Work in progress: {whose(result['project'])}, {_summed_up(result)}"
    return Table(COLUMNS, rows, title=title, document=result)


def charts(result: Result) -> Sequence[Chart]:
    """An area as high as there was work in progress, and its mean."""
    rows = result["periods"]
    heights: Sequence[float] = [row["wip"] for row in rows]
    area = Areas(places(rows, "last_day"), ["In progress"], [Role.IN_PROGRESS], [heights])
    layers: list[Layer] = [area]
    mean = result["mean"]
    if mean is not None:
        layers.append(Level("Mean", mean))
    title = f"Work in progress: {whose(result['project'])}"
    drawn = layers if any(heights) else ()
    return [Chart("wip", title, _description(result), ends_axis(result["by"]), Axis("Tasks in progress"), drawn)]


def _summed_up(result: Result) -> str:
    now = f"{a_number(result['now'], 'task')} now"
    if result["mean"] is None:
        return now
    return f"{now}, {result['mean']:.1f} on average at the end of {a_number(result['n'], result['by'])}"


def _description(result: Result) -> str:
    rows: Sequence[Mapping[str, Any]] = result["periods"]
    if not any(row["wip"] for row in rows):
        return "Nothing was in progress at these ends."
    most = max(rows, key=lambda row: int(row["wip"]))
    least = min(rows, key=lambda row: int(row["wip"]))
    between = f"between {least['wip']:,} ({least['last_day']}) and {most['wip']:,} ({most['last_day']})"
    return f"{_summed_up(result)}; {between}."


REPORT = ReportType(
    FIELDS,
    COLUMNS,
    compute,
    table,
    (*WINDOW, BY, WHERE),
    last="90d",
    charts=charts,
    check=require_few_periods,
    measures=(Measure("mean", "In progress on average", "tasks", itemgetter("mean")),),
    headline=_summed_up,
)
