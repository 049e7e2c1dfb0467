"""radar task add"""

from typing import Annotated

import typer

from radar_cli.commands import arguments
from radar_cli.commands.command import RadarCommand, answer, radar_of
from radar_cli.commands.options import ProjectOption
from radar_cli.commands.task import sentences
from radar_cli.commands.task.options import DueOption, PriorityOption
from radar_cli.services import tasks

app = typer.Typer()


@app.command("add", cls=RadarCommand, epilog='Example: radar task add "Fix login" --priority high --assignee me')
def add(
    context: typer.Context,
    title: Annotated[
        str,
        typer.Argument(metavar="TITLE", help="What is to be done; - reads titles from stdin, one a line."),
    ],
    project: ProjectOption = None,
    description: Annotated[str, typer.Option("--description", "-d", help="More about it.")] = "",
    priority: PriorityOption = "medium",
    assignee: Annotated[
        str | None, typer.Option("--assignee", "-a", metavar="EMAIL", help="Whose it is; me for yourself.")
    ] = None,
    due: DueOption = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", "-t", metavar="TAG", help="A tag; may be repeated.")] = None,
) -> None:
    """Add a task and print its number."""
    radar = radar_of(context)
    level = arguments.priority(priority or "")
    due_at = None if due is None else arguments.instant(due, radar.clock, lambda: radar.zone)
    titles = arguments.titles_of_stdin() if title == "-" else [title]
    drafts = [tasks.Draft(one, description, level, assignee, due_at, tag or ()) for one in titles]
    added = tasks.add(radar.database, radar.clock, radar.current_user, radar.project(project), drafts)
    for task in added:
        answer(task.id)
    radar.say(sentences.changed("added", added, f" to {added[0].project}"))
