"""How far tasks had come by some instants: by the times that tasks carry, or by the log of what happened to them."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

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
# The types are those of events with a status in them.
MOVES = "e.type IN ('created', 'moved', 'deleted')"
CHANGES = """
    (SELECT coalesce(sum(CASE WHEN e.to_status = '{status}' THEN 1 ELSE 0 END), 0)
          - coalesce(sum(CASE WHEN e.from_status = '{status}' THEN 1 ELSE 0 END), 0)
       FROM task_events e
      WHERE {in_projects} AND {moves} AND e.created_at >= r.starts_at AND e.created_at < r.ends_at) AS {status}
"""
# CROSS JOIN has SQLite begin with the events, which are few; to PostgreSQL it is any join.
CHANGES_OF_FILTERED = """
    SELECT e.from_status, e.to_status, e.created_at AS at
      FROM task_events e CROSS JOIN tasks t
     WHERE t.id = e.task_id AND {in_projects} AND {moves} AND e.created_at >= $starts_at AND {in_scope}
"""


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


def by_log(db: Database, tasks: TaskCondition, ends: Sequence[datetime]) -> Sequence[Mapping[str, int]]:
    """How many tasks there were in each status just before each of some instants (UTC, in order), by the log of events.

    It is counted back from what there is now, so that only what happened since the first of them is read. Tasks that
    have been deleted count, where there is no filter.
    """
    standing = _now(db, tasks)
    found = []
    for changes in reversed((_placed if tasks.filtered else _looked_up)(db, tasks, ends)):
        standing = {status: count - int(changes[status]) for status, count in standing.items()}
        found.append(standing)
    return found[::-1]


def _looked_up(db: Database, tasks: TaskCondition, ends: Sequence[datetime]) -> Sequence[Mapping[str, int]]:
    """By how much the number of tasks in each status changed from each of the instants to the next, and since."""
    in_projects = tasks.in_projects("e.project_id")
    columns = ", ".join(
        CHANGES.format(status=status.value, in_projects=in_projects, moves=MOVES) for status in TaskStatus
    )
    sql = f"SELECT {columns} FROM {db.dialect.table('$spans', SPANS)} ORDER BY r.place"  # noqa: S608  constants
    spans = [Window(start, end) for start, end in zip(ends, [*ends[1:], END], strict=True)]
    return db.rows(sql, **tasks.parameters, spans=as_parameter(db.dialect, spans))


def _placed(db: Database, tasks: TaskCondition, ends: Sequence[datetime]) -> Sequence[Mapping[str, int]]:
    """The same where there is a filter, see `flow_counts.in_spans`."""
    bounds: list[Any] = [db.dialect.instant(end) for end in ends]
    found: list[Counter[str]] = [Counter() for _ in ends]
    in_projects = tasks.in_projects("e.project_id")
    sql = CHANGES_OF_FILTERED.format(in_projects=in_projects, moves=MOVES, in_scope=tasks.sql)
    for row in db.stream(sql, **tasks.parameters, starts_at=bounds[0]):
        changed = found[bisect_right(bounds, row["at"]) - 1]
        changed[row["from_status"]] -= 1
        changed[row["to_status"]] += 1
    return found


def _now(db: Database, tasks: TaskCondition) -> Mapping[str, int]:
    sql = COUNTED_ANEW if tasks.filtered else COUNTED
    in_projects = tasks.in_projects("c.project_id")
    rows = db.rows(sql.format(in_scope=tasks.sql, in_projects=in_projects), **tasks.parameters)
    counted = {row["status"]: int(row["tasks"]) for row in rows}
    return {status.value: counted.get(status.value, 0) for status in TaskStatus}


def _before(ordered: Sequence[datetime], end: datetime) -> int:
    return bisect_left(ordered, end)
