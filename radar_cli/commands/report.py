"""radar report"""

import sys
from collections.abc import Callable, Sequence
from typing import Annotated
from uuid import UUID

import typer

from radar_cli import reports as catalog
from radar_cli.commands.command import DataCommand, RadarCommand, radar_of, show
from radar_cli.context import Context
from radar_cli.domain import text
from radar_cli.domain.report import Report
from radar_cli.domain.table import Cell, Column, Table
from radar_cli.errors import BadInput, BrokerUnavailable
from radar_cli.rendering.display import require_known
from radar_cli.services import reports, waiting
from radar_cli.services.reports import Submitted

app = typer.Typer(
    help="How work flows: the daily summary, and past reports.",
    epilog="Example: radar report daily-summary --project web",
)

COLUMNS = (
    Column("id", "Id", short=8),
    Column("type", "Report"),
    Column("project", "Project"),
    Column("status", "Status"),
    Column("attempt", "Attempt"),
    Column("created_at", "Asked for"),
    Column("finished_at", "Finished", hidden=True),
    Column("error_code", "Error"),
    Column("error_text", "Reason"),
    Column("requested_by", "By", hidden=True),
    Column("max_attempts", "Attempts at most", hidden=True),
)
LIMIT_ON_TERMINAL = 20

Id = Annotated[str, typer.Argument(metavar="ID", help="The report's id, or its first 4 characters or more.")]
TimeoutOption = Annotated[float, typer.Option(parser=text.seconds, metavar="SECONDS", help="Wait at most so long.")]


def _report_command(name: str) -> Callable[..., None]:
    def command(
        context: typer.Context,
        project: Annotated[str | None, typer.Option("--project", "-p", metavar="NAME", help="Of this project.")] = None,
        all_projects: Annotated[bool, typer.Option("--all-projects", help="Of all your projects.")] = False,
        tz: Annotated[str | None, typer.Option("--tz", metavar="ZONE", help="An IANA time zone.")] = None,
        wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Wait for it, or print its id.")] = True,
        timeout: TimeoutOption = 60,
        dedup_key: Annotated[
            str | None,
            typer.Option("--dedup-key", metavar="KEY", help="Of all the times you ask with this key the first counts."),
        ] = None,
        require_broker: Annotated[
            bool, typer.Option("--require-broker", help="Fail with 69 when the broker does not take it.")
        ] = False,
    ) -> None:
        radar = radar_of(context)
        if all_projects and project is not None:
            raise BadInput("--project and --all-projects are both given", "choose one of them")
        report_type = catalog.load(name)
        require_known(radar.output, report_type.columns, report_type.fields)
        scope = None if all_projects else radar.project(project)
        zone = tz or radar.zone_name
        radar.sweep()
        actor = radar.current_user

        def submit() -> Submitted:
            return reports.submit(
                radar.database,
                radar.publisher,
                actor,
                name,
                scope,
                zone,
                dedup_key=dedup_key,
                require_broker=require_broker,
            )

        _finish(radar, submit, wait, timeout)

    return command


for _name in catalog.names():
    app.command(
        _name,
        cls=DataCommand,
        help=catalog.summary(_name),
        epilog=f"Example: radar report {_name} --project web --format csv",
    )(_report_command(_name))


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
    show(radar, Table(COLUMNS, [_row(report) for report in found.reports]))
    if found.more:
        radar.say(f"{found.more} more: raise --limit")
    if not found.reports:
        radar.say("no reports yet; ask for one with radar report daily-summary")


@app.command("show", cls=DataCommand, epilog="Example: radar report show 3f2a")
def show_(context: typer.Context, report_id: Id) -> None:
    """Show a report's result, or where it stands."""
    radar = radar_of(context)
    radar.sweep()
    _show(radar, reports.get(radar.database, radar.current_user, report_id))


@app.command("wait", cls=DataCommand, epilog="Example: radar report wait 3f2a --timeout 300")
def wait_(context: typer.Context, report_id: Id, timeout: TimeoutOption = 60) -> None:
    """Wait for a report, and show its result."""
    radar = radar_of(context)
    report = reports.get(radar.database, radar.current_user, report_id)
    _finish(radar, lambda: Submitted(report.id, None), True, timeout)


@app.command("cancel", cls=RadarCommand, epilog="Example: radar report cancel 3f2a")
def cancel(context: typer.Context, report_id: Id) -> None:
    """Cancel a report that is not finished."""
    radar = radar_of(context)
    radar.sweep()
    report = reports.cancel(radar.database, radar.current_user, report_id)
    radar.say(f"cancelled report {report.id}")


@app.command("retry", cls=DataCommand, epilog="Example: radar report retry 3f2a")
def retry(
    context: typer.Context,
    report_id: Id,
    wait: Annotated[bool, typer.Option("--wait/--no-wait", help="Wait for it, or print its id.")] = True,
    timeout: TimeoutOption = 60,
) -> None:
    """Compute a report again, or hand it to the workers again."""
    radar = radar_of(context)
    radar.sweep()
    actor = radar.current_user
    _finish(radar, lambda: reports.retry(radar.database, radar.publisher, actor, report_id), wait, timeout)


def _finish(radar: Context, submit: Callable[[], Submitted], wait: bool, timeout: float) -> None:
    with radar.spinner() as say:
        say("computing the report" if radar.in_process else "handing the report over")
        submitted = submit()
        if submitted.problem is not None:
            radar.warn(_accepted(submitted.report_id, submitted.problem))
        if not wait:
            typer.echo(submitted.report_id)
            return
        report = waiting.wait(
            radar.database,
            radar.current_user,
            submitted.report_id,
            timeout,
            compute=radar.in_process,
            seen=lambda report: say(_standing(report)),
        )
    _show(radar, report)


def _accepted(report_id: UUID, problem: BrokerUnavailable) -> str:
    return (
        f"report {report_id} is accepted, but {problem.what}: {problem.mend};"
        " a worker publishes it once the broker answers"
    )


def _standing(report: Report) -> str:
    attempt = f", attempt {report.attempt} of {report.max_attempts}" if report.attempt else ""
    return f"report {str(report.id)[:8]} is {report.status}{attempt}"


def _show(radar: Context, report: Report) -> None:
    if report.is_finished:
        show(radar, catalog.load(report.type).table(reports.result_of(report)))
    else:
        show(radar, Table(COLUMNS, [_row(report)], single=True))


def _row(report: Report) -> Sequence[Cell]:
    return (
        str(report.id),
        report.type,
        report.project,
        report.status.value,
        report.attempt,
        report.created_at,
        report.finished_at,
        report.error_code,
        report.error_text,
        report.requested_by,
        report.max_attempts,
    )
