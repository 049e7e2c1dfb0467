"""A report job and the states that it goes through."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
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


@dataclass(frozen=True, slots=True)
class Request:
    """What somebody asks for.

    Args:
        type: the report's name, as in `radar report <name>`.
        projects: names of projects; none for all of theirs.
        zone: the IANA name of the zone whose days count.
        options: values of the report's options, by name, as their readers made them.
    """

    type: str
    projects: Sequence[str]
    zone: str
    options: Mapping[str, Any] = field(default_factory=dict)

    def params(self, project_ids: Sequence[int]) -> Mapping[str, Any]:
        """What is kept of it in the report's row."""
        return {"project_ids": [*project_ids], **self.asked()}

    def asked(self) -> Mapping[str, Any]:
        """What makes two requests for a report of one type the same."""
        return {"projects": [*self.projects], "zone": self.zone, "options": dict(self.options)}


def project_names(params: Mapping[str, Any]) -> str | None:
    """How people call the projects that a report is about; None for all of somebody's."""
    return ", ".join(params.get("projects", ())) or None


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
    `project` are names, or None for a report on all projects; times are UTC, by the database's clock.
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

    The fields are those of `Report`, but for `requester_id`, the number of whoever asked for it, and
    `visible_projects`, the numbers of all projects that they could see when it was claimed.
    """

    report_id: UUID
    token: UUID
    type: str
    project: str | None
    params: Mapping[str, Any]
    requester_id: int
    visible_projects: frozenset[int]
    created_at: datetime
    attempt: int
    max_attempts: int

    @property
    def allowed_projects(self) -> Sequence[int]:
        """The numbers of the projects asked for, without those that the requester may no longer see."""
        return [number for number in self.params["project_ids"] if number in self.visible_projects]


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
