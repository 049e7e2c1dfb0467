"""Playing the log of changes back into tasks."""

from collections.abc import Iterable, Mapping, Set
from datetime import datetime
from typing import Any

from radar_cli.domain.event import LOGGED_FIELDS, Event, EventType, FieldValue
from radar_cli.domain.task import Priority, TaskStatus

# The fields that may be empty, and as what.
EMPTY: Mapping[str, object] = {
    "description": "",
    "assignee": None,
    "started_at": None,
    "done_at": None,
    "cancelled_at": None,
    "reopen_count": 0,
    "due_at": None,
    "tags": (),
    "external_ref": None,
    "blocked_at": None,
    "blocked_reason": None,
    "depends_on": (),
}


def played(events: Iterable[Event]) -> dict[str, FieldValue]:
    """The logged fields of a task after its events, in their order; None for what is empty, or where no task is."""
    fields: dict[str, FieldValue] = dict.fromkeys(LOGGED_FIELDS)
    for event in events:
        if event.type is not EventType.COMMENTED:
            fields.update({name: after for name, (_, after) in event.changes.items()})
    return fields


def attributes(fields: Mapping[str, FieldValue]) -> dict[str, Any]:
    """Logged fields as the attributes of a task that they stand for.

    Raises:
        KeyError: one is empty that no task has empty.
    """
    return {name: EMPTY[name] if value is None else _attribute(name, value) for name, value in fields.items()}


def _attribute(name: str, value: FieldValue) -> object:
    if name == "status":
        return TaskStatus(str(value))
    if name == "priority":
        return Priority[str(value).upper()]
    if name.endswith("_at"):
        return datetime.fromisoformat(str(value))
    return tuple(value) if isinstance(value, list) else value


def depended_on(value: FieldValue) -> Set[int]:
    """The numbers of the tasks in what the log has for `depends_on`."""
    return set(attributes({"depends_on": value})["depends_on"])
