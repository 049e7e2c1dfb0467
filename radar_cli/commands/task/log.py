"""radar task log"""

import typer

from radar_cli.commands import arguments
from radar_cli.commands.command import DataCommand, radar_of, show
from radar_cli.commands.events import table
from radar_cli.commands.task.options import Id
from radar_cli.services import logs

app = typer.Typer()


@app.command("log", cls=DataCommand, epilog="Example: radar task log 42")
def log(context: typer.Context, task_id: Id) -> None:
    """Show who changed what of a task, and when."""
    radar = radar_of(context)
    show(radar, table(logs.of_task(radar.database, radar.current_user, arguments.task_id(task_id))))
