"""radar task list"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from radar_cli.commands import arguments, list_arguments, watching
from radar_cli.commands.command import radar_of, show
from radar_cli.commands.options import AllProjectsOption, FilterArgument, ProjectOption
from radar_cli.commands.task.columns import COLUMNS, row
from radar_cli.commands.task.options import PriorityOption
from radar_cli.commands.watching import WatchCommand, WatchOption
from radar_cli.context import Context
from radar_cli.domain import text
from radar_cli.domain.filters.expression import And, Expression
from radar_cli.domain.table import Table
from radar_cli.domain.task import STATUSES
from radar_cli.domain.task_list import Sort, TaskFilter
from radar_cli.domain.view import View
from radar_cli.services import task_lists, views

app = typer.Typer()


@app.command("list", cls=WatchCommand, epilog="Example: radar task list 'assignee:me due<+7d' --sort +due")
def list_(
    context: typer.Context,
    filter_: FilterArgument = None,
    view: Annotated[
        str | None, typer.Option("--view", metavar="NAME", help="As a saved view has it; see radar view save.")
    ] = None,
    ready: Annotated[bool, typer.Option("--ready", help="Only what can be started: is:ready.")] = False,
    project: ProjectOption = None,
    all_projects: AllProjectsOption = False,
    status: Annotated[
        str | None, typer.Option(metavar="STATUSES", help=f"One or more of {', '.join(STATUSES)}.")
    ] = None,
    assignee: Annotated[
        str | None, typer.Option("--assignee", "-a", metavar="EMAIL", help="Whose; me, or none for nobody's.")
    ] = None,
    priority: PriorityOption = None,
    text_: Annotated[
        str | None, typer.Option("--text", metavar="TEXT", help="With this in the title or description.")
    ] = None,
    created_since: Annotated[str | None, typer.Option(metavar="DATE", help="Created on that day or later.")] = None,
    created_until: Annotated[str | None, typer.Option(metavar="DATE", help="Created before that day.")] = None,
    done_since: Annotated[str | None, typer.Option(metavar="DATE", help="Done on that day or later.")] = None,
    done_until: Annotated[str | None, typer.Option(metavar="DATE", help="Done before that day.")] = None,
    sort: Annotated[
        str | None, typer.Option(metavar="FIELD", help=f"{', '.join(Sort)}; ascending with + before it.")
    ] = None,
    limit: Annotated[
        int | None, typer.Option(parser=text.count, metavar="N", help="At most so many (on a terminal 50).")
    ] = None,
    after: Annotated[str | None, typer.Option(metavar="ID", help="Go on after this task of the list.")] = None,
    watch: WatchOption = None,
) -> None:
    """List tasks, the open ones unless --status says otherwise, the newest first."""
    radar = radar_of(context)
    created_from, created_to = arguments.span(created_since, created_until, radar.clock, lambda: radar.zone)
    done_from, done_to = arguments.span(done_since, done_until, radar.clock, lambda: radar.zone)
    saved = None if view is None else views.named(radar.database, radar.current_user, view)
    expression = _expression(radar, [filter_, saved.filter if saved else None, "is:ready" if ready else None])
    sort = sort or (saved.sort if saved else "id")
    _choose_columns(radar, saved)
    status = list_arguments.default_status(sort, expression) if status is None else status
    wanted = TaskFilter(
        statuses=list_arguments.statuses(status),
        assignee=assignee,
        priority=None if priority is None else arguments.priority(priority),
        text=text_,
        created_from=created_from,
        created_to=created_to,
        done_from=done_from,
        done_to=done_to,
        expression=expression,
    )
    part = list_arguments.page(sort, limit, after)
    scope = list_arguments.scope(radar, project, all_projects=all_projects, filter_=expression)

    def listed() -> task_lists.Listing:
        return task_lists.listed(radar.database, radar.clock, radar.current_user, scope, wanted, part)

    if watch is not None:
        watching.watch(radar, watch, lambda: _watched(listed()))
        return
    listing = listed()
    show(radar, _table(listing))
    _say_what_is_left(radar, listing, status, scope)


def _expression(radar: Context, written: Sequence[str | None]) -> Expression | None:
    parts = [radar.filter(one) for one in written if one]
    if len(parts) <= 1:
        return parts[0] if parts else None
    return And(tuple(parts))


def _choose_columns(radar: Context, saved: View | None) -> None:
    chosen = radar.output
    if saved is not None and saved.columns and chosen.columns is None and chosen.json_fields is None:
        radar.output = replace(chosen, columns=saved.columns)


def _table(listing: task_lists.Listing) -> Table:
    return Table(COLUMNS, [row(task) for task in listing.tasks])


def _watched(listing: task_lists.Listing) -> Table:
    return replace(_table(listing), title=f"{_more(listing)} more, see --limit" if listing.more else "")


def _more(listing: task_lists.Listing) -> str:
    return f"at least {listing.more}" if listing.more == task_lists.MOST_COUNTED else str(listing.more)


def _say_what_is_left(radar: Context, listing: task_lists.Listing, status: str, scope: str | None) -> None:
    if not listing.tasks:
        radar.say(list_arguments.none_found(scope, only_open=status == "open"))
    if listing.more:
        radar.say(f"{_more(listing)} more: go on with --after {listing.tasks[-1].id}, or raise --limit")
