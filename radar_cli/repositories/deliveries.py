"""Queries on the reports of schedules that are to be written to files."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from radar_cli.database.session import Database
from radar_cli.domain.schedule import Delivery
from radar_cli.repositories import schedules

ADD = "INSERT INTO deliveries (report_id, schedule_id, slot_at) VALUES ($report_id, $schedule_id, $slot_at)"
WAITING = f"""
    SELECT {schedules.COLUMNS}, NULL AS last_status, d.error, d.report_id, d.slot_at
      FROM deliveries d JOIN schedules s ON s.id = d.schedule_id
     WHERE s.owner_id = $owner_id AND d.ended_at IS NULL
     ORDER BY d.slot_at, s.id
"""  # noqa: S608  constants
END = "UPDATE deliveries SET ended_at = {now}, error = $error WHERE report_id = $report_id AND ended_at IS NULL"
NOTE = "UPDATE deliveries SET error = $error WHERE report_id = $report_id AND ended_at IS NULL"


def add(db: Database, schedule_id: int, slot_at: datetime, report_id: UUID) -> None:
    db.execute(ADD, report_id=str(report_id), schedule_id=schedule_id, slot_at=db.dialect.instant(slot_at))


def waiting(db: Database, owner_id: int) -> Sequence[Delivery]:
    """What is to be written of somebody's, the oldest first."""
    return [
        Delivery(schedules.to_schedule(db, row), db.dialect.read_instant(row["slot_at"]), UUID(str(row["report_id"])))
        for row in db.rows(WAITING, owner_id=owner_id)
    ]


def end(db: Database, report_id: UUID, error: str | None) -> None:
    """It is written; or with an error, it never will be."""
    db.execute(END.format(now=db.dialect.now), report_id=str(report_id), error=error)


def note(db: Database, report_id: UUID, error: str) -> None:
    """It could not be written yet."""
    db.execute(NOTE, report_id=str(report_id), error=error)
