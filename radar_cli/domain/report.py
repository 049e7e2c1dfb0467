"""A report job and the states that it goes through."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

LEASE_SECONDS = 20
DEADLINE_SECONDS = 15 * 60
COMPUTING_AT_MOST_SECONDS = 60
RESULT_AT_MOST_BYTES = 10_000_000
FIRST_REDISPATCH_SECONDS = 5
LONGEST_REDISPATCH_SECONDS = 60


class ReportStatus(StrEnum):
    """pending -> running -> ready or failed; cancelled from pending or running."""

    PENDING = "pending"
    RUNNING = "running"
    READY = "ready"
    FAILED = "failed"
    CANCELLED = "cancelled"


UNFINISHED = (ReportStatus.PENDING, ReportStatus.RUNNING)


class ErrorCode(StrEnum):
    """Why a report failed."""

    WORKER_LOST = "worker_lost"  # each of its attempts ended with the process that made it
    TIMEOUT = "timeout"  # it took longer than COMPUTING_AT_MOST_SECONDS
    SQL_ERROR = "sql_error"  # the database refused its query
    BAD_PARAMS = "bad_params"  # what it was asked for is not there, or not the requester's to see
    TOO_LARGE = "too_large"  # its result has more than RESULT_AT_MOST_BYTES
    DEADLINE = "deadline"  # it was not ready DEADLINE_SECONDS after it was asked for
    DB_UNAVAILABLE = "db_unavailable"  # at its last attempt the database was lost, or refused to work
    INTERNAL_ERROR = "internal_error"  # a mistake in the report's own code


@dataclass(frozen=True, slots=True)
class Report:
    """A report that somebody asked for.

    `type` is the report's name, as in `radar report <name>`; `params` and `result` are JSON objects;
    `project` is a name, or None for a report across projects; times are UTC, by the database's clock.
    """

    id: UUID
    type: str
    project: str | None
    params: Mapping[str, Any]
    status: ReportStatus
    result: Mapping[str, Any] | None
    requested_by: str
    created_at: datetime
    finished_at: datetime | None
    attempt: int
    max_attempts: int
    deadline_at: datetime
    error_code: ErrorCode | None
    error_text: str | None

    @property
    def is_finished(self) -> bool:
        return self.status not in UNFINISHED


@dataclass(frozen=True, slots=True)
class Claim:
    """The right to compute a report, for as long as `token` is the one in its row; and what to compute.

    The fields are those of `Report`, but for `visible_projects`: the numbers of all projects that whoever asked for
    it could see when it was claimed.
    """

    report_id: UUID
    token: UUID
    type: str
    project: str | None
    params: Mapping[str, Any]
    visible_projects: frozenset[int]
    created_at: datetime
    attempt: int
    max_attempts: int


OVERDUE = "it was not ready by its deadline"


def seen_at(report: Report, now: datetime) -> Report:
    """The report as a reader sees it at `now`: past its deadline it has failed, even when nothing runs."""
    if report.is_finished or now < report.deadline_at:
        return report
    return replace(
        report,
        status=ReportStatus.FAILED,
        finished_at=report.deadline_at,
        error_code=ErrorCode.DEADLINE,
        error_text=OVERDUE,
    )
