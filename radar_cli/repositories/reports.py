"""Queries on reports: added, and read. How they change state: report_states.py."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from radar_cli.database.session import Database
from radar_cli.domain.report import (
    DEADLINE_SECONDS,
    FIRST_REDISPATCH_SECONDS,
    ErrorCode,
    Report,
    ReportStatus,
    project_names,
)
from radar_cli.repositories.report_states import filled

SELECT = """
    SELECT r.id, r.type, p.name AS project, r.params, r.status, r.result, u.email AS requested_by,
           r.created_at, r.finished_at, r.attempt, r.max_attempts, r.deadline_at, r.error_code, r.error_text
      FROM reports r
      JOIN users u ON u.id = r.requested_by
      LEFT JOIN projects p ON p.id = r.project_id
"""
WITHOUT_RESULTS = SELECT.replace("r.result", "NULL AS result")
PROJECTS = "SELECT m.project_id FROM project_members m WHERE m.user_id = $user_id"
# A report on one project is for its members. One on several is for whoever asked for it, as long as they may see all
# that it is of; where it has no result, they may see that.
VISIBLE = """
    (r.project_id IN ({projects})
     OR (r.project_id IS NULL AND r.requested_by = $user_id AND (r.result IS NULL OR {all_visible})))
"""

INSERT = """
    INSERT INTO reports (id, dedup_key, type, project_id, params, status, requested_by, created_at, deadline_at,
                         next_dispatch_at, dispatch_count)
    VALUES ($id, $dedup_key, $type, $project_id, $params, 'pending', $requested_by, {now}, {deadline},
            {redispatch}, $dispatch_count)
    ON CONFLICT (dedup_key) DO NOTHING
"""

# A report whose worker is gone waits as well.
OLDEST_WAITING = """
    SELECT min(created_at) FROM reports
     WHERE (status = 'pending' OR (status = 'running' AND lease_until < {now})) AND deadline_at > {now}
"""


def add(
    db: Database,
    report_id: UUID,
    dedup_key: str | None,
    type_: str,
    project_id: int | None,
    params: Mapping[str, Any],
    requested_by: int,
    *,
    published: bool = True,
) -> bool:
    """Insert a pending report; False where there is one of that key already.

    If it is not about to be `published` by whoever inserts it, the next sweep does so.
    """
    written = db.execute(
        filled(db, INSERT),
        id=str(report_id),
        dedup_key=dedup_key,
        type=type_,
        project_id=project_id,
        params=json.dumps(params),
        requested_by=requested_by,
        dispatch_count=1 if published else 0,
        deadline_seconds=DEADLINE_SECONDS,
        redispatch_seconds=FIRST_REDISPATCH_SECONDS if published else 0,
    )
    return written == 1


def by_dedup_key(db: Database, dedup_key: str) -> Report:
    """The report of a key that is taken."""
    return to_report(db, db.rows(f"{WITHOUT_RESULTS} WHERE r.dedup_key = $key", key=dedup_key)[0])


def id_of_key(db: Database, dedup_key: str) -> UUID | None:
    """Which report a key made; None where it made none."""
    value = db.value("SELECT id FROM reports WHERE dedup_key = $key", key=dedup_key)
    return None if value is None else UUID(str(value))


def visible_by_id(db: Database, user_id: int, report_id: UUID) -> Sequence[Report]:
    """The report, if the user may see it."""
    rows = db.rows(f"{SELECT} WHERE {visible_to_user(db)} AND r.id = $id", user_id=user_id, id=str(report_id))
    return [to_report(db, row) for row in rows]


def visible_by_prefix(db: Database, user_id: int, prefix: str) -> Sequence[Report]:
    """At most two of the reports that the user may see whose id starts so; the prefix is hexadecimal."""
    condition = f"{visible_to_user(db)} AND CAST(r.id AS text) LIKE $prefix"
    rows = db.rows(f"{SELECT} WHERE {condition} LIMIT 2", user_id=user_id, prefix=f"{prefix}%")
    return [to_report(db, row) for row in rows]


def visible(db: Database, user_id: int, limit: int | None) -> Sequence[Report]:
    """The reports that the user may see, newest first, without their results."""
    bounded = "" if limit is None else " LIMIT $limit"
    parameters = {"user_id": user_id} if limit is None else {"user_id": user_id, "limit": limit}
    condition = visible_to_user(db)
    rows = db.rows(f"{WITHOUT_RESULTS} WHERE {condition} ORDER BY r.created_at DESC, r.id{bounded}", **parameters)
    return [to_report(db, row) for row in rows]


def count_visible(db: Database, user_id: int) -> int:
    sql = f"SELECT count(*) FROM reports r WHERE {visible_to_user(db)}"  # noqa: S608  constants
    return int(db.value(sql, user_id=user_id))


def visible_to_user(db: Database) -> str:
    """The condition that the user of `$user_id` may see a report."""
    return VISIBLE.format(projects=PROJECTS, all_visible=db.dialect.numbers_within("r.params", "project_ids", PROJECTS))


def oldest_waiting(db: Database) -> datetime | None:
    """When the oldest report was asked for that nobody computes and that is not overdue."""
    value = db.value(filled(db, OLDEST_WAITING))
    return None if value is None else db.dialect.read_instant(value)


def to_report(db: Database, row: Mapping[str, Any]) -> Report:
    """A row of `SELECT` as a report."""
    read = db.dialect.read_instant
    params = json.loads(row["params"])
    return Report(
        id=UUID(str(row["id"])),
        type=row["type"],
        project=row["project"] or project_names(params),
        params=params,
        status=ReportStatus(row["status"]),
        result=None if row["result"] is None else json.loads(row["result"]),
        requested_by=row["requested_by"],
        created_at=read(row["created_at"]),
        finished_at=None if row["finished_at"] is None else read(row["finished_at"]),
        attempt=row["attempt"],
        max_attempts=row["max_attempts"],
        deadline_at=read(row["deadline_at"]),
        error_code=None if row["error_code"] is None else ErrorCode(row["error_code"]),
        error_text=row["error_text"],
    )
