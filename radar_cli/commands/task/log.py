"""radar task log"""

from collections.abc import Sequence
from datetime import datetime

import typer

from radar_cli.commands import arguments
from radar_cli.commands.command import DataCommand, radar_of, show
from radar_cli.commands.task.options import Id
from radar_cli.domain.event import Event, FieldValue
from radar_cli.domain.table import Cell, Column, Table
from radar_cli.services import tasks

app = typer.Typer()

COLUMNS = (
    Column("at", "When"),
    Column("actor", "Who"),
    Column("type", "What"),
    Column("field", "Field"),
    Column("before", "Before"),
    Column("after", "After"),
)


@app.command("log", cls=DataCommand, epilog="Example: radar task log 42")
def log(context: typer.Context, task_id: Id) -> None:
    """Show who changed what of a task, and when."""
    radar = radar_of(context)
    events = tasks.log(radar.database, radar.current_user, arguments.task_id(task_id))
    show(radar, Table(COLUMNS, [row for event in events for row in _rows(event)]))


def _rows(event: Event) -> list[Sequence[Cell]]:
    return [
        (event.created_at, event.actor, event.type.value, field, _shown(field, before), _shown(field, after))
        for field, (before, after) in event.changes.items()
        if (before or after)  # an empty description or no reopening is not news
    ]


def _shown(field: str, value: FieldValue) -> Cell:
    if isinstance(value, str) and field.endswith("_at"):
        return datetime.fromisoformat(value)
    return value
