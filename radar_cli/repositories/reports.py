"""Queries on report jobs. Each change of state is one UPDATE that says which state it starts from."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from radar_cli.database.session import Database
from radar_cli.domain.report import ErrorCode, Report, ReportStatus

LEASE_SECONDS = 20
DEADLINE_SECONDS = 15 * 60
FIRST_REDISPATCH_SECONDS = 5
DELAYS = {"deadline_seconds": DEADLINE_SECONDS, "redispatch_seconds": FIRST_REDISPATCH_SECONDS}

SELECT = """
    SELECT r.id, r.type, p.name AS project, r.params, r.status, r.result, u.email AS requested_by,
           r.created_at, r.finished_at, r.attempt, r.max_attempts, r.deadline_at, r.error_code, r.error_text
      FROM reports r
      JOIN users u ON u.id = r.requested_by
      LEFT JOIN projects p ON p.id = r.project_id
"""
WITHOUT_RESULTS = SELECT.replace("r.result", "NULL AS result")
VISIBLE = """
    (r.requested_by = $user_id
     OR r.project_id IN (SELECT m.project_id FROM project_members m WHERE m.user_id = $user_id))
"""

INSERT = """
    INSERT INTO reports (id, type, project_id, params, status, requested_by, created_at, deadline_at,
                         next_dispatch_at, dispatch_count)
    VALUES ($id, $type, $project_id, $params, 'pending', $requested_by, {now}, {deadline}, {redispatch}, 1)
"""

# Takes a pending row, or a running one whose lease is over. The attempt is counted before it is made.
CLAIM = """
    UPDATE reports
       SET status = 'running', attempt = attempt + 1, lease_token = $token, lease_until = {lease_end}
     WHERE id = $id AND attempt < max_attempts AND deadline_at > {now}
       AND (status = 'pending' OR (status = 'running' AND lease_until < {now}))
"""

# Keeps an outcome only while the lease is still that of whoever brings it.
END = """
    UPDATE reports
       SET status = $status, result = $result, error_code = $code, error_text = $reason,
           finished_at = {now}, lease_token = NULL, lease_until = NULL
     WHERE id = $id AND status = 'running' AND lease_token = $token
"""

CANCEL = """
    UPDATE reports
       SET status = 'cancelled', finished_at = {now}, lease_token = NULL, lease_until = NULL
     WHERE id = $id AND status IN ('pending', 'running') AND deadline_at > {now}
"""

# A running report can be retried once its lease is over: whoever computed it is gone.
RETRY = """
    UPDATE reports
       SET status = 'pending', attempt = 0, finished_at = NULL, lease_token = NULL, lease_until = NULL,
           error_code = NULL, error_text = NULL, deadline_at = {deadline}, next_dispatch_at = {redispatch},
           dispatch_count = dispatch_count + 1
     WHERE id = $id
       AND (status IN ('pending', 'failed', 'cancelled')
            OR (status = 'running' AND (deadline_at <= {now} OR lease_until < {now})))
