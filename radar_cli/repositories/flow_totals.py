"""How far tasks had come by some instants: by the times that tasks carry, or by the log of what happened to them."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from radar_cli.database.session import Database
from radar_cli.domain.periods import Window
from radar_cli.domain.task import TaskStatus
from radar_cli.repositories.flow_counts import (
    CANCELLED,
    CANCELLED_UNSTARTED,
    CREATED,
    DONE,
    DONE_UNSTARTED,
    SPANS,
    STARTED,
    Span,
    as_parameter,
    by_ends,
)
from radar_cli.repositories.status_counts import COUNTED
from radar_cli.repositories.task_filters import TaskCondition
from radar_cli.repositories.unknown_times import UnknownTime

END = datetime.max.replace(tzinfo=UTC)
MOMENTS = {
    "created": CREATED,
    "started": STARTED,
    "done": DONE,
    "done_unstarted": DONE_UNSTARTED,
    "cancelled": CANCELLED,
    "cancelled_unstarted": CANCELLED_UNSTARTED,
}

COUNTED_ANEW = "SELECT t.status, count(*) AS tasks FROM tasks t WHERE {in_scope} GROUP BY t.status"
# The types are those of events with a status in them, word for word as the partial index has them.
CHANGES = """
    (SELECT coalesce(sum(CASE WHEN e.to_status = '{status}' THEN 1 ELSE 0 END), 0)
          - coalesce(sum(CASE WHEN e.from_status = '{status}' THEN 1 ELSE 0 END), 0)
       FROM task_events e
      WHERE {of_tasks} AND e.type IN ('created', 'moved', 'deleted')
        AND e.created_at >= r.starts_at AND e.created_at < r.ends_at) AS {status}
"""
OF_FILTERED = "{in_projects} AND EXISTS (SELECT 1 FROM tasks t WHERE t.id = e.task_id AND {in_scope})"


@dataclass(frozen=True, slots=True)
class Totals:
    """How many tasks had been created, started, done and cancelled by an instant.

    What is done has been started, whether it ever was in progress or not; of what was cancelled some, `never_started`,
    had not been.
    """

    created: int
    started: int
    done: int
    cancelled: int
    never_started: int

    @property
    def scope(self) -> int:
        return self.created - self.cancelled

    @property
    def todo(self) -> int:
        return self.created - self.started - self.never_started

    @property
    def in_progress(self) -> int:
        return self.started - self.done - (self.cancelled - self.never_started)


def by_times(
    db: Database, tasks: TaskCondition, unknown: Sequence[UnknownTime], spans: Sequence[Span]
) -> Sequence[Totals]:
    """The totals at the end of each span, by the times that tasks carry, without those tasks that lack one.

    None of the numbers falls from one span to the next. Each span begins where the one before it ends.
    """
    found = by_ends(db, tasks, MOMENTS, spans)
    unknown_created = sorted(task.created_at for task in unknown)
    unknown_started = sorted(task.started_at for task in unknown if task.started_at is not None)
    return [
        Totals(
            created=found["created"][place] - _before(unknown_created, span.ends_at),
            started=found["started"][place] + found["done_unstarted"][place] - _before(unknown_started, span.ends_at),
            done=found["done"][place],
            cancelled=found["cancelled"][place],
            never_started=found["cancelled_unstarted"][place],
        )
        for place, span in enumerate(spans)
    ]


def by_log(db: Database, tasks: TaskCondition, filtered: bool, ends: Sequence[datetime]) -> Sequence[Mapping[str, int]]:
    """How many tasks there were in each status just before each of some instants, by the log of events.

    It is counted back from what there is now, so that only what happened since the first of them is read.

    Args:
        db: the database, in a snapshot.
        tasks: whose tasks.
        filtered: whether they have to fulfil more than to be in the projects; then deleted ones do not count.
        ends: instants (UTC), in their order.
    """
    spans = [Window(start, end) for start, end in zip(ends, [*ends[1:], END], strict=True)]
    standing = _now(db, tasks, filtered)
    found = []
    for changes in reversed(_changes(db, tasks, filtered, spans)):
        standing = {status: count - int(changes[status]) for status, count in standing.items()}
        found.append(standing)
    return found[::-1]


def _changes(
    db: Database, tasks: TaskCondition, filtered: bool, spans: Sequence[Window]
) -> Sequence[Mapping[str, int]]:
    in_projects = db.dialect.among("e.project_id", "$projects")
    of_tasks = OF_FILTERED.format(in_projects=in_projects, in_scope=tasks.sql) if filtered else in_projects
    columns = ", ".join(CHANGES.format(status=status.value, of_tasks=of_tasks) for status in TaskStatus)
    sql = f"SELECT {columns} FROM {db.dialect.table('$spans', SPANS)} ORDER BY r.place"  # noqa: S608  constants
    return db.rows(sql, **tasks.parameters, spans=as_parameter(db.dialect, spans))


def _now(db: Database, tasks: TaskCondition, filtered: bool) -> Mapping[str, int]:
    sql = COUNTED_ANEW if filtered else COUNTED
    in_projects = db.dialect.among("c.project_id", "$projects")
    rows = db.rows(sql.format(in_scope=tasks.sql, in_projects=in_projects), **tasks.parameters)
    counted = {row["status"]: int(row["tasks"]) for row in rows}
    return {status.value: counted.get(status.value, 0) for status in TaskStatus}


def _before(ordered: Sequence[datetime], end: datetime) -> int:
    return bisect_left(ordered, end)
