"""radar view"""

from typing import Annotated

import typer

from radar_cli.commands import list_arguments
from radar_cli.commands.command import DataCommand, RadarCommand, radar_of, show
from radar_cli.commands.task.columns import COLUMNS as TASK_COLUMNS
from radar_cli.domain.quoted import quoted
from radar_cli.domain.table import Column, Table
from radar_cli.errors import BadInput
from radar_cli.services import views

app = typer.Typer(
    help="Save lists of tasks under a name.", epilog="Example: radar view save soon 'assignee:me due<+7d' --sort +due"
)

COLUMNS = (
    Column("name", "Name"),
    Column("filter", "Filter"),
    Column("sort", "Sort"),
    Column("columns", "Columns"),
    Column("created_at", "Saved", hidden=True),
)
Name = Annotated[str, typer.Argument(metavar="NAME", help="The view's name.")]


@app.command("save", cls=RadarCommand, epilog="Example: radar view save soon 'assignee:me due<+7d' --sort +due")
def save(
    context: typer.Context,
    name: Name,
    filter_: Annotated[str, typer.Argument(metavar="[FILTER]", help="Which tasks; see radar task list.")] = "",
    sort: Annotated[str, typer.Option(metavar="FIELD", help="The order; see radar task list.")] = "id",
    columns: Annotated[str | None, typer.Option(metavar="FIELDS", help="Only these, comma-separated.")] = None,
) -> None:
    """Save a view, over one of the same name if there is one; radar task list --view shows its tasks."""
    radar = radar_of(context)
    list_arguments.page(sort, None, None)
    chosen = _columns(columns)
    view = views.save(radar.database, radar.clock, radar.current_user, radar.zone, name, filter_, sort, chosen)
    radar.say(f"saved view {view.name}: see radar task list --view {view.name}")


@app.command("list", cls=DataCommand, epilog="Example: radar view list")
def list_(context: typer.Context) -> None:
    """List your views."""
    radar = radar_of(context)
    found = views.listed(radar.database, radar.current_user)
    rows = [(view.name, view.filter, view.sort, tuple(view.columns), view.created_at) for view in found]
    show(radar, Table(COLUMNS, rows))


@app.command("delete", cls=RadarCommand, epilog="Example: radar view delete soon")
def delete(context: typer.Context, name: Name) -> None:
    """Delete a view; the tasks stay."""
    radar = radar_of(context)
    views.delete(radar.database, radar.current_user, name)
    radar.say(f"deleted view {name}")


def _columns(written: str | None) -> list[str]:
    names = [] if written is None else [name.strip() for name in written.split(",")]
    known = [column.name for column in TASK_COLUMNS]
    for name in names:
        if name not in known:
            raise BadInput(f"there is no column {quoted(name)}", f"choose from {', '.join(known)}")
    return names
