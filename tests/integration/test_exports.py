"""What exports read, on both databases."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from radar_cli.commands.task.columns import COLUMNS, row
from radar_cli.domain.exported import ExportedTask, document
from radar_cli.domain.filters.syntax import parse
from radar_cli.domain.history import FLOW, steps
from radar_cli.domain.imported import ImportedTask, Notes
from radar_cli.domain.project import Role
from radar_cli.domain.report import Request
from radar_cli.domain.task import Move, Priority, Task, TaskStatus
from radar_cli.domain.user import User
from radar_cli.errors import NotFound
from radar_cli.importers import jsonl
from radar_cli.importers.options import Options
from radar_cli.rendering import csv
from radar_cli.repositories import tasks as task_rows
from radar_cli.services import (
    blocking,
    comments,
    dependencies,
    exports,
    logs,
    projects,
    reports,
    task_edits,
    tasks,
    undo,
)
from radar_cli.services.publishing import InProcess
from tests.world import World

HOSTILE = "ab ,\"'=+-@\n\r\t\\%$\x01\x1b\x7f\x85\x9b\u00ad\u200d\u2028\u202e\ufeff\u00e9\u0416\U0001f600\U000e0041"
TEXTS = st.text(HOSTILE, min_size=1, max_size=8)
EPOCH = datetime(1999, 12, 31, tzinfo=UTC)
INSTANTS = st.one_of(
    st.integers(0, 10**9).map(lambda seconds: EPOCH + timedelta(seconds=seconds)),
    st.integers(0, 10**15).map(lambda micros: EPOCH + timedelta(microseconds=micros)),
)
MAYBE = st.none() | INSTANTS


@pytest.fixture
def ana(world: World) -> User:
    ana = world.user("Ana")
    world.project(ana)
    return ana


def exported(world: World, actor: User, project: str | None = None, filter_: str | None = None) -> list[Task]:
    condition = None if filter_ is None else parse(filter_, world.clock, lambda: UTC)
    with exports.tasks(world.db, actor, project, condition) as found:
        return list(found)


def csv_lines(world: World, actor: User, filter_: str | None = None) -> list[bytes]:
    """The lines as the database writes them."""
    condition = None if filter_ is None else parse(filter_, world.clock, lambda: UTC)
    lines: list[bytes] = []
    with exports.tasks_as_csv(world.db, actor, None, condition) as copy:
        copy(lines.append)
    return lines


def titles(found: Sequence[Task]) -> list[str]:
    return [task.title for task in found]


@st.composite
def hostile_task(draw: st.DrawFn, number: int) -> Task:
    return Task(
        id=number,
        project_id=1,
        project="web",
        title=draw(TEXTS),
        description=draw(TEXTS | st.just("")),
        status=TaskStatus.DONE,
        priority=draw(st.sampled_from(Priority)),
        assignee=draw(st.sampled_from([None, "ana@example.com"])),
        created_at=draw(INSTANTS),
        started_at=draw(MAYBE),
        done_at=draw(MAYBE),
        reopen_count=draw(st.integers(0, 99)),
        version=draw(st.integers(1, 99)),
        due_at=draw(MAYBE),
        tags=tuple(draw(st.lists(TEXTS, max_size=3, unique=True).map(sorted))),
        external_ref=draw(st.none() | TEXTS.map(lambda text: f"{text}{number}")),
        blocked_at=(blocked_at := draw(MAYBE)),
        blocked_reason=None if blocked_at is None else draw(TEXTS),
    )


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_what_the_database_writes_as_csv_is_what_a_list_of_the_same_tasks_is(
    world: World, ana: User, data: st.DataObject
) -> None:
    with world.db.transaction():
        world.db.execute("DELETE FROM tasks")
        task_rows.insert(world.db, [data.draw(hostile_task(number)) for number in (1, 2, 3)], {ana.email: ana.id})
        world.db.execute("INSERT INTO task_dependencies (task_id, depends_on_id) VALUES (3, 1), (3, 2)")
    lines = csv_lines(world, ana)
    for raw in (True, False):
        _, *expected = csv.lines([column.name for column in COLUMNS], map(row, exported(world, ana)), raw=raw)
        assert b"".join(lines if raw else map(csv.guarded, lines)).decode() == "".join(expected)


class TestTasks:
    def test_are_of_any_status_the_oldest_first(self, world: World, ana: User) -> None:
        for title, moves in {"one": (), "two": (Move.DONE,), "three": (Move.CANCEL,), "four": (Move.START,)}.items():
            world.move(ana, world.task(ana, title), *moves)
        assert titles(exported(world, ana)) == ["one", "two", "three", "four"]

    def test_are_those_of_a_filter(self, world: World, ana: User) -> None:
        world.task(ana, "one", tags=("later",))
        world.task(ana, "two")
        assert titles(exported(world, ana, filter_="-tag:later assignee:none")) == ["two"]
        assert [line.split(b",")[2] for line in csv_lines(world, ana, "tag:later text:one")] == [b"one"]

    def test_are_of_a_project_or_of_all_that_are_not_archived(self, world: World, ana: User) -> None:
        for project in ("api", "old"):
            world.project(ana, project)
        for project in ("old", "web", "api"):
            world.task(ana, project, project)
        projects.archive(world.db, world.clock, ana, "old", undo=False)
        assert titles(exported(world, ana)) == ["web", "api"]
        assert titles(exported(world, ana, "api")) == ["api"]
        assert titles(exported(world, ana, "old")) == ["old"]
        assert [line.split(b",")[1] for line in csv_lines(world, ana)] == [b"web", b"api"]

    def test_of_other_people_are_not_among_them(self, world: World, ana: User) -> None:
        world.task(ana)
        ben = world.user("Ben")
        assert exported(world, ben) == []
        assert csv_lines(world, ben) == []
        with pytest.raises(NotFound):
            exported(world, ben, "web")

    def test_are_more_than_are_read_at_once(self, world: World, ana: User) -> None:
        drafts = [tasks.Draft(f"Task {number}") for number in range(2_500)]
        tasks.add(world.db, world.clock, ana, "web", drafts)
        assert len(csv_lines(world, ana)) == 2_500
        with exports.everything(world.db, ana) as found:
            assert [one.task.title for one in found] == [draft.title for draft in drafts]
        with exports.events(world.db, ana, None) as found_events:
            assert len({logged.event.id for logged in found_events}) == 2_500


class TestSnapshot:
    def test_who_stops_reading_csv_half_way_can_go_on_using_the_database(self, world: World, ana: User) -> None:
        tasks.add(world.db, world.clock, ana, "web", [tasks.Draft("Fix login")] * 5_000)

        def gone(_: bytes) -> None:
            raise BrokenPipeError

        with pytest.raises(BrokenPipeError), exports.tasks_as_csv(world.db, ana, None, None) as copy:
            copy(gone)
        assert len(csv_lines(world, ana)) == 5_000

    def test_who_stops_reading_events_half_way_too(self, world: World, ana: User) -> None:
        tasks.add(world.db, world.clock, ana, "web", [tasks.Draft("Fix login")] * 3_000)
        with exports.events(world.db, ana, None) as found:
            next(found)
        with exports.events(world.db, ana, None) as found:
            assert len(list(found)) == 3_000

    def test_changes_nothing(self, world: World, ana: User) -> None:
        world.task(ana)
        before = world.scalar("SELECT count(*) FROM task_events")
        csv_lines(world, ana)
        assert world.scalar("SELECT count(*) FROM task_events") == before


class TestEvents:
    def test_are_what_was_logged_in_that_order(self, world: World, ana: User) -> None:
        task = world.task(ana)
        world.move(ana, task, Move.START, Move.DONE)
        comments.add(world.db, world.clock, ana, task.id, "Safari only.")
        with exports.events(world.db, ana, "web") as found:
            logged = list(found)
        assert [one.event for one in logged] == list(logs.of_task(world.db, ana, task.id))
        assert {one.project for one in logged} == {"web"}

    def test_are_of_one_s_own_projects(self, world: World, ana: User) -> None:
        world.task(ana)
        with exports.events(world.db, world.user("Ben"), None) as found:
            assert list(found) == []


class TestReports:
    def test_are_those_of_a_project_or_all_with_their_results(self, world: World, ana: User) -> None:
        world.project(ana, "api")
        made = [
            reports.submit(
                world.db, InProcess(world.db), ana, Request("daily-summary", [project] if project else [], "UTC")
            ).report_id
            for project in ("web", "api", None)
        ]
        with exports.reports(world.db, ana, None) as found:
            listed = list(found)
        assert {report.id for report in listed} == set(made)
        assert all(report.result for report in listed)
        with exports.reports(world.db, ana, "api") as found:
            assert [report.id for report in found] == [made[1]]


class TestEverything:
    def test_a_task_goes_out_with_all_that_belongs_to_it(self, world: World, ana: User) -> None:
        ben = world.user("Ben")
        projects.set_member(world.db, ana, "web", ben.email, Role.MEMBER)
        first = world.task(ana, "First")
        task = world.task(ana, "Fix login", assignee="ben@example.com", tags=("backend",))
        world.clock.advance(hours=1)
        world.move(ben, task, Move.START)
        comments.add(world.db, world.clock, ben, task.id, "Safari only.")
        blocking.block(world.db, world.clock, ana, [task.id], "waits for the vendor")
        dependencies.depend(world.db, world.clock, ana, task.id, [first.id])
        said_by_ben = {"at": "2026-03-02T10:00:00Z", "by": {"email": "ben@example.com", "name": "Ben"}}
        assert documents(world, ana)[1] == {
            "id": task.id,
            "project": "web",
            "title": "Fix login",
            "priority": "medium",
            "assignee": {"email": "ben@example.com", "name": "Ben"},
            "created_by": {"email": "ana@example.com", "name": "Ana"},
            "created_at": "2026-03-02T09:00:00Z",
            "tags": ["backend"],
            "history": [{**said_by_ben, "status": "in_progress"}],
            "comments": [{**said_by_ben, "body": "Safari only."}],
            "depends_on": [first.id],
            "blocked_at": "2026-03-02T10:00:00Z",
            "blocked_reason": "waits for the vendor",
        }

    def test_the_reader_of_the_format_takes_every_line(self, world: World, ana: User, tmp_path: Path) -> None:
        busy(world, ana)
        for task in everything(world, ana):
            assert flow(read(world, ana, tmp_path)[task.task.id]) == flow(task.task)

    def test_what_was_undone_leaves_a_history_of_the_task_as_it_is(
        self, world: World, ana: User, tmp_path: Path
    ) -> None:
        task = world.task(ana)
        for move in (Move.START, Move.DONE):
            world.clock.advance(hours=1)
            world.move(ana, task, move)
        world.clock.advance(hours=1)
        undo.undo(world.db, world.clock, ana, None)
        assert flow(read(world, ana, tmp_path)[task.id]) == flow(tasks.get(world.db, ana, task.id))

    def test_a_task_that_was_deleted_and_taken_back_keeps_its_history(self, world: World, ana: User) -> None:
        task = world.task(ana)
        world.move(ana, task, Move.START, Move.DONE)
        before = documents(world, ana)
        tasks.delete(world.db, world.clock, ana, [task.id])
        assert documents(world, ana) == []
        undo.undo(world.db, world.clock, ana, None)
        assert documents(world, ana) == before

    def test_archived_projects_go_with_it(self, world: World, ana: User) -> None:
        world.task(ana)
        projects.archive(world.db, world.clock, ana, "web", undo=False)
        assert [one["project"] for one in documents(world, ana)] == ["web"]

    def test_projects_of_the_same_name_are_told_apart_by_their_owners(self, world: World, ana: User) -> None:
        ben = world.user("Ben")
        projects.add(world.db, world.clock, ben, "WEB")
        projects.set_member(world.db, ben, "ben@example.com/web", ana.email, Role.MEMBER)
        for owner in ("ana", "ben"):
            world.task(ana, project=f"{owner}@example.com/web")
        named = [one["project"] for one in documents(world, ana)]
        assert named == ["ana@example.com/web", "ben@example.com/WEB"]

    def test_a_task_that_one_may_not_see_is_not_named(self, world: World, ana: User) -> None:
        world.project(ana, "secret")
        ben = world.user("Ben")
        projects.set_member(world.db, ana, "web", ben.email, Role.MEMBER)
        hidden, seen = world.task(ana, project="secret"), world.task(ana)
        dependencies.depend(world.db, world.clock, ana, seen.id, [hidden.id])
        assert documents(world, ana)[1]["depends_on"] == [hidden.id]
        assert "depends_on" not in documents(world, ben)[0]


def everything(world: World, actor: User) -> list[ExportedTask]:
    with exports.everything(world.db, actor) as found:
        return list(found)


def documents(world: World, actor: User) -> list[dict[str, object]]:
    return [dict(document(task)) for task in everything(world, actor)]


def read(world: World, actor: User, folder: Path) -> dict[int, Task]:
    """The tasks that a reader makes of the file, with no more than their history, by their numbers in the file."""
    file = folder / "all.jsonl"
    file.write_text("".join(f"{json.dumps(one)}\n" for one in documents(world, actor)), "utf-8")
    notes = Notes()
    with file.open("rb") as source:
        records = list(jsonl.read(source, Options(now=world.clock()), notes))
    assert not notes.left_out
    return {record.number: lived(record) for record in records if isinstance(record, ImportedTask) and record.number}


def lived(record: ImportedTask) -> Task:
    first = Task(0, 0, "web", "", "", TaskStatus.TODO, Priority.MEDIUM, None, record.created_at, None, None, 0, 1)
    return [replace(first), *(step.task for step in steps(first, record.history))][-1]


def flow(task: Task) -> list[object]:
    return [getattr(task, name) for name in FLOW]


def busy(world: World, ana: User) -> None:
    """Tasks that were moved to and fro, edited, and undone."""
    histories = (
        (Move.START, Move.DONE, Move.REOPEN, Move.START, Move.DONE),
        (Move.CANCEL, Move.REOPEN, Move.CANCEL),
        (Move.DONE, Move.REOPEN),
        (Move.START,),
        (),
    )
    for moves in histories:
        task = world.task(ana)
        for move in moves:
            world.clock.advance(minutes=7)
            world.move(ana, task, move)
        task_edits.edit(world.db, world.clock, ana, [task.id], task_edits.Edit(title="Again"))
