"""Tasks of which nobody knows when they came to their status, since they were imported from where that is not said."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from radar_cli.database.session import Database
from radar_cli.domain.task import TaskStatus
from radar_cli.repositories.task_filters import TaskCondition

# One query for each status, since each has an index of its own.
TASKS = """
    SELECT t.status, t.created_at, t.started_at FROM tasks t
     WHERE {in_scope} AND t.status = 'done' AND t.done_at IS NULL
    UNION ALL
    SELECT t.status, t.created_at, t.started_at FROM tasks t
     WHERE {in_scope} AND t.status = 'cancelled' AND t.cancelled_at IS NULL
    UNION ALL
    SELECT t.status, t.created_at, t.started_at FROM tasks t
     WHERE {in_scope} AND t.status = 'in_progress' AND t.started_at IS NULL
"""
DONE = "SELECT count(*) FROM tasks t WHERE {in_scope} AND t.status = 'done' AND t.done_at IS NULL"


@dataclass(frozen=True, slots=True)
class UnknownTime:
    """A task that came to its status nobody knows when; the times that are known are UTC."""

    status: TaskStatus
    created_at: datetime
    started_at: datetime | None


def tasks_without(db: Database, tasks: TaskCondition) -> Sequence[UnknownTime]:
    """Those that are done, cancelled or in progress since nobody knows when."""
    read = db.dialect.read_instant
    return [
        UnknownTime(
            TaskStatus(row["status"]),
            read(row["created_at"]),
            None if row["started_at"] is None else read(row["started_at"]),
        )
        for row in db.rows(TASKS.format(in_scope=tasks.sql), **tasks.parameters)
    ]


def done_without(db: Database, tasks: TaskCondition) -> int:
    """How many are done since nobody knows when."""
    return int(db.value(DONE.format(in_scope=tasks.sql), **tasks.parameters))
