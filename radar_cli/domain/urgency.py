"""How urgent an open task is: a sum of points. docs/filters.md explains it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from radar_cli.domain.task import Priority, Task

PRIORITY_POINTS: Mapping[Priority, int] = {
    Priority.LOW: 0,
    Priority.MEDIUM: 20,
    Priority.HIGH: 40,
    Priority.URGENT: 60,
}
# Due in less than this time, the shortest first; a negative time is ago. A date without a time is its start.
DUE_POINTS: Mapping[timedelta, int] = {
    timedelta(days=-7): 100,
    timedelta(): 80,
    timedelta(days=1): 60,
    timedelta(days=3): 40,
    timedelta(days=7): 20,
    timedelta(days=14): 10,
}
# At least so old, the oldest first.
AGE_POINTS: Mapping[timedelta, int] = {
    timedelta(days=365): 20,
    timedelta(days=90): 15,
    timedelta(days=30): 10,
    timedelta(days=7): 5,
}
POINTS_FOR_EACH_WAITING = 10
MOST_WAITING = 5
POINTS_FOR_BLOCKED = -100


@dataclass(frozen=True, slots=True)
class Standing:
    """How a task stands among those it is tied to.

    `waiting` open tasks depend on it, counted up to MOST_WAITING; `waits` if it depends on an open task itself.
    """

    waiting: int
    waits: bool


@dataclass(frozen=True, slots=True)
class Urgent:
    """An open task, and how urgent it is."""

    task: Task
    urgency: int


def urgency(task: Task, standing: Standing, now: datetime) -> int | None:
    """The points of a task at an instant; None for one that is done or cancelled."""
    if not task.is_open:
        return None
    is_blocked = task.blocked_at is not None or standing.waits
    return (
        PRIORITY_POINTS[task.priority]
        + _due_points(task.due_at, now)
        + _age_points(task.created_at, now)
        + POINTS_FOR_EACH_WAITING * min(standing.waiting, MOST_WAITING)
        + (POINTS_FOR_BLOCKED if is_blocked else 0)
    )


def _due_points(due_at: datetime | None, now: datetime) -> int:
    if due_at is None:
        return 0
    return next((points for left, points in DUE_POINTS.items() if due_at < now + left), 0)


def _age_points(created_at: datetime, now: datetime) -> int:
    return next((points for age, points in AGE_POINTS.items() if created_at <= now - age), 0)
