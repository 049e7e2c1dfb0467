"""The log of changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from operator import attrgetter

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
NOTHING = (None,) * len(LOGGED_FIELDS)
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
    differing = [(name, one, other) for name, one, other in zip(LOGGED_FIELDS, old, new, strict=True) if one != other]
    pairs = [(name, (_plain(one), _plain(other))) for name, one, other in differing]
    return {name: (one, other) for name, (one, other) in pairs if one != other}


def comment_changes(comment: Comment) -> dict[str, tuple[FieldValue, FieldValue]]:
    """What a new remark has in its event; taking it back has the same the other way round."""
    values = (comment.body, comment.author, comment.created_at.isoformat())
    return {name: (None, value) for name, value in zip(COMMENT_FIELDS, values, strict=True)}


def _plain(value: object) -> FieldValue:
    if value is None or value == ():
        return None
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, Priority):
        return value.label
    return value if isinstance(value, int) else str(value)
