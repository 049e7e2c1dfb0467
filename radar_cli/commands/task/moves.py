"""radar task start, done, reopen and cancel"""

import typer

from radar_cli.commands import arguments
from radar_cli.commands.command import RadarCommand, radar_of
from radar_cli.commands.task import sentences
from radar_cli.commands.task.options import DryRunOption, Ids
from radar_cli.domain.task import Move
from radar_cli.services import tasks

app = typer.Typer()


@app.command("start", cls=RadarCommand, epilog="Example: radar task start 42")
def start(context: typer.Context, ids: Ids, dry_run: DryRunOption = False) -> None:
    """Move tasks from todo to in progress."""
    _move(context, ids, Move.START, dry_run=dry_run)


@app.command("done", cls=RadarCommand, epilog="Example: radar task done 3 5 8")
def done(context: typer.Context, ids: Ids, dry_run: DryRunOption = False) -> None:
    """Finish tasks."""
    _move(context, ids, Move.DONE, dry_run=dry_run)


@app.command("reopen", cls=RadarCommand, epilog="Example: radar task reopen 42")
def reopen(context: typer.Context, ids: Ids, dry_run: DryRunOption = False) -> None:
    """Take tasks that are done or cancelled back to todo."""
    _move(context, ids, Move.REOPEN, dry_run=dry_run)


@app.command("cancel", cls=RadarCommand, epilog="Example: radar task cancel 42")
def cancel(context: typer.Context, ids: Ids, dry_run: DryRunOption = False) -> None:
    """Give tasks up."""
    _move(context, ids, Move.CANCEL, dry_run=dry_run)


def _move(context: typer.Context, ids: list[str], how: Move, *, dry_run: bool) -> None:
    radar = radar_of(context)
    wanted = arguments.task_ids(ids)
    moved = tasks.move(radar.database, radar.clock, radar.current_user, wanted, how, dry_run=dry_run)
    sentences.tell(radar, tasks.past_tense(how), moved, dry_run=dry_run)
