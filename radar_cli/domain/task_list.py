"""Which tasks a list is of, and in which order."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from radar_cli.domain.task import OPEN_STATUSES, Priority, TaskStatus

NOBODY = 0


class Sort(StrEnum):
    """The order of a list. Each has an index over a project's open tasks, so that a page of them costs the same
    however many tasks there are.

    A list by DONE is of finished tasks: the others have no place in that order.
    """

    ID = "id"
    CREATED = "created"
    PRIORITY = "priority"
    DONE = "done"


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Conditions that all hold; None is no condition. Ranges are half-open instants: from, to.

    `assignee_id` is a user's number, or NOBODY for tasks that are nobody's.
    """

    project_id: int | None = None
    statuses: tuple[TaskStatus, ...] | None = OPEN_STATUSES
    assignee_id: int | None = None
    priority: Priority | None = None
    text: str | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None
    done_from: datetime | None = None
    done_to: datetime | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a list: its order, where it starts (after the task of that id), how long it is at most."""

    sort: Sort = Sort.ID
    descending: bool = True
    after: int | None = None
    limit: int | None = None
