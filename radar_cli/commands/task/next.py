"""radar task next"""

from typing import Annotated

import typer

from radar_cli.commands import list_arguments
from radar_cli.commands.command import DataCommand, radar_of, show
from radar_cli.commands.options import AllProjectsOption, FilterArgument, ProjectOption
from radar_cli.commands.task.columns import COLUMNS, row
from radar_cli.domain import text
from radar_cli.domain.table import Column, Table
from radar_cli.services import urgent_tasks

app = typer.Typer()

URGENCY = Column("urgency", "Urgency")
LIMIT = 10


@app.command("next", cls=DataCommand, epilog="Example: radar task next assignee:me --limit 1")
def next_(
    context: typer.Context,
    filter_: FilterArgument = None,
    project: ProjectOption = None,
    all_projects: AllProjectsOption = False,
    limit: Annotated[int, typer.Option(parser=text.count, metavar="N", help="At most so many.")] = LIMIT,
) -> None:
    """List what can be started, the most urgent first; docs/filters.md has the formula."""
    radar = radar_of(context)
    expression = None if filter_ is None else radar.filter(filter_)
    scope = list_arguments.scope(radar, project, all_projects=all_projects, filter_=expression)
    urgent = urgent_tasks.most_urgent(radar.database, radar.clock, radar.current_user, scope, expression, limit)
    show(radar, Table([URGENCY, *COLUMNS], [[round(one.urgency, 2), *row(one.task)] for one in urgent]))
    if not urgent:
        what = "nothing" if filter_ is None else "nothing of that"
        radar.say(f"{what} can be started: see radar task list for what is blocked or waits for something")
