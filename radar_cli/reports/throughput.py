"""throughput: tasks done per day, week or month.

Throughput is the number of work items finished per unit of time (Kanban Guide, 2020). Periods without any are zeros.
The mean is over the complete periods alone, since a day that is not over, or a week that the window cuts, would draw it
down. A reopened task counts when it was done last; cancelled ones do not count.
"""

from collections.abc import Mapping, Sequence
from operator import itemgetter
from typing import Any

from radar_cli.database.session import Database
from radar_cli.domain.by_period import YES_OR_NO, a_number, axis, places, whose
from radar_cli.domain.chart import Axis, Bars, Chart, Layer, Level, Role
from radar_cli.domain.periods import By, Period
from radar_cli.domain.report_options import BY, WHERE, WINDOW
from radar_cli.domain.table import Column, Table
from radar_cli.reports import Measure, ReportType, Result, Scope, require_few_periods
from radar_cli.repositories import unknown_times
from radar_cli.repositories.flow_counts import CANCELLED, DONE, in_spans, reopened

FIELDS = (
    "project",
    "window",
    "time_zone",
    "as_of",
    "where",
    "by",
    "total",
    "mean_per_period",
    "n",
    "reopened",
    "excluded",
    "periods",
)
COLUMNS = (
    Column("first_day", "From"),
    Column("done", "Tasks done"),
    Column("complete", "Complete", spare=1),
)


def compute(db: Database, scope: Scope) -> Result:
    """Count what was done in each period.

    Returns:
        What `Scope.stated` gives, and `by`, `total` (tasks done in the window), `mean_per_period` (of the complete
        periods; null without one), `n` (how many of them), `reopened` (tasks of the total that were ever reopened),
        `excluded` (`cancelled`: tasks cancelled in the window; `unknown_end`: tasks done nobody knows when, in the
        window or not), and `periods`, each with `first_day` (ISO date), `complete` and `done`.
    """
    periods = scope.periods()
    counted = in_spans(db, scope.tasks, {"done": DONE}, periods)
    cancelled = in_spans(db, scope.tasks, {"cancelled": CANCELLED}, [scope.window])
    done = counted["done"]
    in_complete = [count for period, count in zip(periods, done, strict=True) if period.complete]
    return {
        **scope.stated(),
        "by": str(scope.options.get("by", By.DAY)),
        "total": sum(done),
        "mean_per_period": sum(in_complete) / len(in_complete) if in_complete else None,
        "n": len(in_complete),
        "reopened": reopened(db, scope.tasks, DONE, scope.window),
        "excluded": {
            "cancelled": cancelled["cancelled"][0],
            "unknown_end": unknown_times.done_without(db, scope.tasks),
        },
        "periods": [_row(period, count) for period, count in zip(periods, done, strict=True)],
    }


def _row(period: Period, count: int) -> Mapping[str, Any]:
    return {"first_day": period.first_day.isoformat(), "complete": period.complete, "done": count}


def table(result: Result) -> Table:
    """A row for each period."""
    rows = [[row["first_day"], row["done"], YES_OR_NO[row["complete"]]] for row in result["periods"]]
    title = f"Throughput: {whose(result['project'])}, {_summed_up(result)}"
    return Table(COLUMNS, rows, title=title, document=result)


def charts(result: Result) -> Sequence[Chart]:
    """Bars for the periods, and their mean."""
    rows = result["periods"]
    bars = Bars("Tasks done", Role.DONE, places(rows, "first_day"), [row["done"] for row in rows])
    layers: list[Layer] = [bars]
    mean = result["mean_per_period"]
    if mean is not None:
        layers.append(Level("Mean", mean))
    title = f"Throughput: {whose(result['project'])}"
    drawn = layers if result["total"] else ()
    return [Chart("throughput", title, _description(result), axis(result["by"]), Axis("Tasks done"), drawn)]


def _description(result: Result) -> str:
    if not result["total"]:
        return "No task was done in this time."
    most = max(result["periods"], key=lambda row: int(row["done"]))
    return f"{_summed_up(result)}. Most were done in the {result['by']} from {most['first_day']}: {most['done']:,}."


def _summed_up(result: Result) -> str:
    total = a_number(result["total"], "task")
    mean = result["mean_per_period"]
    if mean is None:
        return f"{total} done; no {result['by']} of the window is complete"
    return f"{total} done, {mean:.2f} a {result['by']} in {a_number(result['n'], 'complete ' + result['by'])}"


REPORT = ReportType(
    FIELDS,
    COLUMNS,
    compute,
    table,
    (*WINDOW, BY, WHERE),
    charts=charts,
    check=require_few_periods,
    measures=(Measure("total", "Tasks done", "tasks", itemgetter("total"), events=True),),
    headline=_summed_up,
)
