"""Taking in tasks with their history, on both databases."""

import io
import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from radar_cli.domain.imported import Notes
from radar_cli.domain.project import Role
from radar_cli.domain.task import Move, Priority, Task, TaskStatus
from radar_cli.domain.user import User
from radar_cli.errors import BadInput, NotLoggedIn, OperationFailed
from radar_cli.importers import formats
from radar_cli.importers.options import Options
from radar_cli.services import (
    accounts,
    blocking,
    dependencies,
    imports,
    logs,
    projects,
    task_details,
    task_edits,
    tasks,
    undo,
)
from tests.unit.importers.test_malformed import RECORDS, WHOLE_FILES
from tests.world import World

PASSWORD = "correct horse battery staple"
RECORD: Mapping[str, Any] = {
    "project": "web",
    "external_ref": "WEB-1",
    "title": "Fix login",
    "created_at": "2026-01-05T09:00:00Z",
}


@pytest.fixture
def ana(world: World) -> User:
    return world.user("Ana")


def at(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 1, day, hour, tzinfo=UTC)


def written(day: int) -> str:
    return f"2026-01-{day:02}T09:00:00Z"


def take_in(world: World, actor: User, *records: Mapping[str, Any] | str, **options: bool) -> imports.Summary:
    """Import records of radar's own format."""
    lines = [record if isinstance(record, str) else json.dumps(record) for record in records]
    return take_in_file(world, actor, "jsonl", "\n".join(lines).encode(), **options)


def take_in_file(
    world: World,
    actor: User,
    source: str,
    content: bytes,
    columns: Mapping[str, str] | None = None,
    **options: bool,
) -> imports.Summary:
    notes = Notes()
    given = Options(now=world.clock(), columns=columns or {})
    records = formats.reader(source)(io.BytesIO(content), given, notes)
    return imports.take_in(world.db, world.clock, actor, source, records, notes, **options)


def counts(summary: imports.Summary) -> tuple[int, int, int, int]:
    return summary.added, summary.changed, summary.unchanged, len(summary.bad)


def task_of(world: World, actor: User, ref: str = "WEB-1") -> Task:
    return tasks.get(world.db, actor, int(str(world.scalar("SELECT id FROM tasks WHERE external_ref = $ref", ref=ref))))


def history(*changes: tuple[int, str]) -> Sequence[Mapping[str, Any]]:
    return [{"at": written(day), "status": status, "by": "ben@example.com"} for day, status in changes]


def test_a_task_comes_with_its_history(world: World, ana: User) -> None:
    lived = history((6, "in_progress"), (8, "done"), (9, "todo"), (10, "in_progress"), (12, "done"))
    assert counts(take_in(world, ana, {**RECORD, "history": lived})) == (1, 0, 0, 0)
    task = task_of(world, ana)
    assert (task.status, task.created_at, task.started_at, task.done_at) == (TaskStatus.DONE, at(5), at(6), at(12))
    assert (task.reopen_count, task.version) == (1, 6)
    log = logs.of_task(world.db, ana, task.id)
    assert [event.created_at for event in log] == [at(5), at(6), at(8), at(9), at(10), at(12)]
    assert {event.actor for event in log[1:]} == {"ben@example.com"}


def test_it_is_one_batch_of_whoever_imports_and_undone_at_once(world: World, ana: User) -> None:
    take_in(world, ana, {**RECORD, "history": history((6, "done")), "comments": [{"at": written(7), "body": "ok"}]})
    task = task_of(world, ana)
    assert undo.undo(world.db, world.clock, ana, None).tasks == 1
    assert world.scalar("SELECT count(*) FROM tasks") == world.scalar("SELECT count(*) FROM comments") == 0
    assert {event.batch_id for event in logs.of_task(world.db, ana, task.id)} == {1, 2}


