"""Asking for reports: submitted, read, waited for, cancelled, retried. How they are computed: report_jobs.py."""

import logging
import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID, uuid4

from radar_cli.database.session import Database
from radar_cli.domain import zones
from radar_cli.domain.report import Report, ReportStatus, seen_at
from radar_cli.domain.user import User
from radar_cli.errors import (
    BadInput,
    BrokerUnavailable,
    NotFound,
    OperationFailed,
    WaitTimedOut,
)
from radar_cli.reports import Result
from radar_cli.repositories import projects, reports
from radar_cli.services import report_jobs
from radar_cli.services.projects import project_named

SHORTEST_POLL_SECONDS = 0.2
LONGEST_POLL_SECONDS = 2.0
SHORTEST_PREFIX = 4
FULL_LENGTH = 36

logger = logging.getLogger(__name__)


class Publisher(Protocol):
    """Whoever gets a report computed, knowing its id."""

    def publish(self, report_id: UUID) -> None:
        """Hand it over.

        Raises:
            BrokerUnavailable: it was not taken.
        """
        ...


class InProcess:
    """The publisher where no broker is configured: the report is computed at once, in this process."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def publish(self, report_id: UUID) -> None:
        report_jobs.run(self.db, report_id)


@dataclass(frozen=True, slots=True)
class Submitted:
    """A report that was accepted; `problem` says why the broker does not know of it yet."""

    report_id: UUID
    problem: BrokerUnavailable | None


@dataclass(frozen=True, slots=True)
class Listing:
    """The newest reports, and how many older ones there are."""

    reports: Sequence[Report]
    more: int


def submit(
    db: Database,
    publisher: Publisher,
    actor: User,
    type_: str,
    project: str | None,
    zone: str,
    *,
    require_broker: bool = False,
) -> Submitted:
    """Accept a report on one project, or on all of the actor's: committed first, then published.

    `zone` is an IANA name.

    Raises:
        NotFound, BadInput: the project or the zone is not acceptable; nothing was accepted.
        BrokerUnavailable: with `require_broker`, when the broker did not take it; the report is cancelled.
    """
    zones.zone(zone)
    report_id = uuid4()
    with db.transaction():
        target = None if project is None else project_named(db, actor, project)
        visible = [target] if target else projects.visible(db, actor.id, with_archived=False)
        params = {"project_ids": [one.id for one in visible], "zone": zone}
        reports.add(db, report_id, type_, target.id if target else None, params, actor.id)
    submitted = _published(publisher, report_id)
    if require_broker and submitted.problem is not None:
        with db.transaction():
            reports.cancel(db, report_id)
        raise submitted.problem
    return submitted


def get(db: Database, actor: User, written_id: str) -> Report:
    """The report of that id, or the one whose id starts so.

    Raises:
        BadInput: it is not an id, or several start so.
        NotFound: the actor can see no such report.
    """
    prefix = written_id.strip().lower()
    if not _is_uuid_prefix(prefix):
        raise BadInput(
            f"{written_id[:40]!r} is not a report id",
            f"give it as radar report list shows it, or its first {SHORTEST_PREFIX} characters or more",
        )
    with db.reading():
        if len(prefix) == FULL_LENGTH:
            found = reports.visible_by_id(db, actor.id, UUID(prefix))
        else:
            found = reports.visible_by_prefix(db, actor.id, prefix)
        now = db.now()
    if not found:
        raise NotFound(f"there is no report {prefix} that you can see", "see radar report list")
    if len(found) > 1:
        raise BadInput(f"several reports start with {prefix}", "give more of the id")
    return seen_at(found[0], now)


def visible(db: Database, actor: User, limit: int | None) -> Listing:
    """The reports that the actor asked for, and those on the actor's projects, newest first."""
    with db.reading():
        now = db.now()
        found = [seen_at(report, now) for report in reports.visible(db, actor.id, limit)]
        full = limit is not None and len(found) == limit
        return Listing(found, reports.count_visible(db, actor.id) - len(found) if full else 0)


def wait(
    db: Database, actor: User, report_id: UUID, timeout: float, sleep: Callable[[float], None] = time.sleep
) -> Report:
    """The report once it is ready, failed or cancelled.

    `timeout` is in seconds; polls come 0.2 to 2 seconds apart, with jitter so that many do not beat together.

    Raises:
        WaitTimedOut: it was not finished in time; it goes on being computed.
        NotFound: it was deleted meanwhile.
    """
    give_up_at = time.monotonic() + timeout
    pause = SHORTEST_POLL_SECONDS
    while True:
        report = get(db, actor, str(report_id))
        if report.is_finished:
            return report
        left = give_up_at - time.monotonic()
        if left <= 0:
            raise _timed_out(report)
        sleep(min(left, pause * random.uniform(0.75, 1.25)))  # noqa: S311  jitter, not a secret
        pause = min(pause * 1.5, LONGEST_POLL_SECONDS)


def result_of(report: Report) -> Result:
    """The result of a finished report.

    Raises:
        OperationFailed: it failed or was cancelled.
    """
    if report.status is ReportStatus.READY and report.result is not None:
        return report.result
    state = str(report.status)
    if report.error_code:
        state = f"{state} ({report.error_code}: {report.error_text})"
    raise OperationFailed(f"report {report.id} is {state}", f"retry it with radar report retry {report.id}")


def cancel(db: Database, actor: User, written_id: str) -> Report:
    """Cancel a report that is pending or running.

    Raises:
        NotFound, BadInput: see `get`.
        OperationFailed: it is finished, or somebody else's.
    """
    report = _own(db, actor, written_id)
    with db.transaction():
        if not reports.cancel(db, report.id):
            raise OperationFailed(f"report {report.id} is {report.status}", "there is nothing to cancel")
    return report


def retry(db: Database, publisher: Publisher, actor: User, written_id: str) -> Submitted:
    """Compute a failed or cancelled report again, or publish a pending one again.

    Its windows stay those of the instant that it was first asked for; what it counts now is what there is now.

    Raises:
        NotFound, BadInput: see `get`.
        OperationFailed: it is running or ready, or somebody else's.
    """
    report = _own(db, actor, written_id)
    with db.transaction():
        if not reports.retry(db, report.id):
            raise OperationFailed(
                f"report {report.id} is {report.status}",
                "there is nothing to retry",
            )
    return _published(publisher, report.id)


def _published(publisher: Publisher, report_id: UUID) -> Submitted:
    try:
        publisher.publish(report_id)
    except BrokerUnavailable as problem:
        return Submitted(report_id, problem)
    return Submitted(report_id, None)


def _is_uuid_prefix(text: str) -> bool:
    template = "00000000-0000-0000-0000-000000000000"
    alike = re.sub("[0-9a-f]", "0", text)
    return len(text) >= SHORTEST_PREFIX and template.startswith(alike)


def _own(db: Database, actor: User, written_id: str) -> Report:
    report = get(db, actor, written_id)
    if report.requested_by != actor.email:
        raise OperationFailed(f"{report.requested_by} asked for report {report.id}", "ask them")
    return report


def _timed_out(report: Report) -> WaitTimedOut:
    attempt = f" (attempt {report.attempt} of {report.max_attempts})" if report.attempt else ""
    state = "running" if report.status is ReportStatus.RUNNING else "pending"
    return WaitTimedOut(
        f"report {report.id} is still {state}{attempt}",
        f"see it with radar report show {report.id}, and the workers with radar health",
    )
