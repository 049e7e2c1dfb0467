"""Filters, on both databases: what SQL finds is what the same expression means in Python."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings

from radar_cli.domain.filters.expression import Expression
from radar_cli.domain.project import Role
from radar_cli.domain.task import Task, TaskStatus
from radar_cli.domain.task_list import Page, Sort, TaskFilter
from radar_cli.domain.urgency import Standing, urgency
from radar_cli.domain.user import User
from radar_cli.repositories import task_lists as repository
from radar_cli.services import task_lists
from tests.filter_text import rendered
from tests.naive_filter import fitting
from tests.random_filters import PEOPLE, PROJECTS, START, RandomTask, expressions, random_tasks
from tests.world import World

COLUMNS = [field.name for field in fields(RandomTask) if field.name not in {"project", "assignee", "depends_on"}]


def found(world: World, actor: User, text: str, project: str | None = "web") -> list[str]:
    """The titles of the tasks in any status that a filter means, in the order of their numbers."""
    matching = task_lists.matching(world.db, world.clock, actor, UTC, project, text, None)
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
    matching = task_lists.matching(world.db, world.clock, ana, UTC, None, text, None)
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