def test_the_same_again_changes_nothing(world: World, ana: User) -> None:
    record = {
        **RECORD,
        "description": "long",
        "assignee": "ben@example.com",
        "tags": ["a", "b"],
        "due_at": written(20),
        "history": history((6, "in_progress")),
        "comments": [{"at": written(7), "by": "ben@example.com", "body": " looks good "}],
        "blocked_at": written(8),
        "blocked_reason": "waits",
        "depends_on": ["WEB-2"],
    }
    other = {**RECORD, "external_ref": "WEB-2"}
    assert counts(take_in(world, ana, record, other)) == (2, 0, 0, 0)
    before = world.scalar("SELECT max(id) FROM task_events")
    assert counts(take_in(world, ana, record, other)) == (0, 0, 2, 0)
    assert world.scalar("SELECT max(id) FROM task_events") == before
    assert world.scalar("SELECT count(*) FROM batches") == 1


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("title", "New", "New"),
        ("description", "more", "more"),
        ("priority", "urgent", 4),
        ("assignee", "ben@example.com", "ben@example.com"),
        ("tags", ["b", "a"], ("a", "b")),
        ("due_at", written(20), at(20)),
    ],
)
def test_what_changed_in_the_source_changes_here(
    world: World, ana: User, field: str, value: object, expected: object
) -> None:
    take_in(world, ana, RECORD)
    assert counts(take_in(world, ana, {**RECORD, field: value})) == (0, 1, 0, 0)
    assert getattr(task_of(world, ana), field) == expected


def test_what_the_source_leaves_empty_stays(world: World, ana: User) -> None:
    said = {
        "description": "long",
        "priority": "high",
        "assignee": "ben@example.com",
        "tags": ["a"],
        "due_at": written(20),
    }
    take_in(world, ana, {**RECORD, **said})
    before = task_of(world, ana)
    assert counts(take_in(world, ana, RECORD)) == (0, 0, 1, 0)
    assert task_of(world, ana) == before


def test_status_changes_that_are_new_in_the_source_are_added_with_their_dates(world: World, ana: User) -> None:
    take_in(world, ana, {**RECORD, "history": history((6, "in_progress"))})
    lived = history((6, "in_progress"), (8, "done"))
    assert counts(take_in(world, ana, {**RECORD, "history": lived})) == (0, 1, 0, 0)
    task = task_of(world, ana)
    assert (task.done_at, task.version) == (at(8), 3)
    assert logs.of_task(world.db, ana, task.id)[-1].created_at == at(8)


def test_what_was_changed_in_radar_stays_until_the_source_changes_it_too(world: World, ana: User) -> None:
    take_in(world, ana, {**RECORD, "tags": ["a"]})
    task = task_of(world, ana)
    task_edits.edit(world.db, world.clock, ana, [task.id], task_edits.Edit(title="Mine", add_tags=["b"]))
    world.move(ana, task, Move.DONE)
    assert counts(take_in(world, ana, {**RECORD, "tags": ["a"]})) == (0, 0, 1, 0)
    assert counts(take_in(world, ana, {**RECORD, "tags": ["c"]})) == (0, 1, 0, 0)
    found = task_of(world, ana)
    assert (found.title, found.tags, found.status) == ("Mine", ("c",), TaskStatus.DONE)


def test_a_record_without_a_history_says_nothing_of_the_status(world: World, ana: User) -> None:
    lived = history((6, "in_progress"), (7, "done"), (8, "in_progress"))
    take_in(world, ana, {**RECORD, "history": lived})
    before = task_of(world, ana)
    assert counts(take_in(world, ana, RECORD)) == (0, 0, 1, 0)
    assert task_of(world, ana) == before


def test_a_row_without_a_status_says_nothing_of_it(world: World, ana: User) -> None:
    row = "project,key,title,created_at,status\nweb,WEB-1,Fix login,2026-01-05T09:00:00Z,"
    columns = {"external_ref": "key"}
    take_in_file(world, ana, "csv", f"{row}done\n".encode(), columns=columns)
    assert counts(take_in_file(world, ana, "csv", f"{row}\n".encode(), columns=columns)) == (0, 0, 1, 0)
    assert task_of(world, ana).status is TaskStatus.DONE


def test_what_is_open_again_in_a_source_without_histories_was_reopened_and_stays_as_it_is_left_here(
    world: World, ana: User
) -> None:
    issue = {"url": "https://github.com/acme/web/issues/7", "title": "Fix login", "createdAt": written(5)}
    closed, opened = {**issue, "state": "CLOSED", "closedAt": written(7)}, {**issue, "state": "OPEN"}
    for state in (closed, opened):
        take_in_file(world, ana, "github", json.dumps(state).encode())
    task = task_of(world, ana, issue["url"])
    assert (task.status, task.done_at, task.reopen_count) == (TaskStatus.TODO, None, 1)
    done = world.move(ana, task, Move.DONE)
    assert counts(take_in_file(world, ana, "github", json.dumps(opened).encode())) == (0, 0, 1, 0)
    assert task_of(world, ana, issue["url"]) == done


