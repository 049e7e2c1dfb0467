"""radar undo"""

from typing import Annotated

import typer

from radar_cli.commands import arguments
from radar_cli.commands.command import RadarCommand, answer, radar_of
from radar_cli.services import undo as service

app = typer.Typer(help="Undo the last change of yours to tasks.")


@app.command("undo", cls=RadarCommand, epilog="Example: radar undo")
def undo(
    context: typer.Context,
    batch: Annotated[
        str | None, typer.Option("--batch", metavar="NUMBER", help="Undo this one instead; radar log shows its number.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be undone.")] = False,
) -> None:
    """Undo the last change of yours to tasks, however many it touched: all of it, or nothing.

    Undo again to undo the one before. Where somebody has changed the same since, nothing is undone.
    """
    radar = radar_of(context)
    number = None if batch is None else arguments.batch_number(batch)
    done = service.undo(radar.database, radar.clock, radar.current_user, number, dry_run=dry_run)
    tasks = "1 task" if done.tasks == 1 else f"{done.tasks} tasks"
    what = f"batch {done.batch.id} ({done.batch.action} of {tasks})"
    if dry_run:
        answer(f"would undo {what}")
        return
    radar.say(f"undid {what}; bring it back with radar undo --batch {done.by}")
