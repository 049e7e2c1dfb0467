"""radar demo"""

import os
import shlex
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from radar_cli import reports as catalog
from radar_cli.commands.command import DataCommand, radar_of, show
from radar_cli.domain.clock import system_clock
from radar_cli.domain.quoted import quoted
from radar_cli.errors import BadInput
from radar_cli.output_files import named
from radar_cli.rendering.display import require_known
from radar_cli.services import demo, reports

app = typer.Typer(help="Try radar on a made-up team with a year of history.")


@app.command("demo", cls=DataCommand, epilog="Example: radar demo --keep demo.db")
def demo_(
    context: typer.Context,
    keep: Annotated[str | None, typer.Option("--keep", metavar="PATH", help="Keep the database in this file.")] = None,
) -> None:
    """Make up a team with three projects and a year of history, and show its daily summary.

    Your own data is not touched: the team lives in a throw-away database, or in the file of --keep.
    """
    radar = radar_of(context)
    summary = catalog.load(demo.REPORT)
    require_known(radar.output, summary.columns, summary.fields)
    with TemporaryDirectory() as throw_away:
        path = Path(throw_away) / "demo.db" if keep is None else _new_file(keep)
        team, report = demo.made_up(path, system_clock, radar.account_name, radar.zone_name)
        radar.say(
            f"made up {team.people} people, {team.projects} projects, {team.tasks} tasks and {team.events} events"
        )
        show(radar, summary.table(reports.result_of(report)))
    for line in _what_next(path if keep else None):
        radar.say(line)


def _new_file(written: str) -> Path:
    try:
        path = named(written, "--keep").expanduser()
    except RuntimeError:
        raise BadInput(f"--keep {quoted(written)} begins with an unknown user's home", "choose another file") from None
    if os.path.exists(path):
        raise BadInput(f"{written} exists already", "choose another file, or remove it")
    return path


def _what_next(kept: Path | None) -> tuple[str, ...]:
    if kept is None:
        return (
            "Nothing of this was kept. Keep it and look around in it:",
            "  radar demo --keep demo.db",
            "Or begin with your own:",
            "  radar project add web",
            '  radar task add "Fix login"',
            "  radar report daily-summary",
        )
    return (
        "Look around in it:",
        f"  export RADAR_DATABASE_URL=sqlite:///{shlex.quote(str(kept.absolute()))}",
        "  radar task list --project web",
        "  radar task list --status done --done-since -7d --all-projects",
        "  radar report daily-summary --project web",
    )
