"""radar task block and unblock"""

from typing import Annotated

import typer

from radar_cli.commands import arguments
from radar_cli.commands.command import RadarCommand, radar_of
from radar_cli.commands.task import sentences
from radar_cli.commands.task.options import DryRunOption, Ids
from radar_cli.services import blocking

app = typer.Typer()


@app.command("block", cls=RadarCommand, epilog='Example: radar task block 42 --reason "waits for the design"')
def block(
    context: typer.Context,
    ids: Ids,
    reason: Annotated[str, typer.Option("--reason", "-r", metavar="TEXT", help="What they wait for.")],
    dry_run: DryRunOption = False,
) -> None:
    """Mark open tasks as blocked, and say by what."""
    radar = radar_of(context)
    wanted = arguments.task_ids(ids)
    blocked = blocking.block(radar.database, radar.clock, radar.current_user, wanted, reason, dry_run=dry_run)
    sentences.tell(radar, "blocked", blocked, dry_run=dry_run)


@app.command("unblock", cls=RadarCommand, epilog="Example: radar task unblock 42")
def unblock(context: typer.Context, ids: Ids, dry_run: DryRunOption = False) -> None:
    """Let blocked tasks go on."""
    radar = radar_of(context)
    wanted = arguments.task_ids(ids)
    freed = blocking.unblock(radar.database, radar.clock, radar.current_user, wanted, dry_run=dry_run)
    sentences.tell(radar, "unblocked", freed, dry_run=dry_run)
