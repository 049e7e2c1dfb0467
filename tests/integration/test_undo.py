"""Undoing what a command did, on both databases."""

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from radar_cli.domain.project import Role
from radar_cli.domain.task import Move, Priority, Task
from radar_cli.domain.user import User
from radar_cli.errors import Conflict, NotFound, OperationFailed
from radar_cli.services import (
    blocking,
    comments,
    dependencies,
    logs,
    project_deletion,
    projects,
    task_details,
    task_edits,
    tasks,
    undo,
)
from tests.world import World


@pytest.fixture
def ana(world: World) -> User:
    ana = world.user("Ana")
    world.project(ana)
    return ana


@pytest.fixture
def ben(world: World, ana: User) -> User:
    ben = world.user("Ben")
    projects.set_member(world.db, ana, "web", ben.email, Role.MEMBER)
    return ben


def undone(world: World, actor: User, batch_id: int | None = None) -> undo.Undone:
    return undo.undo(world.db, world.clock, actor, batch_id)


def without_version(task: Task) -> dict[str, object]:
    return {name: getattr(task, name) for name in Task.__slots__ if name != "version"}


def everything(world: World, actor: User, *ids: int) -> list[dict[str, object]]:
    return [without_version(tasks.get(world.db, actor, task_id)) for task_id in ids]


def _edit(world: World, ana: User, ids: list[int]) -> None:
    values = task_edits.Edit(
        title="All alike",
        description="long",
        priority=Priority.URGENT,
        assignee="me",
        due_at=datetime(2026, 4, 1, tzinfo=UTC),
        add_tags=["q4"],
    )
    task_edits.edit(world.db, world.clock, ana, ids, values)


def _delete(world: World, ana: User, ids: list[int]) -> None:
    tasks.delete(world.db, world.clock, ana, ids)


def _finish(world: World, ana: User, ids: list[int]) -> None:
    tasks.move(world.db, world.clock, ana, ids, Move.DONE)


def _block(world: World, ana: User, ids: list[int]) -> None:
    blocking.block(world.db, world.clock, ana, ids, "waits for the review")


@pytest.mark.parametrize("command", [_edit, _delete, _finish, _block])
def test_undoing_restores_every_field(
    world: World, ana: User, command: Callable[[World, User, list[int]], None]
) -> None:
    first = world.task(ana, "one", tags=["a"], description="text", priority=Priority.LOW)
    second = world.move(ana, world.task(ana, "two", assignee="me"), Move.START)
    dependencies.depend(world.db, world.clock, ana, second.id, [first.id])
    blocking.block(world.db, world.clock, ana, [second.id], "waits for the design")
    before = everything(world, ana, first.id, second.id)
    world.clock.advance(hours=1)
    command(world, ana, [first.id, second.id])
    world.clock.advance(hours=1)
    assert undone(world, ana).tasks == 2
    assert everything(world, ana, first.id, second.id) == before


def test_undoing_an_addition_takes_the_tasks_away(world: World, ana: User) -> None:
    added = tasks.add(world.db, world.clock, ana, "web", [tasks.Draft("one"), tasks.Draft("two")])
    undone(world, ana)
    for task in added:
        with pytest.raises(NotFound):
            tasks.get(world.db, ana, task.id)


def test_undoing_a_deletion_brings_dependents_and_comments_back(world: World, ana: User) -> None:
    one, two = world.task(ana, "one"), world.task(ana, "two")
    dependencies.depend(world.db, world.clock, ana, two.id, [one.id])
    comments.add(world.db, world.clock, ana, one.id, "looks good")
    tasks.delete(world.db, world.clock, ana, [one.id])
    undone(world, ana)
    assert tasks.get(world.db, ana, two.id).depends_on == (one.id,)
    assert [comment.body for comment in task_details.details(world.db, ana, one.id).comments] == ["looks good"]


def test_what_older_versions_logged_as_empty_is_undone_too(world: World, ana: User) -> None:
    task = world.task(ana)
    (created,) = logs.of_task(world.db, ana, task.id)
    formerly = {**created.changes, "description": (None, ""), "reopen_count": (None, 0)}
    world.run_sql("UPDATE task_events SET payload = $payload", payload=json.dumps(formerly))
    (read_back,) = logs.of_task(world.db, ana, task.id)
    assert (read_back.changes["description"], read_back.changes["reopen_count"]) == ((None, None), (None, None))
    undone(world, ana)
    with pytest.raises(NotFound):
        tasks.get(world.db, ana, task.id)


def test_the_log_says_what_was_undone(world: World, ana: User) -> None:
    task = world.task(ana)
    task_edits.edit(world.db, world.clock, ana, [task.id], task_edits.Edit(title="New"))
    done = undone(world, ana)
    event = logs.of_task(world.db, ana, task.id)[-1]
    assert (event.batch_id, event.undoes) == (done.by, done.batch.id)
    assert event.changes == {"title": ("New", "Fix login")}


