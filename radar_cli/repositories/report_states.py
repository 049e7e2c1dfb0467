"""The changes of a report's state. Each is one UPDATE that says which state it starts from."""

import json
from collections.abc import Sequence
from functools import cache
from uuid import UUID

from radar_cli.database.dialect import Dialect
from radar_cli.database.session import Database
from radar_cli.domain.report import (
    COMPUTING_AT_MOST_SECONDS,
    DEADLINE_SECONDS,
    FIRST_REDISPATCH_SECONDS,
    LEASE_SECONDS,
    LONGEST_REDISPATCH_SECONDS,
    OVERDUE,
    Claim,
    ErrorCode,
    ReportStatus,
    project_names,
)

DELAYS = {"deadline_seconds": DEADLINE_SECONDS, "redispatch_seconds": FIRST_REDISPATCH_SECONDS}
NO_LEASE = "lease_token = NULL, lease_until = NULL"
# Whoever waits for a report listens to this channel; what is said is the report's id.
CHANNEL = "radar_reports"

# Takes a pending row, or a running one whose lease is over. The attempt is counted before it is made. What the
# requester may see comes with it, since a round trip costs about as much as what is asked.
CLAIM = """
    UPDATE reports
       SET status = 'running', attempt = attempt + 1, lease_token = $token, lease_until = {lease_end}
     WHERE id = $id AND attempt < max_attempts AND deadline_at > {now}
       AND (status = 'pending' OR (status = 'running' AND lease_until < {now}))
    RETURNING type, (SELECT p.name FROM projects p WHERE p.id = project_id) AS project, params, requested_by,
              {visible_projects} AS visible_projects, created_at, attempt, max_attempts, {asynchronous_commit}
"""

EXTEND = """
    UPDATE reports SET lease_until = {lease_end}
     WHERE id = $id AND status = 'running' AND lease_token = $token AND deadline_at > {now}
"""

# Keeps an outcome only while the lease is still that of whoever brings it.
END = """
    UPDATE reports
       SET status = $status, result = $result, params = coalesce($params, params), error_code = $code,
           error_text = $reason, finished_at = {now}, {no_lease}
     WHERE id = $id AND status = 'running' AND lease_token = $token AND deadline_at > {now}
    RETURNING {notification_if_awaited}
"""

GIVE_BACK = """
    UPDATE reports
       SET status = 'pending', attempt = attempt - $uncounted, next_dispatch_at = {redispatch}, dispatch_count = 0,
           {no_lease}
     WHERE id = $id AND status = 'running' AND lease_token = $token
"""

CANCEL = """
    UPDATE reports SET status = 'cancelled', finished_at = {now}, {no_lease}
     WHERE id = $id AND status IN ('pending', 'running') AND deadline_at > {now}
    RETURNING {notification}
"""

# A running report can be retried once its lease is over: whoever computed it is gone.
RETRY = """
    UPDATE reports
       SET status = 'pending', attempt = 0, finished_at = NULL, error_code = NULL, error_text = NULL,
           deadline_at = {deadline}, next_dispatch_at = {redispatch}, dispatch_count = 1, {no_lease}
     WHERE id = $id
       AND (status IN ('pending', 'failed', 'cancelled')
            OR (status = 'running' AND (deadline_at <= {now} OR lease_until < {now})))
"""

ANYTHING_TO_SWEEP = """
    SELECT 1 FROM reports
     WHERE status IN ('pending', 'running')
       AND (deadline_at <= {now} OR lease_until < {now} OR (status = 'pending' AND next_dispatch_at <= {now}))
     LIMIT 1
"""

FAIL_OVERDUE = """
    UPDATE reports
       SET status = 'failed', error_code = 'deadline', error_text = $reason, finished_at = deadline_at, {no_lease}
     WHERE status IN ('pending', 'running') AND deadline_at <= {now}
    RETURNING {notification}
"""

FAIL_LOST = """
    UPDATE reports
       SET status = 'failed', error_code = 'worker_lost', error_text = $reason, finished_at = {now}, {no_lease}
     WHERE status = 'running' AND lease_until < {now} AND attempt >= max_attempts
    RETURNING {notification}
"""

RETURN_EXPIRED = """
    UPDATE reports SET status = 'pending', next_dispatch_at = {now}, dispatch_count = 0, {no_lease}
     WHERE status = 'running' AND lease_until < {now} AND attempt < max_attempts
"""

# Each time it is published the report waits twice as long for the next time.
TAKE_DUE = """
    UPDATE reports SET next_dispatch_at = {backoff}, dispatch_count = dispatch_count + 1
     WHERE status = 'pending'
       AND id IN (SELECT id FROM reports WHERE status = 'pending' AND next_dispatch_at <= {now}
                   ORDER BY next_dispatch_at LIMIT $at_most)
    RETURNING id
"""
BACKOFF_SECONDS = "CASE WHEN dispatch_count < 4 THEN $redispatch_seconds << dispatch_count ELSE $longest END"

DUE_AGAIN = """
    UPDATE reports SET next_dispatch_at = {redispatch},
           dispatch_count = CASE WHEN dispatch_count > 0 THEN dispatch_count - 1 ELSE 0 END
     WHERE id = $id AND status = 'pending'
"""


