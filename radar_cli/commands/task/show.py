"""radar task show"""

import typer

from radar_cli.commands import arguments
from radar_cli.commands.command import DataCommand, radar_of, show
from radar_cli.commands.task.columns import DETAIL_COLUMNS, row
from radar_cli.commands.task.options import Id
from radar_cli.domain.table import Table
from radar_cli.services import tasks

app = typer.Typer()


@app.command("show", cls=DataCommand, epilog="Example: radar task show 42")
def show_(context: typer.Context, task_id: Id) -> None:
    """Show everything about a task."""
    radar = radar_of(context)
    task = tasks.get(radar.database, radar.current_user, arguments.task_id(task_id))
    show(radar, Table(DETAIL_COLUMNS, [row(task)], single=True))
