"""radar task start, done, reopen and cancel"""

import typer

from radar_cli.commands import arguments
from radar_cli.commands.command import RadarCommand, radar_of
from radar_cli.commands.task import sentences
from radar_cli.commands.task.options import Ids
from radar_cli.domain.task import Move
from radar_cli.services import tasks

app = typer.Typer()


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


def _move(context: typer.Context, ids: list[str], how: Move) -> None:
    radar = radar_of(context)
    moved = tasks.move(radar.database, radar.clock, radar.current_user, arguments.task_ids(ids), how)
    radar.say(sentences.changed(tasks.past_tense(how), moved))
