"""radar log"""

from typing import Annotated

import typer

from radar_cli.commands import arguments, list_arguments
from radar_cli.commands.command import DataCommand, radar_of, show
from radar_cli.commands.events import table
from radar_cli.commands.options import AllProjectsOption, ProjectOption
from radar_cli.domain import text
from radar_cli.services import logs

app = typer.Typer(help="Show who did what, and when.")

LIMIT = 50


@app.command("log", cls=DataCommand, epilog="Example: radar log --project web --since -7d")
def log(
    context: typer.Context,
    project: ProjectOption = None,
    all_projects: AllProjectsOption = False,
    since: Annotated[str | None, typer.Option(metavar="DATE", help="From that day on.")] = None,
    limit: Annotated[
        int, typer.Option(parser=text.count, metavar="N", help="At most so many changes, the newest.")
    ] = LIMIT,
) -> None:
    """Show who did what in a project or in all, and when; the newest first."""
    radar = radar_of(context)
    start, _ = arguments.span(since, None, radar.clock, lambda: radar.zone)
    scope = list_arguments.scope(radar, project, all_projects=all_projects)
    listing = logs.newest(radar.database, radar.current_user, scope, start, limit)
    show(radar, table(listing.events))
    if listing.more:
        radar.say("there are more: raise --limit, or see radar export events")