def claim(db: Database, report_id: UUID, token: UUID) -> Claim | None:
    """Take a report that is pending, or whose worker's lease is over.

    It is for LEASE_SECONDS, or where nobody could extend it for as long as a computation may take, and some more.

    A claim that a crash of the server undoes does no harm: its outcome is refused, and the report tried again.
    """
    rows = db.prepared_rows(
        filled(db, CLAIM),
        id=str(report_id),
        token=str(token),
        lease_seconds=COMPUTING_AT_MOST_SECONDS + LEASE_SECONDS if db.dialect.is_one_file else LEASE_SECONDS,
    )
    if not rows:
        return None
    (row,) = rows
    params = json.loads(row["params"])
    return Claim(
        report_id=report_id,
        token=token,
        type=row["type"],
        project=row["project"] or project_names(params),
        params=params,
        requester_id=row["requested_by"],
        visible_projects=frozenset(db.dialect.read_list(row["visible_projects"])),
        created_at=db.dialect.read_instant(row["created_at"]),
        attempt=row["attempt"],
        max_attempts=row["max_attempts"],
    )


def extend(db: Database, report_id: UUID, token: UUID) -> bool:
    """Let the lease begin anew; False where it is somebody else's by now, or nobody's."""
    return _written(db, EXTEND, report_id, token=str(token), lease_seconds=LEASE_SECONDS)


def finish(db: Database, claim: Claim, result: str) -> bool:
    """Keep a result (a JSON object) and of which projects it is, if the lease is still ours."""
    params = {**claim.params, "project_ids": claim.allowed_projects}
    return _end(db, claim.report_id, claim.token, ReportStatus.READY, result, json.dumps(params), None, None)


def fail(db: Database, report_id: UUID, token: UUID, code: ErrorCode, reason: str) -> bool:
    """Keep the reason of a failure, if the lease is still ours."""
    return _end(db, report_id, token, ReportStatus.FAILED, None, None, code, reason)


def _end(
    db: Database,
    report_id: UUID,
    token: UUID,
    status: ReportStatus,
    result: str | None,
    params: str | None,
    code: ErrorCode | None,
    reason: str | None,
) -> bool:
    return bool(
        db.prepared_rows(
            filled(db, END),
            id=str(report_id),
            channel=CHANNEL,
            token=str(token),
            status=status.value,
            result=result,
            params=params,
            code=None if code is None else code.value,
            reason=reason,
        )
    )


def give_back(db: Database, report_id: UUID, token: UUID, *, counted: bool, after_seconds: int) -> bool:
    """Make a report pending again that is ours, to be published after so long.

    `counted` says whether this attempt is one of its three: one that the worker broke off by itself is not.
    """
    return _written(
        db,
        GIVE_BACK,
        report_id,
        token=str(token),
        uncounted=0 if counted else 1,
        redispatch_seconds=after_seconds,
    )


def cancel(db: Database, report_id: UUID) -> bool:
    """Cancel a report that is not finished; a worker that computes it will find its lease gone."""
    return _ended(db, CANCEL, report_id)


def free_key(db: Database, report_id: UUID) -> None:
    """Let the report's key be used again, for another report."""
    db.execute("UPDATE reports SET dedup_key = NULL WHERE id = $id", id=str(report_id))


def retry(db: Database, report_id: UUID) -> bool:
    """Make a report pending again that is not being computed, with all its attempts and a new deadline."""
    return _written(db, RETRY, report_id, **DELAYS)


def anything_to_sweep(db: Database) -> bool:
    """Whether a report is overdue, or lost by its worker, or due to be published again."""
    return db.value(filled(db, ANYTHING_TO_SWEEP)) is not None


def fail_overdue(db: Database) -> int:
    """Fail what is past its deadline; gives how many."""
    return len(db.rows(filled(db, FAIL_OVERDUE), reason=OVERDUE, channel=CHANNEL))


def fail_lost(db: Database) -> int:
    """Fail what was lost by a worker at its last attempt; gives how many."""
    lost = "each of its attempts ended with its worker"
    return len(db.rows(filled(db, FAIL_LOST), reason=lost, channel=CHANNEL))


def return_expired(db: Database) -> int:
    """Make pending again what was lost by a worker; gives how many."""
    return db.execute(filled(db, RETURN_EXPIRED))


def take_due(db: Database, at_most: int) -> Sequence[UUID]:
    """Pending reports that are due to be published, which are then not due for a while."""
    rows = db.rows(
        filled(db, TAKE_DUE),
        at_most=at_most,
        redispatch_seconds=FIRST_REDISPATCH_SECONDS,
        longest=LONGEST_REDISPATCH_SECONDS,
    )
    return [UUID(str(row["id"])) for row in rows]


def due_again(db: Database, report_id: UUID) -> None:
    """Undo `take_due` for a report that could not be published: it is due again soon."""
    db.execute(filled(db, DUE_AGAIN), id=str(report_id), redispatch_seconds=FIRST_REDISPATCH_SECONDS)


def _written(db: Database, sql: str, report_id: UUID, **parameters: object) -> bool:
    return db.execute(filled(db, sql), id=str(report_id), **parameters) == 1


def _ended(db: Database, sql: str, report_id: UUID, **parameters: object) -> bool:
    """Whether it was written; who waits for the report is told."""
    return bool(db.rows(filled(db, sql), id=str(report_id), channel=CHANNEL, **parameters))


def filled(db: Database, sql: str) -> str:
    """A statement on reports with the database's words."""
    return _filled(db.dialect, sql)


@cache
def _filled(dialect: Dialect, sql: str) -> str:
    return sql.format(
        now=dialect.now,
        lease_end=dialect.later("$lease_seconds"),
        deadline=dialect.later("$deadline_seconds"),
        redispatch=dialect.later("$redispatch_seconds"),
        no_lease=NO_LEASE,
        notification=dialect.notification,
        notification_if_awaited=dialect.notification_if_awaited,
        visible_projects=dialect.collected("m.project_id", "project_members m WHERE m.user_id = requested_by"),
        asynchronous_commit=dialect.asynchronous_commit,
        backoff=dialect.later(f"({BACKOFF_SECONDS})"),
    )
