"""radar task"""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated

import typer

from radar_cli.commands import arguments, prompts
from radar_cli.commands.command import DataCommand, RadarCommand, radar_of, show
from radar_cli.context import Context
from radar_cli.domain import text
from radar_cli.domain.event import Event, FieldValue
from radar_cli.domain.table import Cell, Column, Table
from radar_cli.domain.task import Move, Task
from radar_cli.domain.task_list import TaskFilter
from radar_cli.errors import BadInput
from radar_cli.rendering.safe_text import escaped
from radar_cli.services import tasks

app = typer.Typer(
    help="Add, list, change and finish tasks.", epilog='Example: radar task add "Fix login" --project web'
)

COLUMNS = (
    Column("id", "Id"),
    Column("project", "Project"),
    Column("title", "Title"),
    Column("status", "Status"),
    Column("priority", "Priority"),
    Column("assignee", "Assignee"),
    Column("created_at", "Created", short=10),
    Column("started_at", "Started", hidden=True),
    Column("done_at", "Done", hidden=True),
    Column("reopen_count", "Reopened", hidden=True),
    Column("description", "Description", hidden=True),
    Column("version", "Version", hidden=True),
)
DETAIL_COLUMNS = tuple(Column(column.name, column.title) for column in COLUMNS)
EVENT_COLUMNS = (
    Column("at", "When"),
    Column("actor", "Who"),
    Column("type", "What"),
    Column("field", "Field"),
    Column("before", "Before"),
    Column("after", "After"),
)

Ids = Annotated[list[str], typer.Argument(metavar="ID...", help="Task numbers; - reads them from stdin.")]
ProjectOption = Annotated[
    str | None, typer.Option("--project", "-p", metavar="NAME", help="The project; see radar project use.")
]
PriorityOption = Annotated[str | None, typer.Option(metavar="LEVEL", help="low, medium, high or urgent.")]
YesOption = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")]


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
) -> None:
    """Add a task and print its number."""
    radar = radar_of(context)
    level = arguments.priority(priority or "")
    titles = arguments.lines_of_stdin("titles") if title == "-" else [title]
    drafts = [tasks.Draft(one, description, level, assignee) for one in titles]
    added = tasks.add(radar.database, radar.clock, radar.current_user, radar.project(project), drafts)
    for task in added:
        typer.echo(task.id)
    radar.say(_sentence("added", added, f" to {added[0].project}"))


@app.command("list", cls=DataCommand, epilog="Example: radar task list --assignee me --sort priority")
def list_(
    context: typer.Context,
    project: ProjectOption = None,
    all_projects: Annotated[bool, typer.Option("--all-projects", help="Of all your projects.")] = False,
    status: Annotated[
        str | None, typer.Option(metavar="STATUSES", help="todo, in_progress, done, cancelled; open; all.")
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
        str, typer.Option(metavar="FIELD", help="id, created, priority or done; ascending with + before it.")
    ] = "id",
    limit: Annotated[
        int | None, typer.Option(parser=text.count, metavar="N", help="At most so many (on a terminal 50).")
    ] = None,
    after: Annotated[str | None, typer.Option(metavar="ID", help="Go on after this task of the list.")] = None,
) -> None:
    """List tasks, the open ones unless --status says otherwise, the newest first."""
    radar = radar_of(context)
    if all_projects and project is not None:
        raise BadInput("--project and --all-projects are both given", "choose one of them")
    created_from, created_to = arguments.span(created_since, created_until, radar.clock, lambda: radar.zone)
    done_from, done_to = arguments.span(done_since, done_until, radar.clock, lambda: radar.zone)
    wanted = TaskFilter(
        statuses=arguments.statuses(arguments.default_status(sort) if status is None else status),
        priority=None if priority is None else arguments.priority(priority),
        text=text_,
        created_from=created_from,
        created_to=created_to,
        done_from=done_from,
        done_to=done_to,
    )
    part = arguments.page(sort, limit, after)
    scope = None if all_projects else project or radar.config["project"] or None
    listing = tasks.listed(radar.database, radar.current_user, scope, wanted, assignee, part)
    show(radar, Table(COLUMNS, [_row(task) for task in listing.tasks]))
    _say_what_is_left(radar, listing, arguments.default_status(sort) if status is None else status)


