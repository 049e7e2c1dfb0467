"""The reports of schedules that are due: one for each time, whoever looks, and of those missed the last alone."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from radar_cli.database.session import Database
from radar_cli.domain import cron
from radar_cli.domain.instants import iso
from radar_cli.domain.report import Request
from radar_cli.domain.schedule import Schedule
from radar_cli.errors import Conflict, DatabaseUnavailable, NotFound, RadarError
from radar_cli.repositories import deliveries, projects, reports, schedules
from radar_cli.services import report_scopes
from radar_cli.services.schedules import visible_ids

AT_ONCE = 100
# For one whose times cannot be told any more.
LOOKED_AT_AGAIN_AFTER = timedelta(hours=1)
ERROR_AT_MOST_CHARACTERS = 500

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Slot:
    """A time of a schedule's that has come.

    Args:
        schedule: whose.
        seen_at: when that was seen, by the database's clock (UTC).
        at: the time (UTC).
        next_run_at: the next one (UTC).
        params: what the report is about; None where none can be made.
        error: why.
    """

    schedule: Schedule
    seen_at: datetime
    at: datetime
    next_run_at: datetime
    params: Mapping[str, Any] | None = None
    error: str | None = None


def due(db: Database) -> Sequence[Slot]:
    """The slots that have come, each with what is to be asked. Nothing is locked: what is wrong with one is its own.

    Raises:
        DatabaseUnavailable: it was lost.
    """
    with db.reading():
        found = schedules.due(db, AT_ONCE)
        now = db.now() if found else None
    return [] if now is None else [_slot(db, schedule, now) for schedule in found]


def make(db: Database, slots: Sequence[Slot]) -> int:
    """Make the reports of slots that nobody has dealt with yet, inside the transaction of the caller; gives how many.

    The caller has the lock of the sweep. The reports are published by it.
    """
    return sum(_made(db, slot) for slot in slots)


def _made(db: Database, slot: Slot) -> bool:
    schedule = slot.schedule
    key = f"schedule:{schedule.id}:{iso(slot.at)}"  # a person's own key begins with the number of the person
    known = reports.id_of_key(db, key)
    report_id = None if slot.params is None else known or uuid4()
    if not schedules.advance(db, schedule.id, slot.seen_at, slot.at, slot.next_run_at, report_id, slot.error):
        return False
    if slot.params is None or report_id is None:
        logger.warning("schedule %d made no report: %s", schedule.id, slot.error)
        return False
    if known is not None:
        return False
    project_ids = schedule.params["project_ids"]
    only = project_ids[0] if len(project_ids) == 1 else None
    reports.add(db, report_id, key, schedule.report, only, slot.params, schedule.owner_id, published=False)
    if schedule.output is not None:
        deliveries.add(db, schedule.id, slot.at, report_id)
    return True


def _slot(db: Database, schedule: Schedule, now: datetime) -> Slot:
    try:
        times, zone = cron.parse(schedule.cron), schedule.zone
        at = cron.last_up_to(times, zone, schedule.next_run_at, now)
        slot = Slot(schedule, now, at, times.next_after(now, zone))
    except Exception as error:  # another zone database, or an older program
        return Slot(schedule, now, schedule.next_run_at, now + LOOKED_AT_AGAIN_AFTER, error=_said(error))
    try:
        with db.reading():
            params = _params(db, schedule)
    except (DatabaseUnavailable, Conflict):
        raise
    except Exception as error:  # whatever it is, the other schedules go on
        if not isinstance(error, RadarError):
            logger.exception("schedule %d cannot ask for its report", schedule.id)
        return Slot(schedule, now, at, slot.next_run_at, error=_said(error))
    return Slot(schedule, now, at, slot.next_run_at, params)


def _params(db: Database, schedule: Schedule) -> Mapping[str, Any]:
    """What is asked for now, of projects as they are called now.

    Raises:
        NotFound: the owner can see one of them no more.
        BadInput: an option means nothing any more.
    """
    ids = schedule.params["project_ids"]
    known = projects.by_ids(db, schedule.owner_id, ids)
    for project_id, name in zip(ids, schedule.params["projects"], strict=True):
        if project_id not in known:
            raise NotFound(f"there is no project {name} that you can see", "remove the schedule, or ask its owner")
    request = Request(
        schedule.report, [known[one].name for one in ids], schedule.params["zone"], schedule.params["options"]
    )
    return report_scopes.checked_params(db, schedule.owner_id, request, ids or visible_ids(db, schedule.owner_id))


def _said(error: Exception) -> str:
    said = str(error) if isinstance(error, RadarError) else f"{type(error).__name__}: {error}"
    return said.partition("\n")[0].replace("\0", "")[:ERROR_AT_MOST_CHARACTERS]
