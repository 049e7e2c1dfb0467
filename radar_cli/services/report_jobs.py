"""Computing a report: claim it, compute it, keep the outcome if the claim still holds.

The row is the truth. A message says only which row to look at, so it may be lost, doubled or late.
"""

import logging
import time
from uuid import UUID, uuid4

from radar_cli.database.session import Database
from radar_cli.domain.report import Claim, ErrorCode, Report
from radar_cli.errors import BadInput, DatabaseUnavailable, NotFound, QueryTimedOut, RadarError
from radar_cli.redaction import redacted
from radar_cli.reports import Scope, load
from radar_cli.repositories import projects, reports, users

logger = logging.getLogger(__name__)


def run(db: Database, report_id: UUID) -> None:
    """Claim a report, compute it, and keep what came of it if the claim still holds.

    Nothing happens when there is nothing to claim: the message was a duplicate, or late, or forged.

    Raises:
        DatabaseUnavailable: the database was lost; the lease will run out and the report be tried again.
    """
    claim = _claimed(db, report_id)
    if claim is None:
        logger.info("report %s is not to be computed now", report_id)
        return
    started = time.monotonic()
    kept = _computed_and_kept(db, claim)
    logger.info(
        "report %s (%s, attempt %d) took %.3f s%s",
        report_id,
        claim.report.type,
        claim.report.attempt,
        time.monotonic() - started,
        "" if kept else "; its lease was gone, so the outcome was dropped",
    )


def _claimed(db: Database, report_id: UUID) -> Claim | None:
    token = uuid4()
    with db.transaction():
        if not reports.claim(db, report_id, token):
            return None
        report = reports.get(db, report_id)
    assert report is not None
    return Claim(report, token)


def _computed_and_kept(db: Database, claim: Claim) -> bool:
    try:
        result = _compute(db, claim.report)
    except DatabaseUnavailable:
        raise
    except Exception as error:  # whatever a report raises must end in its row
        code = _error_code(error)
        reason = str(error) if isinstance(error, RadarError) else f"{type(error).__name__}: {error}"
        if code in (ErrorCode.INTERNAL_ERROR, ErrorCode.SQL_ERROR):
            logger.exception("report %s failed", claim.report.id)
        with db.transaction():
            return reports.fail(db, claim.report.id, claim.token, code, redacted(reason))
    with db.transaction():
        return reports.finish(db, claim.report.id, claim.token, result)


def _compute(db: Database, report: Report) -> dict[str, object]:
    report_type = load(report.type)
    with db.snapshot():
        requester = users.by_email(db, report.requested_by)
        assert requester is not None
        # What the requester may no longer see is left out, whatever the row says.
        allowed = projects.by_ids(db, requester.id, report.params["project_ids"])
        if not allowed and report.project is not None:
            raise NotFound(f"there is no project {report.project} that you can see", "see radar project list")
        scope = Scope(sorted(allowed), report.project, report.created_at, report.params["zone"])
        return dict(report_type.compute(db, scope))


def _error_code(error: Exception) -> ErrorCode:
    if isinstance(error, QueryTimedOut):
        return ErrorCode.TIMEOUT
    if isinstance(error, (BadInput, NotFound)):
        return ErrorCode.BAD_PARAMS
    if hasattr(error, "original_exc"):
        return ErrorCode.SQL_ERROR
    return ErrorCode.INTERNAL_ERROR
