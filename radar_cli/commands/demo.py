"""radar demo"""

import shlex
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated

import typer

from radar_cli import reports as catalog
from radar_cli.commands.command import DataCommand, radar_of, show
from radar_cli.database import url
from radar_cli.database.session import Database
from radar_cli.errors import BadInput
from radar_cli.services import demo, reports, schema

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
    with ExitStack() as stack:
        path = _new_file(keep) if keep else Path(stack.enter_context(TemporaryDirectory())) / "demo.db"
        location = url.of_file(path)
        schema.prepare_embedded(location)
        db = Database(location)
        stack.callback(db.disconnect)
        schema.require_current(db)
        team = demo.fill(db, radar.clock, radar.account_name)
        radar.say(
            f"made up {team.people} people, {team.projects} projects, {team.tasks} tasks and {team.events} events"
        )
        report = demo.daily_summary(db, team.visitor, radar.zone_name)
        show(radar, catalog.load(report.type).table(reports.result_of(report)))
    for line in _what_next(path if keep else None):
        radar.say(line)


def _new_file(written: str) -> Path:
    path = Path(written).expanduser()
    if path.exists():
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
