"""Rules on schedules. How their reports are made: due_schedules.py; how they get into files: deliveries.py."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from radar_cli.database.session import Database
from radar_cli.domain import cron, zones
from radar_cli.domain.report import Request
from radar_cli.domain.schedule import Schedule
from radar_cli.domain.user import User
from radar_cli.errors import NotFound, OperationFailed
from radar_cli.repositories import projects, schedules
from radar_cli.services import report_scopes
from radar_cli.services.projects import project_named


def add(db: Database, actor: User, request: Request, times: str, output: Mapping[str, Any] | None = None) -> Schedule:
    """Have a report made at the times of a cron expression, in the zone of the request, with the actor's rights.

    `output` says how and where it is written; see `domain/schedule.py`.

    Raises:
        NotFound, BadInput: the times, the projects, the zone or an option is not acceptable.
    """
    zone, expression = zones.zone(request.zone), cron.parse(times)
    with db.transaction():
        asked_for = [project_named(db, actor, name) for name in dict.fromkeys(request.projects)]
        request = replace(request, projects=[one.name for one in asked_for])
        project_ids = [one.id for one in asked_for]
        report_scopes.checked_params(db, actor.id, request, project_ids or visible_ids(db, actor.id))
        params = request.params(project_ids)
        next_run_at = expression.next_after(db.now(), zone)
        schedule_id = schedules.add(db, actor.id, request.type, params, times.strip(), output, next_run_at)
    return Schedule(schedule_id, actor.id, request.type, params, times.strip(), output, None, next_run_at)


def listed(db: Database, actor: User) -> Sequence[Schedule]:
    """The actor's schedules, in the order in which they were made; projects are called as they are now."""
    with db.reading():
        return [_renamed(db, schedule) for schedule in schedules.of_owner(db, actor.id)]


def pause(db: Database, actor: User, schedule_id: int) -> Schedule:
    """Have no reports made until it is resumed.

    Raises:
        NotFound: the actor has no such schedule.
        OperationFailed: it is paused.
    """
    with db.transaction():
        schedule = _own(db, actor, schedule_id)
        if not schedules.pause(db, actor.id, schedule_id):
            raise OperationFailed(f"schedule {schedule_id} is paused", "there is nothing to do")
        return schedule


def resume(db: Database, actor: User, schedule_id: int) -> Schedule:
    """Have reports made again, from the next time on: what was missed while it was paused is not made up for.

    Raises:
        NotFound: the actor has no such schedule.
        OperationFailed: it is not paused.
    """
    with db.transaction():
        schedule = _own(db, actor, schedule_id)
        next_run_at = cron.parse(schedule.cron).next_after(db.now(), schedule.zone)
        if not schedules.resume(db, actor.id, schedule_id, next_run_at):
            raise OperationFailed(f"schedule {schedule_id} is not paused", "there is nothing to do")
        return replace(schedule, paused_at=None, next_run_at=next_run_at)


def remove(db: Database, actor: User, schedule_id: int) -> None:
    """Have no more reports made; those that were made stay.

    Raises:
        NotFound: the actor has no such schedule.
    """
    with db.transaction():
        if not schedules.remove(db, actor.id, schedule_id):
            raise _no_schedule(schedule_id)


def visible_ids(db: Database, user_id: int) -> Sequence[int]:
    """The projects that a report on all of somebody's is about."""
    return [one.id for one in projects.visible(db, user_id, with_archived=False)]


def _own(db: Database, actor: User, schedule_id: int) -> Schedule:
    for schedule in schedules.of_owner(db, actor.id):
        if schedule.id == schedule_id:
            return schedule
    raise _no_schedule(schedule_id)


def _no_schedule(schedule_id: int) -> NotFound:
    return NotFound(f"you have no schedule {schedule_id}", "see radar schedule list")


def _renamed(db: Database, schedule: Schedule) -> Schedule:
    ids, names = schedule.params["project_ids"], schedule.params["projects"]
    known = projects.by_ids(db, schedule.owner_id, ids)
    current = [known[one].name if one in known else name for one, name in zip(ids, names, strict=True)]
    return replace(schedule, params={**schedule.params, "projects": current})
