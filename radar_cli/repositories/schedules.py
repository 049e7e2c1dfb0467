"""Queries on schedules. What becomes of their files: deliveries.py."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from radar_cli.database.session import Database
from radar_cli.domain.report import OVERDUE, ReportStatus
from radar_cli.domain.schedule import Schedule

COLUMNS = """
    s.id, s.owner_id, s.report, s.params, s.cron, s.output, s.paused_at, s.next_run_at, s.last_slot_at, s.last_report_id
"""
# Of what went wrong the newest is told: no report, a report that failed, one that is not where it should be.
OF_OWNER = f"""
    SELECT {COLUMNS},
           CASE WHEN r.deadline_at <= {{now}} AND r.status IN ('pending', 'running') THEN 'failed' ELSE r.status END
             AS last_status,
           coalesce(s.last_error,
                    CASE WHEN r.status = 'failed' THEN r.error_code || ': ' || r.error_text
                         WHEN r.deadline_at <= {{now}} AND r.status IN ('pending', 'running') THEN $overdue END,
                    (SELECT d.error FROM deliveries d
                      WHERE d.schedule_id = s.id AND (d.ended_at IS NULL OR d.report_id = s.last_report_id)
                        AND d.error IS NOT NULL
                      ORDER BY d.slot_at DESC LIMIT 1)) AS error
      FROM schedules s
      LEFT JOIN reports r ON r.id = s.last_report_id
     WHERE s.owner_id = $owner_id
     ORDER BY s.id
"""  # noqa: S608  constants
ADD = """
    INSERT INTO schedules (owner_id, report, params, cron, output, created_at, next_run_at)
    VALUES ($owner_id, $report, $params, $cron, $output, {now}, $next_run_at)
    RETURNING id
"""
REMOVE = "DELETE FROM schedules WHERE id = $id AND owner_id = $owner_id"
PAUSE = "UPDATE schedules SET paused_at = {now} WHERE id = $id AND owner_id = $owner_id AND paused_at IS NULL"
PAUSE_ALL = "UPDATE schedules SET paused_at = {now} WHERE owner_id = $owner_id AND paused_at IS NULL"
RESUME = """
    UPDATE schedules SET paused_at = NULL, next_run_at = $next_run_at
     WHERE id = $id AND owner_id = $owner_id AND paused_at IS NOT NULL
"""
# For somebody who may not log in nothing is made.
DUE = f"""
    SELECT {COLUMNS}, NULL AS last_status, NULL AS error
      FROM schedules s JOIN users u ON u.id = s.owner_id AND u.active = $yes
     WHERE s.paused_at IS NULL AND s.next_run_at <= {{now}}
     ORDER BY s.next_run_at, s.id LIMIT $at_most
"""  # noqa: S608  constants
# Whoever saw it due has no say any more once it has been dealt with: it is due at a later instant then.
ADVANCE = """
    UPDATE schedules
       SET next_run_at = $next_run_at, last_slot_at = $slot_at, last_report_id = $report_id, last_error = $error
     WHERE id = $id AND paused_at IS NULL AND next_run_at <= $seen_at
"""


def add(
    db: Database,
    owner_id: int,
    report: str,
    params: Mapping[str, Any],
    cron: str,
    output: Mapping[str, Any] | None,
    next_run_at: datetime,
) -> int:
    """Insert a schedule; gives its number."""
    (row,) = db.rows(
        ADD.format(now=db.dialect.now),
        owner_id=owner_id,
        report=report,
        params=json.dumps(params),
        cron=cron,
        output=None if output is None else json.dumps(output),
        next_run_at=db.dialect.instant(next_run_at),
    )
    return int(row["id"])


def of_owner(db: Database, owner_id: int) -> Sequence[Schedule]:
    """Somebody's schedules in the order in which they were made."""
    rows = db.rows(OF_OWNER.format(now=db.dialect.now), owner_id=owner_id, overdue=OVERDUE)
    return [to_schedule(db, row) for row in rows]


def due(db: Database, at_most: int) -> Sequence[Schedule]:
    """Everybody's schedules of which a report is to be made, those that wait the longest first."""
    rows = db.rows(DUE.format(now=db.dialect.now), at_most=at_most, yes=True)
    return [to_schedule(db, row) for row in rows]


def advance(
    db: Database,
    schedule_id: int,
    seen_at: datetime,
    slot_at: datetime,
    next_run_at: datetime,
    report_id: UUID | None,
    error: str | None,
) -> bool:
    """Note what became of a slot, and when the next one is; False where it is not due, as it was at `seen_at`."""
    instant = db.dialect.instant
    written = db.execute(
        ADVANCE,
        id=schedule_id,
        seen_at=instant(seen_at),
        slot_at=instant(slot_at),
        next_run_at=instant(next_run_at),
        report_id=None if report_id is None else str(report_id),
        error=error,
    )
    return written == 1


def remove(db: Database, owner_id: int, schedule_id: int) -> bool:
    """Remove a schedule; its reports stay. False where it is not there."""
    return db.execute(REMOVE, id=schedule_id, owner_id=owner_id) == 1


def pause(db: Database, owner_id: int, schedule_id: int) -> bool:
    """Let no reports be made; False where none are."""
    return db.execute(PAUSE.format(now=db.dialect.now), id=schedule_id, owner_id=owner_id) == 1


def pause_all(db: Database, owner_id: int) -> None:
    """Let no reports be made of any schedule of somebody's."""
    db.execute(PAUSE_ALL.format(now=db.dialect.now), owner_id=owner_id)


def resume(db: Database, owner_id: int, schedule_id: int, next_run_at: datetime) -> bool:
    """Let reports be made again, the next one then; False where they are."""
    instant = db.dialect.instant(next_run_at)
    return db.execute(RESUME, id=schedule_id, owner_id=owner_id, next_run_at=instant) == 1


def to_schedule(db: Database, row: Mapping[str, Any]) -> Schedule:
    """A row with COLUMNS, `last_status` and `error` as a schedule."""
    read = db.dialect.read_instant
    return Schedule(
        id=row["id"],
        owner_id=row["owner_id"],
        report=row["report"],
        params=json.loads(row["params"]),
        cron=row["cron"],
        output=None if row["output"] is None else json.loads(row["output"]),
        paused_at=None if row["paused_at"] is None else read(row["paused_at"]),
        next_run_at=read(row["next_run_at"]),
        last_slot_at=None if row["last_slot_at"] is None else read(row["last_slot_at"]),
        last_report=None if row["last_report_id"] is None else UUID(str(row["last_report_id"])),
        last_status=None if row["last_status"] is None else ReportStatus(row["last_status"]),
        error=row["error"],
    )
