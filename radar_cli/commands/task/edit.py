"""radar task edit"""

from typing import Annotated

import typer

from radar_cli.commands import arguments
from radar_cli.commands.command import RadarCommand, radar_of
from radar_cli.commands.task import sentences
from radar_cli.commands.task.options import Ids, PriorityOption
from radar_cli.errors import BadInput
from radar_cli.services import tasks

app = typer.Typer()


@app.command("edit", cls=RadarCommand, epilog="Example: radar task edit 42 43 --priority high --assignee none")
def edit(
    context: typer.Context,
    ids: Ids,
    title: Annotated[str | None, typer.Option(help="The new title.")] = None,
    description: Annotated[str | None, typer.Option("--description", "-d", help="The new description.")] = None,
    priority: PriorityOption = None,
    assignee: Annotated[
        str | None, typer.Option("--assignee", "-a", metavar="EMAIL", help="Whose it is now; me, or none.")
    ] = None,
) -> None:
    """Change fields of tasks, of all of them or of none."""
    radar = radar_of(context)
    level = None if priority is None else arguments.priority(priority)
    values = tasks.Edit(title, description, level, assignee)
    if values == tasks.Edit():
        raise BadInput("there is nothing to change", "give --title, --description, --priority or --assignee")
    edited = tasks.edit(radar.database, radar.clock, radar.current_user, arguments.task_ids(ids), values)
    radar.say(sentences.changed("edited", edited))
