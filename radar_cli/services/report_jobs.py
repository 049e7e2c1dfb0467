"""Computing a report: claim it, compute it, keep the outcome if the claim still holds.

The row is the truth. A message says only which row to look at, so it may be lost, doubled or late.
"""

import json
import logging
import time
from contextlib import suppress
from dataclasses import dataclass
from uuid import UUID, uuid4

from radar_cli.database.session import Database
from radar_cli.domain.report import RESULT_AT_MOST_BYTES, Claim, ErrorCode, project_names
from radar_cli.errors import BadInput, DatabaseUnavailable, NotFound, QueryTimedOut, RadarError
from radar_cli.redaction import redacted
from radar_cli.reports import ReportType, Scope, load
from radar_cli.repositories import report_states
from radar_cli.services import report_scopes
from radar_cli.services.interruption import BrokenOff
from radar_cli.services.lease import End, Lease, Stopping

RETRY_AFTER_SECONDS = 5
REASON_AT_MOST_CHARACTERS = 2000
# PostgreSQL takes no NaN for JSON, and SQLite must not either.
ENCODER = json.JSONEncoder(allow_nan=False)

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Failure:
    """A computation that came to nothing, and why."""

    code: ErrorCode
    reason: str


def run(db: Database, report_id: UUID, stopping: Stopping | None = None) -> None:
    """Claim a report, compute it, and keep what came of it if the claim still holds.

    Nothing happens when there is nothing to claim: the message was a duplicate, or late, or forged. What is being
    computed when the process is to end (`stopping`, Ctrl-C) is given back.

    Raises:
        DatabaseUnavailable: the database was lost; the lease will run out and the report be tried again.
    """
    with db.statement():
        claim = report_states.claim(db, report_id, uuid4())
    if claim is None:
        logger.info("report %s is not to be computed now", report_id)
        return
    started = time.monotonic()
    try:
        outcome = _outcome(db, claim, stopping)
    except (KeyboardInterrupt, SystemExit):
        with suppress(DatabaseUnavailable):  # then its lease runs out
            _given_back(db, claim)
        raise
    took = time.monotonic() - started
    logger.info("report %s (%s, attempt %d) took %.3f s%s", report_id, claim.type, claim.attempt, took, outcome)


def _outcome(db: Database, claim: Claim, stopping: Stopping | None) -> str:
    """Compute and keep; gives what there is to say about it in the log."""
    lease = Lease(db, claim, stopping)
    computed = _computed(db, claim, lease)
    if lease.end is not None:
        db.disconnect()  # what cancels its query may come late, and must not meet the next one
    if lease.end is End.STOPPED:
        _given_back(db, claim)
    if lease.end in (End.LOST, End.STOPPED):
        return f"; broken off: {lease.end.value}"
    if lease.end is End.TOO_LONG:
        computed = Failure(ErrorCode.TIMEOUT, "computing it took too long")
    if isinstance(computed, DatabaseUnavailable):
        return _tried_again(db, claim, computed)
    kept = keep(db, claim, computed)
    return "" if kept else "; its lease was gone, so the outcome was dropped"


def _computed(db: Database, claim: Claim, lease: Lease) -> str | Failure | DatabaseUnavailable:
    """The result as JSON, or why there is none."""
    try:
        result = ENCODER.encode(_compute(db, claim, lease))
    except BrokenOff:
        return Failure(ErrorCode.TIMEOUT, "computing it was broken off")
    except DatabaseUnavailable as error:
        return error
    except Exception as error:  # whatever a report raises must end in its row
        if lease.end is None and _error_code(error) in (ErrorCode.INTERNAL_ERROR, ErrorCode.SQL_ERROR):
            logger.exception("report %s failed", claim.report_id)
        return Failure(_error_code(error), _reason(error))
    if len(result) > RESULT_AT_MOST_BYTES:
        return Failure(ErrorCode.TOO_LARGE, f"its result has {len(result):,} bytes of {RESULT_AT_MOST_BYTES:,} at most")
    return result


def _compute(db: Database, claim: Claim, lease: Lease) -> dict[str, object]:
    report_type = load(claim.type)
    # Within the snapshot: to break off while Pony begins or ends it would leave its connection in any state.
    with db.snapshot(another_follows=True), lease.kept():
        return dict(report_type.compute(db, _scope(db, claim, report_type)))


def _scope(db: Database, claim: Claim, report_type: ReportType) -> Scope:
    """What the requester may no longer see is left out, whatever the row says."""
    allowed = claim.allowed_projects
    if not allowed and claim.project is not None:
        # By the name that was asked for: who has left a project is not told what it is called by now.
        asked_for = project_names(claim.params) or "of that name"
        raise NotFound(f"there is no project {asked_for} that you can see", "see radar project list")
    project = claim.project if len(allowed) == len(claim.params["project_ids"]) else _named(claim)
    return report_scopes.scope(db, report_type, claim.requester_id, allowed, project, claim.created_at, claim.params)


def _named(claim: Claim) -> str | None:
    """The names of those of the projects asked for that are left; None where all of somebody's were asked for."""
    asked = zip(claim.params["projects"], claim.params["project_ids"], strict=False)
    return ", ".join(name for name, project_id in asked if project_id in claim.visible_projects) or None


def _tried_again(db: Database, claim: Claim, error: DatabaseUnavailable) -> str:
    """Where the database is there again by now, do not wait for the lease to run out."""
    if claim.attempt < claim.max_attempts:
        with db.transaction():
            given = report_states.give_back(
                db, claim.report_id, claim.token, counted=True, after_seconds=RETRY_AFTER_SECONDS
            )
        return f"; to be tried again ({error})" if given else "; its lease was gone"
    kept = keep(db, claim, Failure(ErrorCode.DB_UNAVAILABLE, str(error)))
    return f"; it failed ({error})" if kept else "; its lease was gone"


def _given_back(db: Database, claim: Claim) -> None:
    """The attempt does not count: it was broken off for no fault of the report's."""
    with db.transaction():
        report_states.give_back(db, claim.report_id, claim.token, counted=False, after_seconds=0)


def keep(db: Database, claim: Claim, outcome: str | Failure) -> bool:
    """Keep a result (a JSON object) or a failure; False where the claim does not hold any more, and nothing is kept.

    Raises:
        DatabaseUnavailable: it was lost.
    """
    with db.statement():
        if isinstance(outcome, Failure):
            return report_states.fail(db, claim.report_id, claim.token, outcome.code, outcome.reason)
        return report_states.finish(db, claim, outcome)


def _reason(error: Exception) -> str:
    """The first line of what an error says, as a text that can be stored."""
    reason = str(error) if isinstance(error, RadarError) else f"{type(error).__name__}: {error}"
    first_line = redacted(reason.partition("\n")[0])[:REASON_AT_MOST_CHARACTERS]
    return first_line.replace("\0", "").encode("utf-8", "replace").decode()


def _error_code(error: Exception) -> ErrorCode:
    if isinstance(error, QueryTimedOut):
        return ErrorCode.TIMEOUT
    if isinstance(error, (BadInput, NotFound)):
        return ErrorCode.BAD_PARAMS
    if hasattr(error, "original_exc"):
        return ErrorCode.SQL_ERROR
    return ErrorCode.INTERNAL_ERROR