def test_undoing_twice_undoes_the_last_two(world: World, ana: User) -> None:
    task = world.task(ana)
    for title in ("second", "third"):
        task_edits.edit(world.db, world.clock, ana, [task.id], task_edits.Edit(title=title))
    undone(world, ana)
    undone(world, ana)
    assert tasks.get(world.db, ana, task.id).title == "Fix login"


def test_a_deletion_is_taken_back_and_done_again_with_comments_and_dependents(world: World, ana: User) -> None:
    one, two = world.task(ana, "one"), world.task(ana, "two")
    dependencies.depend(world.db, world.clock, ana, two.id, [one.id])
    comments.add(world.db, world.clock, ana, one.id, "looks good")
    tasks.delete(world.db, world.clock, ana, [one.id])
    again = undone(world, ana, undone(world, ana).by)
    assert tasks.get(world.db, ana, two.id).depends_on == ()
    undone(world, ana, again.by)
    assert tasks.get(world.db, ana, two.id).depends_on == (one.id,)
    assert [comment.body for comment in task_details.details(world.db, ana, one.id).comments] == ["looks good"]


def test_what_is_finished_is_not_blocked_by_undoing_an_unblocking(world: World, ana: User) -> None:
    task = world.task(ana)
    blocking.block(world.db, world.clock, ana, [task.id], "waits")
    blocking.unblock(world.db, world.clock, ana, [task.id])
    unblocking = world.scalar("SELECT max(id) FROM batches")
    world.move(ana, task, Move.DONE)
    undone(world, ana, int(str(unblocking)))
    assert tasks.get(world.db, ana, task.id).blocked_reason is None


def test_an_undoing_is_undone_by_its_number(world: World, ana: User) -> None:
    task = world.task(ana)
    task_edits.edit(world.db, world.clock, ana, [task.id], task_edits.Edit(title="New"))
    first = undone(world, ana)
    undone(world, ana, first.by)
    assert tasks.get(world.db, ana, task.id).title == "New"
    undone(world, ana)
    assert tasks.get(world.db, ana, task.id).title == "Fix login"


def test_undone_undoings_count_again_however_long_the_chain(world: World, ana: User) -> None:
    task = world.task(ana)
    task_edits.edit(world.db, world.clock, ana, [task.id], task_edits.Edit(title="New"))
    last = undone(world, ana).by
    for title in ("New", "Fix login", "New", "Fix login"):
        last = undone(world, ana, last).by
        assert tasks.get(world.db, ana, task.id).title == title
    undone(world, ana)
    with pytest.raises(NotFound):
        tasks.get(world.db, ana, task.id)


def test_a_deleted_task_does_not_come_back_over_one_of_its_key(world: World, ana: User) -> None:
    task = world.task(ana)
    world.run_sql("UPDATE tasks SET external_ref = 'WEB-1'")
    tasks.delete(world.db, world.clock, ana, [task.id])
    other = world.task(world.user_named("ana@example.com"), "other")
    world.run_sql("UPDATE tasks SET external_ref = 'WEB-1'")
    with pytest.raises(Conflict, match=f"^task {other.id} has the key WEB-1 since"):
        undone(world, ana, 2)


def test_deleting_what_a_hidden_task_waits_for_is_undone(world: World, ana: User, ben: User) -> None:
    world.project(ben, "secret")
    task, hidden = world.task(ana), world.task(ben, "hidden", project="secret")
    dependencies.depend(world.db, world.clock, ben, hidden.id, [task.id])
    tasks.delete(world.db, world.clock, ana, [task.id])
    undone(world, ana)
    assert tasks.get(world.db, ben, hidden.id).depends_on == (task.id,)


def test_a_comment_is_taken_back_and_said_again(world: World, ana: User) -> None:
    task = world.task(ana)
    comments.add(world.db, world.clock, ana, task.id, "looks good")
    (said,) = task_details.details(world.db, ana, task.id).comments
    taken_back = undone(world, ana)
    assert not task_details.details(world.db, ana, task.id).comments
    undone(world, ana, taken_back.by)
    (again,) = task_details.details(world.db, ana, task.id).comments
    assert (again.author, again.body, again.created_at) == (said.author, said.body, said.created_at)


def test_it_is_refused_where_somebody_changed_the_same_since(world: World, ana: User, ben: User) -> None:
    task, other = world.task(ana), world.task(ana, "other")
    task_edits.edit(world.db, world.clock, ana, [task.id, other.id], task_edits.Edit(title="New"))
    task_edits.edit(world.db, world.clock, ben, [task.id], task_edits.Edit(title="Newer"))
    with pytest.raises(
        Conflict, match=rf"^task {task.id} was changed \(title\) since by ben@example.com at 2026-03-02"
    ):
        undone(world, ana)
    assert tasks.get(world.db, ana, other.id).title == "New"


