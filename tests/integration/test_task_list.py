"""Lists of tasks, on both databases."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from radar_cli.domain.project import Role
from radar_cli.domain.task import Move, Priority, Task, TaskStatus
from radar_cli.domain.task_list import Page, Sort, TaskFilter
from radar_cli.domain.user import User
from radar_cli.errors import BadInput, NotFound
from radar_cli.services import projects, task_lists
from tests.world import World


def titles(
    world: World,
    actor: User,
    wanted: TaskFilter | None = None,
    assignee: str | None = None,
    page: Page | None = None,
    project: str | None = None,
) -> Sequence[str]:
    chosen = replace(wanted or TaskFilter(), assignee=assignee)
    listing = task_lists.listed(world.db, world.clock, actor, project, chosen, page or Page())
    return [task.title for task in listing.tasks]


def various_tasks(world: World, owner: User, count: int) -> None:
    """Tasks of two projects, in every status, of which some share each field, and some lack it."""
    ben = world.user("Ben")
    names = [world.project(owner, name, ben=Role.MEMBER) for name in ("web", "api")]
    random = Random(7)
    for number in range(count):
        world.clock.advance(hours=random.choice((0, 0, 50)))
        priority = random.choice(list(Priority))
        assignee = random.choice((None, "me", ben.email))
        title = random.choice(("Fix", "fix", "Ärger", "zap"))
        task = world.task(owner, title, random.choice(names), priority=priority, assignee=assignee)
        moves = ((), (Move.START,), (Move.DONE,), (Move.CANCEL,), (Move.DONE, Move.REOPEN), (Move.START, Move.DONE))
        world.move(owner, task, *random.choice(moves))
        due = random.choice((None, world.clock() + timedelta(days=random.choice((-8, -1, 0, 2, 5, 10, 40)))))
        world.run_sql(
            "UPDATE tasks SET due_at = $due, external_ref = $ref WHERE id = $id",
            due=None if due is None else world.db.dialect.instant(due),
            ref=random.choice((None, f"JIRA-{number}", f"jira-{number}a")),
            id=task.id,
        )
    world.run_sql("UPDATE tasks SET done_at = NULL WHERE status = 'done' AND id % 5 = 0")


def test_a_list_is_of_open_tasks_the_newest_first(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    world.task(ana, "one")
    world.move(ana, world.task(ana, "two"), Move.START)
    world.move(ana, world.task(ana, "three"), Move.DONE)
    world.move(ana, world.task(ana, "four"), Move.CANCEL)
    assert titles(world, ana) == ["two", "one"]


def test_statuses_are_chosen(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    world.task(ana, "one")
    world.move(ana, world.task(ana, "two"), Move.DONE)
    world.move(ana, world.task(ana, "three"), Move.CANCEL)
    assert titles(world, ana, TaskFilter(statuses=None)) == ["three", "two", "one"]
    assert titles(world, ana, TaskFilter(statuses=(TaskStatus.DONE,))) == ["two"]
    ended = (TaskStatus.DONE, TaskStatus.CANCELLED)
    assert titles(world, ana, TaskFilter(statuses=ended)) == ["three", "two"]


def test_a_list_is_of_ones_own_projects_only(world: World) -> None:
    ana, ben = world.user("Ana"), world.user("Ben")
    world.project(ana)
    world.project(ben, "api")
    world.task(ana, "of ana")
    world.task(ben, "of ben", project="api")
    assert titles(world, ana) == ["of ana"]


def test_archived_projects_are_left_out_of_the_list_of_all(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    world.task(ana, "old")
    projects.archive(world.db, world.clock, ana, "web", undo=False)
    assert titles(world, ana) == []
    assert titles(world, ana, project="web") == ["old"]


def test_assignees_are_chosen(world: World) -> None:
    ana, ben = world.user("Ana"), world.user("Ben")
    world.project(ana, ben=Role.MEMBER)
    world.task(ana, "hers", assignee="me")
    world.task(ana, "his", assignee="ben@example.com")
    world.task(ana, "nobody's")
    assert titles(world, ana, assignee="me") == ["hers"]
    assert titles(world, ben, assignee="me") == ["his"]
    assert titles(world, ana, assignee="BEN@example.com") == ["his"]
    assert titles(world, ana, assignee="none") == ["nobody's"]


def test_priorities_are_chosen(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    world.task(ana, "high", priority=Priority.HIGH)
    world.task(ana, "low", priority=Priority.LOW)
    assert titles(world, ana, TaskFilter(priority=Priority.HIGH)) == ["high"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("LOGIN", ["Login ÄRGER"]),
        ("ärger", ["Login ÄRGER"]),
        ("50%", ["50% off"]),
        ("a_b", ["a_b"]),
        ("\\", ["back\\slash"]),
        ("hidden", ["described"]),
        ("%", ["50% off"]),
    ],
)
def test_text_is_searched_literally_and_in_any_case(world: World, text: str, found: list[str]) -> None:
    ana = world.user("Ana")
    world.project(ana)
    for title in ("Login ÄRGER", "50% off", "50 off", "a_b", "axb", "back\\slash"):
        world.task(ana, title)
    world.task(ana, "described", description="a Hidden word")
    assert titles(world, ana, TaskFilter(text=text)) == found


def test_ranges_begin_at_their_first_instant_and_end_before_their_last(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    start = world.clock.now
    for number in range(3):
        world.clock.now = start + timedelta(days=number)
        world.move(ana, world.task(ana, str(number)), Move.DONE)
    created = TaskFilter(statuses=None, created_from=start, created_to=start + timedelta(days=2))
    done = TaskFilter(statuses=None, done_from=start + timedelta(days=1), done_to=start + timedelta(days=2))
    assert titles(world, ana, created) == ["1", "0"]
    assert titles(world, ana, done) == ["1"]


@pytest.mark.parametrize("sort", Sort)
@pytest.mark.parametrize("descending", [True, False])
@pytest.mark.parametrize("project", ["web", None])
def test_pages_put_together_are_the_whole_list(world: World, sort: Sort, descending: bool, project: str | None) -> None:
    ana = world.user("Ana")
    various_tasks(world, ana, 40)
    wanted = TaskFilter(statuses=(TaskStatus.DONE,) if sort is Sort.DONE else None)
    whole = task_lists.listed(world.db, world.clock, ana, project, wanted, Page(sort, descending)).tasks
    assert len(whole) >= 5

    paged: list[Task] = []
    while len(paged) < len(whole):
        after = paged[-1].id if paged else None
        part = Page(sort, descending, after, limit=3)
        listing = task_lists.listed(world.db, world.clock, ana, project, wanted, part)
        paged += listing.tasks
        assert listing.more == len(whole) - len(paged)
    assert paged == whole


KEYS: Mapping[Sort, Callable[[Task], Any]] = {
    Sort.ID: lambda task: task.id,
    Sort.CREATED: lambda task: task.created_at,
    Sort.PRIORITY: lambda task: task.priority,
    Sort.DONE: lambda task: task.done_at,
    Sort.DUE: lambda task: task.due_at,
    Sort.TITLE: lambda task: task.title.lower(),
    Sort.STATUS: lambda task: list(TaskStatus).index(task.status),
    Sort.ASSIGNEE: lambda task: task.assignee,
    Sort.PROJECT: lambda task: task.project,
    Sort.STARTED: lambda task: task.started_at,
    Sort.CANCELLED: lambda task: task.cancelled_at,
    Sort.REOPENED: lambda task: task.reopen_count,
    Sort.REF: lambda task: task.external_ref and task.external_ref.lower(),
}


@pytest.mark.parametrize("sort", KEYS)
@pytest.mark.parametrize("descending", [True, False])
def test_a_list_is_in_the_order_of_its_values_and_ends_with_those_that_have_none(
    world: World, sort: Sort, descending: bool
) -> None:
    ana = world.user("Ana")
    various_tasks(world, ana, 40)
    wanted = TaskFilter(statuses=(TaskStatus.DONE,) if sort is Sort.DONE else None)
    listing = task_lists.listed(world.db, world.clock, ana, None, wanted, Page(sort, descending)).tasks

    key = KEYS[sort]
    by_id = sorted(listing, key=lambda task: task.id, reverse=descending)
    there = [task for task in by_id if key(task) is not None]
    expected = sorted(there, key=lambda task: (key(task), task.id), reverse=descending)
    assert listing == [*expected, *(task for task in by_id if key(task) is None)]
    assert {key(task) for task in listing} != {None}


def test_sorting_by_priority_puts_the_urgent_first(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    for priority in (Priority.MEDIUM, Priority.URGENT, Priority.LOW):
        world.task(ana, priority.label, priority=priority)
    assert titles(world, ana, page=Page(Sort.PRIORITY)) == ["urgent", "medium", "low"]


def test_sorting_by_completion_leaves_out_what_is_not_done(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    world.task(ana, "open")
    world.move(ana, world.task(ana, "done"), Move.DONE)
    assert titles(world, ana, TaskFilter(statuses=None), page=Page(Sort.DONE)) == ["done"]


def test_a_page_cannot_begin_after_a_task_that_one_cannot_see(world: World) -> None:
    ana, eve = world.user("Ana"), world.user("Eve")
    world.project(ana)
    task = world.task(ana)
    with pytest.raises(NotFound):
        titles(world, eve, page=Page(after=task.id))


def test_what_is_left_is_counted_up_to_a_limit(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(task_lists, "MOST_COUNTED", 3)
    ana = world.user("Ana")
    world.project(ana)
    for number in range(6):
        world.task(ana, str(number))
    assert task_lists.listed(world.db, world.clock, ana, "web", TaskFilter(), Page(limit=1)).more == 3
    assert task_lists.listed(world.db, world.clock, ana, "web", TaskFilter(), Page(limit=4)).more == 2


def test_a_list_by_completion_of_open_tasks_is_refused(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    with pytest.raises(BadInput, match="only finished tasks can be sorted by done"):
        titles(world, ana, TaskFilter(), page=Page(Sort.DONE))