def test_what_was_stopped_in_the_source_keeps_its_start(world: World, ana: User) -> None:
    record = {"uuid": "1b4d", "project": "web", "description": "Fix login", "entry": "20260105T090000Z"}
    for start in ({"start": "20260106T090000Z"}, {}):
        take_in_file(world, ana, "taskwarrior", json.dumps({**record, "status": "pending", **start}).encode())
    task = task_of(world, ana, "1b4d")
    assert (task.status, task.started_at) == (TaskStatus.TODO, at(6))


def test_a_source_that_does_not_know_when_a_task_was_created_never_makes_it_younger(world: World, ana: User) -> None:
    content = b"external_ref,title,project\nA,Fix login,web\n"
    take_in_file(world, ana, "csv", content)
    created_at = task_of(world, ana, "A").created_at
    world.clock.advance(days=1)
    assert counts(take_in_file(world, ana, "csv", content)) == (0, 0, 1, 0)
    assert task_of(world, ana, "A").created_at == created_at


def test_an_import_closes_no_circle_with_what_radar_knows(world: World, ana: User) -> None:
    take_in(world, ana, RECORD, {**RECORD, "external_ref": "WEB-2"})
    one, two = task_of(world, ana), task_of(world, ana, "WEB-2")
    dependencies.depend(world.db, world.clock, ana, two.id, [one.id])
    take_in(world, ana, {**RECORD, "depends_on": ["WEB-2"]}, {**RECORD, "external_ref": "WEB-2"})
    assert task_of(world, ana).depends_on == ()


def test_a_project_is_named_with_its_owner(world: World, ana: User) -> None:
    ben = world.user("Ben")
    world.project(ana, "shared", ben=Role.MEMBER)
    assert take_in(world, ben, {**RECORD, "project": "ana@example.com/shared"}).projects == []


def test_the_id_of_a_record_that_was_refused_may_come_again(world: World, ana: User) -> None:
    records = ({**RECORD, "id": 1}, {**RECORD, "id": 2}, {**RECORD, "id": 2, "external_ref": "WEB-2"})
    assert counts(take_in(world, ana, *records)) == (2, 0, 0, 1)


def test_a_record_whose_id_stands_twice_makes_no_project(world: World, ana: User) -> None:
    take_in(world, ana, {**RECORD, "id": 1}, {**RECORD, "id": 1, "project": "ghost"})
    assert [project.name for project in projects.visible(world.db, ana, with_archived=True)] == ["web"]


def test_bad_records_alone_make_no_project(world: World, ana: User) -> None:
    assert take_in(world, ana, {**RECORD, "title": "x" * 501}).projects == []


def test_a_task_that_depends_on_another_comes_blocked(world: World, ana: User) -> None:
    waits = {"blocked_at": written(8), "blocked_reason": "waits", "depends_on": ["WEB-2"]}
    take_in(world, ana, {**RECORD, **waits}, {**RECORD, "external_ref": "WEB-2"})
    task = task_of(world, ana)
    assert (task.blocked_reason, task.depends_on, task.version) == ("waits", (task_of(world, ana, "WEB-2").id,), 3)


def test_a_long_chain_of_dependencies_is_no_burden(world: World, ana: User) -> None:
    chain = [{**RECORD, "external_ref": f"W{n}", "depends_on": [f"W{n + 1}"]} for n in range(3000)]
    take_in(world, ana, *chain, {**RECORD, "external_ref": "W3000"})
    assert world.scalar("SELECT count(*) FROM task_dependencies") == 3000


def test_what_was_changed_here_stays_however_often_the_source_changes_elsewhere(world: World, ana: User) -> None:
    take_in(world, ana, RECORD)
    task = world.move(ana, task_of(world, ana), Move.START)
    task_edits.edit(world.db, world.clock, ana, [task.id], task_edits.Edit(title="Mine", description="my own"))
    elsewhere = {**RECORD, "priority": "high"}
    assert counts(take_in(world, ana, elsewhere)) == (0, 1, 0, 0)
    assert counts(take_in(world, ana, elsewhere)) == (0, 0, 1, 0)
    task = task_of(world, ana)
    assert (task.title, task.description, task.status) == ("Mine", "my own", TaskStatus.IN_PROGRESS)
    assert task.priority is Priority.HIGH


