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

    What is empty is None. `batch_id` is that of all that one command changed, None for events from before there were
    batches; `undoes` the batch that it undid. What was imported is dated, and attributed, as it was in its source.
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
# What stands around the one value of what is new, and of what is deleted.
FROM_NULL = (f"{NULL}{BETWEEN}", "")
TO_NULL = ("", f"{BETWEEN}{NULL}")


def _instant(value: datetime) -> str:
    return f'"{iso(value)}"'


def _texts(values: Sequence[str]) -> str:
    return f"[{', '.join(map(encode_basestring, values))}]"


def _numbers(values: Sequence[int]) -> str:
    return f"[{', '.join(map(str, values))}]"


# The fields of a task that are logged, and how each becomes JSON where it is not empty: an import logs hundreds of
# thousands of tasks, and json.dumps would take twice as long.
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
    """What `logged` says, read back; nothing where the task neither was nor is there."""
    if before is None and after is None:
        return {}
    (changes,) = logged([(before, after)])
    return {name: (one, other) for name, (one, other) in json.loads(changes).items()}


def differ(before: Task | None, after: Task | None) -> bool:
    """Whether the log has anything to say of a change."""
    if before is None or after is None:
        return before is not after
    return before.status != after.status or _values(before) != _values(after)


def logged(changes: Sequence[tuple[Task | None, Task | None]]) -> Sequence[str]:
    """For each task before and after, the fields that differ as the log holds them.

    That is a JSON object, [before, after] by name, where null stands for what is empty; NO_CHANGES without any. None
    stands for a task that is not there yet, or no more; one of both is there. Together with the fields of the other
    events of the task this is enough to rebuild it.
    """
    new = [after for before, after in changes if before is None and after is not None]
    gone = [before for before, after in changes if after is None and before is not None]
    both = [(before, after) for before, after in changes if before is not None and after is not None]
    created, deleted, edited = iter(_alone(new, FROM_NULL)), iter(_alone(gone, TO_NULL)), iter(_differing(both))
    return [next(created if before is None else deleted if after is None else edited) for before, after in changes]


def _alone(tasks: Sequence[Task], around: tuple[str, str]) -> Sequence[str]:
    """The fields that are not empty, of tasks that are new or deleted; `around` each value stands what says which."""
    if not tasks:
        return []
    # A field at a time, here and below: most say nothing, or differ in nothing, which is seen at once.
    fields = zip(_LOGGED.items(), zip(*map(_values, tasks), strict=True), strict=True)
    members = [_members(name, write, values, around) for (name, write), values in fields if any(values)]
    return [_object(cells) for cells in zip(*members, strict=True)]


def _differing(pairs: Sequence[tuple[Task, Task]]) -> Sequence[str]:
    """The fields that differ, of tasks before and after."""
    if not pairs:
        return []
    old_columns = zip(*[_values(before) for before, _ in pairs], strict=True)
    new_columns = zip(*[_values(after) for _, after in pairs], strict=True)
    fields = zip(_LOGGED.items(), old_columns, new_columns, strict=True)
    members = [_changed_members(name, write, old, new) for (name, write), old, new in fields if old != new]
    if not members:
        return [NO_CHANGES] * len(pairs)
    return [_object(cells) for cells in zip(*members, strict=True)]


def logged_comment(comment: Comment, *, taken_back: bool) -> str:
    """What a new remark has in its event, as for `logged`; taking it back has the same the other way round."""
    around = TO_NULL if taken_back else FROM_NULL
    values = (comment.body, comment.author, comment.created_at)
    fields = zip(_LOGGED_OF_COMMENT.items(), values, strict=True)
    return _object([member for (name, write), value in fields for member in _members(name, write, (value,), around)])


def _members(name: str, write: Callable[[Any], str], values: Sequence[Any], around: tuple[str, str]) -> Sequence[str]:
    """A field of several tasks as a member of each one's object; nothing where it is empty."""
    head, tail = f'{BETWEEN}"{name}": [{around[0]}', f"{around[1]}]"
    return [f"{head}{write(value)}{tail}" if value else "" for value in values]


def _changed_members(name: str, write: Callable[[Any], str], old: Sequence[Any], new: Sequence[Any]) -> Sequence[str]:
    """A field of several tasks before and after, as a member of each one's object; nothing where it is the same."""
    head = f'{BETWEEN}"{name}": ['
    return [
        ""
        if one is other or one == other
        else f"{head}{write(one) if one else NULL}, {write(other) if other else NULL}]"
        for one, other in zip(old, new, strict=True)
    ]


def _object(members: Iterable[str]) -> str:
    return f"{{{''.join(members)[len(BETWEEN) :]}}}"
