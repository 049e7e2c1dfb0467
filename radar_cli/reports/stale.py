"""stale: open tasks to which nothing has happened for some time, the longest quiet first.

Whatever is logged of a task counts as something that happened: a change of any field, a move, a remark, being
blocked. A task is stale where its log has nothing of the last N times 24 hours up to `as_of`; imported changes count
when they were made in their source.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from radar_cli.database.session import Database
from radar_cli.domain.chart import Axis, Chart, Role
from radar_cli.domain.durations import MICROSECOND, MICROSECONDS_A_DAY
from radar_cli.domain.histogram import beyond, of_durations
from radar_cli.domain.instants import rfc3339
from radar_cli.domain.quoted import quoted
from radar_cli.domain.report_options import WHERE, Option
from radar_cli.domain.statistics import histogram
from radar_cli.domain.table import Column, Table
from radar_cli.errors import BadInput
from radar_cli.reports import ReportType, Result, Scope
from radar_cli.repositories.task_labels import labels

DEFAULT_DAYS = 14
MOST_DAYS = 36_500
MOST_TASKS = 2_000
FIELDS = (
    "project",
    "window",
    "time_zone",
    "as_of",
    "where",
    "days",
    "unit",
    "open_n",
    "n",
    "tasks",
    "tasks_left_out",
    "histogram",
)
COLUMNS = (
    Column("task_id", "Task"),
    Column("quiet_days", "Quiet for (days)"),
    Column("status", "Status"),
    Column("title", "Title"),
    Column("assignee", "Assignee", until="@", optional=True),
    Column("project", "Project", spare=1),
    Column("last_event_at", "Last change", spare=2),
)

OPEN = "SELECT count(*) FROM tasks t WHERE {in_scope} AND t.status IN ('todo', 'in_progress')"
# Materialized, since PostgreSQL would look for the last event twice: to compare it, and to show it.
STALE = """
    WITH open AS MATERIALIZED (
        SELECT t.id, t.status, coalesce(
               (SELECT max(e.created_at) FROM task_events e WHERE e.task_id = t.id), t.created_at) AS last_event_at
          FROM tasks t
         WHERE {in_scope} AND t.status IN ('todo', 'in_progress') AND t.created_at < $before)
    SELECT id, status, last_event_at FROM open WHERE last_event_at < $before ORDER BY last_event_at, id
"""


def days(text: str) -> int:
    """A number of days, as --days takes it.

    Raises:
        BadInput: it is none from 1 to 36500.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(MOST_DAYS)) and 1 <= int(text) <= MOST_DAYS):
        raise BadInput(f"--days cannot be {quoted(text)}", f"give a whole number from 1 to {MOST_DAYS}")
    return int(text)


DAYS = Option("days", "N", f"Quiet for so many days or longer; {DEFAULT_DAYS} if it is left out.", days)


def compute(db: Database, scope: Scope) -> Result:
    """Look for the last event of each open task.

    Returns:
        what `Scope.stated` says, with the quiet time as the `window`; `days` (what was asked for); `unit` (days);
        `open_n` (open tasks), `n` (stale ones); `tasks` (`task_id`, `project`, `title`, `status`, `assignee`,
        `last_event_at`, `quiet`: days since then; the longest quiet 2,000); `tasks_left_out` (how many more there are);
        `histogram` of how long they have been quiet (`from`, `to`, `n`; of all).
    """
    asked = scope.options.get(DAYS.name, DEFAULT_DAYS)
    before = scope.as_of - timedelta(days=asked)
    sql = STALE.format(in_scope=scope.tasks.sql)
    rows = db.rows(sql, **scope.tasks.parameters, before=db.dialect.instant(before))
    read = db.dialect.read_instant
    quiet = [(row["id"], row["status"], read(row["last_event_at"])) for row in rows]
    shown = quiet[:MOST_TASKS]
    named = labels(db, [task_id for task_id, _, _ in shown])
    return {
        **scope.stated(),
        "window": {"from": rfc3339(before), "to": rfc3339(scope.as_of)},
        "days": asked,
        "unit": "days",
        "open_n": db.value(OPEN.format(in_scope=scope.tasks.sql), **scope.tasks.parameters),
        "n": len(quiet),
        "tasks": [
            {
                "task_id": task_id,
                **named[task_id],
                "status": status,
                "last_event_at": rfc3339(last_event_at),
                "quiet": (scope.as_of - last_event_at) / timedelta(days=1),
            }
            for task_id, status, last_event_at in shown
        ],
        "tasks_left_out": len(quiet) - len(shown),
        "histogram": histogram([(scope.as_of - last) // MICROSECOND for _, _, last in quiet], MICROSECONDS_A_DAY),
    }


def table(result: Result) -> Table:
    """A row for each task, the longest quiet first."""
    rows = [
        (
            task["task_id"],
            task["quiet"],
            task["status"],
            task["title"],
            task["assignee"],
            task["project"],
            datetime.fromisoformat(task["last_event_at"]),
        )
        for task in result["tasks"]
    ]
    left_out = f", {result['tasks_left_out']:,} less quiet ones left out" if result["tasks_left_out"] else ""
    title = f"{result['n']:,} of {result['open_n']:,} open tasks quiet for {result['days']} days or longer{left_out}"
    return Table(COLUMNS, rows, title=f"{title}: {result['project'] or 'all projects'}", document=result)


def charts(result: Result) -> Sequence[Chart]:
    """How many tasks have been quiet for how long."""
    bins = result["histogram"]
    chart = Chart(
        "stale",
        "How long nothing has happened to open tasks",
        f"{_described(result)}{beyond(bins)}",
        Axis("Quiet for (days)"),
        Axis("Tasks"),
        [of_durations(bins, Role.FIRST)] if bins else [],
    )
    return (chart,)


def _described(result: Result) -> str:
    said = f"{result['n']:,} of {result['open_n']:,} open tasks have been quiet for {result['days']} days or longer."
    if not result["tasks"]:
        return said
    quietest = result["tasks"][0]
    return f"{said} The longest is task {quietest['task_id']}, for {quietest['quiet']:,.1f} days."


REPORT = ReportType(FIELDS, COLUMNS, compute, table, (DAYS, WHERE), charts=charts)