@pytest.mark.parametrize("change", [{"blocked_reason": "waits for Y"}, {"blocked_at": written(9)}])
def test_what_was_unblocked_here_is_blocked_again_where_the_source_says_so_anew(
    world: World, ana: User, change: Mapping[str, str]
) -> None:
    blocked = {**RECORD, "blocked_at": written(8), "blocked_reason": "waits for X"}
    take_in(world, ana, blocked)
    blocking.unblock(world.db, world.clock, ana, [task_of(world, ana).id])
    assert counts(take_in(world, ana, blocked)) == (0, 0, 1, 0)
    assert counts(take_in(world, ana, {**blocked, **change})) == (0, 1, 0, 0)
    task, said = task_of(world, ana), {**blocked, **change}
    assert (task.blocked_at, task.blocked_reason) == (
        datetime.fromisoformat(said["blocked_at"]),
        said["blocked_reason"],
    )


def test_an_id_that_stands_twice_is_refused(world: World, ana: User) -> None:
    first, other = ({**RECORD, "external_ref": ref, "id": 1} for ref in ("WEB-1", "WEB-2"))
    summary = take_in(world, ana, first, other)
    assert [(bad.line, bad.reason) for bad in summary.bad] == [(2, "the id 1 stands in line 1 already")]


def test_an_import_that_lets_an_older_task_depend_on_its_own_is_undone(world: World, ana: User) -> None:
    take_in(world, ana, RECORD)
    take_in(world, ana, {**RECORD, "depends_on": ["WEB-2"]}, {**RECORD, "external_ref": "WEB-2"})
    undo.undo(world.db, world.clock, ana, None)
    assert task_of(world, ana).depends_on == ()
    assert world.scalar("SELECT count(*) FROM tasks") == 1


def test_what_was_changed_here_stays_where_both_had_come_to_the_same_before(world: World, ana: User) -> None:
    take_in(world, ana, RECORD)
    task = world.move(ana, task_of(world, ana), Move.DONE)
    task_edits.edit(world.db, world.clock, ana, [task.id], task_edits.Edit(priority=Priority.HIGH))
    same = {**RECORD, "priority": "high", "title": "New", "history": history((8, "done"))}
    assert counts(take_in(world, ana, same)) == (0, 1, 0, 0)
    world.move(ana, task_of(world, ana), Move.REOPEN)
    task_edits.edit(world.db, world.clock, ana, [task.id], task_edits.Edit(priority=Priority.LOW))
    assert counts(take_in(world, ana, same)) == (0, 0, 1, 0)
    task = task_of(world, ana)
    assert (task.status, task.priority, task.title) == (TaskStatus.TODO, Priority.LOW, "New")


def test_what_was_deleted_here_comes_again(world: World, ana: User) -> None:
    take_in(world, ana, RECORD)
    tasks.delete(world.db, world.clock, ana, [task_of(world, ana).id])
    assert counts(take_in(world, ana, RECORD)) == (1, 0, 0, 0)
    assert task_of(world, ana).title == "Fix login"


@pytest.mark.parametrize(
    "what", [{"depends_on": ["T-2"]}, {"comments": [{"at": "2026-01-07T09:00:00Z", "body": "looks good"}]}]
)
def test_who_may_only_read_by_now_does_not_undo_what_their_import_did_there(
    world: World, ana: User, what: Mapping[str, Any]
) -> None:
    ben = world.user("Ben")
    world.project(ben, "theirs", ana=Role.MEMBER)
    theirs = [{**RECORD, "project": "theirs", "external_ref": ref} for ref in ("T-1", "T-2")]
    take_in(world, ana, RECORD, *theirs)
    take_in(world, ana, {**RECORD, "title": "New"}, {**theirs[0], **what}, theirs[1])
    projects.set_member(world.db, ben, "theirs", ana.email, Role.VIEWER)
    with pytest.raises(OperationFailed, match="you may not"):
        undo.undo(world.db, world.clock, ana, None)


