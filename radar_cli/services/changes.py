"""The one way in which tasks are written: every change together with its event, and all of a command as one batch."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from radar_cli.database.session import Database
from radar_cli.domain.change import Change
from radar_cli.domain.event import changes_between, type_of
from radar_cli.domain.task import Task
from radar_cli.domain.user import User
from radar_cli.repositories import batches, events, tasks, users
from radar_cli.repositories.events import NewEvent


def write(
    db: Database, actor: User, at: datetime, action: str, changes: Iterable[Change], *, undoes: int | None = None
) -> Sequence[Task]:
    """Write changes of tasks within the caller's transaction, as one batch; those that change nothing are left out.

    Several changes of one task follow each other. New tasks carry a number of `tasks.new_ids`. The batch is the
    actor's and of the instant `at`; a change may be somebody else's, and older, where it is imported.

    Returns:
        The tasks as they are afterwards, without the deleted ones, each in the place of its first change.

    Raises:
        Conflict: one of them is no longer as it was before.
    """
    written = Writing(db)
    for change in changes:
        written.add(change)
    if written.events:
        written.flush(batches.add(db, actor.id, action, at, undoes))
    return written.outcome


class Writing:
    """Changes that are collected, and then written all at once."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._first: dict[int, Task | None] = {}
        self._last: dict[int, Task | None] = {}
        self.events: list[NewEvent] = []

    def add(self, change: Change) -> None:
        """Take in a change, numbering the version that it makes."""
        before, after = change.before, change.after
        task = after or before
        assert task is not None
        if task.id not in self._first:
            self._first[task.id] = before
        previous = self._last.get(task.id, before)
        self._last[task.id] = previous
        differing = changes_between(before, after)
        if not differing:
            return
        self._last[task.id] = _next_version(previous, after)
        event = NewEvent(type_of(before, after), task.id, task.project_id, differing, change.actor_id, change.at)
        self.events.append(event)

    @property
    def outcome(self) -> Sequence[Task]:
        """The tasks as they are after all changes."""
        return [task for task in self._last.values() if task is not None]

    def flush(self, batch_id: int) -> None:
        """Write everything."""
        db = self._db
        changed = [task_id for task_id, task in self._first.items() if task is not self._last[task_id]]
        befores = [task for task_id in changed if (task := self._first[task_id]) is not None]
        afters = [task for task_id in changed if (task := self._last[task_id]) is not None]
        if befores:
            tasks.lock(db, befores)
        user_ids = users.ids_by_email(db, {task.assignee for task in afters if task.assignee is not None})
        added = [task for task in afters if self._first[task.id] is None]
        kept = [task for task in afters if self._first[task.id] is not None]
        tasks.insert(db, added, user_ids)
        tasks.update(db, kept, user_ids)
        depending = [task for task in afters if task.depends_on != _dependencies(self._first[task.id])]
        if depending:
            tasks.set_dependencies(db, depending)
        deleted = [task.id for task in befores if self._last[task.id] is None]
        if deleted:
            tasks.delete(db, deleted)
        events.insert(db, batch_id, self.events)


def _next_version(previous: Task | None, after: Task | None) -> Task | None:
    if after is None or previous is None:
        return after
    return replace(after, version=previous.version + 1)


def _dependencies(task: Task | None) -> tuple[int, ...]:
    return () if task is None else task.depends_on
