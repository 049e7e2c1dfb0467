from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from radar_cli.domain.task import RULES, Move, Priority, Task, TaskStatus, moved
from radar_cli.errors import OperationFailed
from tests.sample_task import TASK as NEW_TASK

CREATED = datetime(2026, 1, 5, 9, tzinfo=UTC)
NOON = datetime(2026, 1, 6, 12, tzinfo=UTC)
TASK = replace(NEW_TASK, version=4)

TARGETS = {
    ("todo", "start"): "in_progress",
    ("todo", "done"): "done",
    ("todo", "reopen"): None,
    ("todo", "cancel"): "cancelled",
    ("in_progress", "start"): None,
    ("in_progress", "done"): "done",
    ("in_progress", "reopen"): None,
    ("in_progress", "cancel"): "cancelled",
    ("done", "start"): None,
    ("done", "done"): None,
    ("done", "reopen"): "todo",
    ("done", "cancel"): None,
    ("cancelled", "start"): None,
    ("cancelled", "done"): None,
    ("cancelled", "reopen"): "todo",
    ("cancelled", "cancel"): None,
}
ALLOWED = [(status, move, target) for (status, move), target in TARGETS.items() if target]
REFUSED = [pair for pair, target in TARGETS.items() if target is None]


def after(*moves: str) -> Task:
    task = TASK
    for days, move in enumerate(moves):
        task = moved(task, Move(move), NOON + timedelta(days=days))
    return task


def test_the_table_of_moves_covers_every_status_and_move() -> None:
    assert set(TARGETS) == {(status, move) for status in TaskStatus for move in Move}


@pytest.mark.parametrize(("status", "move", "target"), ALLOWED)
def test_an_allowed_move_leads_to_its_status(status, move, target) -> None:
    assert moved(replace(TASK, status=TaskStatus(status)), Move(move), NOON).status == target


@pytest.mark.parametrize(("status", "move"), REFUSED)
def test_any_other_move_is_refused_and_names_task_and_status(status, move) -> None:
    with pytest.raises(OperationFailed) as refusal:
        moved(replace(TASK, status=TaskStatus(status)), Move(move), NOON)
    assert refusal.value.what == f"task 7 is {status}"


@pytest.mark.parametrize(
    ("status", "move"),
    [("in_progress", "start"), ("done", "done"), ("cancelled", "cancel")],
)
def test_a_move_to_where_the_task_is_has_nothing_to_do(status, move) -> None:
    with pytest.raises(OperationFailed, match=r"there is nothing to do for it$"):
        moved(replace(TASK, status=TaskStatus(status)), Move(move), NOON)


@pytest.mark.parametrize("status", ["todo", "in_progress"])
def test_open_work_cannot_be_reopened_and_the_error_says_what_can(status) -> None:
    with pytest.raises(OperationFailed, match="only a task that is done or cancelled can be reopened"):
        moved(replace(TASK, status=TaskStatus(status)), Move.REOPEN, NOON)


@pytest.mark.parametrize(
    ("status", "move"), [("done", "start"), ("cancelled", "start"), ("cancelled", "done"), ("done", "cancel")]
)
def test_a_finished_task_has_to_be_reopened_first(status, move) -> None:
    with pytest.raises(OperationFailed, match=r"reopen it first, with radar task reopen 7$"):
        moved(replace(TASK, status=TaskStatus(status)), Move(move), NOON)


def test_starting_sets_the_start() -> None:
    assert after("start").started_at == NOON


def test_a_task_finished_without_a_start_was_never_started() -> None:
    task = after("done")
    assert (task.started_at, task.done_at) == (None, NOON)


def test_finishing_keeps_the_start() -> None:
    task = after("start", "done")
    assert (task.started_at, task.done_at) == (NOON, NOON + timedelta(days=1))


def test_a_reopened_task_is_not_done_at_any_time() -> None:
    assert after("done", "reopen").done_at is None


def test_a_reopened_task_keeps_its_first_start() -> None:
    assert after("start", "done", "reopen").started_at == NOON


def test_a_second_start_leaves_the_first() -> None:
    assert after("start", "done", "reopen", "start").started_at == NOON


def test_the_last_completion_counts() -> None:
    assert after("done", "reopen", "start", "done").done_at == NOON + timedelta(days=3)


@pytest.mark.parametrize(
    ("moves", "count"),
    [
        ((), 0),
        (("start", "done"), 0),
        (("cancel",), 0),
        (("done", "reopen"), 1),
        (("cancel", "reopen"), 1),
        (("done", "reopen", "start"), 1),
        (("done", "reopen", "done", "reopen"), 2),
        (("start", "cancel", "reopen", "done", "reopen", "cancel", "reopen"), 3),
    ],
)
def test_each_reopening_is_counted_and_nothing_else_is(moves, count) -> None:
    assert after(*moves).reopen_count == count


def test_a_cancelled_task_is_not_done_at_any_time() -> None:
    assert after("start", "cancel").done_at is None


def test_cancelling_keeps_the_start() -> None:
    assert after("start", "cancel").started_at == NOON


def test_a_task_that_is_done_has_a_time_of_completion_and_no_other_has() -> None:
    tasks = [after("start"), after("done"), after("cancel"), after("done", "reopen"), after("start", "done")]
    assert all((task.done_at is not None) == (task.status is TaskStatus.DONE) for task in tasks)


@pytest.mark.parametrize(("move", "blocked"), [("start", True), ("done", False), ("cancel", False)])
def test_what_ends_a_task_unblocks_it(move, blocked) -> None:
    task = replace(TASK, blocked_at=NOON, blocked_reason="waits for the design")
    assert (moved(task, Move(move), NOON).blocked_reason is not None) == blocked


def test_the_instant_of_a_cancellation_is_kept_until_the_task_is_reopened() -> None:
    cancelled = moved(TASK, Move.CANCEL, NOON)
    assert cancelled.cancelled_at == NOON
    assert moved(cancelled, Move.REOPEN, NOON).cancelled_at is None


@pytest.mark.parametrize("move", [Move.START, Move.DONE, Move.CANCEL])
def test_a_move_touches_only_status_times_and_reopenings_and_makes_the_next_version(move) -> None:
    changed = moved(TASK, move, NOON)
    without_times = replace(changed, started_at=None, done_at=None, cancelled_at=None)
    unchanged = replace(without_times, status=TASK.status, reopen_count=TASK.reopen_count)
    assert unchanged == replace(TASK, version=TASK.version + 1)


@pytest.mark.parametrize(
    ("move", "sentence"),
    [("start", "started"), ("done", "finished"), ("reopen", "reopened"), ("cancel", "cancelled")],
)
def test_people_are_told_of_a_move_in_the_past_tense(move, sentence) -> None:
    assert RULES[Move(move)].past_tense == sentence


def test_priorities_are_in_order() -> None:
    assert Priority.LOW < Priority.MEDIUM < Priority.HIGH < Priority.URGENT


@pytest.mark.parametrize("label", ["low", "medium", "high", "urgent"])
def test_a_priority_is_labelled_by_its_name_in_lower_case(label) -> None:
    assert Priority[label.upper()].label == label
