"""cumulative-flow: how many tasks had been created, started and done by the end of each day.

The cumulative flow diagram: as tasks reach each status they are added up, so that none of the curves ever falls. The
height between two of them is the work that stands between, their slope is how fast work arrives and departs.

Each task is where its times say: created, started first, done last. One that was done without ever having been in
progress has passed through it at that instant. A cancelled one leaves the work in hand when it was cancelled, and is
added up apart, so that what was there before still shows and still nothing falls. What was done, cancelled or in
progress since nobody knows when is left out.

The other variant, --state-at-day-end, is counted by the log of events: how many tasks were in each status at the end
of each day. There a reopened task goes back, and its numbers may fall.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from radar_cli.database.session import Database
from radar_cli.domain.by_period import YES_OR_NO, a_number, ends_axis, places, whose
from radar_cli.domain.chart import Areas, Axis, Chart, Role
from radar_cli.domain.periods import By, Period
from radar_cli.domain.report_options import BY, WHERE, WINDOW, Option
from radar_cli.domain.table import Column, Table
from radar_cli.reports import ReportType, Result, Scope, require_few_periods
from radar_cli.repositories import unknown_times
from radar_cli.repositories.flow_counts import reopened_before
from radar_cli.repositories.flow_totals import Totals, by_log, by_times

STATE_AT_DAY_END = Option(
    "state_at_day_end", "", "Count the tasks in each status at each end, by the log; these numbers may fall."
)
REACHED = "reached"
STATE = "state at day end"
UNKNOWN = {"unknown_start": ("in_progress",), "unknown_end": ("done", "cancelled")}

FIELDS = (
    "project",
    "window",
    "time_zone",
    "as_of",
    "where",
    "by",
    "variant",
    "may_fall",
    "n",
    "reopened",
    "excluded",
    "periods",
)
COLUMNS = (
    Column("last_day", "At the end of"),
    Column("created", "Created", optional=True),
    Column("started", "Started", optional=True),
    Column("done", "Done"),
    Column("cancelled", "Cancelled"),
    Column("todo", "To do"),
    Column("in_progress", "In progress"),
    Column("ended", "Is over", spare=1),
)
BANDS = (
    ("done", "Done", Role.DONE),
    ("cancelled", "Cancelled", Role.CANCELLED),
    ("in_progress", "In progress", Role.IN_PROGRESS),
    ("todo", "To do", Role.TODO),
)


def compute(db: Database, scope: Scope) -> Result:
    """Add up what had reached each status by the end of each period, or count what was in each.

    Returns:
        What `Scope.stated` gives, and `by`, `variant` ("reached", or "state at day end"), `may_fall` (whether the
        numbers may), `n` (tasks counted at the end of the window), `reopened` (tasks created by then, and ever
        reopened), `excluded` (`unknown_start`: tasks in progress nobody knows since when; `unknown_end`: done or
        cancelled ones; null in the other variant, which leaves nothing out), and `periods`, each with `last_day`
        (ISO date: its last one in the window), `ended` (whether the window has its end), and the numbers at that
        end: `created`, `started` and `done` (tasks that had been; the first two null in the other variant),
        `cancelled`, `todo` and `in_progress` (created and not started or cancelled; started and not done or
        cancelled).
    """
    periods = scope.periods()
    by_state = bool(scope.options.get(STATE_AT_DAY_END.name))
    rows, excluded = _states(db, scope, periods) if by_state else _reached(db, scope, periods)
    return {
        **scope.stated(),
        "by": str(scope.options.get("by", By.DAY)),
        "variant": STATE if by_state else REACHED,
        "may_fall": by_state,
        "n": sum(rows[-1][name] for name, _, _ in BANDS),
        "reopened": reopened_before(db, scope.tasks, scope.window.ends_at),
        "excluded": excluded,
        "periods": rows,
    }


def _reached(db: Database, scope: Scope, periods: Sequence[Period]) -> tuple[list[Mapping[str, Any]], Result]:
    unknown = unknown_times.tasks_without(db, scope.tasks)
    totals = by_times(db, scope.tasks, unknown, periods)
    excluded = {name: sum(task.status in statuses for task in unknown) for name, statuses in UNKNOWN.items()}
    return [_row(period, _numbers(total)) for period, total in zip(periods, totals, strict=True)], excluded


def _states(db: Database, scope: Scope, periods: Sequence[Period]) -> tuple[list[Mapping[str, Any]], Result]:
    filtered = scope.options.get("where") is not None
    states = by_log(db, scope.tasks, filtered, [period.ends_at for period in periods])
    return [_row(period, state) for period, state in zip(periods, states, strict=True)], dict.fromkeys(UNKNOWN)


def _numbers(total: Totals) -> Mapping[str, int]:
    return {
        "created": total.created,
        "started": total.started,
        "done": total.done,
        "cancelled": total.cancelled,
        "todo": total.todo,
        "in_progress": total.in_progress,
    }


def _row(period: Period, numbers: Mapping[str, int]) -> Mapping[str, Any]:
    named = {column.name: numbers.get(column.name) for column in COLUMNS[1:-1]}
    return {"last_day": period.last_day.isoformat(), "ended": period.ended, **named}


def table(result: Result) -> Table:
    """A row for each period."""
    names = [column.name for column in COLUMNS[:-1]]
    rows = [[*(row[name] for name in names), YES_OR_NO[row["ended"]]] for row in result["periods"]]
    return Table(COLUMNS, rows, title=_title(result), document=result)


def charts(result: Result) -> Sequence[Chart]:
    """Areas on each other: done at the bottom, then cancelled where there are any, in progress, and to do."""
    rows = result["periods"]
    bands = [band for band in BANDS if band[0] != "cancelled" or any(row["cancelled"] for row in rows)]
    areas = Areas(
        places(rows, "last_day"),
        [name for _, name, _ in bands],
        [role for _, _, role in bands],
        [[row[field] for row in rows] for field, _, _ in bands],
    )
    drawn = (areas,) if any(row[field] for row in rows for field, _, _ in bands) else ()
    return [
        Chart("cumulative-flow", _title(result), _description(result), ends_axis(result["by"]), Axis("Tasks"), drawn)
    ]


def _title(result: Result) -> str:
    what = "Tasks by status at the end of each " if result["may_fall"] else "Cumulative flow by "
    return f"{what}{result['by']}: {whose(result['project'])}"


def _description(result: Result) -> str:
    first, last = result["periods"][0], result["periods"][-1]
    if not result["n"] and not any(first[field] for field, _, _ in BANDS):
        return "There was no task in this time."
    changes = ", ".join(f"{name.lower()} from {first[field]:,} to {last[field]:,}" for field, name, _ in BANDS)
    falling = "; by the log of events, so these may fall" if result["may_fall"] else ""
    return f"{a_number(result['n'], 'task')} on {last['last_day']}; since {first['last_day']} {changes}{falling}."


REPORT = ReportType(
    FIELDS,
    COLUMNS,
    compute,
    table,
    (*WINDOW, BY, WHERE, STATE_AT_DAY_END),
    last="90d",
    charts=charts,
    check=require_few_periods,
)
