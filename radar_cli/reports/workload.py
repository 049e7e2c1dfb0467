"""workload: what everybody has to do, has in progress and has done, and what is nobody's.

Tasks by who they are assigned to now. Overdue is open work whose due date has passed, of a date without a time all of
its day; blocked is open work that waits. The median cycle time (first start to last completion) is of the tasks done in
the window; the oldest age is that of the task in progress that was first started longest ago.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from radar_cli.database.session import Database
from radar_cli.domain.chart import Axis, Bars, Chart, Role, Scale
from radar_cli.domain.dates import start_of_today
from radar_cli.domain.report_options import DURATIONS, WHERE, WINDOW
from radar_cli.domain.statistics import METHOD, percentile
from radar_cli.domain.table import Column, Table
from radar_cli.reports import ReportType, Result, Scope
from radar_cli.repositories import flow_times, unknown_times
from radar_cli.repositories.task_labels import emails

COUNTED = ("todo", "in_progress", "blocked", "overdue")
NUMBERS = (*COUNTED, "done", "median_cycle_time", "cycle_time_n", "oldest_age")
NOBODY = "nobody"
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
    "unit",
    "people",
    "total",
    "excluded",
)
COLUMNS = (
    Column("assignee", "Assignee"),
    Column("todo", "To do"),
    Column("in_progress", "In progress"),
    Column("blocked", "Blocked"),
    Column("overdue", "Overdue"),
    Column("done", "Done"),
    Column("median_cycle_time_days", "Median cycle time (days)"),
    Column("cycle_time_n", "Of so many (n)", spare=1),
    Column("oldest_age_days", "Oldest age (days)"),
)

OPEN = """
    SELECT t.assignee_id,
           sum(CASE WHEN t.status = 'todo' THEN 1 ELSE 0 END) AS todo,
           sum(CASE WHEN t.status = 'in_progress' THEN 1 ELSE 0 END) AS in_progress,
           sum(CASE WHEN t.blocked_at IS NOT NULL THEN 1 ELSE 0 END) AS blocked,
           sum(CASE WHEN t.due_at < $now AND t.due_at <> $today THEN 1 ELSE 0 END) AS overdue
      FROM tasks t
     WHERE {in_scope} AND t.status IN ('todo', 'in_progress')
     GROUP BY t.assignee_id
"""


@dataclass
class Load:
    """What somebody has: counts of open tasks, how many are done, and the durations of these and of what goes on.

    Of `unknown_starts` of the latter nobody knows since when.
    """

    counts: Mapping[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    done: int = 0
    cycle_times: list[int] = field(default_factory=list)
    ages: list[int] = field(default_factory=list)
    unknown_starts: int = 0

    def numbers(self, unit: int) -> Mapping[str, Any]:
        """NUMBERS, durations in days."""
        return {
            **self.counts,
            "done": self.done,
            "median_cycle_time": percentile(sorted(self.cycle_times), 50, unit),
            "cycle_time_n": len(self.cycle_times),
            "oldest_age": max(self.ages) / unit if self.ages else None,
        }


def compute(db: Database, scope: Scope) -> Result:
    """Count by assignee.

    Returns:
        what `Scope.stated` and `Scope.counted` say; `method` (of percentiles); `unit` (of durations: days); `people`
        (in the order of their addresses, nobody at the end; `assignee`: an e-mail address, null for nobody; `todo`,
        `in_progress`, `blocked`, `overdue`: open tasks now; `done`: in the window; `median_cycle_time` of those that
        were started, `cycle_time_n`; `oldest_age` of what is in progress; null where there is none); `total` (the same
        of all together); `excluded` (`never_started`: done in the window; `unknown_start`: in progress, nobody knows
        since when; `unknown_end`: done nobody knows when, in the window or not).
    """
    loads = _loads(db, scope)
    addresses = emails(db, [assignee for assignee in loads if assignee is not None])
    everybody = sorted((addresses[one], load) for one, load in loads.items() if one is not None)
    people = [*everybody, *([(None, loads[None])] if None in loads else [])]
    together = _together(list(loads.values()))
    unit = scope.durations.unit
    return {
        **scope.stated(),
        **scope.counted(),
        "method": METHOD,
        "unit": "days",
        "people": [{"assignee": assignee, **load.numbers(unit)} for assignee, load in people],
        "total": together.numbers(unit),
        "excluded": {
            "never_started": together.done - len(together.cycle_times),
            "unknown_start": together.unknown_starts,
            "unknown_end": unknown_times.done_without(db, scope.tasks),
        },
    }


def _loads(db: Database, scope: Scope) -> dict[int | None, Load]:
    loads: dict[int | None, Load] = {}
    now = db.dialect.instant(scope.as_of)
    today = db.dialect.instant(start_of_today(scope.as_of, ZoneInfo(scope.zone)))
    for row in db.rows(OPEN.format(in_scope=scope.tasks.sql), **scope.tasks.parameters, now=now, today=today):
        loads[row["assignee_id"]] = Load({name: int(row[name]) for name in COUNTED})
    between = scope.durations.between
    for done in flow_times.finished(db, scope.tasks, scope.window, scope.reopen):
        load = loads.setdefault(done.assignee_id, Load())
        load.done += 1
        if done.started_at is not None:
            load.cycle_times.append(between(done.started_at, done.done_at))
    for started in flow_times.in_progress(db, scope.tasks, scope.as_of, scope.reopen):
        load = loads.setdefault(started.assignee_id, Load())
        if started.started_at is None:
            load.unknown_starts += 1
        else:
            load.ages.append(between(started.started_at, scope.as_of))
    return loads


def _together(loads: Sequence[Load]) -> Load:
    return Load(
        {name: sum(load.counts[name] for load in loads) for name in COUNTED},
        sum(load.done for load in loads),
        [time for load in loads for time in load.cycle_times],
        [age for load in loads for age in load.ages],
        sum(load.unknown_starts for load in loads),
    )


def table(result: Result) -> Table:
    """A row for everybody who has or had something to do, and one for nobody's tasks."""
    rows = [
        (NOBODY if one["assignee"] is None else one["assignee"], *(one[name] for name in NUMBERS))
        for one in result["people"]
    ]
    return Table(COLUMNS, rows, title=f"Workload: {result['project'] or 'all projects'}", document=result)


def charts(result: Result) -> Sequence[Chart]:
    """Bars of what everybody has to do, has in progress and has done."""
    people = result["people"]
    places = [float(place) for place in range(len(people))]
    named = (
        ("To do", Role.TODO, "todo"),
        ("In progress", Role.IN_PROGRESS, "in_progress"),
        ("Done", Role.DONE, "done"),
    )
    chart = Chart(
        "workload",
        "What everybody has to do, has in progress and has done",
        _described(result),
        Axis("Assignee", Scale.NAME, [one["assignee"] or NOBODY for one in people]),
        Axis("Tasks"),
        [Bars(name, role, places, [one[key] for one in people]) for name, role, key in named] if people else [],
    )
    return (chart,)


def _described(result: Result) -> str:
    if not result["people"]:
        return "Nobody has or had anything to do."
    total = result["total"]
    most = max(result["people"], key=lambda one: one["in_progress"])
    return (
        f"{total['todo']:,} tasks are to do, {total['in_progress']:,} in progress, {total['blocked']:,} blocked and"
        f" {total['overdue']:,} overdue; {total['done']:,} were done. Most of those in progress,"
        f" {most['in_progress']:,}, are {most['assignee'] or NOBODY}'s."
    )


REPORT = ReportType(FIELDS, COLUMNS, compute, table, (*WINDOW, WHERE, *DURATIONS), charts=charts)
