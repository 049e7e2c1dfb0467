"""arrivals: tasks created against tasks done per day, week or month, and the difference.

Where more arrive than depart, for longer than a while, open work and waiting grow without end. Everything that was
created has arrived, what was cancelled later too; a departure is a task done, a reopened one when it was done last.
"""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from radar_cli.database.session import Database
from radar_cli.domain.by_period import YES_OR_NO, a_number, axis, places, whose
from radar_cli.domain.chart import Axis, Bars, Chart, Line, Role
from radar_cli.domain.periods import By, Period
from radar_cli.domain.report_options import BY, WHERE, WINDOW
from radar_cli.domain.table import Column, Table
from radar_cli.reports import Measure, ReportType, Result, Scope, require_few_periods
from radar_cli.repositories import unknown_times
from radar_cli.repositories.flow_counts import CANCELLED, CREATED, DONE, in_spans, reopened

FIELDS = (
    "project",
    "window",
    "time_zone",
    "as_of",
    "where",
    "by",
    "created",
    "done",
    "net",
    "mean_created",
    "mean_done",
    "n",
    "reopened",
    "excluded",
    "periods",
)
COLUMNS = (
    Column("first_day", "From"),
    Column("created", "Created"),
    Column("done", "Done"),
    Column("net", "Net"),
    Column("complete", "Complete", spare=1),
)
MOMENTS = {"created": CREATED, "done": DONE}


def compute(db: Database, scope: Scope) -> Result:
    """Count what was created and what was done in each period.

    Returns:
        What `Scope.stated` gives, and `by`, `created` and `done` (tasks, in the window), `net` (the former less the
        latter), `mean_created` and `mean_done` (a period, of the complete ones; null without one), `n` (how many
        of them), `reopened` (of the tasks done those that were ever reopened), `excluded` (`cancelled`: tasks
        cancelled in the window, which are no departures; `unknown_end`: tasks done nobody knows when, in the window
        or not), and `periods`, each with `first_day` (ISO date), `complete`, `created`, `done`, `net`.
    """
    periods = scope.periods()
    counted = in_spans(db, scope.tasks, MOMENTS, periods)
    cancelled = in_spans(db, scope.tasks, {"cancelled": CANCELLED}, [scope.window])
    rows = [
        _row(period, created, done)
        for period, created, done in zip(periods, counted["created"], counted["done"], strict=True)
    ]
    complete = [row for row in rows if row["complete"]]
    return {
        **scope.stated(),
        "by": str(scope.options.get("by", By.DAY)),
        **{name: sum(row[name] for row in rows) for name in ("created", "done", "net")},
        "mean_created": _mean(complete, "created"),
        "mean_done": _mean(complete, "done"),
        "n": len(complete),
        "reopened": reopened(db, scope.tasks, DONE, scope.window),
        "excluded": {
            "cancelled": cancelled["cancelled"][0],
            "unknown_end": unknown_times.done_without(db, scope.tasks),
        },
        "periods": rows,
    }


def _row(period: Period, created: int, done: int) -> Mapping[str, Any]:
    return {
        "first_day": period.first_day.isoformat(),
        "complete": period.complete,
        "created": created,
        "done": done,
        "net": created - done,
    }


def _mean(rows: Sequence[Mapping[str, Any]], name: str) -> float | None:
    return sum(row[name] for row in rows) / len(rows) if rows else None


def table(result: Result) -> Table:
    """A row for each period."""
    rows = [
        [row["first_day"], row["created"], row["done"], row["net"], YES_OR_NO[row["complete"]]]
        for row in result["periods"]
    ]
    title = f"Arrivals and departures: {whose(result['project'])}, {_summed_up(result)}"
    return Table(COLUMNS, rows, title=title, document=result)


def charts(result: Result) -> Sequence[Chart]:
    """Bars for what was created and what was done, side by side, and a line for the difference."""
    rows = result["periods"]
    x = places(rows, "first_day")
    layers = (
        Bars("Created", Role.FIRST, x, [row["created"] for row in rows]),
        Bars("Done", Role.DONE, x, [row["done"] for row in rows]),
        Line("Net", Role.SECOND, x, [row["net"] for row in rows]),
    )
    title = f"Arrivals and departures: {whose(result['project'])}"
    drawn = layers if result["created"] or result["done"] else ()
    return [Chart("arrivals", title, _description(result), axis(result["by"]), Axis("Tasks"), drawn)]


def _summed_up(result: Result) -> str:
    return f"{a_number(result['created'], 'task')} created, {result['done']:,} done, net {result['net']:+,}"


def _description(result: Result) -> str:
    if not result["created"] and not result["done"]:
        return "No task was created or done in this time."
    if result["n"] == 0:
        return f"{_summed_up(result)}."
    means = f"{result['mean_created']:.2f} created and {result['mean_done']:.2f} done a {result['by']} on average"
    return f"{_summed_up(result)}; {means}."


REPORT = ReportType(
    FIELDS,
    COLUMNS,
    compute,
    table,
    (*WINDOW, BY, WHERE),
    charts=charts,
    check=require_few_periods,
    measures=(
        Measure("created", "Tasks created", "tasks", itemgetter("created"), events=True),
        Measure("done", "Tasks done", "tasks", itemgetter("done"), events=True),
        Measure("net", "Created but not done", "tasks", itemgetter("net")),
    ),
    headline=_summed_up,
)
