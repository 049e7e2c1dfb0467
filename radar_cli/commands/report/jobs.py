"""radar report list, show, wait, cancel and retry"""

import sys
from typing import Annotated

import typer

from radar_cli.commands.command import DataCommand, RadarCommand, radar_of, show
from radar_cli.commands.report.asking import COLUMNS, TimeoutOption, WaitOption, finish, row, show_report
from radar_cli.commands.report.options import ChartCommand
from radar_cli.domain import text
from radar_cli.domain.table import Table
from radar_cli.services import reports
from radar_cli.services.reports import Submitted

app = typer.Typer()

LIMIT_ON_TERMINAL = 20

Id = Annotated[str, typer.Argument(metavar="ID", help="The report's id, or its first 4 characters or more.")]


@app.command("list", cls=DataCommand, epilog="Example: radar report list --limit 5")
def list_(
    context: typer.Context,
    limit: Annotated[
        int | None, typer.Option(parser=text.count, metavar="N", help="At most so many (on a terminal 20).")
    ] = None,
) -> None:
    """List the reports that you may see, the newest first."""
    radar = radar_of(context)
    radar.sweep()
    most = LIMIT_ON_TERMINAL if limit is None and sys.stdout.isatty() else limit
    found = reports.visible(radar.database, radar.current_user, most)
    show(radar, Table(COLUMNS, [row(report) for report in found.reports]))
    if found.more:
        radar.say(f"{found.more} more: raise --limit")
    if not found.reports:
        radar.say("no reports yet; ask for one with radar report daily-summary")


@app.command("show", cls=ChartCommand, epilog="Example: radar report show 3f2a")
def show_(context: typer.Context, report_id: Id) -> None:
    """Show a report's result, or where it stands."""
    radar = radar_of(context)
    radar.sweep()
    show_report(radar, reports.get(radar.database, radar.current_user, report_id))


@app.command("wait", cls=ChartCommand, epilog="Example: radar report wait 3f2a --timeout 300")
def wait_(context: typer.Context, report_id: Id, timeout: TimeoutOption = 60) -> None:
    """Wait for a report, and show its result."""
    radar = radar_of(context)
    report = reports.get(radar.database, radar.current_user, report_id)
    finish(radar, lambda: Submitted(report.id, None), True, timeout)


@app.command("cancel", cls=RadarCommand, epilog="Example: radar report cancel 3f2a")
def cancel(context: typer.Context, report_id: Id) -> None:
    """Cancel a report that is not finished."""
    radar = radar_of(context)
    radar.sweep()
    report = reports.cancel(radar.database, radar.current_user, report_id)
    radar.say(f"cancelled report {report.id}")


@app.command("retry", cls=ChartCommand, epilog="Example: radar report retry 3f2a")
def retry(context: typer.Context, report_id: Id, wait: WaitOption = True, timeout: TimeoutOption = 60) -> None:
    """Compute a report again, or hand it to the workers again."""
    radar = radar_of(context)
    radar.sweep()
    actor = radar.current_user
    finish(radar, lambda: reports.retry(radar.database, radar.publisher, actor, report_id), wait, timeout)
