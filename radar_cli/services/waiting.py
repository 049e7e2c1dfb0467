"""Waiting for a report."""

import random
import time
from collections.abc import Callable
from uuid import UUID

from radar_cli.database.session import Database
from radar_cli.domain.report import Report, ReportStatus
from radar_cli.domain.user import User
from radar_cli.errors import Conflict, DatabaseUnavailable, RadarError, WaitTimedOut
from radar_cli.repositories.report_states import CHANNEL
from radar_cli.services import reports
from radar_cli.services.publishing import Publisher, still_to_come
from radar_cli.services.sweep import sweep

SHORTEST_POLL_SECONDS = 0.2
LONGEST_POLL_SECONDS = 2.0


def wait(
    db: Database,
    actor: User,
    report_id: UUID,
    timeout: float,
    *,
    compute: Publisher | None,
    seen: Callable[[Report], None],
) -> Report:
    """The report once it is ready, failed or cancelled.

    `timeout` is in seconds. Polls come 0.2 to 2 seconds apart, with jitter so that many do not beat together; on
    PostgreSQL the end of the report is heard of at once. `seen` is called with each unfinished report that a poll
    gives. Where no worker would compute it, `compute` does if it is pending, as it is when a process before this one
    was interrupted. A database that is away for a while is waited for as well.

    Raises:
        WaitTimedOut: it was not finished in time; it goes on being computed.
        DatabaseUnavailable: the database was away at the end of that time.
        NotFound: it was deleted meanwhile.
        Interrupted: by Ctrl-C; it goes on being computed.
    """
    try:
        return _waited(db, actor, report_id, timeout, compute, seen)
    except KeyboardInterrupt:
        raise still_to_come(report_id) from None


def _waited(
    db: Database,
    actor: User,
    report_id: UUID,
    timeout: float,
    compute: Publisher | None,
    seen: Callable[[Report], None],
) -> Report:
    give_up_at = time.monotonic() + timeout
    longest_pause = SHORTEST_POLL_SECONDS
    with db.listening(CHANNEL, str(report_id)) as pause:
        while True:
            problem, report = _looked_at(db, actor, report_id, compute)
            if report is not None and report.is_finished:
                return report
            left = give_up_at - time.monotonic()
            if left <= 0:
                raise _away(report_id, problem) if problem else _timed_out(report)
            if report is not None:
                seen(report)
            pause(min(left, longest_pause * random.uniform(0.75, 1.0)))  # noqa: S311  jitter, not a secret
            longest_pause = min(longest_pause * 1.5, LONGEST_POLL_SECONDS)


def _looked_at(
    db: Database, actor: User, report_id: UUID, compute: Publisher | None
) -> tuple[RadarError | None, Report | None]:
    try:
        sweep(db, None)
        report = reports.get(db, actor, str(report_id))
        if compute is None or report.status is not ReportStatus.PENDING:
            return None, report
        compute.publish(report_id)
        return None, reports.get(db, actor, str(report_id))
    except (DatabaseUnavailable, Conflict) as problem:
        return problem, None


def _away(report_id: UUID, problem: RadarError) -> DatabaseUnavailable:
    return DatabaseUnavailable(
        f"report {report_id} is accepted, but {problem.what}",
        f"{problem.mend}; get it with radar report wait {report_id}",
    )


def _timed_out(report: Report | None) -> WaitTimedOut:
    assert report is not None
    attempt = f" (attempt {report.attempt} of {report.max_attempts})" if report.attempt else ""
    state = "running" if report.status is ReportStatus.RUNNING else "pending"
    return WaitTimedOut(
        f"report {report.id} is still {state}{attempt}",
        f"see it with radar report show {report.id}, and the workers with radar health",
    )
