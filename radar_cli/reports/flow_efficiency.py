"""flow-efficiency: how much of the cycle time of finished tasks they were not blocked.

(cycle time - blocked time) / cycle time, over the tasks done in the window that were started. Cycle time is from the
first start to the last completion; blocked time is what of it the log says that the task was blocked. Refused where
none of these tasks was ever blocked in that time: nobody recorded it, and it would read 100 %.

Source: Modig and Åhlström, This is Lean (2012), with blocked time as the time without value that radar knows of.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import fsum

from radar_cli.database.session import Database
from radar_cli.domain.chart import Axis, Bars, Chart, Role, Scale
from radar_cli.domain.distribution import in_days, in_tasks
from radar_cli.domain.durations import DurationRule
from radar_cli.domain.report_options import REOPEN, WHERE, WINDOW, WORKING_DAYS
from radar_cli.domain.table import Column, Table
from radar_cli.errors import BadInput
from radar_cli.reports import ReportType, Result, Scope
from radar_cli.repositories import flow_times, status_history, unknown_times
from radar_cli.repositories.status_history import Blocking

BINS = 10
FIELDS = (
    "project",
    "window",
    "time_zone",
    "as_of",
    "where",
    "working_days",
    "reopen",
    "unit",
    "n",
    "blocked_n",
    "ratio_of_sums",
    "mean_of_tasks",
    "cycle_time",
    "blocked_time",
    "histogram",
    "excluded",
)
COLUMNS = (
    Column("project", "Project"),
    Column("n", "Finished tasks (n)"),
    Column("blocked_n", "Blocked among them"),
    Column("ratio_of_sums", "Flow efficiency (of all their time)"),
    Column("mean_of_tasks", "Flow efficiency (average of the tasks)"),
    Column("cycle_time_days", "Cycle time of all (days)"),
    Column("blocked_time_days", "Blocked time of all (days)"),
    Column("never_started", "Done, never started (not in it)"),
    Column("no_time", "Done at once (not in it)"),
    Column("unknown_end", "Done, nobody knows when (not in it)"),
    Column("window_from", "Window from"),
    Column("window_to", "Window to"),
    Column("time_zone", "Time zone"),
    Column("as_of", "As of"),
)


@dataclass(frozen=True, slots=True)
class Flow:
    """The cycle time of a task and what of it was blocked, in units of a DurationRule."""

    cycle_time: int
    blocked: int

    @property
    def efficiency(self) -> float:
        """The share that was not blocked, 0 to 1."""
        return (self.cycle_time - self.blocked) / self.cycle_time


def compute(db: Database, scope: Scope) -> Result:
    """Take blocked time off cycle times.

    Returns:
        what `Scope.stated` says; `working_days`, `reopen`; `unit` (of durations: days); `n` (tasks); `blocked_n` (how
        many of them were blocked in their cycle time); `ratio_of_sums` ((all cycle time - all blocked time) / all cycle
        time: long tasks weigh more) and `mean_of_tasks` (the mean of each task's own: all weigh the same), 0 to 1, null
        without a task; `cycle_time`, `blocked_time` (sums); `histogram` (of the tasks' own: `from`, `to`, half-open but
        for the last, and `n`); `excluded` (`never_started` and `no_time`: started and done at one instant, or within
        days that are left out, of those done in the window; `unknown_end`: finished tasks, at any time).

    Raises:
        BadInput: none of the tasks was ever blocked in its cycle time.
    """
    finished = flow_times.finished(db, scope.tasks, scope.window, scope.reopen)
    blockings = status_history.blockings(db, scope.tasks, scope.window)
    started = [(one.task_id, one.started_at, one.done_at) for one in finished if one.started_at is not None]
    flows = [
        Flow(scope.durations.between(start, end), _blocked(blockings.get(task_id, ()), start, end, scope.durations))
        for task_id, start, end in started
    ]
    _require_blocked_time(flows)
    timed = [flow for flow in flows if flow.cycle_time > 0]
    counted = scope.counted()
    return {
        **scope.stated(),
        "working_days": counted["working_days"],
        "reopen": counted["reopen"],
        **_numbers(timed, scope.durations.unit),
        "excluded": {
            "never_started": len(finished) - len(started),
            "no_time": len(flows) - len(timed),
            "unknown_end": unknown_times.done_without(db, scope.tasks),
        },
    }


def _require_blocked_time(flows: Sequence[Flow]) -> None:
    if flows and not any(flow.blocked for flow in flows):
        raise BadInput(
            "no task done in the window was ever blocked in its cycle time, so that flow efficiency would read 100 %",
            "record what tasks wait for with radar task block, or ask for a longer window",
        )


def _blocked(blockings: Sequence[Blocking], start: datetime, end: datetime, durations: DurationRule) -> int:
    """The blocked time from one instant to another."""
    return sum(
        durations.between(max(since, start), min(until, end))
        for since, until in _intervals(blockings, end)
        if max(since, start) < min(until, end)
    )


def _intervals(blockings: Sequence[Blocking], end: datetime) -> Iterator[tuple[datetime, datetime]]:
    since = None
    for blocking in blockings:
        if not blocking.blocked and since is not None:
            yield since, blocking.at
            since = None
        elif blocking.blocked and since is None:
            since = blocking.at
    if since is not None:
        yield since, end


def _numbers(flows: Sequence[Flow], unit: int) -> Result:
    cycle_time, blocked = sum(flow.cycle_time for flow in flows), sum(flow.blocked for flow in flows)
    efficiencies = [flow.efficiency for flow in flows]
    return {
        "unit": "days",
        "n": len(flows),
        "blocked_n": sum(flow.blocked > 0 for flow in flows),
        "ratio_of_sums": Flow(cycle_time, blocked).efficiency if flows else None,
        "mean_of_tasks": fsum(efficiencies) / len(flows) if flows else None,
        "cycle_time": cycle_time / unit if flows else None,
        "blocked_time": blocked / unit if flows else None,
        "histogram": _histogram(flows),
    }


def _histogram(flows: Sequence[Flow]) -> Sequence[Mapping[str, float]]:
    if not flows:
        return []
    places = [min((flow.cycle_time - flow.blocked) * BINS // flow.cycle_time, BINS - 1) for flow in flows]
    return [{"from": one / BINS, "to": (one + 1) / BINS, "n": places.count(one)} for one in range(BINS)]


def table(result: Result) -> Table:
    """One row: the numbers, and what they are of."""
    row = (
        result["project"] or "all",
        *(result[name] for name in ("n", "blocked_n", "ratio_of_sums", "mean_of_tasks", "cycle_time", "blocked_time")),
        *(result["excluded"][name] for name in ("never_started", "no_time", "unknown_end")),
        datetime.fromisoformat(result["window"]["from"]),
        datetime.fromisoformat(result["window"]["to"]),
        result["time_zone"],
        datetime.fromisoformat(result["as_of"]),
    )
    title = f"Flow efficiency: {result['project'] or 'all projects'}"
    return Table(COLUMNS, [row], title=title, single=True, document=result)


def charts(result: Result) -> Sequence[Chart]:
    """How many tasks had which flow efficiency."""
    bins = result["histogram"]
    names = [f"{one['from'] * 100:.0f}-{one['to'] * 100:.0f} %" for one in bins]
    bars = Bars("Tasks", Role.DONE, [float(place) for place in range(len(bins))], [one["n"] for one in bins])
    chart = Chart(
        "flow-efficiency",
        "How many tasks had which flow efficiency",
        _described(result),
        Axis("Not blocked, of the cycle time", Scale.NAME, names),
        Axis("Tasks"),
        [bars] if bins else [],
    )
    return (chart,)


def _described(result: Result) -> str:
    if not result["n"]:
        return "No task with a cycle time was done in the window."
    return (
        f"Flow efficiency of {in_tasks(result['n'])}: {result['ratio_of_sums']:.0%} of the"
        f" {in_days(result['cycle_time'])} that all took together they were not blocked; the average of the tasks is"
        f" {result['mean_of_tasks']:.0%}. Blocked among them: {in_tasks(result['blocked_n'])}."
    )


REPORT = ReportType(FIELDS, COLUMNS, compute, table, (*WINDOW, WHERE, WORKING_DAYS, REOPEN), charts=charts)
