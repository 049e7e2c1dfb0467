"""How urgent a task is."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from radar_cli.domain.task import Priority, Task, TaskStatus
from radar_cli.domain.urgency import Standing, urgency

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ALONE = Standing(waiting=0, waits=False)
TASK = Task(
    id=1,
    project_id=1,
    project="web",
    title="Fix login",
    description="",
    status=TaskStatus.TODO,
    priority=Priority.LOW,
    assignee=None,
    created_at=NOW,
    started_at=None,
    done_at=None,
    reopen_count=0,
    version=1,
)


@pytest.mark.parametrize(
    ("priority", "points"),
    [(Priority.LOW, 0), (Priority.MEDIUM, 20), (Priority.HIGH, 40), (Priority.URGENT, 60)],
)
def test_a_higher_priority_is_more_urgent(priority: Priority, points: int) -> None:
    assert urgency(replace(TASK, priority=priority), ALONE, NOW) == points


@pytest.mark.parametrize(
    ("left", "points"),
    [
        (timedelta(days=-8), 100),
        (timedelta(days=-7), 80),
        (timedelta(seconds=-1), 80),
        (timedelta(), 60),
        (timedelta(days=1), 40),
        (timedelta(days=3), 20),
        (timedelta(days=7), 10),
        (timedelta(days=14), 0),
    ],
)
def test_a_task_becomes_urgent_as_its_due_date_comes(left: timedelta, points: int) -> None:
    assert urgency(replace(TASK, due_at=NOW + left), ALONE, NOW) == points


@pytest.mark.parametrize(("days", "points"), [(6, 0), (7, 5), (30, 10), (90, 15), (365, 20), (3650, 20)])
def test_an_old_task_is_a_little_more_urgent(days: int, points: int) -> None:
    assert urgency(replace(TASK, created_at=NOW - timedelta(days=days)), ALONE, NOW) == points


@pytest.mark.parametrize(("waiting", "points"), [(1, 10), (5, 50), (6, 50)])
def test_a_task_that_others_wait_for_is_more_urgent(waiting: int, points: int) -> None:
    assert urgency(TASK, Standing(waiting, waits=False), NOW) == points


def test_a_task_that_cannot_be_done_yet_is_the_least_urgent() -> None:
    assert urgency(TASK, Standing(0, waits=True), NOW) == -100
    assert urgency(replace(TASK, blocked_at=NOW, blocked_reason="why"), ALONE, NOW) == -100
    assert urgency(replace(TASK, blocked_at=NOW, blocked_reason="why"), Standing(0, waits=True), NOW) == -100


@pytest.mark.parametrize("status", [TaskStatus.DONE, TaskStatus.CANCELLED])
def test_a_task_that_is_over_has_no_urgency(status: TaskStatus) -> None:
    assert urgency(replace(TASK, status=status), ALONE, NOW) is None
