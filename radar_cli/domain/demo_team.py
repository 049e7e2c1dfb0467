"""A made-up team: a year of tasks with the shapes that real work has.

Work happens on weekdays between nine and five; urgent tasks are picked up sooner; most tasks take days, a few
take weeks; some are reopened, some cancelled, some started and then left lying.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from random import Random

from radar_cli.domain.task import Move, Priority, Task, TaskStatus, moved

DAYS = 365
OPENING = time(9)
WORKING_HOURS = 8
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the team."""

    email: str
    name: str


@dataclass(frozen=True, slots=True)
class Theme:
    """A project: how many tasks it gets on a working day, and what they are about."""

    name: str
    tasks_a_day: float
    verbs: Sequence[str]
    things: Sequence[str]


@dataclass(frozen=True, slots=True)
class Step:
    """One event in a task's life: the task as it is after it, and who did it (an e-mail address)."""

    after: Task
    actor: str
    at: datetime


PEOPLE = (
    Person("ana@example.com", "Ana Duarte"),
    Person("ben@example.com", "Ben Okafor"),
    Person("chen@example.com", "Chen Wei"),
    Person("dilan@example.com", "Dilan Aksoy"),
    Person("eva@example.com", "Eva Lindqvist"),
)
THEMES = (
    Theme(
        "web",
        1.6,
        ("Fix", "Speed up", "Redesign", "Test", "Translate"),
        (
            "the login page",
            "the checkout",
            "search results",
            "the settings form",
            "image uploads",
            "the menu",
        ),
    ),
    Theme(
        "api",
        1.1,
        ("Add", "Document", "Deprecate", "Validate", "Paginate"),
        ("the orders endpoint", "webhooks", "rate limits", "the export format", "API keys", "error codes"),
    ),
    Theme(
        "ops",
        0.7,
        ("Upgrade", "Monitor", "Back up", "Rotate", "Automate"),
        ("the database", "certificates", "the build machines", "log storage", "staging", "DNS records"),
    ),
)
PRIORITIES = (Priority.LOW, Priority.MEDIUM, Priority.MEDIUM, Priority.MEDIUM, Priority.HIGH, Priority.URGENT)


def histories(theme: Theme, random: Random, now: datetime) -> Iterator[Sequence[Step]]:
    """The life of each task of a project in the year up to `now`, as steps in the order of time.

    Only `project_id` and `id` of the tasks are still to be filled in.
    """
    for day in range(DAYS, -1, -1):
        morning = datetime.combine((now - timedelta(days=day)).date(), OPENING, now.tzinfo)
        if morning.weekday() >= SATURDAY:
            continue
        for _ in range(_poisson(random, theme.tasks_a_day)):
            # Chance of its own for each task: how far one got by now must not change what happens to the next.
            own = Random(random.random())
            created_at = morning + timedelta(hours=own.uniform(0, WORKING_HOURS))
            if created_at < now:
                yield _life(theme, own, created_at, now)


def _life(theme: Theme, random: Random, created_at: datetime, now: datetime) -> Sequence[Step]:
    author = random.choice(PEOPLE).email
    steps = [Step(_new_task(theme, random, created_at), author, created_at)]
    for move, wait in _plan(random, steps[0].after.priority):
        at = _at_work(steps[-1].at + wait)
        if at >= now:
            break
        task = steps[-1].after
        if move is Move.START and task.assignee is None:
            task = replace(task, assignee=random.choice(PEOPLE).email)
        steps.append(Step(moved(task, move, at), task.assignee or author, at))
    return steps


def _new_task(theme: Theme, random: Random, at: datetime) -> Task:
    return Task(
        id=0,
        project_id=0,
        project=theme.name,
        title=f"{random.choice(theme.verbs)} {random.choice(theme.things)}",
        description="",
        status=TaskStatus.TODO,
        priority=random.choice(PRIORITIES),
        assignee=random.choice(PEOPLE).email if random.random() < 0.6 else None,
        created_at=at,
        started_at=None,
        done_at=None,
        reopen_count=0,
        version=1,
    )


def _plan(random: Random, priority: Priority) -> Iterator[tuple[Move, timedelta]]:
    """What is going to happen to a task, each after how long, as far as time will allow."""
    if random.random() < 0.06:
        yield Move.CANCEL, _days(random, 15)
        return
    if random.random() < 0.04:  # nobody ever takes it up
        return
    yield Move.START, _days(random, {1: 14, 2: 5, 3: 2, 4: 0.4}[priority])
    if random.random() < 0.03:  # begun, and left lying
        return
    yield Move.DONE, _days(random, 2.5)
    if random.random() < 0.07:
        yield Move.REOPEN, _days(random, 6)
        yield Move.START, _days(random, 1)
        yield Move.DONE, _days(random, 1.5)


def _days(random: Random, typical: float) -> timedelta:
    """A waiting time whose logarithm is normal: half of them shorter than `typical`, a few far longer."""
    return timedelta(days=typical * random.lognormvariate(0, 0.9))


def _at_work(moment: datetime) -> datetime:
    """The next instant within working hours: the time of day squeezed into them, on a weekday, not earlier."""
    share = (moment.hour * 3600 + moment.minute * 60 + moment.second) / 86_400
    at = datetime.combine(moment.date(), OPENING, moment.tzinfo) + timedelta(hours=share * WORKING_HOURS)
    while at < moment or at.weekday() >= SATURDAY:
        at += timedelta(days=1)
    return at


def _poisson(random: Random, mean: float) -> int:
    """How many of many rare things happen: Knuth's method, fine for small means."""
    limit = math.exp(-mean)
    count, product = 0, random.random()
    while product > limit:
        count += 1
        product *= random.random()
    return count
