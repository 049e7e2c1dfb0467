"""The log of changes."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from itertools import compress
from json.encoder import encode_basestring
from operator import attrgetter, ne
from types import NoneType
from typing import Any

from radar_cli.domain.comment import Comment
from radar_cli.domain.iso import iso
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
NO_CHANGES = "{}"
NULL = "null"

_values = attrgetter(*LOGGED_FIELDS)


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
    """What `logged` says, read back."""
    return {name: (one, other) for name, (one, other) in json.loads(logged(before, after)).items()}


def logged(before: Task | None, after: Task | None) -> str:
    """The fields that differ as the log holds them: a JSON object, [before, after] by name; NO_CHANGES without any.

    None stands for a task that is not there yet, or no more. Together with the fields of the other events of the
    task this is enough to rebuild it.
    """
    old = NOTHING if before is None else _values(before)
    new = NOTHING if after is None else _values(after)
    return _document(compress(zip(LOGGED_FIELDS, old, new, strict=True), map(ne, old, new)))


def logged_comment(comment: Comment, *, taken_back: bool) -> str:
    """What a new remark has in its event, as for `logged`; taking it back has the same the other way round."""
    values = zip(COMMENT_FIELDS, (comment.body, comment.author, comment.created_at), strict=True)
    return _document([(name, value, None) if taken_back else (name, None, value) for name, value in values])


def _document(fields: Iterable[tuple[str, Any, Any]]) -> str:
    # An import writes hundreds of thousands; json.dumps would take twice as long, and want its values converted.
    members = [f'"{name}": [{_JSON[type(one)](one)}, {_JSON[type(other)](other)}]' for name, one, other in fields]
    return f"{{{', '.join(members)}}}"


_JSON: Mapping[type, Callable[[Any], str]] = {
    NoneType: lambda _: NULL,
    str: encode_basestring,
    int: int.__repr__,
    datetime: lambda instant: f'"{iso(instant)}"',
    tuple: lambda values: f"[{', '.join([_JSON[type(value)](value) for value in values])}]" if values else NULL,
    TaskStatus: {status: f'"{status}"' for status in TaskStatus}.__getitem__,
    Priority: {priority: f'"{priority.label}"' for priority in Priority}.__getitem__,
}
