"""radar schedule run: what a worker does for schedules, once; and what no worker may do, write files of somebody's."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import UUID

import typer

from radar_cli import reports as catalog
from radar_cli.commands.command import RadarCommand, radar_of
from radar_cli.commands.report.asking import TimeoutOption
from radar_cli.commands.schedule.outputs import options_of
from radar_cli.context import Context
from radar_cli.domain.report import Report, ReportStatus
from radar_cli.domain.schedule import Delivery, Schedule, filled
from radar_cli.errors import DatabaseUnavailable, OperationFailed, RadarError, WaitTimedOut
from radar_cli.output_files import require_no_database
from radar_cli.rendering.display import write_files
from radar_cli.services import deliveries, reports, schedules, waiting
from radar_cli.services.sweep import sweep

app = typer.Typer()


@app.command("run", cls=RadarCommand, epilog="Example: radar schedule run --quiet")
def run(context: typer.Context, timeout: TimeoutOption = 60) -> None:
    """Make what is due, compute it where no workers do, and write the files of your schedules on this machine."""
    radar = radar_of(context)
    give_up_at = time.monotonic() + timeout
    before = _last_slots(radar)
    sweep(radar.database, radar.publisher)
    problems = [_written(radar, delivery, files, give_up_at) for delivery, files in _here(radar)]
    after = schedules.listed(radar.database, radar.current_user)
    problems += [_outcome(radar, schedule, give_up_at) for schedule in after if _is_new(schedule, before)]
    found = [problem for problem in problems if problem is not None]
    for problem in found:
        radar.warn(f"radar: {problem}")
    lasting = [problem for problem in found if not isinstance(problem, WaitTimedOut)]
    if lasting:
        raise OperationFailed(f"{len(lasting)} of the reports are not as they should be", "see radar schedule list")
    if found:
        raise WaitTimedOut("not all of the reports are ready", "they are written by the next radar schedule run")


def _last_slots(radar: Context) -> Mapping[int, object]:
    return {one.id: one.last_slot_at for one in schedules.listed(radar.database, radar.current_user)}


def _is_new(schedule: Schedule, before: Mapping[int, object]) -> bool:
    return schedule.last_slot_at is not None and schedule.last_slot_at != before.get(schedule.id)


def _here(radar: Context) -> Sequence[tuple[Delivery, Mapping[str, Path]]]:
    """What is to be written on this machine, and where to: that is known here alone, whatever the database says."""
    found = deliveries.waiting(radar.database, radar.current_user)
    noted = [(delivery, radar.schedule_files.read(delivery.schedule.id)) for delivery in found]
    return [(delivery, files) for delivery, files in noted if files]


def _written(radar: Context, delivery: Delivery, files: Mapping[str, Path], give_up_at: float) -> RadarError | None:
    """Write the files of a delivery and note it; gives what kept them from being written."""
    db, schedule = radar.database, delivery.schedule
    try:
        report = _waited_for(radar, delivery.report_id, give_up_at)
        if report.status is not ReportStatus.READY:
            deliveries.note_given_up(db, delivery, f"the report is {report.status}")
            return OperationFailed(f"schedule {schedule.id}: report {report.id} is {report.status}", "there is no file")
        targets = {name: filled(file, delivery, report) for name, file in files.items()}
        for target in targets.values():
            require_no_database(target)  # which a project's name may spell
        result, report_type = reports.result_of(report), catalog.load(report.type)
        options = options_of(schedule.output or {}, targets)
        write_files(report_type.table(result), options, lambda: schedule.zone, report_type.parts(result))
    except DatabaseUnavailable:
        raise
    except WaitTimedOut as problem:
        return problem
    except RadarError as problem:
        deliveries.note_failed(db, delivery, str(problem))
        return problem
    deliveries.note_written(db, delivery)
    radar.say(f"wrote {', '.join(map(str, targets.values()))}")
    return None


def _outcome(radar: Context, schedule: Schedule, give_up_at: float) -> RadarError | None:
    """What is wrong with the report that was made for a slot; where workers compute it, nobody waits here."""
    if schedule.last_report is None:
        return OperationFailed(f"schedule {schedule.id} made no report", str(schedule.error))
    if radar.has_broker or schedule.output is not None:
        return None
    try:
        report = _waited_for(radar, schedule.last_report, give_up_at)
    except WaitTimedOut as problem:
        return problem
    if report.status is ReportStatus.READY:
        radar.say(f"schedule {schedule.id}: report {report.id} is ready")
        return None
    return OperationFailed(f"schedule {schedule.id}: report {report.id} is {report.status}", str(report.error_text))


def _waited_for(radar: Context, report_id: UUID, give_up_at: float) -> Report:
    left = max(give_up_at - time.monotonic(), 0)
    return waiting.wait(
        radar.database, radar.current_user, report_id, left, compute=radar.in_process, seen=lambda _report: None
    )
