"""radar task next"""

from typing import Annotated

import typer

from radar_cli.commands.command import DataCommand, radar_of, show
from radar_cli.commands.options import ProjectOption
from radar_cli.commands.task.columns import COLUMNS, row
from radar_cli.domain import text
from radar_cli.domain.table import Column, Table
from radar_cli.services import urgent_tasks

app = typer.Typer()

URGENCY = Column("urgency", "Urgency")
LIMIT = 10


@app.command("next", cls=DataCommand, epilog="Example: radar task next --limit 1")
def next_(
    context: typer.Context,
    project: ProjectOption = None,
    limit: Annotated[int, typer.Option(parser=text.count, metavar="N", help="At most so many.")] = LIMIT,
) -> None:
    """List what can be started, the most urgent first; docs/filters.md has the formula."""
    radar = radar_of(context)
    scope = radar.project(project)
    urgent = urgent_tasks.most_urgent(radar.database, radar.clock, radar.current_user, scope, limit)
    show(radar, Table([URGENCY, *COLUMNS], [[round(one.urgency, 2), *row(one.task)] for one in urgent]))
    if not urgent:
        radar.say("nothing can be started: see radar task list for what is blocked or waits for something")