@app.command("show", cls=DataCommand, epilog="Example: radar task show 42")
def show_(
    context: typer.Context,
    task_id: Annotated[str, typer.Argument(metavar="ID", help="The task's number.")],
) -> None:
    """Show everything about a task."""
    radar = radar_of(context)
    task = tasks.get(radar.database, radar.current_user, arguments.task_id(task_id))
    show(radar, Table(DETAIL_COLUMNS, [_row(task)], single=True))


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
    radar.say(_sentence("edited", edited))


@app.command("start", cls=RadarCommand, epilog="Example: radar task start 42")
def start(context: typer.Context, ids: Ids) -> None:
    """Move tasks from todo to in progress."""
    _move(context, ids, Move.START)


@app.command("done", cls=RadarCommand, epilog="Example: radar task done 3 5 8")
def done(context: typer.Context, ids: Ids) -> None:
    """Finish tasks."""
    _move(context, ids, Move.DONE)


@app.command("reopen", cls=RadarCommand, epilog="Example: radar task reopen 42")
def reopen(context: typer.Context, ids: Ids) -> None:
    """Take tasks that are done or cancelled back to todo."""
    _move(context, ids, Move.REOPEN)


@app.command("cancel", cls=RadarCommand, epilog="Example: radar task cancel 42")
def cancel(context: typer.Context, ids: Ids) -> None:
    """Give tasks up."""
    _move(context, ids, Move.CANCEL)


@app.command("delete", cls=RadarCommand, epilog="Example: radar task delete 42 --yes")
def delete(
    context: typer.Context,
    ids: Ids,
    yes: YesOption = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be deleted.")] = False,
) -> None:
    """Delete tasks; what happened to them stays in the log."""
    radar = radar_of(context)
    wanted = arguments.task_ids(ids)
    if dry_run:
        for task in tasks.deletable(radar.database, radar.current_user, wanted):
            typer.echo(escaped(f"would delete task {task.id}: {task.title}"))
        return
    found = tasks.deletable(radar.database, radar.current_user, wanted)
    prompts.confirm(escaped(f"Delete {_named(found)}?"), yes=yes)
    deleted = tasks.delete(radar.database, radar.clock, radar.current_user, wanted)
    radar.say(_sentence("deleted", deleted))


@app.command("log", cls=DataCommand, epilog="Example: radar task log 42")
def log(
    context: typer.Context,
    task_id: Annotated[str, typer.Argument(metavar="ID", help="The task's number.")],
) -> None:
    """Show who changed what of a task, and when."""
    radar = radar_of(context)
    events = tasks.log(radar.database, radar.current_user, arguments.task_id(task_id))
    show(radar, Table(EVENT_COLUMNS, [row for event in events for row in _event_rows(event)]))


def _move(context: typer.Context, ids: list[str], how: Move) -> None:
    radar = radar_of(context)
    moved = tasks.move(radar.database, radar.clock, radar.current_user, arguments.task_ids(ids), how)
    radar.say(_sentence(tasks.past_tense(how), moved))


def _row(task: Task) -> Sequence[Cell]:
    return (
        task.id,
        task.project,
        task.title,
        task.status.value,
        task.priority.label,
        task.assignee,
        task.created_at,
        task.started_at,
        task.done_at,
        task.reopen_count,
        task.description,
        task.version,
    )


def _event_rows(event: Event) -> list[Sequence[Cell]]:
    return [
        (event.created_at, event.actor, event.type.value, field, _shown(field, before), _shown(field, after))
        for field, (before, after) in event.changes.items()
        if (before or after)  # an empty description or no reopening is not news
    ]


def _shown(field: str, value: FieldValue) -> Cell:
    if isinstance(value, str) and field.endswith("_at"):
        return datetime.fromisoformat(value)
    return value if value is None or isinstance(value, str | int) else ", ".join(map(str, value))


def _say_what_is_left(radar: Context, listing: tasks.Listing, status: str) -> None:
    if not listing.tasks:
        radar.say(
            "there are no such open tasks; --status all looks at the others" if status == "open" else "no such tasks"
        )
    if listing.more:
        more = f"at least {listing.more}" if listing.more == tasks.MOST_COUNTED else str(listing.more)
        radar.say(f"{more} more: go on with --after {listing.tasks[-1].id}, or raise --limit")


def _sentence(verb: str, changed: Sequence[Task], where: str = "") -> str:
    if len(changed) == 1:
        return f"{verb} task {changed[0].id}{where}: {changed[0].title}"
    return f"{verb} {len(changed)} tasks{where}"


def _named(found: Sequence[Task]) -> str:
    return f"task {found[0].id} ({found[0].title})" if len(found) == 1 else f"{len(found)} tasks"