def test_what_somebody_else_changed_meanwhile_stays(world: World, ana: User, ben: User) -> None:
    task = world.task(ana)
    task_edits.edit(world.db, world.clock, ana, [task.id], task_edits.Edit(title="New"))
    task_edits.edit(world.db, world.clock, ben, [task.id], task_edits.Edit(priority=Priority.URGENT))
    undone(world, ana)
    found = tasks.get(world.db, ana, task.id)
    assert (found.title, found.priority) == ("Fix login", Priority.URGENT)


def test_a_new_task_that_somebody_worked_on_is_not_taken_away(world: World, ana: User, ben: User) -> None:
    task = world.task(ana)
    task_edits.edit(world.db, world.clock, ben, [task.id], task_edits.Edit(add_tags=["his"]))
    with pytest.raises(Conflict, match=r"was changed \(tags\) since by ben@example.com"):
        undone(world, ana)


def test_a_new_task_with_comments_is_not_taken_away(world: World, ana: User, ben: User) -> None:
    task = world.task(ana)
    comments.add(world.db, world.clock, ben, task.id, "looks good")
    with pytest.raises(Conflict, match=f"^task {task.id} has comments since"):
        undone(world, ana)


def test_a_new_task_that_others_wait_for_is_not_taken_away(world: World, ana: User, ben: User) -> None:
    waiting = world.task(ben, "waiting")
    task = world.task(ana)
    dependencies.depend(world.db, world.clock, ben, waiting.id, [task.id])
    with pytest.raises(Conflict, match=f"^task {waiting.id} depends on task {task.id} since"):
        undone(world, ana)


def test_a_task_that_was_deleted_since_is_not_undone(world: World, ana: User, ben: User) -> None:
    task = world.task(ana)
    task_edits.edit(world.db, world.clock, ana, [task.id], task_edits.Edit(title="New"))
    tasks.delete(world.db, world.clock, ben, [task.id])
    with pytest.raises(Conflict, match=f"^task {task.id} was deleted or brought back since by ben@example.com"):
        undone(world, ana)


def test_a_dependency_that_would_close_a_circle_does_not_come_back(world: World, ana: User, ben: User) -> None:
    one, two = world.task(ana).id, world.task(ana).id
    dependencies.depend(world.db, world.clock, ana, one, [two])
    dependencies.release(world.db, world.clock, ana, one, [two])
    dependencies.depend(world.db, world.clock, ben, two, [one])
    with pytest.raises(OperationFailed, match="already"):
        undone(world, ana)


def test_only_ones_own_batches_are_undone(world: World, ana: User, ben: User) -> None:
    task = world.task(ana)
    task_edits.edit(world.db, world.clock, ben, [task.id], task_edits.Edit(title="His"))
    batch_id = logs.of_task(world.db, ana, task.id)[-1].batch_id
    with pytest.raises(NotFound, match=f"^there is no batch {batch_id} of yours"):
        undone(world, ana, batch_id)


def test_a_batch_is_undone_once(world: World, ana: User) -> None:
    world.task(ana)
    done = undone(world, ana)
    with pytest.raises(OperationFailed, match=f"^batch {done.batch.id} is undone already: .* --batch {done.by}$"):
        undone(world, ana, done.batch.id)


def test_there_is_nothing_to_undo_at_first(world: World, ana: User) -> None:
    with pytest.raises(NotFound, match="nothing of yours to undo"):
        undone(world, ana)


def test_what_went_with_its_project_is_passed_over(world: World, ana: User) -> None:
    task = world.task(ana)
    world.project(ana, "api")
    world.task(ana, project="api")
    project_deletion.delete(world.db, world.clock, ana, "api")
    undone(world, ana)
    with pytest.raises(NotFound):
        tasks.get(world.db, ana, task.id)


def test_who_may_no_longer_write_cannot_undo(world: World, ana: User, ben: User) -> None:
    world.task(ben)
    projects.set_member(world.db, ana, "web", ben.email, Role.VIEWER)
    with pytest.raises(OperationFailed, match="you may not"):
        undone(world, ben)


def test_a_dry_run_changes_nothing(world: World, ana: User) -> None:
    task = world.task(ana)
    task_edits.edit(world.db, world.clock, ana, [task.id], task_edits.Edit(title="New"))
    assert undo.undo(world.db, world.clock, ana, None, dry_run=True).tasks == 1
    assert tasks.get(world.db, ana, task.id).title == "New"
    assert len(logs.of_task(world.db, ana, task.id)) == 2


def test_a_bulk_edit_of_500_tasks_is_undone_whole(world: World, ana: User) -> None:
    added = tasks.add(world.db, world.clock, ana, "web", [tasks.Draft(f"task {n}", tags=[str(n)]) for n in range(500)])
    ids = [task.id for task in added]
    before = everything(world, ana, *ids)
    _edit(world, ana, ids)
    done = undone(world, ana)
    assert done.tasks == 500
    assert everything(world, ana, *ids) == before
    assert all(logs.of_task(world.db, ana, task_id)[-1].undoes == done.batch.id for task_id in ids)
