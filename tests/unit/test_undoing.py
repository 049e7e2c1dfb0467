"""What it takes to undo the changes of a task, and what stands in the way."""

from dataclasses import replace

from radar_cli.domain.event import Event, changes_between, type_of
from radar_cli.domain.task import Task
from radar_cli.domain.undoing import NetChange, changed_since, net_change, undone
from tests.sample_task import TASK

DESCRIBED = replace(TASK, description="in full")


def net(before: Task | None, after: Task | None) -> NetChange:
    what, changes = type_of(before, after), changes_between(before, after)
    event = Event(1, TASK.id, TASK.project_id, what, None, None, changes, "ana@example.com", TASK.created_at)
    return net_change(TASK.project_id, [event])


def test_a_new_task_is_as_it_was_made() -> None:
    assert changed_since(net(None, TASK), TASK) == []


def test_a_new_task_that_was_described_since_is_not_as_it_was_made() -> None:
    assert changed_since(net(None, TASK), DESCRIBED) == ["description"]


def test_a_deleted_task_comes_back_with_what_was_empty() -> None:
    assert undone(net(TASK, None), None, "web", 0) == TASK


def test_a_description_that_was_added_goes_again() -> None:
    assert undone(net(TASK, DESCRIBED), DESCRIBED, "web", 1) == TASK
