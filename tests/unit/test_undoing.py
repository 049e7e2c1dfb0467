"""Older versions logged empty texts and zeros as they were; now null stands for them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from radar_cli.domain.event import Event, EventType, FieldValue, changes_between
from radar_cli.domain.task import Priority, Task, TaskStatus
from radar_cli.domain.undoing import NetChange, changed_since, net_change, undone

TASK = Task(
    id=7,
    project_id=3,
    project="web",
    title="Fix login",
    description="",
    status=TaskStatus.TODO,
    priority=Priority.MEDIUM,
    assignee=None,
    created_at=datetime(2026, 1, 5, 9, tzinfo=UTC),
    started_at=None,
    done_at=None,
    reopen_count=0,
    version=2,
)
FORMERLY: Mapping[str, FieldValue] = {"description": "", "reopen_count": 0}
either_way = pytest.mark.parametrize("formerly", [{}, FORMERLY], ids=["now", "formerly"])


def net(kind: EventType, before: Task | None, after: Task | None, formerly: Mapping[str, FieldValue]) -> NetChange:
    empty = {name: (None, value) if before is None else (value, None) for name, value in formerly.items()}
    changes = empty | changes_between(before, after)
    event = Event(1, TASK.id, TASK.project_id, kind, None, None, changes, "ana@example.com", TASK.created_at)
    return net_change(TASK.project_id, [event])


@either_way
def test_a_new_task_is_as_it_was_made(formerly: Mapping[str, FieldValue]) -> None:
    assert changed_since(net(EventType.CREATED, None, TASK, formerly), TASK) == []


@either_way
def test_a_new_task_that_was_described_since_is_not_as_it_was_made(formerly: Mapping[str, FieldValue]) -> None:
    described = replace(TASK, description="in full")
    assert changed_since(net(EventType.CREATED, None, TASK, formerly), described) == ["description"]


@either_way
def test_a_deleted_task_comes_back_with_what_was_empty(formerly: Mapping[str, FieldValue]) -> None:
    assert undone(net(EventType.DELETED, TASK, None, formerly), None, "web", 1) == TASK


@either_way
def test_a_description_that_was_added_goes_again(formerly: Mapping[str, FieldValue]) -> None:
    described = replace(TASK, description="in full")
    said = {"description": (formerly.get("description"), "in full")}
    event = Event(1, TASK.id, TASK.project_id, EventType.EDITED, None, None, said, "ana@example.com", TASK.created_at)
    assert undone(net_change(TASK.project_id, [event]), described, "web", 1) == TASK
