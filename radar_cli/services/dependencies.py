"""Rules on which task waits for which."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime

from radar_cli.database.session import Database
from radar_cli.domain.change import Change
from radar_cli.domain.clock import Clock
from radar_cli.domain.dependencies import around_circles, path, united
from radar_cli.domain.task import Task
from radar_cli.domain.user import User
from radar_cli.errors import OperationFailed
from radar_cli.repositories import dependencies, tasks
from radar_cli.services import changes
from radar_cli.services.task_access import found, writable


def depend(db: Database, clock: Clock, actor: User, task_id: int, on: Iterable[int]) -> Task:
    """Let a task wait for others, of any project that the actor can see.

    Raises:
        NotFound: one of them is not there.
        OperationFailed: the actor may not, or it would wait for itself in a circle.
        Conflict: somebody else changed the task at the same moment.
    """
    wanted = sorted(set(on))
    with db.transaction():
        dependencies.lock(db)
        (task,) = writable(db, actor, [task_id])
        found(tasks.by_ids(db, actor.id, wanted), wanted)
        require_no_circle(db, {task_id: wanted})
        return _write(db, clock, actor, task, tuple(sorted({*task.depends_on, *wanted})))


def release(db: Database, clock: Clock, actor: User, task_id: int, on: Iterable[int]) -> Task:
    """Let a task wait for others no more.

    Raises:
        NotFound: it is not there.
        OperationFailed: the actor may not, or it does not depend on one of them.
        Conflict: somebody else changed the task at the same moment.
    """
    unwanted = set(on)
    with db.transaction():
        (task,) = writable(db, actor, [task_id])
        for other in sorted(unwanted - set(task.depends_on)):
            raise OperationFailed(f"task {task_id} does not depend on task {other}", "there is nothing to do for it")
        return _write(db, clock, actor, task, tuple(on for on in task.depends_on if on not in unwanted))


def released(waiting: Iterable[Task], going: Set[int], actor: User, at: datetime) -> Sequence[Change]:
    """What changes of tasks when some that they depend on are deleted."""
    return [
        Change(task, replace(task, depends_on=tuple(on for on in task.depends_on if on not in going)), actor.id, at)
        for task in waiting
    ]


def require_no_circle(db: Database, wanted: Mapping[int, Sequence[int]]) -> None:
    """Refuse dependencies of tasks on others that wait for them, directly or not: by the number of who is to depend.

    Raises:
        OperationFailed: one does.
    """
    graph = dependencies.reached_from(db, sorted({other for on in wanted.values() for other in on}))
    suspects = around_circles(united(graph, wanted))
    for task_id, other in ((task_id, other) for task_id, on in wanted.items() for other in on):
        if other == task_id:
            raise OperationFailed(f"task {task_id} would depend on itself", "name another task")
        if {task_id, other} <= suspects and (way := path(graph, other, task_id)):
            shown = " -> ".join(map(str, way))
            raise OperationFailed(
                f"task {other} depends on task {task_id} already ({shown})", "release that first, with --off"
            )


def _write(db: Database, clock: Clock, actor: User, task: Task, on: tuple[int, ...]) -> Task:
    at = clock()
    change = Change(task, replace(task, depends_on=on), actor.id, at)
    (written,) = changes.write(db, actor, at, "depend", [change])
    return written
