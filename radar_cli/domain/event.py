"""The log of changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from radar_cli.domain.task import Priority, Task, TaskStatus

FieldValue = str | int | None


class EventType(StrEnum):
    """What happened to a task."""

    CREATED = "created"
    EDITED = "edited"
    MOVED = "moved"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one task: who (e-mail address), when (UTC), and each field before and after."""

    id: int
    task_id: int
    type: EventType
    from_status: TaskStatus | None
    to_status: TaskStatus | None
    changes: Mapping[str, tuple[FieldValue, FieldValue]]
    actor: str
    created_at: datetime


LOGGED_FIELDS = (
    "title",
    "description",
    "status",
    "priority",
    "assignee",
    "created_at",
    "started_at",
    "done_at",
    "reopen_count",
)


def changes_between(before: Task | None, after: Task | None) -> dict[str, tuple[FieldValue, FieldValue]]:
    """The logged fields that differ; None stands for a task that is not there yet, or no more.

    Together with the fields of the other events of the task this is enough to rebuild it.
    """
    old = _logged(before)
    new = _logged(after)
    return {name: (old[name], new[name]) for name in LOGGED_FIELDS if old[name] != new[name]}


def _logged(task: Task | None) -> dict[str, FieldValue]:
    return {name: _plain(getattr(task, name, None)) for name in LOGGED_FIELDS}


def _plain(value: object) -> FieldValue:
    if value is None:
        return None
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Priority):
        return value.label
    return value if isinstance(value, int) else str(value)
