"""radar task block and unblock"""

from typing import Annotated

import typer

from radar_cli.commands import arguments
from radar_cli.commands.command import RadarCommand, radar_of
from radar_cli.commands.task import sentences
from radar_cli.commands.task.options import Ids
from radar_cli.services import blocking

app = typer.Typer()


@app.command("block", cls=RadarCommand, epilog='Example: radar task block 42 --reason "waits for the design"')
def block(
    context: typer.Context,
    ids: Ids,
    reason: Annotated[str, typer.Option("--reason", "-r", metavar="TEXT", help="What they wait for.")],
) -> None:
    """Mark open tasks as blocked, and say by what."""
    radar = radar_of(context)
    blocked = blocking.block(radar.database, radar.clock, radar.current_user, arguments.task_ids(ids), reason)
    radar.say(sentences.changed("blocked", blocked))


@app.command("unblock", cls=RadarCommand, epilog="Example: radar task unblock 42")
def unblock(context: typer.Context, ids: Ids) -> None:
    """Let blocked tasks go on."""
    radar = radar_of(context)
    freed = blocking.unblock(radar.database, radar.clock, radar.current_user, arguments.task_ids(ids))
    radar.say(sentences.changed("unblocked", freed))
