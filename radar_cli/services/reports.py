"""Asking for reports: submitted, read, cancelled, retried. Waiting: waiting.py. Computing: report_jobs.py."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID, uuid4

from radar_cli.database.session import Database
from radar_cli.domain import text, zones
from radar_cli.domain.quoted import quoted
from radar_cli.domain.report import ErrorCode, Report, ReportStatus, Request, seen_at
from radar_cli.domain.user import User
from radar_cli.errors import (
    BadInput,
    BrokerUnavailable,
    NotFound,
    OperationFailed,
)
from radar_cli.reports import Result
from radar_cli.repositories import projects, report_states, reports
from radar_cli.services import report_scopes
from radar_cli.services.projects import project_named
from radar_cli.services.publishing import Publisher, still_to_come

SHORTEST_PREFIX = 4
FULL_LENGTH = 36


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
    request: Request,
    *,
    dedup_key: str | None = None,
    require_broker: bool = False,
) -> Submitted:
    """Accept a report: committed first, then published.

    Of all the times that the actor asks with one `dedup_key` the first alone makes a report.

    Raises:
        NotFound, BadInput: the projects, the zone, an option or the key is not acceptable; nothing was accepted.
        BrokerUnavailable: with `require_broker`, when the broker did not take it; the report is cancelled.
    """
    zones.zone(request.zone)
    key = None if dedup_key is None else f"{actor.id}:{text.name(dedup_key, 'key')}"
    report_id = uuid4()
    with db.transaction():
        asked_for = [project_named(db, actor, name) for name in dict.fromkeys(request.projects)]
        request = replace(request, projects=[one.name for one in asked_for])
        project_ids = [one.id for one in asked_for or projects.visible(db, actor.id, with_archived=False)]
        params = report_scopes.checked_params(db, actor.id, request, project_ids)
        only = project_ids[0] if len(asked_for) == 1 else None
        added = reports.add(db, report_id, key, request.type, only, params, actor.id)
        if key is not None and not added:
            return Submitted(_same(reports.by_dedup_key(db, key), request).id, None)
    submitted = _published(publisher, report_id)
    if require_broker and submitted.problem is not None:
        with db.transaction():
            report_states.cancel(db, report_id)
            report_states.free_key(db, report_id)
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
            f"{quoted(written_id)} is not a report id",
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


def result_of(report: Report) -> Result:
    """The result of a finished report.

    Raises:
        OperationFailed: it failed or was cancelled.
    """
    if report.status is ReportStatus.READY and report.result is not None:
        return report.result
    if report.error_code is ErrorCode.BAD_PARAMS and report.error_text:
        what, _, mend = report.error_text.partition(": ")
        raise OperationFailed(what, mend or "ask for something else")  # to compute it again would not help
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
        if not report_states.cancel(db, report.id):
            state = get(db, actor, str(report.id)).status  # it may have ended meanwhile
            raise OperationFailed(f"report {report.id} is {state}", "there is nothing to cancel")
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
        if not report_states.retry(db, report.id):
            state = get(db, actor, str(report.id)).status
            raise OperationFailed(f"report {report.id} is {state}", "there is nothing to retry")
    return _published(publisher, report.id)


def _published(publisher: Publisher, report_id: UUID) -> Submitted:
    try:
        publisher.publish(report_id)
    except BrokerUnavailable as problem:
        return Submitted(report_id, problem)
    except KeyboardInterrupt:
        raise still_to_come(report_id) from None
    return Submitted(report_id, None)


def _same(report: Report, request: Request) -> Report:
    if report.type == request.type and request.asked().items() <= report.params.items():
        return report
    raise BadInput(f"that key was used for report {report.id}, which is another one", "choose a key of its own")


def _is_uuid_prefix(text: str) -> bool:
    template = "00000000-0000-0000-0000-000000000000"
    alike = re.sub("[0-9a-f]", "0", text)
    return len(text) >= SHORTEST_PREFIX and template.startswith(alike)


def _own(db: Database, actor: User, written_id: str) -> Report:
    report = get(db, actor, written_id)
    if report.requested_by != actor.email:
        raise OperationFailed(f"{report.requested_by} asked for report {report.id}", "ask them")
    return report
