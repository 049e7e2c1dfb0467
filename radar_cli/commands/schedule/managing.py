"""radar schedule list, pause, resume and remove"""

import json
from collections.abc import Sequence
from functools import partial
from typing import Annotated

import typer

from radar_cli.commands.command import DataCommand, RadarCommand, radar_of, show
from radar_cli.commands.schedule.sentences import next_run
from radar_cli.domain import text
from radar_cli.domain.report import project_names
from radar_cli.domain.schedule import Schedule
from radar_cli.domain.table import Cell, Column, Table
from radar_cli.services import schedules

app = typer.Typer()

COLUMNS = (
    Column("id", "Id"),
    Column("report", "Report"),
    Column("project", "Project"),
    Column("cron", "Times"),
    Column("time_zone", "Zone", spare=4),
    Column("status", "Status"),
    Column("next_run_at", "Next"),
    Column("last_slot_at", "Last", spare=3),
    Column("last_report", "Its report", short=8, optional=True, spare=1),
    Column("last_status", "Is", optional=True),
    Column("error", "Problem", optional=True),
    Column("files", "Files", optional=True, spare=2),
    Column("host", "On", hidden=True),
    Column("options", "Options", hidden=True),
)
Id = Annotated[
    int,
    typer.Argument(
        parser=partial(text.identifier, what="schedule number"), metavar="ID", help="As radar schedule list shows it."
    ),
]


@app.command("list", cls=DataCommand, epilog="Example: radar schedule list")
def list_(context: typer.Context) -> None:
    """List your schedules, with their next and last reports."""
    radar = radar_of(context)
    found = schedules.listed(radar.database, radar.current_user)
    show(radar, Table(COLUMNS, [_row(schedule) for schedule in found]))
    if not found:
        radar.say("no schedules yet; make one with radar schedule add")


@app.command("pause", cls=RadarCommand, epilog="Example: radar schedule pause 3")
def pause(context: typer.Context, schedule_id: Id) -> None:
    """Have no reports made until it is resumed."""
    radar = radar_of(context)
    schedule = schedules.pause(radar.database, radar.current_user, schedule_id)
    radar.say(f"paused schedule {schedule.id}: {schedule.report}")


@app.command("resume", cls=RadarCommand, epilog="Example: radar schedule resume 3")
def resume(context: typer.Context, schedule_id: Id) -> None:
    """Have reports made again, from the next time on; what was missed while paused is not made up for."""
    radar = radar_of(context)
    schedule = schedules.resume(radar.database, radar.current_user, schedule_id)
    radar.say(f"resumed schedule {schedule.id}: {schedule.report} {next_run(radar, schedule)}")


@app.command("remove", cls=RadarCommand, epilog="Example: radar schedule remove 3")
def remove(context: typer.Context, schedule_id: Id) -> None:
    """Remove a schedule; the reports that it made stay."""
    radar = radar_of(context)
    schedules.remove(radar.database, radar.current_user, schedule_id)
    radar.schedule_files.delete(schedule_id)
    radar.say(f"removed schedule {schedule_id}")


def _row(schedule: Schedule) -> Sequence[Cell]:
    paused = schedule.paused_at is not None
    output, options = schedule.output or {}, schedule.params["options"]
    return (
        schedule.id,
        schedule.report,
        project_names(schedule.params),
        schedule.cron,
        schedule.params["zone"],
        "paused" if paused else "active",
        None if paused else schedule.next_run_at,
        schedule.last_slot_at,
        None if schedule.last_report is None else str(schedule.last_report),
        schedule.last_status,
        schedule.error,
        tuple(output["files"].values()) if output else None,
        output.get("host"),
        json.dumps(options) if options else None,
    )
