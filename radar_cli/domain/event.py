"""The log of changes."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from json.encoder import encode_basestring
from operator import attrgetter
from typing import Any

from radar_cli.domain.comment import Comment
from radar_cli.domain.instants import iso
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


NO_CHANGES = "{}"
NULL = "null"
BETWEEN = ", "


def _instant(value: datetime) -> str:
    return f'"{iso(value)}"'


def _texts(values: Sequence[str]) -> str:
    return f"[{', '.join(map(encode_basestring, values))}]" if values else NULL


def _numbers(values: Sequence[int]) -> str:
    return f"[{', '.join(map(str, values))}]" if values else NULL


# The fields of a task that are logged, and how each becomes JSON: an import logs hundreds of thousands of tasks, and
# json.dumps would take twice as long.
_LOGGED: Mapping[str, Callable[[Any], str]] = {
    "title": encode_basestring,
    "description": encode_basestring,
    "status": encode_basestring,
    "priority": {priority: f'"{priority.label}"' for priority in Priority}.__getitem__,
    "assignee": encode_basestring,
    "created_at": _instant,
    "started_at": _instant,
    "done_at": _instant,
    "cancelled_at": _instant,
    "reopen_count": str,
    "due_at": _instant,
    "tags": _texts,
    "external_ref": encode_basestring,
    "blocked_at": _instant,
    "blocked_reason": encode_basestring,
    "depends_on": _numbers,
}
LOGGED_FIELDS = tuple(_LOGGED)
NOTHING = tuple(() if name in ("tags", "depends_on") else None for name in LOGGED_FIELDS)
# What a remark, and taking it back, has in its event instead.
_LOGGED_OF_COMMENT: Mapping[str, Callable[[Any], str]] = {
    "comment": encode_basestring,
    "comment_by": encode_basestring,
    "comment_at": _instant,
}
COMMENT_FIELDS = tuple(_LOGGED_OF_COMMENT)

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
    (changes,) = logged([(before, after)])
    return {name: (one, other) for name, (one, other) in json.loads(changes).items()}


def differ(before: Task | None, after: Task | None) -> bool:
    """Whether the log has anything to say of a change."""
    if before is None or after is None:
        return before is not after
    return before.status != after.status or _values(before) != _values(after)


def logged(changes: Sequence[tuple[Task | None, Task | None]]) -> Sequence[str]:
    """For each task before and after, the fields that differ as the log holds them.

    That is a JSON object, [before, after] by name; NO_CHANGES without any. None stands for a task that is not there
    yet, or no more. Together with the fields of the other events of the task this is enough to rebuild it.
    """
    if not changes:
        return []
    old_rows = [NOTHING if before is None else _values(before) for before, _ in changes]
    new_rows = [NOTHING if after is None else _values(after) for _, after in changes]
    # A field at a time: in most of them nothing differs, which is seen at once.
    fields = zip(_LOGGED.items(), zip(*old_rows, strict=True), zip(*new_rows, strict=True), strict=True)
    members = [_members(name, write, old, new) for (name, write), old, new in fields if old != new]
    if not members:
        return [NO_CHANGES] * len(changes)
    return [_object(cells) for cells in zip(*members, strict=True)]


def logged_comment(comment: Comment, *, taken_back: bool) -> str:
    """What a new remark has in its event, as for `logged`; taking it back has the same the other way round."""
    there, gone = (comment.body, comment.author, comment.created_at), (None, None, None)
    old, new = (there, gone) if taken_back else (gone, there)
    fields = zip(_LOGGED_OF_COMMENT.items(), old, new, strict=True)
    return _object([cell for (name, write), one, other in fields for cell in _members(name, write, (one,), (other,))])


def _members(name: str, write: Callable[[Any], str], old: Sequence[Any], new: Sequence[Any]) -> Sequence[str]:
    """A field of several tasks before and after, as a member of each one's object; empty where it is the same."""
    begin = f'{BETWEEN}"{name}": ['
    return [
        ""
        if one is other or one == other
        else f"{begin}{NULL if one is None else write(one)}, {NULL if other is None else write(other)}]"
        for one, other in zip(old, new, strict=True)
    ]


def _object(members: Iterable[str]) -> str:
    return f"{{{''.join(members)[len(BETWEEN) :]}}}"
