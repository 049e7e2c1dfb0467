"""Lists of tasks, on both databases."""

from collections.abc import Sequence
from datetime import timedelta
from random import Random

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
    listing = task_lists.listed(world.db, actor, project, wanted or TaskFilter(), assignee, page or Page())
    return [task.title for task in listing.tasks]


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
def test_pages_put_together_are_the_whole_list(world: World, sort: Sort, descending: bool) -> None:
    ana = world.user("Ana")
    world.project(ana)
    random = Random(7)
    for number in range(23):
        world.clock.advance(minutes=random.choice((0, 0, 5)))
        task = world.task(ana, str(number), priority=random.choice(list(Priority)))
        if sort is Sort.DONE:
            world.move(ana, task, Move.DONE)
    wanted = TaskFilter(statuses=None)
    whole = titles(world, ana, wanted, page=Page(sort, descending))
    assert len(whole) == 23

    paged: list[Task] = []
    while True:
        after = paged[-1].id if paged else None
        part = Page(sort, descending, after, limit=5)
        listing = task_lists.listed(world.db, ana, "web", wanted, None, part)
        paged += listing.tasks
        assert listing.more == 23 - len(paged)
        if not listing.more:
            break
    assert [task.title for task in paged] == whole


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
    assert task_lists.listed(world.db, ana, "web", TaskFilter(), None, Page(limit=1)).more == 3
    assert task_lists.listed(world.db, ana, "web", TaskFilter(), None, Page(limit=4)).more == 2


def test_a_list_by_completion_of_open_tasks_is_refused(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    with pytest.raises(BadInput, match="only finished tasks can be sorted by done"):
        titles(world, ana, TaskFilter(), page=Page(Sort.DONE))
