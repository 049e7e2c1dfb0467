"""Tasks that cannot go on, on both databases."""

from datetime import timedelta

import pytest

from radar_cli.domain.event import EventType
from radar_cli.domain.task import Move
from radar_cli.domain.user import User
from radar_cli.errors import BadInput, OperationFailed
from radar_cli.services import blocking, logs, tasks
from tests.world import World


@pytest.fixture
def ana(world: World) -> User:
    ana = world.user("Ana")
    world.project(ana)
    return ana


def test_a_task_is_blocked_for_a_reason_since_then(world: World, ana: User) -> None:
    task = world.task(ana)
    (blocked,) = blocking.block(world.db, world.clock, ana, [task.id], " waits for the design ")
    assert (blocked.blocked_reason, blocked.blocked_at) == ("waits for the design", world.clock.now)
    assert tasks.get(world.db, ana, task.id) == blocked
    assert logs.of_task(world.db, ana, task.id)[-1].type is EventType.BLOCKED


def test_a_new_reason_keeps_the_time(world: World, ana: User) -> None:
    task = world.task(ana)
    since = world.clock.now
    blocking.block(world.db, world.clock, ana, [task.id], "waits for the design")
    world.clock.now = since + timedelta(days=1)
    (blocked,) = blocking.block(world.db, world.clock, ana, [task.id], "waits for the review")
    assert (blocked.blocked_reason, blocked.blocked_at) == ("waits for the review", since)


def test_an_unblocked_task_has_no_reason(world: World, ana: User) -> None:
    task = world.task(ana)
    blocking.block(world.db, world.clock, ana, [task.id], "waits for the design")
    (free,) = blocking.unblock(world.db, world.clock, ana, [task.id])
    assert (free.blocked_at, free.blocked_reason) == (None, None)
    assert logs.of_task(world.db, ana, task.id)[-1].type is EventType.UNBLOCKED


def test_what_is_finished_cannot_be_blocked(world: World, ana: User) -> None:
    task = world.move(ana, world.task(ana), Move.DONE)
    with pytest.raises(OperationFailed, match=f"^task {task.id} is done: reopen it first"):
        blocking.block(world.db, world.clock, ana, [task.id], "too late")


def test_what_is_not_blocked_cannot_be_unblocked_and_the_others_stay_blocked(world: World, ana: User) -> None:
    blocked, free = world.task(ana), world.task(ana)
    blocking.block(world.db, world.clock, ana, [blocked.id], "waits")
    with pytest.raises(OperationFailed, match=f"^task {free.id} is not blocked"):
        blocking.unblock(world.db, world.clock, ana, [blocked.id, free.id])
    assert tasks.get(world.db, ana, blocked.id).blocked_reason == "waits"


@pytest.mark.parametrize("reason", ["", "  ", "two\nlines", "x" * 501])
def test_a_reason_is_one_line(world: World, ana: User, reason: str) -> None:
    with pytest.raises(BadInput, match=r"^the reason "):
        blocking.block(world.db, world.clock, ana, [world.task(ana).id], reason)
