"""Rules on tasks that cannot go on for a reason outside of them."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from radar_cli.database.session import Database
from radar_cli.domain import text
from radar_cli.domain.change import Change
from radar_cli.domain.clock import Clock
from radar_cli.domain.task import Task
from radar_cli.domain.user import User
from radar_cli.errors import OperationFailed
from radar_cli.services import changes
from radar_cli.services.task_access import writable


def block(
    db: Database, clock: Clock, actor: User, ids: Iterable[int], reason: str, *, dry_run: bool = False
) -> Sequence[Task]:
    """Mark open tasks as blocked; one that is blocked already gets the new reason and keeps its time.

    A dry run keeps nothing.

    Raises:
        NotFound: one of them is not there.
        BadInput: the reason is not acceptable.
        OperationFailed: the actor may not, or one of them is finished.
        Conflict: somebody else changed one of them at the same moment.
    """
    why = text.line(reason, "reason")
    with db.transaction(kept=not dry_run):
        there = writable(db, actor, ids)
        at = clock()
        return changes.write(
            db, actor, at, "block", [Change(task, _blocked(task, why, at), actor.id, at) for task in there]
        )


def unblock(db: Database, clock: Clock, actor: User, ids: Iterable[int], *, dry_run: bool = False) -> Sequence[Task]:
    """Let blocked tasks go on. A dry run keeps nothing.

    Raises:
        NotFound, Conflict: as for `block`.
        OperationFailed: the actor may not, or one of them is not blocked.
    """
    with db.transaction(kept=not dry_run):
        there = writable(db, actor, ids)
        at = clock()
        return changes.write(db, actor, at, "unblock", [Change(task, _unblocked(task), actor.id, at) for task in there])


def _blocked(task: Task, reason: str, at: datetime) -> Task:
    if not task.is_open:
        raise OperationFailed(f"task {task.id} is {task.status}", f"reopen it first, with radar task reopen {task.id}")
    return replace(task, blocked_at=task.blocked_at or at, blocked_reason=reason)


def _unblocked(task: Task) -> Task:
    if task.blocked_at is None:
        raise OperationFailed(f"task {task.id} is not blocked", "there is nothing to do for it")
    return replace(task, blocked_at=None, blocked_reason=None)
