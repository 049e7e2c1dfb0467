"""aging: how old each task in progress is, beside how long finished ones took.

Work item age is the time from a task's first start to now. It is compared with the percentiles of the cycle times
(first start to last completion) of the tasks done in the window: a task that is older than 85 % of these took is late
by the team's own measure, whatever its due date. With --reopen reset both count from the first start after the last
reopening.

Source: work item age, Kanban Guide; aging work in progress with percentile bands, as flow analytics tools draw it.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from radar_cli.database.session import Database
from radar_cli.domain.chart import Axis, Band, Chart, Level, Points, Role, Scale
from radar_cli.domain.distribution import in_days, in_tasks
from radar_cli.domain.durations import DurationRule
from radar_cli.domain.instants import rfc3339
from radar_cli.domain.report_options import DURATIONS, WHERE, WINDOW
from radar_cli.domain.statistics import METHOD, summary
from radar_cli.domain.table import Column, Table
from radar_cli.reports import ReportType, Result, Scope
from radar_cli.repositories import flow_times, unknown_times
from radar_cli.repositories.flow_times import Finished, Started
from radar_cli.repositories.task_labels import labels

MOST_TASKS = 2_000
MOST_NAMES = 12
NOBODY, OTHERS = "nobody", "others"
PAST_P95, PAST_P85 = "past p95", "past p85"
BANDS = (PAST_P95, PAST_P85, "p50 to p85", "up to p50")
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
    "cycle_time",
    "n",
    "bands",
    "tasks",
    "tasks_left_out",
    "excluded",
)
COLUMNS = (
    Column("task_id", "Task"),
    Column("age_days", "Age (days)"),
    Column("band", "Beside finished tasks"),
    Column("title", "Title"),
    Column("assignee", "Assignee", until="@", optional=True),
    Column("project", "Project", spare=1),
    Column("started_at", "Started", spare=2),
)


def compute(db: Database, scope: Scope) -> Result:
    """Ages, the oldest first, so that those past the 85th percentile come first.

    Returns:
        what `Scope.stated` and `Scope.counted` say; `method` (of percentiles); `unit` (of all durations: days);
        `cycle_time` (`n`, `mean`, `p50`, `p85`, `p95` of tasks done in the window); `n` (tasks in progress);
        `bands` (for each of BANDS how many of these; null where nothing was finished; "past p85" is up to p95, or
        without end where there is no p95); `tasks` (`task_id`, `project`, `title`, `assignee`, `started_at`, `age`,
        `band`; the oldest 2,000) and `tasks_left_out` (how many younger ones there are);
        `excluded` (`unknown_start`: in progress, nobody knows since when; of the cycle times `never_started`: done in
        the window, and `unknown_end`: done nobody knows when, in the window or not).
    """
    finished = flow_times.finished(db, scope.tasks, scope.window, scope.reopen)
    cycle_time = _cycle_time(finished, scope.durations)
    found = flow_times.in_progress(db, scope.tasks, scope.as_of, scope.reopen)
    aged = _aged(found, scope)
    bands = Counter(_band(age / scope.durations.unit, cycle_time) for age, _, _ in aged)
    shown = aged[:MOST_TASKS]
    named = labels(db, [task_id for _, task_id, _ in shown])
    return {
        **scope.stated(),
        **scope.counted(),
        "method": METHOD,
        "unit": "days",
        "cycle_time": cycle_time,
        "n": len(aged),
        "bands": {band: bands[band] for band in BANDS} if cycle_time["n"] else None,
        "tasks": [
            {
                "task_id": task_id,
                **named[task_id],
                "started_at": rfc3339(started_at),
                "age": age / scope.durations.unit,
                "band": _band(age / scope.durations.unit, cycle_time),
            }
            for age, task_id, started_at in shown
        ],
        "tasks_left_out": len(aged) - len(shown),
        "excluded": {
            "unknown_start": len(found) - len(aged),
            "never_started": len(finished) - cycle_time["n"],
            "unknown_end": unknown_times.done_without(db, scope.tasks),
        },
    }


def _cycle_time(finished: Sequence[Finished], durations: DurationRule) -> Mapping[str, Any]:
    times = [durations.between(one.started_at, one.done_at) for one in finished if one.started_at is not None]
    return summary(times, durations.unit)


def _aged(found: Sequence[Started], scope: Scope) -> Sequence[tuple[int, int, datetime]]:
    """Age, number and start of tasks, the oldest first."""
    known = [(one.started_at, one.task_id) for one in found if one.started_at is not None]
    aged = [(scope.durations.between(started_at, scope.as_of), task_id, started_at) for started_at, task_id in known]
    return sorted(aged, key=lambda one: (-one[0], one[2], one[1]))


def _band(age: float, cycle_time: Mapping[str, float | None]) -> str | None:
    p50, p85, p95 = (cycle_time[name] for name in ("p50", "p85", "p95"))
    if p50 is None or p85 is None:
        return None
    if p95 is not None and age > p95:
        return PAST_P95
    if age > p85:
        return PAST_P85
    return BANDS[2] if age > p50 else BANDS[3]


def table(result: Result) -> Table:
    """A row for each task, the oldest first."""
    rows = [
        (
            task["task_id"],
            task["age"],
            task["band"],
            task["title"],
            task["assignee"],
            task["project"],
            datetime.fromisoformat(task["started_at"]),
        )
        for task in result["tasks"]
    ]
    left_out = f", {result['tasks_left_out']:,} younger ones left out" if result["tasks_left_out"] else ""
    title = f"Age of {in_tasks(result['n'])} in progress{left_out}: {result['project'] or 'all projects'}"
    return Table(COLUMNS, rows, title=title, document=result)


def charts(result: Result) -> Sequence[Chart]:
    """Each task by whose it is, before the bands of the cycle time."""
    names = _names(result)
    tasks = result["tasks"]
    points = Points(
        "Tasks in progress",
        Role.IN_PROGRESS,
        [names.index(_name(task, names)) for task in tasks],
        [task["age"] for task in tasks],
        [f"task {task['task_id']}" for task in tasks],
    )
    chart = Chart(
        "aging",
        "Age of the tasks in progress, beside how long finished ones took",
        _described(result),
        Axis("Assignee", Scale.NAME, names),
        Axis("Age (days)"),
        [*_bands(result["cycle_time"]), points] if tasks else [],
    )
    return (chart,)


def _names(result: Result) -> Sequence[str]:
    """Who has most of the shown tasks, nobody at the end; the others together where there are many."""
    people = Counter(task["assignee"] for task in result["tasks"] if task["assignee"] is not None)
    names = sorted(people, key=lambda name: (-people[name], name))[:MOST_NAMES]
    others = [OTHERS] if len(people) > MOST_NAMES else []
    nobody = [NOBODY] if any(task["assignee"] is None for task in result["tasks"]) else []
    return [*names, *others, *nobody]


def _name(task: Mapping[str, str | None], names: Sequence[str]) -> str:
    assignee = task["assignee"] or NOBODY
    return assignee if assignee in names else OTHERS


def _bands(cycle_time: Mapping[str, float | None]) -> Sequence[Band | Level]:
    p50, p85, p95 = (cycle_time[name] for name in ("p50", "p85", "p95"))
    if p50 is None or p85 is None:
        return []
    bands = [
        Band(f"Half were done within {in_days(p50)}", Role.CALM, 0, p50),
        Band(f"85 % were done within {in_days(p85)}", Role.WATCH, p50, p85),
        Band("Longer than 85 % took", Role.ALARM, p85, None),
    ]
    return [*bands, *([] if p95 is None else [Level("95 % within", p95)])]


def _described(result: Result) -> str:
    if not result["tasks"]:
        return "No task is in progress."
    oldest = result["tasks"][0]
    of_oldest = f"The oldest is task {oldest['task_id']}, at {in_days(oldest['age'])}."
    if result["bands"] is None:
        return f"In progress: {in_tasks(result['n'])}. Nothing was finished to compare with. {of_oldest}"
    late = result["bands"][PAST_P95] + result["bands"][PAST_P85]
    p85 = in_days(result["cycle_time"]["p85"])
    return (
        f"In progress: {in_tasks(result['n'])}, {late:,} of them for longer than {p85}, within which 85 % of the"
        f" finished ones were done. {of_oldest}"
    )


REPORT = ReportType(FIELDS, COLUMNS, compute, table, (*WINDOW, WHERE, *DURATIONS), charts=charts)
