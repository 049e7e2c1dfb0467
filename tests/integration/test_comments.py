"""Remarks about tasks, on both databases."""

import pytest

from radar_cli.domain.project import Role
from radar_cli.domain.user import User
from radar_cli.errors import BadInput, NotFound, OperationFailed
from radar_cli.services import comments, logs, projects, task_details, tasks
from tests.world import World


@pytest.fixture
def ana(world: World) -> User:
    ana = world.user("Ana")
    world.project(ana)
    return ana


def test_remarks_are_read_the_oldest_first(world: World, ana: User) -> None:
    task = world.task(ana)
    for remark in ("first", "second\nline"):
        comments.add(world.db, world.clock, ana, task.id, remark)
        world.clock.advance(hours=1)
    found = task_details.details(world.db, ana, task.id).comments
    assert [(comment.author, comment.body) for comment in found] == [
        ("ana@example.com", "first"),
        ("ana@example.com", "second\nline"),
    ]


def test_a_remark_is_in_the_log_and_makes_no_new_version(world: World, ana: User) -> None:
    task = world.task(ana)
    comments.add(world.db, world.clock, ana, task.id, "looks good")
    event = logs.of_task(world.db, ana, task.id)[-1]
    assert (event.type, event.changes["comment"]) == ("commented", (None, "looks good"))
    assert tasks.get(world.db, ana, task.id).version == task.version


def test_a_remark_says_something(world: World, ana: User) -> None:
    with pytest.raises(BadInput, match=r"^the comment is empty"):
        comments.add(world.db, world.clock, ana, world.task(ana).id, " \n ")


def test_a_viewer_reads_remarks_and_makes_none(world: World, ana: User) -> None:
    ben = world.user("Ben")
    projects.set_member(world.db, ana, "web", ben.email, Role.VIEWER)
    task = world.task(ana)
    comments.add(world.db, world.clock, ana, task.id, "looks good")
    assert len(task_details.details(world.db, ben, task.id).comments) == 1
    with pytest.raises(OperationFailed, match="you may not"):
        comments.add(world.db, world.clock, ben, task.id, "me too")


def test_remarks_on_what_cannot_be_seen_are_not_there(world: World, ana: User) -> None:
    task = world.task(ana)
    with pytest.raises(NotFound):
        task_details.details(world.db, world.user("Ben"), task.id)
