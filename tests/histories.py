"""Made-up histories of tasks with everything that reports have to cope with, and how they get into a database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import cycle, islice
from random import Random

from radar_cli.domain.change import Change
from radar_cli.domain.task import Move, Priority, Task, TaskStatus, moved
from radar_cli.domain.user import User
from radar_cli.services import changes, projects
from tests.world import World

BLOCK, UNBLOCK = "block", "unblock"


@dataclass(frozen=True, slots=True)
class History:
    """What happened to a task: when it was created, and what was done to it when (UTC), in the order of time."""

    created_at: datetime
    steps: Sequence[tuple[datetime, Move | str]] = ()
    assignee: str | None = None
    priority: Priority = Priority.MEDIUM
    tags: tuple[str, ...] = ()
    due_at: datetime | None = None


def random_histories(
    random: Random, count: int, start: datetime, end: datetime, people: Sequence[str] = ()
) -> Iterator[History]:
    """Histories between two instants: some never started, some reopened, cancelled, blocked or still open.

    Instants are of microseconds, and some histories happen within one day, or at the same instant. Some are due before
    the end, at it, and after it.
    """
    dues = cycle((None, end - timedelta(days=3), end - timedelta(microseconds=1), end, end + timedelta(days=1)))
    for due_at in islice(dues, count):
        created_at = start + random.random() * (end - start)
        yield History(
            created_at,
            list(_steps(random, created_at, end)),
            random.choice([None, *people]),
            random.choice(list(Priority)),
            tuple(tag for tag in ("backend", "later") if random.random() < 0.3),
            due_at,
        )


PLANS: Sequence[Sequence[Move | str]] = (
    (),
    (Move.START,),
    (Move.START, BLOCK),
    (Move.DONE,),
    (Move.CANCEL,),
    (Move.START, Move.DONE),
    (Move.START, Move.DONE),
    (Move.START, BLOCK, UNBLOCK, Move.DONE),
    (BLOCK, UNBLOCK, Move.START, BLOCK, UNBLOCK, BLOCK, Move.DONE),
    (Move.START, Move.CANCEL),
    (Move.START, Move.DONE, Move.REOPEN),
    (Move.START, Move.DONE, Move.REOPEN, Move.START),
    (Move.START, Move.DONE, Move.REOPEN, Move.START, Move.DONE),
    (Move.DONE, Move.REOPEN, Move.DONE),
    (Move.CANCEL, Move.REOPEN, Move.START, Move.DONE),
    (Move.START, Move.DONE, Move.REOPEN, Move.START, Move.DONE, Move.REOPEN, Move.CANCEL),
)


def _steps(random: Random, at: datetime, end: datetime) -> Iterator[tuple[datetime, Move | str]]:
    for step in random.choice(PLANS):
        at += random.choice((timedelta(), timedelta(days=1), random.random() * timedelta(days=20)))
        if at >= end:
            return
        yield at, step


def stored(world: World, owner: User, histories: Sequence[History], project: str = "web") -> Sequence[Task]:
    """Put histories into a new project, with their events; gives the tasks as they are at the end."""
    made = projects.add(world.db, world.clock, owner, project)
    ended = []
    with world.db.transaction():
        for history in histories:
            lived = list(_lived(history, made.id, project))
            states = [None, *lived]
            (task_id,) = world.db.new_ids("tasks", 1)
            numbered = [None if one is None else replace(one[1], id=task_id) for one in states]
            steps = [
                Change(before, after, owner.id, at)
                for before, after, (at, _) in zip(numbered, numbered[1:], lived, strict=False)
            ]
            changes.write(world.db, owner, history.created_at, "make up", steps)
            last = numbered[-1]
            assert last is not None
            ended.append(last)
    return ended


def _lived(history: History, project_id: int, project: str) -> Iterator[tuple[datetime, Task]]:
    """The task after each step, with when that was."""
    task = Task(
        id=0,
        project_id=project_id,
        project=project,
        title="Fix login",
        description="",
        status=TaskStatus.TODO,
        priority=history.priority,
        assignee=history.assignee,
        created_at=history.created_at,
        started_at=None,
        done_at=None,
        reopen_count=0,
        version=1,
        tags=history.tags,
        due_at=history.due_at,
    )
    yield history.created_at, task
    for at, step in history.steps:
        if isinstance(step, Move):
            task = moved(task, step, at)
        else:
            blocked = step == BLOCK
            task = replace(task, blocked_at=at if blocked else None, blocked_reason="waits" if blocked else None)
        yield at, task
