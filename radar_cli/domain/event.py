"""The log of changes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any

from radar_cli.domain.comment import Comment
from radar_cli.domain.task import Priority, Task, TaskStatus

FieldValue = str | int | None | Sequence[str] | Sequence[int]


class EventType(StrEnum):
    """What happened to a task."""

    CREATED = "created"
    EDITED = "edited"
    MOVED = "moved"
    DELETED = "deleted"
    COMMENTED = "commented"
    BLOCKED = "blocked"
    UNBLOCKED = "unblocked"


@dataclass(frozen=True, slots=True)
class Event:
    """One change of one task: who (e-mail address), when (UTC), and each field before and after.

    `batch_id` is that of all that one command changed, None for events from before there were batches; `undoes` the
    batch that it undid. What was imported is dated, and attributed, as it was in its source.
    """

    id: int
    task_id: int
    project_id: int
    type: EventType
    from_status: TaskStatus | None
    to_status: TaskStatus | None
    changes: Mapping[str, tuple[FieldValue, FieldValue]]
    actor: str
    created_at: datetime
    batch_id: int | None = None
    undoes: int | None = None


LOGGED_FIELDS = (
    "title",
    "description",
    "status",
    "priority",
    "assignee",
    "created_at",
    "started_at",
    "done_at",
    "cancelled_at",
    "reopen_count",
    "due_at",
    "tags",
    "external_ref",
    "blocked_at",
    "blocked_reason",
    "depends_on",
)
NOTHING = tuple(() if name in ("tags", "depends_on") else None for name in LOGGED_FIELDS)
# What a remark, and taking it back, has in its event instead.
COMMENT_FIELDS = ("comment", "comment_by", "comment_at")

_logged = attrgetter(*LOGGED_FIELDS)


def type_of(before: Task | None, after: Task | None) -> EventType:
    """What happened to a task that was `before` and is `after`; None stands for one that is not there."""
    if before is None:
        return EventType.CREATED
    if after is None:
        return EventType.DELETED
    if before.status != after.status:
        return EventType.MOVED
    if (before.blocked_at is None) != (after.blocked_at is None):
        return EventType.UNBLOCKED if after.blocked_at is None else EventType.BLOCKED
    return EventType.EDITED


def changes_between(before: Task | None, after: Task | None) -> dict[str, tuple[FieldValue, FieldValue]]:
    """The logged fields that differ; None stands for a task that is not there yet, or no more.

    Together with the fields of the other events of the task this is enough to rebuild it.
    """
    old = NOTHING if before is None else _logged(before)
    new = NOTHING if after is None else _logged(after)
    fields = zip(LOGGED_FIELDS, old, new, strict=True)
    return {name: (_plain(one), _plain(other)) for name, one, other in fields if one != other}


def comment_changes(comment: Comment) -> dict[str, tuple[FieldValue, FieldValue]]:
    """What a new remark has in its event; taking it back has the same the other way round."""
    values = (comment.body, comment.author, comment.created_at.isoformat())
    return {name: (None, value) for name, value in zip(COMMENT_FIELDS, values, strict=True)}


def _plain(value: Any) -> FieldValue:
    if value is None:
        return None
    convert = _PLAIN.get(type(value))
    plain: FieldValue = value if convert is None else convert(value)
    return plain


_PLAIN: Mapping[type, Callable[[Any], FieldValue]] = {
    TaskStatus: {status: status.value for status in TaskStatus}.__getitem__,
    Priority: {priority: priority.label for priority in Priority}.__getitem__,
    datetime: datetime.isoformat,
    tuple: lambda values: list(values) or None,
}
