"""radar task comment"""

import sys
from typing import Annotated

import typer

from radar_cli.commands import arguments
from radar_cli.commands.command import RadarCommand, radar_of
from radar_cli.commands.task.options import Id
from radar_cli.services import comments

app = typer.Typer()


@app.command("comment", cls=RadarCommand, epilog='Example: radar task comment 42 "Tried it: works now."')
def comment(
    context: typer.Context,
    task_id: Id,
    remark: Annotated[str, typer.Argument(metavar="TEXT", help="What is to be said; - reads it from stdin.")],
) -> None:
    """Say something about a task."""
    radar = radar_of(context)
    body = sys.stdin.read() if remark == "-" else remark
    said = comments.add(radar.database, radar.clock, radar.current_user, arguments.task_id(task_id), body)
    radar.say(f"commented on task {said.task_id}")
