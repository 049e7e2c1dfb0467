"""radar schedule add NAME: have a report made at times of day, with any of its options."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any

import typer

from radar_cli import reports as catalog
from radar_cli.commands.command import RadarCommand, answer, radar_of, written_options
from radar_cli.commands.options import AllProjectsOption
from radar_cli.commands.report.by_name import ProjectsOption, ZoneOption, projects_of
from radar_cli.commands.report.options import declared, given, picture_options
from radar_cli.commands.schedule.outputs import asked_for
from radar_cli.commands.schedule.sentences import how_it_is_made, next_run
from radar_cli.context import Context
from radar_cli.domain.report import Request
from radar_cli.errors import RadarError
from radar_cli.lazy import built
from radar_cli.services import schedules

TIMES = '--cron "0 8 * * 1-5" --tz Europe/Berlin'


class ScheduledCommand(RadarCommand):
    """A command that takes what a report can be asked for, and how it is written to a file."""

    def __init__(self, name: str, *, params: list[Any] | None = None, **attributes: Any) -> None:
        super().__init__(
            name, params=[*(params or []), *declared(name), *written_options(), *picture_options()], **attributes
        )


def made(name: str) -> Any:
    """The command that schedules a report."""
    app = typer.Typer()
    app.command(
        name,
        cls=ScheduledCommand,
        help=catalog.summary(name),
        epilog=f"Example: radar schedule add {name} {_example(name)} {TIMES}",
    )(_adding(name))
    return built(app.registered_commands[0])


def _example(name: str) -> str:
    """What can follow the report's name; what is written goes to a file."""
    asked, written, format_ = catalog.load(name).example.partition("--format")
    file = f'{written}{format_.rstrip()} --output "{name}-{{date}}.csv"' if written else ""
    return f"{asked}{file}".strip()


def _adding(name: str) -> Callable[..., None]:
    def command(
        context: typer.Context,
        cron: Annotated[
            str,
            typer.Option(
                metavar="TIMES", help='Minute, hour, day, month and day of the week, like "0 8 * * 1-5"; or @daily.'
            ),
        ],
        project: ProjectsOption = None,
        all_projects: AllProjectsOption = False,
        tz: ZoneOption = None,
    ) -> None:
        radar = radar_of(context)
        output = asked_for(radar.output, catalog.load(name), radar.host)
        projects = projects_of(radar.project(None), project or [], all_projects=all_projects)
        request = Request(name, projects, tz or radar.zone_name, given(context.meta, radar))
        added = schedules.add(radar.database, radar.current_user, request, cron, output)
        if output is not None:
            _note_files(radar, added.id, output["files"])
        answer(added.id)
        radar.say(f"added schedule {added.id}: {name} {next_run(radar, added)}")
        radar.say(how_it_is_made(added, radar.has_broker))

    return command


def _note_files(radar: Context, schedule_id: int, files: Mapping[str, str]) -> None:
    """Note on this machine where the schedule writes to; without the note there is no schedule."""
    try:
        radar.schedule_files.write(schedule_id, files)
    except RadarError:
        schedules.remove(radar.database, radar.current_user, schedule_id)
        raise
