"""Which task waits for which, on both databases."""

import pytest

from radar_cli.domain.project import Role
from radar_cli.domain.user import User
from radar_cli.errors import NotFound, OperationFailed
from radar_cli.services import dependencies, logs, project_deletion, projects, tasks
from tests.world import World


@pytest.fixture
def ana(world: World) -> User:
    ana = world.user("Ana")
    world.project(ana)
    return ana


def depend(world: World, actor: User, task_id: int, *on: int) -> tuple[int, ...]:
    return dependencies.depend(world.db, world.clock, actor, task_id, on).depends_on


def test_a_task_depends_on_others_in_the_order_of_their_numbers(world: World, ana: User) -> None:
    one, two, three = (world.task(ana, title).id for title in ("one", "two", "three"))
    assert depend(world, ana, two, three, one) == (one, three)
    assert depend(world, ana, two, one) == (one, three)
    assert tasks.get(world.db, ana, two).depends_on == (one, three)


def test_a_dependency_is_released(world: World, ana: User) -> None:
    one, two, three = (world.task(ana, title).id for title in ("one", "two", "three"))
    depend(world, ana, one, two, three)
    assert dependencies.release(world.db, world.clock, ana, one, [two]).depends_on == (three,)
    with pytest.raises(OperationFailed, match=f"^task {one} does not depend on task {two}: "):
        dependencies.release(world.db, world.clock, ana, one, [two])


def test_a_task_does_not_depend_on_itself(world: World, ana: User) -> None:
    one = world.task(ana).id
    with pytest.raises(OperationFailed, match=f"^task {one} would depend on itself"):
        depend(world, ana, one, one)


def test_circles_are_refused_with_the_way_that_closes_them(world: World, ana: User) -> None:
    one, two, three = (world.task(ana, title).id for title in ("one", "two", "three"))
    depend(world, ana, one, two)
    depend(world, ana, two, three)
    with pytest.raises(OperationFailed, match=rf"depends on task {three} already \({one} -> {two} -> {three}\)"):
        depend(world, ana, three, one)
    assert tasks.get(world.db, ana, three).depends_on == ()


def test_what_cannot_be_seen_is_nothing_to_depend_on(world: World, ana: User) -> None:
    ben = world.user("Ben")
    world.project(ben, "api")
    his = world.task(ben, project="api").id
    with pytest.raises(NotFound, match=f"^there is no task {his} that you can see"):
        depend(world, ana, world.task(ana).id, his)


def test_a_viewer_may_not(world: World, ana: User) -> None:
    ben = world.user("Ben")
    projects.set_member(world.db, ana, "web", ben.email, Role.VIEWER)
    one, two = world.task(ana).id, world.task(ana).id
    with pytest.raises(OperationFailed, match="you may not"):
        depend(world, ben, one, two)


def test_a_deleted_task_is_waited_for_no_more_and_the_log_says_so(world: World, ana: User) -> None:
    one, two = world.task(ana).id, world.task(ana).id
    depend(world, ana, one, two)
    tasks.delete(world.db, world.clock, ana, [two])
    assert tasks.get(world.db, ana, one).depends_on == ()
    assert logs.of_task(world.db, ana, one)[-1].changes == {"depends_on": ([two], None)}


def test_tasks_of_a_deleted_project_are_waited_for_no_more_and_the_log_says_so(world: World, ana: User) -> None:
    world.project(ana, "api")
    one, two = world.task(ana).id, world.task(ana, project="api").id
    depend(world, ana, one, two)
    project_deletion.delete(world.db, world.clock, ana, "api")
    assert tasks.get(world.db, ana, one).depends_on == ()
    assert logs.of_task(world.db, ana, one)[-1].changes == {"depends_on": ([two], None)}
