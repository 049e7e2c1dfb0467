"""radar task delete"""

from typing import Annotated

import typer

from radar_cli.commands import arguments, prompts
from radar_cli.commands.command import RadarCommand, answer, radar_of
from radar_cli.commands.task import sentences
from radar_cli.commands.task.options import Ids, YesOption
from radar_cli.services import tasks

app = typer.Typer()


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
            answer(f"would delete task {task.id}: {task.title}")
        return
    found = tasks.deletable(radar.database, radar.current_user, wanted)
    prompts.confirm(f"Delete {sentences.named(found)}?", yes=yes)
    deleted = tasks.delete(radar.database, radar.clock, radar.current_user, wanted)
    radar.say(sentences.changed("deleted", deleted))
