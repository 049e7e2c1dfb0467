"""The one way in which tasks are written: every change together with its event, and all of a command as one batch."""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import replace
from datetime import datetime

from radar_cli.database.session import Database
from radar_cli.domain.change import Change, Remark
from radar_cli.domain.comment import Comment
from radar_cli.domain.event import EventType, differ, logged, logged_comment, type_of
from radar_cli.domain.task import Task
from radar_cli.domain.user import User
from radar_cli.repositories import batches, comments, dependencies, events, tasks, users
from radar_cli.repositories.events import NewEvent

# What is about to be logged is in memory several times.
LOGGED_AT_ONCE = 5000


def write(db: Database, actor: User, at: datetime, action: str, made: Iterable[Change]) -> Sequence[Task]:
    """Write changes of tasks within the caller's transaction, as one batch; those that change nothing are left out.

    Several changes of one task follow each other. New tasks carry a number of `tasks.new_ids`. The batch is the
    actor's and of the instant `at`; a change may be somebody else's, and older, where it is imported.

    Returns:
        The tasks as they are afterwards, without the deleted ones, each in the place of its first change.

    Raises:
        Conflict: one of them is no longer as it was before.
    """
    writing = Writing(db)
    for change in made:
        writing.add(change)
    if not writing.is_empty:
        writing.flush(batches.add(db, actor.id, action, at))
    return writing.outcome


class Writing:
    """Changes and comments that are collected, and then written all at once. One batch may take several of these."""

    def __init__(self, db: Database, user_ids: Mapping[str, int] | None = None) -> None:
        """`user_ids` are those that are known already, by e-mail address."""
        self._db = db
        self._user_ids = user_ids or {}
        self._first: dict[int, Task | None] = {}
        self._last: dict[int, Task | None] = {}
        self._entries: list[Change | Remark] = []
        self._added: list[Comment] = []
        self._taken_back: list[Comment] = []

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to write."""
        return not self._entries

    @property
    def outcome(self) -> Sequence[Task]:
        """The tasks as they are after all changes, without the deleted ones."""
        return [task for task in self._last.values() if task is not None]

    def add(self, change: Change) -> None:
        """Take in a change, numbering the version that it makes."""
        before, after = change.before, change.after
        task = after or before
        assert task is not None
        if task.id not in self._first:
            self._first[task.id] = self._last[task.id] = before
        if differ(before, after):
            self._last[task.id] = _next_version(self._last[task.id], after)
            self._entries.append(change)

    def comment(self, comment: Comment, actor_id: int, at: datetime) -> None:
        """Take in a remark; its number is not looked at."""
        self._added.append(comment)
        self._entries.append(Remark(comment, actor_id, at, taken_back=False))

    def take_back(self, comment: Comment, actor_id: int, at: datetime) -> None:
        """Take in that a remark is taken back."""
        self._taken_back.append(comment)
        self._entries.append(Remark(comment, actor_id, at, taken_back=True))

    def flush(self, batch_id: int) -> None:
        """Write everything.

        Raises:
            Conflict: a task is no longer as it was before.
        """
        self._write_tasks()
        self._write_comments()
        for start in range(0, len(self._entries), LOGGED_AT_ONCE):
            events.insert(self._db, _events(self._entries[start : start + LOGGED_AT_ONCE], batch_id))

    def _write_tasks(self) -> None:
        db = self._db
        pairs = zip(self._first.values(), self._last.values(), strict=True)
        changed = [(before, after) for before, after in pairs if before is not after]
        created = [after for before, after in changed if before is None and after is not None]
        edited = [(before, after) for before, after in changed if before is not None and after is not None]
        deleted = [before for before, after in changed if before is not None and after is None]
        tasks.lock(db, [before for before, _ in changed if before is not None])
        user_ids = self._ids_of({after.assignee for _, after in changed if after is not None and after.assignee})
        tasks.insert(db, created, user_ids)
        tasks.update(db, edited, user_ids)
        depending = [after for after in created if after.depends_on]
        depending += [after for before, after in edited if after.depends_on != before.depends_on]
        if depending:
            dependencies.replace(db, depending)
        if deleted:
            tasks.delete(db, [task.id for task in deleted])

    def _write_comments(self) -> None:
        db = self._db
        if self._added:
            comments.insert(db, self._added, self._ids_of({comment.author for comment in self._added}))
        if self._taken_back:
            comments.delete(db, [comment.id for comment in self._taken_back])

    def _ids_of(self, emails: Set[str]) -> Mapping[str, int]:
        return {**self._user_ids, **users.ids_by_email(self._db, emails - self._user_ids.keys())}


def _events(entries: Sequence[Change | Remark], batch_id: int) -> Sequence[NewEvent]:
    logs = iter(logged([(entry.before, entry.after) for entry in entries if isinstance(entry, Change)]))
    return [
        _remarked(entry, batch_id) if isinstance(entry, Remark) else _changed(entry, next(logs), batch_id)
        for entry in entries
    ]


def _changed(change: Change, log: str, batch_id: int) -> NewEvent:
    before, after = change.before, change.after
    task = after or before
    assert task is not None
    what = str(type_of(before, after))
    one, other = _statuses(before, after)
    return task.project_id, task.id, what, one, other, log, change.actor_id, change.at, batch_id


def _remarked(remark: Remark, batch_id: int) -> NewEvent:
    comment, what = remark.comment, str(EventType.COMMENTED)
    log = logged_comment(comment, taken_back=remark.taken_back)
    return comment.project_id, comment.task_id, what, None, None, log, remark.actor_id, remark.at, batch_id


def _next_version(previous: Task | None, after: Task | None) -> Task | None:
    if after is None or previous is None or after.version == previous.version + 1:
        return after
    return replace(after, version=previous.version + 1)


def _statuses(before: Task | None, after: Task | None) -> tuple[str | None, str | None]:
    one = None if before is None else str(before.status)
    other = None if after is None else str(after.status)
    return (None, None) if one == other else (one, other)