def test_an_import_is_undone_and_brought_back_in_few_queries_however_many_tasks_it_has(
    world: World, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    refs = [f"WEB-{number}" for number in range(60)]
    next_ones = [*([ref] for ref in refs[1:]), []]
    chain = [{**RECORD, "external_ref": ref, "depends_on": on} for ref, on in zip(refs, next_ones, strict=True)]
    take_in(world, ana, *chain)
    asked: list[str] = []
    execute = world.db.pony._exec_sql
    monkeypatch.setattr(
        world.db.pony, "_exec_sql", lambda sql, *rest, **more: asked.append(sql) or execute(sql, *rest, **more)
    )
    taken_away = undo.undo(world.db, world.clock, ana, None)
    undo.undo(world.db, world.clock, ana, taken_away.by)
    assert taken_away.tasks == len(refs) == world.scalar("SELECT count(*) FROM tasks")
    assert 0 < len(asked) < len(refs)


def test_an_import_with_comments_is_undone_and_brought_back_again_and_again(world: World, ana: User) -> None:
    remark = {"at": written(7), "by": "ben@example.com", "body": "looks good"}
    take_in(world, ana, {**RECORD, "comments": [remark]})
    for _ in range(2):
        undo.undo(world.db, world.clock, ana, undo.undo(world.db, world.clock, ana, None).by)
    undo.undo(world.db, world.clock, ana, None)
    assert world.scalar("SELECT count(*) FROM tasks") == world.scalar("SELECT count(*) FROM comments") == 0


def test_an_import_that_was_undone_and_brought_back_goes_on(world: World, ana: User) -> None:
    take_in(world, ana, RECORD)
    undo.undo(world.db, world.clock, ana, undo.undo(world.db, world.clock, ana, None).by)
    assert counts(take_in(world, ana, {**RECORD, "title": "New"})) == (0, 1, 0, 0)
    assert counts(take_in(world, ana, {**RECORD, "title": "Newer"})) == (0, 1, 0, 0)
    assert task_of(world, ana).title == "Newer"


def test_where_both_went_on_the_source_goes_before(world: World, ana: User) -> None:
    take_in(world, ana, RECORD)
    world.move(ana, task_of(world, ana), Move.CANCEL)
    assert counts(take_in(world, ana, {**RECORD, "history": history((8, "done"))})) == (0, 1, 0, 0)
    task = task_of(world, ana)
    assert (task.status, task.done_at, task.cancelled_at) == (TaskStatus.DONE, at(8), None)
    assert logs.of_task(world.db, ana, task.id)[-1].created_at == world.clock()


def test_a_task_finished_at_an_unknown_time_has_none(world: World, ana: User) -> None:
    take_in(world, ana, {**RECORD, "history": [{"at": None, "status": "done"}]})
    task = task_of(world, ana)
    assert (task.status, task.done_at) == (TaskStatus.DONE, None)
    assert logs.of_task(world.db, ana, task.id)[-1].created_at == world.clock()


def test_unknown_people_become_inactive_users_who_are_in_no_project(world: World, ana: User) -> None:
    summary = take_in(world, ana, {**RECORD, "assignee": {"email": "ben@example.com", "name": "Ben"}})
    assert summary.people == ["ben@example.com"]
    assert task_of(world, ana).assignee == "ben@example.com"
    assert [member.email for member in projects.members(world.db, ana, "web")] == ["ana@example.com"]
    with pytest.raises(NotLoggedIn):
        accounts.log_in(world.db, "ben@example.com", PASSWORD)


def test_a_person_is_called_as_where_the_work_is_theirs(world: World, ana: User) -> None:
    named, nameless = {"email": "ben@example.com", "name": "Ben"}, "ben@example.com"
    said = {"at": RECORD["created_at"], "body": "a remark", "by": nameless}
    take_in(world, ana, {**RECORD, "assignee": named, "created_by": nameless, "comments": [said]})
    assert world.scalar("SELECT name FROM users WHERE email = $email", email=nameless) == "Ben"


def test_registering_makes_an_inactive_user_active_and_lets_them_into_nothing(world: World, ana: User) -> None:
    take_in(world, ana, {**RECORD, "created_by": "ben@example.com"})
    ben = accounts.register(world.db, "Ben@example.com", "Ben", PASSWORD).user
    assert logs.of_task(world.db, ana, task_of(world, ana).id)[0].actor == ben.email
    assert not world.scalar("SELECT count(*) FROM project_members WHERE user_id = $id", id=ben.id)
    with pytest.raises(BadInput, match="registered already"):
        accounts.register(world.db, "ben@example.com", "Ben", PASSWORD)


def test_projects_that_are_not_there_are_made(world: World, ana: User) -> None:
    world.project(ana, "api")
    summary = take_in(world, ana, {**RECORD, "project": "API"}, {**RECORD, "project": "web"})
    assert (summary.projects, counts(summary)) == (["web"], (2, 0, 0, 0))


def test_nothing_goes_into_a_project_in_which_one_may_only_read(world: World, ana: User) -> None:
    ben = world.user("Ben")
    world.project(ben, "api", ana=Role.VIEWER)
    with pytest.raises(OperationFailed, match="as viewer of api you may not"):
        take_in(world, ana, RECORD, {**RECORD, "project": "api"})
    assert world.scalar("SELECT count(*) FROM tasks") == 0


def test_bad_records_are_named_and_the_rest_goes_in(world: World, ana: User) -> None:
    summary = take_in(
        world, ana, RECORD, "{", {**RECORD, "external_ref": "WEB-2", "title": "x" * 501}, {**RECORD, "title": "again"},
        {**RECORD, "external_ref": "WEB-3"},
    )  # fmt: skip
    assert counts(summary) == (2, 0, 0, 3)
    assert [bad.line for bad in summary.bad] == [2, 3, 4]
    assert [bad.reason for bad in summary.bad[1:]] == [
        "the title has 501 characters",
        "the key 'WEB-1' stands in line 1 already",
    ]


def test_a_strict_import_keeps_nothing_then(world: World, ana: User) -> None:
    with pytest.raises(BadInput, match=r"^line 2: .*: nothing was imported"):
        take_in(world, ana, RECORD, {**RECORD, "external_ref": "WEB-2", "title": ""}, strict=True)
    assert world.scalar("SELECT count(*) FROM projects") == world.scalar("SELECT count(*) FROM tasks") == 0


def test_a_dry_run_says_the_same_and_keeps_nothing(world: World, ana: User) -> None:
    rehearsed = take_in(world, ana, {**RECORD, "assignee": "ben@example.com"}, "{}", dry_run=True)
    for table in ("tasks", "task_events", "projects", "batches"):
        assert world.scalar(f"SELECT count(*) FROM {table}") == 0
    assert take_in(world, ana, {**RECORD, "assignee": "ben@example.com"}, "{}") == rehearsed


def test_dependencies_point_forwards_and_to_what_was_there_before(world: World, ana: User) -> None:
    take_in(world, ana, {**RECORD, "external_ref": "WEB-0"})
    take_in(world, ana, {**RECORD, "depends_on": ["WEB-0", "WEB-2"]}, {**RECORD, "external_ref": "WEB-2"})
    others = tuple(sorted(task_of(world, ana, ref).id for ref in ("WEB-0", "WEB-2")))
    assert task_of(world, ana).depends_on == others


def test_a_key_means_the_task_of_the_same_project_first(world: World, ana: User) -> None:
    apis = [{**RECORD, "project": "api"}, {**RECORD, "project": "api", "external_ref": "B", "depends_on": ["WEB-1"]}]
    webs = [{**RECORD, "project": "web"}, {**RECORD, "project": "web", "external_ref": "C", "depends_on": ["WEB-1"]}]
    take_in(world, ana, *webs, *apis)
    for ref in ("B", "C"):
        task = task_of(world, ana, ref)
        assert [tasks.get(world.db, ana, on).project for on in task.depends_on] == [task.project]


def depending(on: Sequence[str]) -> Sequence[Mapping[str, Any]]:
    """A task that depends on others, and three that it may depend on."""
    others = [{**RECORD, "external_ref": f"WEB-{number}"} for number in (2, 3, 4)]
    return [{**RECORD, "depends_on": on}, *others]


def depended_on(world: World, ana: User) -> set[str]:
    numbers = {task_of(world, ana, ref).id: ref for ref in ("WEB-2", "WEB-3", "WEB-4")}
    return {numbers[on] for on in task_of(world, ana).depends_on}


def test_a_dependency_that_was_released_here_stays_so_while_the_source_says_the_same(world: World, ana: User) -> None:
    take_in(world, ana, *depending(["WEB-2"]))
    dependencies.release(world.db, world.clock, ana, task_of(world, ana).id, [task_of(world, ana, "WEB-2").id])
    assert counts(take_in(world, ana, *depending(["WEB-2"]))) == (0, 0, 4, 0)
    for _ in range(2):
        take_in(world, ana, *depending(["WEB-2", "WEB-3"]))
        assert depended_on(world, ana) == {"WEB-3"}


def test_a_dependency_that_the_source_has_replaced_ends_and_one_from_here_stays(world: World, ana: User) -> None:
    take_in(world, ana, *depending(["WEB-2"]))
    dependencies.depend(world.db, world.clock, ana, task_of(world, ana).id, [task_of(world, ana, "WEB-4").id])
    for _ in range(2):
        take_in(world, ana, *depending(["WEB-3"]))
        assert depended_on(world, ana) == {"WEB-3", "WEB-4"}
    assert counts(take_in(world, ana, *depending([]))) == (0, 0, 4, 0)
    assert depended_on(world, ana) == {"WEB-3", "WEB-4"}


def test_what_ends_in_the_source_closes_no_circle(world: World, ana: User) -> None:
    others = [{**RECORD, "external_ref": ref} for ref in ("WEB-2", "WEB-3")]
    take_in(world, ana, {**RECORD, "depends_on": ["WEB-2", "WEB-3"]}, {**others[0], "depends_on": ["WEB-3"]}, others[1])
    take_in(world, ana, {**RECORD, "depends_on": ["WEB-3"]}, {**others[0], "depends_on": ["WEB-1", "WEB-3"]}, others[1])
    ids = {ref: task_of(world, ana, ref).id for ref in ("WEB-1", "WEB-2", "WEB-3")}
    assert task_of(world, ana, "WEB-1").depends_on == (ids["WEB-3"],)
    assert set(task_of(world, ana, "WEB-2").depends_on) == {ids["WEB-1"], ids["WEB-3"]}


def test_a_key_means_the_task_of_the_same_project_that_radar_has_first(world: World, ana: User) -> None:
    take_in(world, ana, RECORD)
    was_there = task_of(world, ana)
    take_in(
        world,
        ana,
        {**RECORD, "project": "api"},
        {**RECORD, "external_ref": "WEB-2", "depends_on": ["WEB-1"]},
    )
    assert task_of(world, ana, "WEB-2").depends_on == (was_there.id,)


def test_a_key_means_the_task_of_another_project_where_there_is_no_nearer_one(world: World, ana: User) -> None:
    take_in(world, ana, RECORD, {**RECORD, "project": "api", "external_ref": "B", "depends_on": ["WEB-1"]})
    assert task_of(world, ana, "B").depends_on == (task_of(world, ana).id,)


def test_what_is_not_there_and_what_would_close_a_circle_is_left_out(world: World, ana: User) -> None:
    first = {**RECORD, "depends_on": ["WEB-2", "WEB-9"]}
    second = {**RECORD, "external_ref": "WEB-2", "depends_on": ["WEB-1"]}
    take_in(world, ana, first, second)
    one, two = task_of(world, ana), task_of(world, ana, "WEB-2")
    assert (one.depends_on, two.depends_on) == ((two.id,), ())
    with pytest.raises(OperationFailed):
        dependencies.depend(world.db, world.clock, ana, two.id, [one.id])


def test_a_comment_comes_once(world: World, ana: User) -> None:
    remark = {"at": written(7), "by": "ben@example.com", "body": "looks good"}
    take_in(world, ana, {**RECORD, "comments": [remark]})
    assert counts(take_in(world, ana, {**RECORD, "comments": [remark, {**remark, "at": written(8)}]})) == (0, 1, 0, 0)
    found = task_details.details(world.db, ana, task_of(world, ana).id).comments
    assert [(comment.author, comment.created_at) for comment in found] == [
        ("ben@example.com", at(7)),
        ("ben@example.com", at(8)),
    ]


def test_a_comment_without_a_date_is_as_old_as_its_task_and_comes_once(world: World, ana: User) -> None:
    undated = b"Summary,Issue key,Status,Comment\nFix login,WEB-1,To Do,hello there\n"
    take_in_file(world, ana, "jira", undated)
    created_at = task_of(world, ana).created_at
    dated = b"Summary,Issue key,Status,Created,Comment\nFix login,WEB-1,To Do,2026-01-05T09:00:00Z,hello there\n"
    for content in (undated, dated, dated):
        world.clock.advance(hours=24)
        take_in_file(world, ana, "jira", content)
    (comment,) = task_details.details(world.db, ana, task_of(world, ana).id).comments
    assert (comment.body, comment.created_at) == ("hello there", created_at)


def test_the_same_remark_of_somebody_with_two_names_is_one(world: World, ana: User) -> None:
    said = [{"at": written(7), "body": "hi", "by": {"email": "ben@example.com", "name": name}} for name in ("B", "Ben")]
    take_in(world, ana, RECORD)
    take_in(world, ana, {**RECORD, "comments": said})
    task = task_of(world, ana)
    assert len(task_details.details(world.db, ana, task.id).comments) == 1
    undo.undo(world.db, world.clock, ana, None)
    assert not task_details.details(world.db, ana, task.id).comments


def test_what_is_blocked_in_the_source_stays_so_through_an_end_that_is_new_there(world: World, ana: User) -> None:
    blocked = {**RECORD, "blocked_at": written(6), "blocked_reason": "waits for the vendor"}
    lived = {**blocked, "history": history((7, "cancelled"), (8, "in_progress"))}
    take_in(world, ana, blocked)
    assert counts(take_in(world, ana, lived)) == (0, 1, 0, 0)
    task = task_of(world, ana)
    assert (task.status, task.blocked_at, task.blocked_reason) == (
        TaskStatus.IN_PROGRESS,
        at(6),
        "waits for the vendor",
    )
    assert counts(take_in(world, ana, lived)) == (0, 0, 1, 0)


def test_the_real_jira_issues_come_without_an_error(world: World, ana: User, real_data: Path) -> None:
    content = (real_data / "jira-issues.jsonl").read_bytes()
    assert counts(take_in_file(world, ana, "jira", content)) == (2183, 0, 0, 0)
    finished = "SELECT count(*) FROM tasks WHERE done_at IS NOT NULL OR cancelled_at IS NOT NULL"
    assert world.scalar(finished) == 1842
    assert world.scalar("SELECT count(*) FROM tasks WHERE status IN ('todo', 'in_progress')") == 2183 - 1842
    assert counts(take_in_file(world, ana, "jira", content)) == (0, 0, 2183, 0)


def test_lead_times_from_real_changelogs_are_those_of_devlake(world: World, ana: User, real_data: Path) -> None:
    content = (real_data / "jira-changelog.jsonl").read_bytes()
    take_in_file(world, ana, "jira", content)
    issues = [json.loads(line) for line in content.decode().splitlines()]
    expected = {issue["key"]: issue["expected"]["lead_time_minutes"] for issue in issues}
    found = {key: task_of(world, ana, key) for key in expected}
    minutes = {
        key: int((task.done_at - task.created_at).total_seconds() // 60)
        for key, task in found.items()
        if task.done_at is not None
    }
    assert minutes == expected
    assert len(expected) == 30


def test_the_same_issues_without_their_changelogs_take_nothing_away(world: World, ana: User, real_data: Path) -> None:
    lines = (real_data / "jira-changelog.jsonl").read_text("utf-8").splitlines()
    take_in_file(world, ana, "jira", "\n".join(lines).encode())
    issues = [json.loads(line) for line in lines]
    keys = [issue["key"] for issue in issues]
    before = [task_of(world, ana, key) for key in keys]
    assert sum(task.reopen_count for task in before) > 0 < sum(task.started_at is not None for task in before)
    without = [json.dumps({key: value for key, value in issue.items() if key != "changelog"}) for issue in issues]
    take_in_file(world, ana, "jira", "\n".join(without).encode())
    for task, after in zip(before, [task_of(world, ana, key) for key in keys], strict=True):
        assert (after.status, after.started_at, after.reopen_count) == (task.status, task.started_at, task.reopen_count)


def test_a_malformed_record_keeps_nothing(world: World, ana: User) -> None:
    for source, content, reason in RECORDS:
        summary = take_in_file(world, ana, source, content)
        assert [bad.reason for bad in summary.bad] == [reason]
    assert world.scalar("SELECT count(*) FROM tasks") == world.scalar("SELECT count(*) FROM projects") == 0


def test_a_malformed_file_keeps_nothing(world: World, ana: User) -> None:
    for source, content, complaint in WHOLE_FILES:
        with pytest.raises(BadInput) as refused:
            take_in_file(world, ana, source, content)
        assert str(refused.value) == complaint
    assert world.scalar("SELECT count(*) FROM tasks") == world.scalar("SELECT count(*) FROM projects") == 0
