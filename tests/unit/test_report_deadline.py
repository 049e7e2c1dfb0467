from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from radar_cli.domain.report import ErrorCode, Report, ReportStatus, seen_at

DEADLINE = datetime(2026, 1, 31, 8, 15, tzinfo=UTC)


def report(status: str) -> Report:
    return Report(
        id=UUID(int=1),
        type="daily-summary",
        project=None,
        params={},
        status=ReportStatus(status),
        result=None,
        requested_by="ana@example.com",
        created_at=DEADLINE - timedelta(hours=1),
        finished_at=None,
        attempt=1,
        max_attempts=3,
        deadline_at=DEADLINE,
        error_code=None,
        error_text=None,
    )


def test_the_reasons_of_a_failure_keep_the_names_that_are_in_databases() -> None:
    assert set(ErrorCode) == {
        "worker_lost",
        "timeout",
        "sql_error",
        "bad_params",
        "too_large",
        "deadline",
        "db_unavailable",
        "internal_error",
    }


@pytest.mark.parametrize(
    ("status", "finished"),
    [("pending", False), ("running", False), ("ready", True), ("failed", True), ("cancelled", True)],
)
def test_a_report_is_finished_unless_it_waits_or_runs(status, finished) -> None:
    assert report(status).is_finished is finished


@pytest.mark.parametrize("status", ["pending", "running"])
def test_an_unfinished_report_is_seen_as_it_is_before_its_deadline(status) -> None:
    assert seen_at(report(status), DEADLINE - timedelta(microseconds=1)) == report(status)


@pytest.mark.parametrize("status", ["pending", "running"])
@pytest.mark.parametrize("late", [timedelta(0), timedelta(days=400)])
def test_an_unfinished_report_has_failed_at_its_deadline_whenever_one_looks(status, late) -> None:
    seen = seen_at(report(status), DEADLINE + late)
    assert (seen.status, seen.error_code, seen.finished_at) == (
        ReportStatus.FAILED,
        ErrorCode.DEADLINE,
        DEADLINE,
    )
    assert seen.error_text == "it was not ready by its deadline"


@pytest.mark.parametrize("status", ["ready", "failed", "cancelled"])
def test_a_finished_report_stays_what_it_is_after_its_deadline(status) -> None:
    assert seen_at(report(status), DEADLINE + timedelta(days=1)) == report(status)
