"""What the commands have in common that wait for a report and show it."""

from collections.abc import Callable, Sequence
from typing import Annotated
from uuid import UUID

import typer

from radar_cli import reports as catalog
from radar_cli.commands.command import answer, show
from radar_cli.context import Context
from radar_cli.domain import text, zones
from radar_cli.domain.report import Report
from radar_cli.domain.table import Cell, Column, Table
from radar_cli.errors import BrokerUnavailable
from radar_cli.services import reports, waiting
from radar_cli.services.reports import Submitted

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

TimeoutOption = Annotated[float, typer.Option(parser=text.seconds, metavar="SECONDS", help="Wait at most so long.")]
WaitOption = Annotated[bool, typer.Option("--wait/--no-wait", help="Wait for it, or print its id.")]


def finish(radar: Context, submit: Callable[[], Submitted], wait: bool, timeout: float) -> None:
    """Ask for a report, wait for it if that is wanted, and show it; else print its id."""
    with radar.spinner() as say:
        say("computing the report" if radar.in_process else "handing the report over")
        submitted = submit()
        if submitted.problem is not None:
            radar.warn(_accepted(submitted.report_id, submitted.problem))
        if not wait:
            answer(submitted.report_id)
            return
        report = waiting.wait(
            radar.database,
            radar.current_user,
            submitted.report_id,
            timeout,
            compute=radar.in_process,
            seen=lambda report: say(_standing(report)),
        )
    show_report(radar, report)


def show_report(radar: Context, report: Report) -> None:
    """Show the result of a report, or where it stands.

    Raises:
        OperationFailed: it failed or was cancelled.
    """
    if not report.is_finished:
        show(radar, Table(COLUMNS, [row(report)], single=True))
        return
    report_type = catalog.load(report.type)
    result = reports.result_of(report)
    show(radar, report_type.shown(result), report_type.parts(result), lambda: zones.zone(result["time_zone"]))


def row(report: Report) -> Sequence[Cell]:
    """A report in COLUMNS."""
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


def _accepted(report_id: UUID, problem: BrokerUnavailable) -> str:
    return (
        f"report {report_id} is accepted, but {problem.what}: {problem.mend};"
        " a worker publishes it once the broker answers"
    )


def _standing(report: Report) -> str:
    attempt = f", attempt {report.attempt} of {report.max_attempts}" if report.attempt else ""
    return f"report {str(report.id)[:8]} is {report.status}{attempt}"
