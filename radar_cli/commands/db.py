"""radar db"""

from typing import Annotated

import typer

from radar_cli.commands import isolation
from radar_cli.commands.command import DataCommand, RadarCommand, answer, radar_of, show
from radar_cli.domain.table import Column, Table
from radar_cli.services import roll_ups, schema, sharing

app = typer.Typer(help="Migrate the database, and see where it stands.", epilog="Example: radar db migrate")

COLUMNS = (Column("version", "Version"), Column("name", "Name"), Column("applied_at", "Applied"))
RIGHTS = (Column("rights", "Rights"), Column("of", "Of"))


@app.command("migrate", cls=RadarCommand, epilog="Example: radar db migrate --dry-run")
def migrate(
    context: typer.Context,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be applied.")] = False,
) -> None:
    """Bring the schema up to date, and print what was applied."""
    radar = radar_of(context)
    url = radar.database_url
    radar.prepare_embedded()
    migrations = schema.pending(url) if dry_run else schema.migrate(url)
    for migration in migrations:
        answer(migration.name)
    if not migrations:
        radar.say("nothing to do: the schema is up to date")


@app.command("status", cls=DataCommand, epilog="Example: radar db status")
def status(context: typer.Context) -> None:
    """Show every migration, and when it was applied."""
    radar = radar_of(context)
    radar.prepare_embedded()
    states = schema.states(radar.database_url)
    show(radar, Table(COLUMNS, [(state.version, state.name, state.applied_at) for state in states]))
    if any(state.applied_at is None for state in states):
        radar.say("some migrations are missing: run radar db migrate")


@app.command("rebuild", cls=RadarCommand, epilog="Example: radar db rebuild")
def rebuild(context: typer.Context) -> None:
    """Count again what is kept counted for reports; nobody can change tasks meanwhile."""
    radar = radar_of(context)
    wrong = roll_ups.rebuild(radar.database)
    radar.say(f"rebuilt; {wrong} of the counts {'was' if wrong == 1 else 'were'} wrong")


@app.command("share", cls=DataCommand, epilog="Example: radar db share radar_team")
def share(
    context: typer.Context,
    role: Annotated[str, typer.Argument(metavar="ROLE", help="A role that the server has, for everybody's URL.")],
) -> None:
    """Give a role of PostgreSQL what a team needs, and take from it what is more; run it as the owner of the tables.

    By psql, that role can then read no password and no session, and change no past event. Do it again after an upgrade.
    """
    radar = radar_of(context)
    shared = sharing.share(radar.database, role)
    show(radar, Table(RIGHTS, [(right.rights, right.of_what) for right in shared.granted]))
    for left in shared.left_over:
        radar.warn(f"{role} may still {left}: whoever owns that has to revoke it from PUBLIC")


app.registered_commands += isolation.app.registered_commands
