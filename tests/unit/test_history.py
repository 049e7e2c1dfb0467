"""From the history of a source to a task whose own is another one."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from radar_cli.domain.history import led_to
from radar_cli.domain.import_merge import still_blocked
from radar_cli.domain.imported import ImportedTask
from radar_cli.domain.task import TaskStatus
from tests.sample_task import TASK


def day(number: int) -> datetime:
    return datetime(2026, 1, number, tzinfo=UTC)


OPEN = replace(TASK, created_at=day(1))
STARTED = replace(OPEN, status=TaskStatus.IN_PROGRESS, started_at=day(3), reopen_count=1)
DONE = replace(OPEN, status=TaskStatus.DONE, started_at=day(3), done_at=day(5), reopen_count=2)


@pytest.mark.parametrize(
    ("task", "source", "expected"),
    [
        pytest.param(DONE, replace(OPEN, status=TaskStatus.DONE), DONE, id="it keeps what the source does not know"),
        pytest.param(
            DONE, replace(OPEN, status=TaskStatus.DONE, done_at=day(6)), replace(DONE, done_at=day(6)),
            id="the times of the source go before",
        ),
        pytest.param(
            DONE, replace(OPEN, status=TaskStatus.DONE, done_at=day(2)), replace(DONE, started_at=None, done_at=day(2)),
            id="it keeps no start that is later than the end",
        ),
        pytest.param(
            DONE, OPEN, replace(OPEN, started_at=day(3), reopen_count=3), id="what is open again was reopened"
        ),
        pytest.param(
            STARTED, replace(STARTED, reopen_count=4), replace(STARTED, reopen_count=4),
            id="the source may know of more reopenings",
        ),
        pytest.param(
            STARTED, replace(OPEN, status=TaskStatus.CANCELLED, cancelled_at=day(4)),
            replace(STARTED, status=TaskStatus.CANCELLED, cancelled_at=day(4)), id="it ends as in the source",
        ),
    ],
)  # fmt: skip
def test_a_task_is_led_to_where_its_source_is(task, source, expected) -> None:
    assert replace(led_to(task, source), version=task.version) == replace(expected, version=task.version)


BLOCKED = replace(OPEN, blocked_at=day(2), blocked_reason="waits")
SAYS_SO = ImportedTask(1, "web", "WEB-1", "Fix login", day(1), blocked_at=day(2), blocked_reason="waits")


def test_what_a_source_says_is_blocked_stays_so_through_an_end() -> None:
    assert still_blocked(OPEN, BLOCKED, SAYS_SO) == BLOCKED


def test_what_is_finished_or_was_not_blocked_is_not_blocked() -> None:
    assert still_blocked(DONE, BLOCKED, SAYS_SO) == DONE
    assert still_blocked(OPEN, OPEN, SAYS_SO) == OPEN
    assert still_blocked(OPEN, BLOCKED, replace(SAYS_SO, blocked_at=None, blocked_reason=None)) == OPEN
