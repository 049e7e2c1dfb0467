"""Playing the log of changes back into tasks."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from radar_cli.domain.event import LOGGED_FIELDS, Event, EventType, FieldValue
from radar_cli.domain.task import Priority, TaskStatus


def played(events: Iterable[Event]) -> dict[str, FieldValue]:
    """The logged fields of a task after its events, in their order; all None where it is deleted or never was."""
    fields: dict[str, FieldValue] = dict.fromkeys(LOGGED_FIELDS)
    for event in events:
        if event.type is not EventType.COMMENTED:
            fields.update({name: after for name, (_, after) in event.changes.items()})
    return fields


def attributes(fields: Mapping[str, FieldValue]) -> dict[str, Any]:
    """Logged fields as the attributes of a task that they stand for."""
    return {name: _attribute(name, value) for name, value in fields.items()}


def _attribute(name: str, value: FieldValue) -> object:
    if name in ("tags", "depends_on"):
        return () if value is None or isinstance(value, str | int) else tuple(value)
    if name == "status":
        return TaskStatus(str(value))
    if name == "priority":
        return Priority[str(value).upper()]
    if name.endswith("_at") and value is not None:
        return datetime.fromisoformat(str(value))
    return value
