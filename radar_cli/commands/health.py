"""radar health"""

import typer

from radar_cli.commands.command import DataCommand, radar_of, show
from radar_cli.domain.table import Column, Table
from radar_cli.errors import ExitCode
from radar_cli.services import health

app = typer.Typer(help="Check database, schema, broker and workers.")

COLUMNS = (Column("check", "Check"), Column("status", "Status"), Column("detail", "Detail"))


@app.command("health", cls=DataCommand, epilog="Example: radar health --format json")
def health_(context: typer.Context) -> None:
    """Check what radar needs, a line each; the exit code is 1 if something has failed."""
    radar = radar_of(context)
    # An embedded database is made and migrated by whatever command comes first; this may be the one.
    database = (lambda: radar.database) if radar.is_embedded else (lambda: radar.unchecked_database)
    findings = health.check(radar.database_url, database, radar.queue_depth if radar.has_broker else None)
    show(radar, Table(COLUMNS, [(one.check, one.status.value, one.detail) for one in findings]))
    if any(one.status is health.Status.FAILED for one in findings):
        raise typer.Exit(ExitCode.FAILED)
