"""burnup: how much there is to do in all, and how much of it is done, as both grow.

The scope is what was created so far and not cancelled so far: a cancelled task leaves it at the instant when it was
cancelled, so that the scope may fall and its past stays as it was. A task is done from when it was done last.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from radar_cli.database.session import Database
from radar_cli.domain.by_period import YES_OR_NO, a_number, ends_axis, places, whose
from radar_cli.domain.chart import Axis, Chart, Line, Role
from radar_cli.domain.periods import By, Period
from radar_cli.domain.report_options import BY, WHERE, WINDOW
from radar_cli.domain.table import Column, Table
from radar_cli.domain.task import TaskStatus
from radar_cli.reports import ReportType, Result, Scope, require_few_periods
from radar_cli.repositories import unknown_times
from radar_cli.repositories.flow_counts import reopened_before
from radar_cli.repositories.flow_totals import Totals, by_times

FIELDS = (
    "project",
    "window",
    "time_zone",
    "as_of",
    "where",
    "by",
    "scope",
    "done",
    "share_done",
    "n",
    "reopened",
    "excluded",
    "periods",
)
COLUMNS = (
    Column("last_day", "At the end of"),
    Column("scope", "Scope"),
    Column("done", "Done"),
    Column("ended", "Is over", spare=1),
)


def compute(db: Database, scope: Scope) -> Result:
    """Add up what was created and what was done up to the end of each period.

    Returns:
        What `Scope.stated` gives, and `by`, `scope` and `done` (tasks, at the end of the window), `share_done` (the
        latter of the former, from 0 to 1; null where there is no scope), `n` (the tasks that were created by then
        and are not excluded: those of the scope and the cancelled ones), `reopened` (created by then, and ever
        reopened), `excluded` (`cancelled`: the tasks that had left the scope by then; `unknown_end`: tasks done or
        cancelled nobody knows when), and `periods`, each with `last_day` (ISO date: its last one in the window),
        `ended` (whether the window has its end), `scope`, `done`.
    """
    periods = scope.periods()
    unknown = [
        task
        for task in unknown_times.tasks_without(db, scope.tasks)
        if task.status is not TaskStatus.IN_PROGRESS  # it is in the scope, whenever it was started
    ]
    totals = by_times(db, scope.tasks, unknown, periods)
    last = totals[-1]
    return {
        **scope.stated(),
        "by": str(scope.options.get("by", By.DAY)),
        "scope": last.scope,
        "done": last.done,
        "share_done": last.done / last.scope if last.scope else None,
        "n": last.created,
        "reopened": reopened_before(db, scope.tasks, scope.window.ends_at),
        "excluded": {"cancelled": last.cancelled, "unknown_end": len(unknown)},
        "periods": [_row(period, total) for period, total in zip(periods, totals, strict=True)],
    }


def _row(period: Period, total: Totals) -> Mapping[str, Any]:
    return {
        "last_day": period.last_day.isoformat(),
        "ended": period.ended,
        "scope": total.scope,
        "done": total.done,
    }


def table(result: Result) -> Table:
    """A row for each period."""
    rows = [[row["last_day"], row["scope"], row["done"], YES_OR_NO[row["ended"]]] for row in result["periods"]]
    title = f"Burnup: {whose(result['project'])}, {_summed_up(result)}"
    return Table(COLUMNS, rows, title=title, document=result)


def charts(result: Result) -> Sequence[Chart]:
    """Two lines: the scope, and what of it is done."""
    rows = result["periods"]
    x = places(rows, "last_day")
    layers = (
        Line("Scope", Role.FIRST, x, [row["scope"] for row in rows]),
        Line("Done", Role.DONE, x, [row["done"] for row in rows]),
    )
    title = f"Burnup: {whose(result['project'])}"
    return [
        Chart(
            "burnup", title, _description(result), ends_axis(result["by"]), Axis("Tasks"), layers if result["n"] else ()
        )
    ]


def _summed_up(result: Result) -> str:
    if result["share_done"] is None:
        return "nothing to do"
    return f"{result['done']:,} of {a_number(result['scope'], 'task')} done ({result['share_done']:.0%})"


def _description(result: Result) -> str:
    if not result["n"]:
        return "No task was created by the end of this time."
    first, last = result["periods"][0], result["periods"][-1]
    return (
        f"From {first['last_day']} to {last['last_day']} the scope went from {first['scope']:,} to {last['scope']:,}"
        f" tasks, and those done from {first['done']:,} to {last['done']:,}."
    )


REPORT = ReportType(
    FIELDS,
    COLUMNS,
    compute,
    table,
    (*WINDOW, BY, WHERE),
    last="90d",
    charts=charts,
    check=require_few_periods,
    headline=_summed_up,
)