"""

OLDEST_PENDING = "SELECT min(created_at) FROM reports WHERE status = 'pending' AND deadline_at > {now}"
COUNT_VISIBLE = f"SELECT count(*) FROM reports r WHERE {VISIBLE}"  # noqa: S608  two constants


def add(
    db: Database,
    report_id: UUID,
    type_: str,
    project_id: int | None,
    params: Mapping[str, Any],
    requested_by: int,
) -> None:
    """Insert a pending report."""
    db.execute(
        _filled(db, INSERT),
        id=db.dialect.uuid(report_id),
        type=type_,
        project_id=project_id,
        params=json.dumps(params),
        requested_by=requested_by,
        **DELAYS,
    )


def get(db: Database, report_id: UUID) -> Report | None:
    rows = db.rows(f"{SELECT} WHERE r.id = $id", id=db.dialect.uuid(report_id))
    return _report(db, rows[0]) if rows else None


def visible_by_id(db: Database, user_id: int, report_id: UUID) -> Sequence[Report]:
    """The report, if the user may see it."""
    condition = f"{VISIBLE} AND r.id = $id"
    rows = db.rows(f"{SELECT} WHERE {condition}", user_id=user_id, id=db.dialect.uuid(report_id))
    return [_report(db, row) for row in rows]


def visible_by_prefix(db: Database, user_id: int, prefix: str) -> Sequence[Report]:
    """At most two of the reports that the user may see whose id starts so; the prefix is hexadecimal."""
    condition = f"{VISIBLE} AND CAST(r.id AS text) LIKE $prefix"
    rows = db.rows(f"{SELECT} WHERE {condition} LIMIT 2", user_id=user_id, prefix=f"{prefix}%")
    return [_report(db, row) for row in rows]


def visible(db: Database, user_id: int, limit: int | None) -> Sequence[Report]:
    """The reports that the user may see, newest first, without their results."""
    bounded = "" if limit is None else " LIMIT $limit"
    parameters = {"user_id": user_id} if limit is None else {"user_id": user_id, "limit": limit}
    rows = db.rows(f"{WITHOUT_RESULTS} WHERE {VISIBLE} ORDER BY r.created_at DESC, r.id{bounded}", **parameters)
    return [_report(db, row) for row in rows]


def count_visible(db: Database, user_id: int) -> int:
    return int(db.value(COUNT_VISIBLE, user_id=user_id))


def claim(db: Database, report_id: UUID, token: UUID) -> bool:
    """Take a report that is pending, or whose worker's lease is over, for LEASE_SECONDS."""
    written = db.execute(
        _filled(db, CLAIM),
        id=db.dialect.uuid(report_id),
        token=db.dialect.uuid(token),
        lease_seconds=LEASE_SECONDS,
    )
    return written == 1


def finish(db: Database, report_id: UUID, token: UUID, result: Mapping[str, Any]) -> bool:
    """Keep a result, if the lease is still ours."""
    return _end(db, report_id, token, ReportStatus.READY, json.dumps(result), None, None)


def fail(db: Database, report_id: UUID, token: UUID, code: ErrorCode, reason: str) -> bool:
    """Keep the reason of a failure, if the lease is still ours."""
    return _end(db, report_id, token, ReportStatus.FAILED, None, code, reason)


def _end(
    db: Database,
    report_id: UUID,
    token: UUID,
    status: ReportStatus,
    result: str | None,
    code: ErrorCode | None,
    reason: str | None,
) -> bool:
    written = db.execute(
        _filled(db, END),
        id=db.dialect.uuid(report_id),
        token=db.dialect.uuid(token),
        status=status.value,
        result=result,
        code=None if code is None else code.value,
        reason=reason,
    )
    return written == 1


def cancel(db: Database, report_id: UUID) -> bool:
    """Cancel a report that is not finished; a worker that computes it will find its lease gone."""
    return db.execute(_filled(db, CANCEL), id=db.dialect.uuid(report_id)) == 1


def retry(db: Database, report_id: UUID) -> bool:
    """Make a report pending again that is not being computed, with all its attempts and a new deadline."""
    return db.execute(_filled(db, RETRY), id=db.dialect.uuid(report_id), **DELAYS) == 1


def oldest_pending(db: Database) -> datetime | None:
    """When the oldest report was made that nobody has begun to compute and that is not overdue."""
    value = db.value(_filled(db, OLDEST_PENDING))
    return None if value is None else db.dialect.read_instant(value)


def _filled(db: Database, sql: str) -> str:
    dialect = db.dialect
    return sql.format(
        now=dialect.now,
        lease_end=dialect.later("$lease_seconds"),
        deadline=dialect.later("$deadline_seconds"),
        redispatch=dialect.later("$redispatch_seconds"),
    )


def _report(db: Database, row: Mapping[str, Any]) -> Report:
    read = db.dialect.read_instant
    return Report(
        id=UUID(str(row["id"])),
        type=row["type"],
        project=row["project"],
        params=json.loads(row["params"]),
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
