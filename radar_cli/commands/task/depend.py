"""radar task depend"""

from typing import Annotated

import typer

from radar_cli.commands import arguments
from radar_cli.commands.command import RadarCommand, radar_of
from radar_cli.commands.task.options import Id
from radar_cli.domain.task import Task
from radar_cli.errors import BadInput
from radar_cli.services import dependencies

app = typer.Typer()


@app.command("depend", cls=RadarCommand, epilog="Example: radar task depend 7 --on 3")
def depend(
    context: typer.Context,
    task_id: Id,
    on: Annotated[list[str] | None, typer.Option("--on", metavar="ID", help="It waits for this task.")] = None,
    off: Annotated[list[str] | None, typer.Option("--off", metavar="ID", help="It no longer does.")] = None,
) -> None:
    """Let a task wait for others, or no longer; --on and --off may be repeated."""
    radar = radar_of(context)
    if bool(on) == bool(off):
        raise BadInput(
            "what it depends on is missing" if not on else "--on and --off are both given", "give --on ID or --off ID"
        )
    change = dependencies.depend if on else dependencies.release
    others = [arguments.task_id(written) for written in on or off or ()]
    task = change(radar.database, radar.clock, radar.current_user, arguments.task_id(task_id), others)
    radar.say(_sentence(task))


def _sentence(task: Task) -> str:
    if not task.depends_on:
        return f"task {task.id} depends on nothing"
    return f"task {task.id} depends on {', '.join(map(str, task.depends_on))}"
