"""Changes of tasks as a table."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from radar_cli.domain.event import Event, FieldValue
from radar_cli.domain.table import Cell, Column, Table

COLUMNS = (
    Column("at", "When"),
    Column("actor", "Who"),
    Column("task", "Task"),
    Column("type", "What"),
    Column("field", "Field"),
    Column("before", "Before"),
    Column("after", "After"),
    Column("batch", "Batch"),
    Column("undoes", "Undoes"),
)
# Said beside a comment, or told by the kind of the change.
UNSHOWN = ("comment_by", "comment_at", "created_at", "reopen_count")


def table(events: Sequence[Event]) -> Table:
    """Changes as a table: a row for each field; what an event undoes only where one does."""
    any_undoes = any(event.undoes is not None for event in events)
    columns = [replace(column, hidden=column.name == "undoes" and not any_undoes) for column in COLUMNS]
    return Table(columns, [row for event in events for row in _rows(event)])


def _rows(event: Event) -> list[Sequence[Cell]]:
    return [
        (
            event.created_at,
            event.actor,
            event.task_id,
            event.type.value,
            field,
            _shown(field, before),
            _shown(field, after),
            event.batch_id,
            event.undoes,
        )
        for field, (before, after) in event.changes.items()
        if (before or after) and field not in UNSHOWN and _shown(field, after) != event.created_at
    ]


def _shown(field: str, value: FieldValue) -> Cell:
    if isinstance(value, str) and field.endswith("_at"):
        return datetime.fromisoformat(value)
    return value
