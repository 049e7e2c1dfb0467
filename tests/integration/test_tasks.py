"""Tasks, on both databases."""

from collections.abc import Mapping, Sequence

import pytest

from radar_cli.database.dialect import Kind
from radar_cli.domain.event import EventType
from radar_cli.domain.project import Role
from radar_cli.domain.task import Move, Priority, TaskStatus
from radar_cli.domain.user import User
from radar_cli.errors import BadInput, Conflict, NotFound, OperationFailed
from radar_cli.repositories import tasks as task_rows
from radar_cli.services import logs, projects, task_edits, tasks
from tests.world import World


def test_a_new_task_is_todo_and_of_medium_priority(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    task = world.task(ana, "  Fix login ")
    assert (task.title, task.status, task.priority) == ("Fix login", TaskStatus.TODO, Priority.MEDIUM)
    assert tasks.get(world.db, ana, task.id) == task


def test_numbers_of_deleted_tasks_are_not_given_again(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    first = world.task(ana)
    tasks.delete(world.db, world.clock, ana, [first.id])
    assert world.task(ana).id > first.id


def test_instants_survive_to_the_microsecond(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    world.clock.now = world.clock.now.replace(microsecond=123_456)
    task = world.task(ana)
    assert tasks.get(world.db, ana, task.id).created_at == world.clock.now


def test_several_drafts_are_added_all_or_none(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    with pytest.raises(BadInput, match="title is empty"):
        tasks.add(world.db, world.clock, ana, "web", [tasks.Draft("one"), tasks.Draft(" ")])
    assert world.scalar("SELECT count(*) FROM tasks") == 0


def test_start_and_done_note_their_times(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    task = world.task(ana)
    world.clock.advance(hours=1)
    started_at = world.clock.now
    world.move(ana, task, Move.START)
    world.clock.advance(hours=2)
    task = world.move(ana, task, Move.DONE)
    assert (task.started_at, task.done_at) == (started_at, world.clock.now)
    assert task.status is TaskStatus.DONE


def test_a_task_done_twice_keeps_its_first_start_and_its_last_end(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    task = world.move(ana, world.task(ana), Move.START, Move.DONE)
    first_start = task.started_at
    world.clock.advance(days=1)
    task = world.move(ana, task, Move.REOPEN, Move.START)
    assert task.done_at is None
    world.clock.advance(days=1)
    task = world.move(ana, task, Move.DONE)
    assert (task.started_at, task.done_at, task.reopen_count) == (first_start, world.clock.now, 1)


def test_moving_several_tasks_moves_all_or_none(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    one, two = world.task(ana, "one"), world.task(ana, "two")
    world.move(ana, two, Move.DONE)
    with pytest.raises(OperationFailed, match=f"task {two.id} is done"):
        tasks.move(world.db, world.clock, ana, [one.id, two.id], Move.DONE)
    assert tasks.get(world.db, ana, one.id).status is TaskStatus.TODO


def test_a_number_given_twice_counts_once(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    task = world.task(ana)
    assert len(tasks.move(world.db, world.clock, ana, [task.id, task.id], Move.START)) == 1


def test_edit_changes_only_what_is_given(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    task = world.task(ana, description="why", assignee="me")
    task_edits.edit(world.db, world.clock, ana, [task.id], task_edits.Edit(priority=Priority.URGENT))
    edited = tasks.get(world.db, ana, task.id)
    assert (edited.title, edited.description, edited.assignee) == ("Fix login", "why", "ana@example.com")
    assert edited.priority is Priority.URGENT


def test_a_task_can_be_taken_from_its_assignee(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    task = world.task(ana, assignee="me")
    task_edits.edit(world.db, world.clock, ana, [task.id], task_edits.Edit(assignee="none"))
    assert tasks.get(world.db, ana, task.id).assignee is None


def test_a_task_is_only_assigned_to_people_in_its_project(world: World) -> None:
    ana, _ = world.user("Ana"), world.user("Ben")
    world.project(ana)
    world.project(ana, "api", ben=Role.MEMBER)
    with pytest.raises(BadInput, match=r"ben@example.com is not in the project"):
        world.task(ana, assignee="ben@example.com")


def test_of_a_stranger_it_is_not_told_whether_they_could_be_assigned(world: World) -> None:
    ana, _ = world.user("Ana"), world.user("Ben")
    world.project(ana)
    said = []
    for address in ("ben@example.com", "zoe@example.com"):
        with pytest.raises(NotFound) as refused:
            world.task(ana, assignee=address)
        said.append(str(refused.value).replace(address, "them"))
    assert said == ["nobody in your projects is them: see radar project members list"] * 2


def test_an_edit_that_changes_nothing_logs_nothing(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    task = world.task(ana)
    task_edits.edit(world.db, world.clock, ana, [task.id], task_edits.Edit(title="Fix login"))
    assert len(logs.of_task(world.db, ana, task.id)) == 1
    assert tasks.get(world.db, ana, task.id).version == 1


def test_every_change_is_logged_with_who_when_before_and_after(world: World) -> None:
    ana = world.user("Ana")
    ben = world.user("Ben")
    world.project(ana, ben=Role.MEMBER)
    task = world.task(ana)
    world.clock.advance(hours=1)
    task_edits.edit(world.db, world.clock, ben, [task.id], task_edits.Edit(title="Mend login"))
    created, edited = logs.of_task(world.db, ana, task.id)
    assert (created.type, created.actor) == (EventType.CREATED, "ana@example.com")
    assert (edited.type, edited.actor) == (EventType.EDITED, "ben@example.com")
    assert edited.created_at == world.clock.now
    assert dict(edited.changes) == {"title": ("Fix login", "Mend login")}


def test_a_move_is_logged_with_its_statuses(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    task = world.move(ana, world.task(ana), Move.START)
    moved = logs.of_task(world.db, ana, task.id)[-1]
    assert (moved.from_status, moved.to_status) == (TaskStatus.TODO, TaskStatus.IN_PROGRESS)


def test_the_newest_changes_are_of_a_project_or_of_all_that_one_is_in(world: World) -> None:
    ana, ben = world.user("Ana"), world.user("Ben")
    world.project(ana, ben=Role.MEMBER)
    world.project(ana, "api")
    for title, project in (("one", "web"), ("two", "api"), ("three", "web")):
        world.clock.advance(hours=1)
        world.task(ana, title, project=project)

    def titles(actor: User, project: str | None, limit: int = 9) -> list[object]:
        return [event.changes["title"][1] for event in logs.newest(world.db, actor, project, None, limit).events]

    assert titles(ana, None) == ["three", "two", "one"]
    assert titles(ana, "web") == ["three", "one"]
    assert titles(ben, None) == ["three", "one"]
    assert titles(ana, None, 2) == ["three", "two"]
    assert logs.newest(world.db, ana, None, None, 2).more
    assert not logs.newest(world.db, ana, None, None, 3).more


def test_the_log_of_a_deleted_task_can_still_be_read(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    task = world.task(ana)
    tasks.delete(world.db, world.clock, ana, [task.id])
    assert [event.type for event in logs.of_task(world.db, ana, task.id)] == [
        EventType.CREATED,
        EventType.DELETED,
    ]
    with pytest.raises(NotFound):
        tasks.get(world.db, ana, task.id)


def test_a_change_based_on_an_old_version_is_a_conflict(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    seen = world.task(ana)
    task_edits.edit(world.db, world.clock, ana, [seen.id], task_edits.Edit(title="first"))
    with pytest.raises(Conflict), world.db.transaction():
        task_rows.lock(world.db, [seen])
    assert tasks.get(world.db, ana, seen.id).title == "first"


def test_a_viewer_reads_and_may_not_write(world: World) -> None:
    ana = world.user("Ana")
    ben = world.user("Ben")
    world.project(ana, ben=Role.VIEWER)
    task = world.task(ana)
    assert tasks.get(world.db, ben, task.id).title == "Fix login"
    for attempt in (
        lambda: world.task(ben),
        lambda: task_edits.edit(world.db, world.clock, ben, [task.id], task_edits.Edit(title="x")),
        lambda: tasks.move(world.db, world.clock, ben, [task.id], Move.START),
        lambda: tasks.delete(world.db, world.clock, ben, [task.id]),
    ):
        with pytest.raises(OperationFailed, match="as viewer of web you may not"):
            attempt()


def test_a_stranger_finds_nothing(world: World) -> None:
    ana, eve = world.user("Ana"), world.user("Eve")
    world.project(ana)
    task = world.task(ana)
    for attempt in (
        lambda: tasks.get(world.db, eve, task.id),
        lambda: logs.of_task(world.db, eve, task.id),
        lambda: tasks.move(world.db, world.clock, eve, [task.id], Move.START),
        lambda: tasks.delete(world.db, world.clock, eve, [task.id]),
    ):
        with pytest.raises(NotFound, match=f"no task {task.id} that you can see"):
            attempt()


def test_tasks_of_an_archived_project_stay_as_they_are(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    task = world.task(ana)
    projects.archive(world.db, world.clock, ana, "web", undo=False)
    with pytest.raises(OperationFailed, match="web is archived"):
        world.move(ana, task, Move.START)
    projects.archive(world.db, world.clock, ana, "web", undo=True)
    assert world.move(ana, task, Move.START).status is TaskStatus.IN_PROGRESS


@pytest.mark.parametrize("title", ["'; DROP TABLE tasks; --", "$(rm -rf ~) $x", "100 % _ \\", "{now}", "ünï💥"])
def test_titles_are_stored_as_they_are(world: World, title: str) -> None:
    ana = world.user("Ana")
    world.project(ana)
    task = world.task(ana, title, description=title)
    stored = tasks.get(world.db, ana, task.id)
    assert (stored.title, stored.description) == (title, title)


def test_what_an_edit_leaves_as_it_is_is_not_written(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ana = world.user("Ana")
    world.project(ana)
    ids = [world.task(ana, title, description=title).id for title in ("one", "two")]
    update, written = world.db.update, []

    def noting(table: str, columns: Mapping[str, Kind], rows: Sequence[Sequence[object]]) -> None:
        written.append((table, list(columns)))
        update(table, columns, rows)

    monkeypatch.setattr(world.db, "update", noting)
    task_edits.edit(world.db, world.clock, ana, ids, task_edits.Edit(priority=Priority.HIGH))
    assert written == [("tasks", ["id", "priority", "version"])]
    assert [tasks.get(world.db, ana, task_id).description for task_id in ids] == ["one", "two"]
