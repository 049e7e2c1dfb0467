"""Filters, on both databases: what SQL finds is what the same expression means in Python."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from radar_cli.domain.dates import start_of_today
from radar_cli.domain.filters.expression import Expression
from radar_cli.domain.filters.syntax import DEEPEST, MOST_CHARACTERS, MOST_VALUES, parse
from radar_cli.domain.project import Role
from radar_cli.domain.task import OPEN_STATUSES, Move, Priority, Task, TaskStatus
from radar_cli.domain.task_list import Page, Sort, TaskFilter
from radar_cli.domain.urgency import Standing, urgency
from radar_cli.domain.user import User
from radar_cli.errors import BadInput, NotFound
from radar_cli.repositories import task_lists as repository
from radar_cli.services import projects, task_lists, urgent_tasks
from tests.filter_text import rendered
from tests.naive_filter import fitting
from tests.random_filters import PEOPLE, PROJECTS, START, RandomTask, expressions, random_tasks
from tests.world import World

COLUMNS = [field.name for field in fields(RandomTask) if field.name not in {"project", "assignee", "depends_on"}]


def parsed(world: World, text: str) -> Expression:
    return parse(text, world.clock, lambda: UTC)


def found(world: World, actor: User, text: str, project: str | None = "web") -> list[str]:
    """The titles of the tasks in any status that a filter means, in the order of their numbers."""
    matching = task_lists.matching(world.db, world.clock, actor, project, parsed(world, text), None)
    return [task.title for task in matching]


@pytest.fixture
def ana(world: World) -> User:
    """Who owns the projects of these tests; everybody is in them."""
    world.clock.now = START
    ana, *_ = [world.user(email.partition("@")[0].title()) for email in PEOPLE]
    for name in PROJECTS:
        world.project(ana, name, ben=Role.MEMBER, cy=Role.MEMBER)
    return ana


PROPERTY = settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)


@PROPERTY
@given(made=random_tasks, expression=expressions)
def test_what_is_found_is_what_the_expression_means(
    world: World, ana: User, made: Sequence[RandomTask], expression: Expression
) -> None:
    stored = store(world, ana, made)
    text = rendered(expression)
    matching = task_lists.matching(world.db, world.clock, ana, None, parsed(world, text), None)
    assert {task.id for task in matching} == fitting(expression, stored, ana.email), text


@settings(PROPERTY, max_examples=100)
@given(made=random_tasks)
def test_the_order_by_urgency_is_that_of_its_points(world: World, ana: User, made: Sequence[RandomTask]) -> None:
    stored = store(world, ana, made)
    page = Page(Sort.URGENCY)
    listed = task_lists.listed(world.db, world.clock, ana, None, TaskFilter(statuses=None), page).tasks
    points = {task.id: urgency(task, standing(task, stored), world.clock()) for task in stored}
    still_open = [task for task in stored if task.is_open]
    by_points = sorted(still_open, key=lambda task: (-(points[task.id] or 0), task.id))
    assert [task.id for task in listed[: len(still_open)]] == [task.id for task in by_points]
    assert {points[task.id] for task in listed[len(still_open) :]} <= {None}


def standing(task: Task, stored: Sequence[Task]) -> Standing:
    open_ids = {other.id for other in stored if other.is_open}
    waiting = sum(task.id in other.depends_on for other in stored if other.is_open)
    return Standing(waiting, waits=bool(open_ids & set(task.depends_on)))


def store(world: World, ana: User, made: Sequence[RandomTask]) -> Sequence[Task]:
    """The tasks as they come out of the database, which held others before; their numbers are 1 and up."""
    db = world.db
    names = [*COLUMNS, "id", "project_id", "assignee_id", "done_at", "cancelled_at", "blocked_reason"]
    names.remove("finished_at")
    sql = f"INSERT INTO tasks ({', '.join(names)}) VALUES ({', '.join(f'${name}' for name in names)})"
    with db.transaction():
        db.execute("DELETE FROM tasks")
        numbers = {row["email"]: row["id"] for row in db.rows("SELECT id, email FROM users")}
        numbers |= {row["name"]: row["id"] for row in db.rows("SELECT id, name FROM projects")}
        for number, task in enumerate(made, 1):
            db.execute(sql, **{name: stored_value(world, value) for name, value in row(number, task, numbers).items()})
        for number, task in enumerate(made, 1):
            for other in {number for number in task.depends_on if number <= len(made)} - {number}:
                db.execute("INSERT INTO task_dependencies VALUES ($task, $other)", task=number, other=other)
    with db.reading():
        return list(repository.each(db, task_lists.selection(db, ana, None, None)))


def row(number: int, task: RandomTask, numbers: dict[str, int]) -> dict[str, object]:
    return {
        **{name: getattr(task, name) for name in COLUMNS},
        "status": task.status.value,
        "priority": int(task.priority),
        "id": number,
        "project_id": numbers[task.project],
        "assignee_id": None if task.assignee is None else numbers[task.assignee],
        "done_at": task.finished_at if task.status is TaskStatus.DONE else None,
        "cancelled_at": task.finished_at if task.status is TaskStatus.CANCELLED else None,
        "blocked_reason": None if task.blocked_at is None else "why",
    }


def stored_value(world: World, value: object) -> object:
    if isinstance(value, datetime):
        return world.db.dialect.instant(value)
    return world.db.dialect.texts(value) if isinstance(value, tuple) else value


def test_terms_side_by_side_must_all_hold_and_or_is_weaker(world: World, ana: User) -> None:
    world.task(ana, "red car")
    world.task(ana, "red bus", priority=Priority.HIGH)
    world.task(ana, "blue car", priority=Priority.HIGH)
    assert found(world, ana, "red priority:high") == ["red bus"]
    assert found(world, ana, "red priority:high or blue") == ["red bus", "blue car"]
    assert found(world, ana, "priority:high (bus or car)") == ["red bus", "blue car"]
    assert found(world, ana, "-red") == ["blue car"]
    assert found(world, ana, "not (red car)") == ["red bus", "blue car"]


def test_a_task_that_is_nobodys_is_among_those_that_are_not_somebodys(world: World, ana: User) -> None:
    world.task(ana, "hers", assignee="me")
    world.task(ana, "his", assignee="ben@example.com")
    world.task(ana, "nobody's")
    assert found(world, ana, "-assignee:me") == ["his", "nobody's"]
    assert found(world, ana, "assignee!=Ben@example.com") == ["hers", "nobody's"]
    assert found(world, ana, "assignee:me,none") == ["hers", "nobody's"]
    assert found(world, ana, "assignee:any") == ["hers", "his"]


def test_a_task_is_overdue_that_is_open_and_due_in_the_past(world: World, ana: User) -> None:
    for title, left in (("late", -1), ("now", 0), ("later", 1), ("late but done", -1)):
        due(world, world.task(ana, title), timedelta(seconds=left))
    world.move(ana, task_of(world, ana, "late but done"), Move.DONE)
    world.task(ana, "never due")
    assert found(world, ana, "is:overdue") == ["late"]
    assert found(world, ana, "-is:overdue is:open") == ["now", "later", "never due"]


def test_a_task_that_is_due_on_a_day_is_overdue_when_the_day_is_over(world: World, ana: User) -> None:
    today = start_of_today(world.clock(), UTC)
    world.task(ana, "due today", due_at=today)
    world.clock.now = today + timedelta(days=1, microseconds=-1)
    assert found(world, ana, "is:overdue") == []
    world.clock.now += timedelta(microseconds=1)
    assert found(world, ana, "is:overdue") == ["due today"]


@pytest.mark.parametrize("condition", ["is:ready", "is:overdue", "-created:{}d", "-done:{}d", "-due<-{}d"])
@pytest.mark.parametrize("word", [" ", " or "])
def test_as_many_conditions_as_there_may_be_are_looked_for(world: World, ana: User, condition: str, word: str) -> None:
    world.task(ana, "Fix login", due_at=world.clock() - timedelta(days=2))
    count = min(MOST_VALUES, MOST_CHARACTERS // len(condition.format(100) + word))
    conditions = [condition.format(100 + number) for number in range(count)]
    assert found(world, ana, word.join(conditions)) == ["Fix login"]


def test_a_task_is_ready_that_waits_for_nothing(world: World, ana: User) -> None:
    first, second = world.task(ana, "first"), world.task(ana, "second")
    world.run_sql("INSERT INTO task_dependencies VALUES ($second, $first)", second=second.id, first=first.id)
    assert found(world, ana, "is:ready") == ["first"]
    assert found(world, ana, f"depends:{first.id}") == ["second"]
    assert found(world, ana, f"blocks:{second.id}") == ["first"]
    world.move(ana, first, Move.DONE)
    assert found(world, ana, "is:ready") == ["second"]


def test_a_filter_finds_only_tasks_that_one_can_see(world: World, ana: User) -> None:
    eve = world.user("Eve")
    world.project(eve, "secret")
    world.task(eve, "hidden", "secret")
    world.task(ana, "hers")
    assert found(world, ana, "status:all or text:hidden", project=None) == ["hers"]
    with pytest.raises(NotFound, match="there is no project 'secret'"):
        found(world, ana, "project:secret", project=None)


def test_projects_are_told_apart_by_their_owners(world: World, ana: User) -> None:
    bob = world.user("Bob")
    world.project(bob, "web", ana=Role.MEMBER)
    world.task(bob, "of bob", "bob@example.com/web")
    world.task(ana, "of ana", "ana@example.com/web")
    with pytest.raises(BadInput, match="you are in 2 projects named web"):
        found(world, ana, "project:web", project=None)
    assert found(world, ana, 'project:"bob@example.com/web"', project=None) == ["of bob"]


@pytest.mark.parametrize("registered", [True, False])
def test_of_a_stranger_it_is_not_told_whether_there_is_an_account(world: World, ana: User, registered: bool) -> None:
    if registered:
        world.project(world.user("Zoe"), "of zoe alone")
    with pytest.raises(NotFound) as refused:
        found(world, ana, "tag:x or -assignee:zoe@example.com")
    assert str(refused.value) == "nobody in your projects is zoe@example.com: see radar project members list"


def test_whose_tasks_are_in_a_project_can_be_named_after_they_left(world: World, ana: User) -> None:
    zoe = world.user("Zoe")
    projects.set_member(world.db, ana, "web", zoe.email, Role.MEMBER)
    world.task(ana, "of zoe", assignee=zoe.email)
    projects.remove_member(world.db, ana, "web", zoe.email)
    assert found(world, ana, f"assignee:{zoe.email}") == ["of zoe"]


def test_numbers_may_be_larger_than_a_column_holds(world: World, ana: User) -> None:
    world.task(ana, "A")
    assert found(world, ana, "reopened:0,3000000000 version:1,9223372036854775807") == ["A"]
    assert found(world, ana, "reopened:3000000000,1") == []


def test_the_default_statuses_hold_unless_the_filter_speaks_of_them(world: World, ana: User) -> None:
    world.task(ana, "open")
    world.move(ana, world.task(ana, "done"), Move.DONE)

    def open_or(text: str) -> list[str]:
        matching = task_lists.matching(world.db, world.clock, ana, "web", parsed(world, text), OPEN_STATUSES)
        return [task.title for task in matching]

    assert open_or("priority:medium") == ["open"]
    assert open_or("status:all") == ["open", "done"]
    assert open_or("done:today") == ["done"]


@pytest.mark.parametrize(
    "text",
    [
        " ".join(["a"] * MOST_VALUES),
        " or ".join(["-a"] * (MOST_VALUES - 1)) + " or a",
        "id:" + ",".join(str(number) for number in range(1, MOST_VALUES + 1)),
        "text:" + ",".join(["a"] * MOST_VALUES),
    ],
    ids=["and", "or", "numbers", "texts"],
)
def test_the_longest_filters_are_not_too_long_for_the_database(world: World, ana: User, text: str) -> None:
    assert len(text) <= MOST_CHARACTERS
    world.task(ana, "abc")
    assert found(world, ana, text) == ["abc"]


@pytest.mark.parametrize("leaf", ["b", "-is:ready,blocked", "-depends:2,3", "-tag:x,y", "-assignee:ben@example.com,me"])
@pytest.mark.parametrize("level", ["-", "(", "(b or c ", "-(c or b ", "(c or -(b "])
def test_the_deepest_filters_are_not_too_deep_for_the_database(world: World, ana: User, level: str, leaf: str) -> None:
    times = (DEEPEST - (leaf[0] == "-")) // (level.count("(") + level.count("-"))
    text = level * times + leaf + ")" * (level.count("(") * times)
    for title in ("abc", "bcd"):
        world.task(ana, title)
    expression = parse(text, world.clock, lambda: UTC)
    page = Page(Sort.URGENCY, limit=1)
    listing = task_lists.listed(world.db, world.clock, ana, None, TaskFilter(expression=expression), page)
    with world.db.reading():
        stored = list(repository.each(world.db, task_lists.selection(world.db, ana, None, None)))
    assert len(listing.tasks) + listing.more == len(fitting(expression, stored, ana.email))


def test_a_stream_gives_every_task_once_whatever_the_size_of_its_chunks(world: World, ana: User) -> None:
    numbers = [world.task(ana, str(number)).id for number in range(7)]
    projects.archive(world.db, world.clock, ana, "api", undo=False)
    with world.db.snapshot():
        for chunk in (1, 3, 7, 100):
            for project in ("web", None):
                selection = task_lists.selection(world.db, ana, project, None)
                assert [task.id for task in repository.each(world.db, selection, chunk)] == numbers


def test_a_stream_has_tasks_of_archived_projects_on_request(world: World, ana: User) -> None:
    world.task(ana, "old")
    projects.archive(world.db, world.clock, ana, "web", undo=False)
    with world.db.snapshot():
        for with_archived, count in ((False, 0), (True, 1)):
            selection = task_lists.selection(world.db, ana, None, None, with_archived=with_archived)
            assert len(list(repository.each(world.db, selection))) == count


def test_what_is_next_is_ready_and_the_most_urgent(world: World, ana: User) -> None:
    world.task(ana, "medium")
    world.task(ana, "high", priority=Priority.HIGH)
    due(world, world.task(ana, "late"), timedelta(days=-1))
    world.move(ana, world.task(ana, "started", priority=Priority.URGENT), Move.START)
    world.task(ana, "medium, younger")
    urgent = urgent_tasks.most_urgent(world.db, world.clock, ana, "web", None, 10)
    points = [(one.task.title, one.urgency) for one in urgent]
    assert points == [("late", 100), ("high", 40), ("medium", 20), ("medium, younger", 20)]
    assert [one.task.title for one in urgent_tasks.most_urgent(world.db, world.clock, ana, "web", None, 1)] == ["late"]


def test_what_is_next_may_be_chosen_by_a_filter(world: World, ana: User) -> None:
    for title in ("mine", "hers", "mine, and done"):
        world.task(ana, title, assignee=None if title == "hers" else ana.email)
    world.move(ana, task_of(world, ana, "mine, and done"), Move.DONE)
    for wanted, titles in (("assignee:me", ["mine"]), ("assignee:me or text:hers", ["mine", "hers"])):
        urgent = urgent_tasks.most_urgent(world.db, world.clock, ana, "web", parsed(world, wanted), None)
        assert [one.task.title for one in urgent] == titles


def due(world: World, task: Task, left: timedelta) -> None:
    at = world.db.dialect.instant(world.clock() + left)
    world.run_sql("UPDATE tasks SET due_at = $at WHERE id = $id", at=at, id=task.id)


def task_of(world: World, actor: User, title: str) -> Task:
    (task,) = task_lists.matching(world.db, world.clock, actor, "web", parsed(world, f'title:"{title}"'), None)
    return task
