"""radar report NAME: ask for a report, wait for it, show it."""

from collections.abc import Callable, Sequence
from typing import Annotated, Any

import typer

from radar_cli import reports as catalog
from radar_cli.commands.command import radar_of
from radar_cli.commands.options import AllProjectsOption
from radar_cli.commands.report.asking import TimeoutOption, WaitOption, finish
from radar_cli.commands.report.options import ReportCommand, given
from radar_cli.domain.report import Request
from radar_cli.errors import BadInput
from radar_cli.lazy import built
from radar_cli.rendering.display import require_known
from radar_cli.services import reports
from radar_cli.services.reports import Submitted

ProjectsOption = Annotated[
    list[str] | None, typer.Option("--project", "-p", metavar="NAME", help="Of this project; may be repeated.")
]
ZoneOption = Annotated[str | None, typer.Option("--tz", metavar="ZONE", help="An IANA time zone.")]


def made(name: str) -> Any:
    """The command of a report."""
    app = typer.Typer()
    app.command(
        name,
        cls=ReportCommand,
        help=catalog.summary(name),
        epilog=f"Example: radar report {name} {catalog.load(name).example}",
    )(_asking(name))
    return built(app.registered_commands[0])


def _asking(name: str) -> Callable[..., None]:
    def command(
        context: typer.Context,
        project: ProjectsOption = None,
        all_projects: AllProjectsOption = False,
        tz: ZoneOption = None,
        wait: WaitOption = True,
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
        if not wait and (radar.output.chart_file or radar.output.page_file):
            raise BadInput("--no-wait has no result to draw", "leave it out, or draw with radar report show ID")
        report_type = catalog.load(name)
        require_known(radar.output, report_type.columns, report_type.fields)
        projects = projects_of(radar.project(None), project or [], all_projects=all_projects)
        request = Request(name, projects, tz or radar.zone_name, given(context.meta, radar))
        radar.sweep()
        actor = radar.current_user

        def submit() -> Submitted:
            return reports.submit(
                radar.database, radar.publisher, actor, request, dedup_key=dedup_key, require_broker=require_broker
            )

        finish(radar, submit, wait, timeout)

    return command


def projects_of(current: str | None, named: Sequence[str], *, all_projects: bool) -> Sequence[str]:
    """The projects that a report is about: those named, else the current one; none stands for all.

    Raises:
        BadInput: some and all are asked for.
    """
    if all_projects and named:
        raise BadInput("--project and --all-projects are both given", "choose one of them")
    if named or all_projects:
        return named
    return [] if current is None else [current]
