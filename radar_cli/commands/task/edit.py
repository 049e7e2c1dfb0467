"""radar task edit"""

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from radar_cli.commands import arguments, list_arguments, prompts
from radar_cli.commands.command import RadarCommand, answer, radar_of
from radar_cli.commands.options import ProjectOption
from radar_cli.commands.task import sentences, values
from radar_cli.commands.task.form_session import edit_in_editor
from radar_cli.commands.task.options import DryRunOption, DueOption, PriorityOption, YesOption
from radar_cli.context import Context
from radar_cli.domain.event import changes_between
from radar_cli.domain.task import OPEN_STATUSES, Task
from radar_cli.errors import BadInput
from radar_cli.services import task_edits, task_lists

app = typer.Typer()

CONFIRMED_ABOVE = 5
Tags = list[str] | None


@app.command(
    "edit",
    cls=RadarCommand,
    epilog="Example: radar task edit --where 'tag:backend -tag:later' --set priority=high --add-tag q4",
)
def edit(
    context: typer.Context,
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="[ID...]", help="Task numbers; - reads them from stdin.")
    ] = None,
    where: Annotated[
        str | None, typer.Option("--where", metavar="FILTER", help="All open tasks that a filter means.")
    ] = None,
    project: ProjectOption = None,
    title: Annotated[str | None, typer.Option(help="The new title.")] = None,
    description: Annotated[str | None, typer.Option("--description", "-d", help="The new description.")] = None,
    priority: PriorityOption = None,
    assignee: Annotated[
        str | None, typer.Option("--assignee", "-a", metavar="EMAIL", help="Whose it is now; me, or none.")
    ] = None,
    due: DueOption = None,
    add_tag: Annotated[Tags, typer.Option(metavar="TAG", help="One more tag; may be repeated.")] = None,
    remove_tag: Annotated[Tags, typer.Option(metavar="TAG", help="A tag less; may be repeated.")] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="FIELD=VALUE", help="A field and its value; may be repeated.")
    ] = None,
    yes: YesOption = False,
    dry_run: DryRunOption = False,
) -> None:
    """Change fields of tasks, of all of them or of none.

    On a terminal, one task without options is edited as a small text in $EDITOR.
    """
    radar = radar_of(context)
    given = {"title": title, "description": description, "priority": priority, "assignee": assignee, "due": due}
    chosen = _together({name: value for name, value in given.items() if value is not None}, set_ or [])
    new = values.edit_of(chosen, radar.clock, lambda: radar.zone, add_tag or (), remove_tag or ())
    if new == task_edits.Edit():
        edit_in_editor(radar, _only(ids, where))
        return
    _require_one(ids, where)
    found = [] if where is None else _matching(radar, where, project)
    if where is not None and not found:
        radar.say("no such tasks: nothing was changed; status:all or project:NAME in the filter looks further")
        return
    if len(found) > CONFIRMED_ABOVE and not dry_run:
        _confirm(len(found), yes=yes)
    wanted = arguments.task_ids(ids) if ids else [task.id for task in found]
    edited = task_edits.edit(
        radar.database, radar.clock, radar.current_user, wanted, new, as_seen=found, dry_run=dry_run
    )
    _report(radar, edited, dry_run=dry_run)


def _together(given: Mapping[str, str], written: Sequence[str]) -> Mapping[str, str]:
    set_values = values.settings(written)
    for name in set_values:
        if name in given:
            raise BadInput(f"--set {name} and --{name} are both given", "choose one of them")
    return {**given, **set_values}


def _only(ids: Sequence[str] | None, where: str | None) -> int:
    if where is None and ids and len(ids) == 1 and ids != ["-"] and prompts.is_terminal():
        return arguments.task_id(ids[0])
    raise BadInput("there is nothing to change", "give --title, --priority, --set FIELD=VALUE or another option")


def _require_one(ids: Sequence[str] | None, where: str | None) -> None:
    if (where is None) == (not ids):
        raise BadInput("which tasks is not clear", "give their numbers, or --where FILTER")


def _matching(radar: Context, where: str, project: str | None) -> Sequence[Task]:
    expression = radar.filter(where)
    scope = list_arguments.scope(radar, project, filter_=expression)
    return task_lists.matching(radar.database, radar.clock, radar.current_user, scope, expression, OPEN_STATUSES)


def _confirm(count: int, *, yes: bool) -> None:
    if not yes and not prompts.is_terminal():
        raise BadInput(f"{count} tasks would be edited", "confirm it with --yes, or look first with --dry-run")
    prompts.confirm(f"Edit {count} tasks?", yes=yes)


def _report(radar: Context, edited: Sequence[task_edits.Edited], *, dry_run: bool) -> None:
    changed = [one for one in edited if one.before != one.after]
    if not dry_run:
        radar.say(sentences.changed("edited", [one.after for one in changed]) if changed else "nothing had to change")
        return
    for one in changed:
        fields = ", ".join(changes_between(one.before, one.after))
        answer(f"would edit task {one.after.id}: {one.before.title} ({fields})")
    radar.say(f"would edit {len(changed)} of {len(edited)} tasks")
