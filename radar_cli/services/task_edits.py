"""Changing fields of tasks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from radar_cli.database.session import Database
from radar_cli.domain import text
from radar_cli.domain.change import Change
from radar_cli.domain.clock import Clock
from radar_cli.domain.task import Priority, Task
from radar_cli.domain.user import User
from radar_cli.repositories import tasks
from radar_cli.services import changes
from radar_cli.services.assignees import assignee, require_member
from radar_cli.services.task_access import writable


class Absent(Enum):
    """What takes a value away, where None leaves it as it is."""

    ABSENT = "none"


@dataclass(frozen=True, slots=True)
class Edit:
    """New values; None leaves a field as it is. `assignee` is an e-mail address, "me" or "none", `due_at` is UTC.

    `tags` replaces all tags; those added and taken away come after that.
    """

    title: str | None = None
    description: str | None = None
    priority: Priority | None = None
    assignee: str | None = None
    due_at: datetime | Absent | None = None
    tags: Sequence[str] | None = None
    add_tags: Sequence[str] = ()
    remove_tags: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Edited:
    """A task before and after it was edited; the two are the same where nothing changed."""

    before: Task
    after: Task


def edit(
    db: Database,
    clock: Clock,
    actor: User,
    ids: Iterable[int],
    values: Edit,
    *,
    as_seen: Sequence[Task] = (),
    dry_run: bool = False,
) -> Sequence[Edited]:
    """Change fields of tasks: of all of them, or of none. A dry run keeps nothing.

    Those that are given `as_seen`, as somebody has looked at them, must be the same still.

    Raises:
        NotFound, BadInput: a task, the assignee or a value is not acceptable.
        OperationFailed: the actor may not.
        Conflict: somebody else changed one of them at the same moment, or since it was seen.
    """
    with db.transaction(kept=not dry_run):
        person = None if values.assignee is None else assignee(db, actor, values.assignee)
        tasks.lock(db, as_seen)
        there = writable(db, actor, ids)
        for project_id in {task.project_id for task in there}:
            require_member(db, project_id, person)
        at = clock()
        email = None if person is None else person.email
        changed = [Change(task, _edited(task, values, email), actor.id, at) for task in there]
        written = changes.write(db, actor, at, "edit", changed)
        return [Edited(old, new) for old, new in zip(there, written, strict=True)]


def _edited(task: Task, values: Edit, person: str | None) -> Task:
    return replace(
        task,
        title=task.title if values.title is None else text.title(values.title),
        description=task.description if values.description is None else text.description(values.description),
        priority=task.priority if values.priority is None else values.priority,
        assignee=task.assignee if values.assignee is None else person,
        due_at=_due(task, values),
        tags=_tags(task, values),
    )


def _due(task: Task, values: Edit) -> datetime | None:
    if isinstance(values.due_at, Absent):
        return None
    return values.due_at or task.due_at


def _tags(task: Task, values: Edit) -> tuple[str, ...]:
    kept = task.tags if values.tags is None else text.tags(values.tags)
    removed = text.tags(values.remove_tags)
    return tuple(tag for tag in text.tags((*kept, *values.add_tags)) if tag not in removed)
