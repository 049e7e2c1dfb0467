"""Rules on tasks. Every change is written together with its event, by changes.py."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum

from radar_cli.database.session import Database
from radar_cli.domain import text
from radar_cli.domain.change import Change
from radar_cli.domain.clock import Clock
from radar_cli.domain.comment import Comment
from radar_cli.domain.project import Project
from radar_cli.domain.task import RULES, Move, Priority, Task, TaskStatus, moved
from radar_cli.domain.user import User
from radar_cli.repositories import comments, dependencies, tasks
from radar_cli.services import changes
from radar_cli.services.assignees import assignee, require_member
from radar_cli.services.dependencies import released
from radar_cli.services.projects import project_named
from radar_cli.services.task_access import require_writable, visible, writable


class Absent(Enum):
    """What takes a value away, where None leaves it as it is."""

    ABSENT = "none"


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of a task before it is made. `assignee` is an e-mail address, "me", or None; `due_at` is UTC."""

    title: str
    description: str = ""
    priority: Priority = Priority.MEDIUM
    assignee: str | None = None
    due_at: datetime | None = None
    tags: Sequence[str] = ()


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


@dataclass(frozen=True, slots=True)
class Details:
    """A task with the remarks about it, the oldest first."""

    task: Task
    comments: Sequence[Comment]


def add(db: Database, clock: Clock, actor: User, project: str | None, drafts: Sequence[Draft]) -> Sequence[Task]:
    """Make tasks in a project: all of them, or none.

    Raises:
        NotFound, BadInput: the project, the assignee or a value is not acceptable.
        OperationFailed: the actor may not, or the project is archived.
    """
    with db.transaction():
        target = project_named(db, actor, project)
        require_writable(target)
        at = clock()
        people = {written: _member(db, actor, target.id, written) for written in {draft.assignee for draft in drafts}}
        ids = tasks.new_ids(db, len(drafts))
        made = [
            _made(task_id, at, target, people[draft.assignee], draft)
            for task_id, draft in zip(ids, drafts, strict=True)
        ]
        return changes.write(db, actor, at, "add", [Change(None, task, actor.id, at) for task in made])


def get(db: Database, actor: User, task_id: int) -> Task:
    """One task.

    Raises:
        NotFound: there is none of that number that the actor can see.
    """
    with db.reading():
        return visible(db, actor, task_id)


def details(db: Database, actor: User, task_id: int) -> Details:
    """One task with everything that was said about it.

    Raises:
        NotFound: there is none of that number that the actor can see.
    """
    with db.reading():
        return Details(visible(db, actor, task_id), comments.of_tasks(db, [task_id]))


def edit(
    db: Database,
    clock: Clock,
    actor: User,
    ids: Iterable[int],
    values: Edit,
    *,
    as_seen: Task | None = None,
    dry_run: bool = False,
) -> Sequence[Edited]:
    """Change fields of tasks: of all of them, or of none. A dry run keeps nothing.

    With `as_seen`, the one task as somebody has seen it, it must be the same still.

    Raises:
        NotFound, BadInput: a task, the assignee or a value is not acceptable.
        OperationFailed: the actor may not.
        Conflict: somebody else changed one of them at the same moment, or since it was seen.
    """
    with db.transaction(kept=not dry_run):
        person = None if values.assignee is None else assignee(db, actor, values.assignee)
        there = writable(db, actor, ids)
        if as_seen is not None:
            tasks.lock(db, [as_seen])
        for project_id in {task.project_id for task in there}:
            require_member(db, project_id, person)
        at = clock()
        email = None if person is None else person.email
        changed = [Change(task, _edited(task, values, email), actor.id, at) for task in there]
        written = changes.write(db, actor, at, "edit", changed)
        return [Edited(old, new) for old, new in zip(there, written, strict=True)]


def move(
    db: Database, clock: Clock, actor: User, ids: Iterable[int], how: Move, *, dry_run: bool = False
) -> Sequence[Task]:
    """Move the status of tasks: of all of them, or of none. A dry run keeps nothing.

    Raises:
        NotFound: one of them is not there.
        OperationFailed: the actor may not, or a task's status does not allow it.
        Conflict: somebody else changed one of them at the same moment.
    """
    with db.transaction(kept=not dry_run):
        there = writable(db, actor, ids)
        at = clock()
        return changes.write(
            db, actor, at, how.value, [Change(task, moved(task, how, at), actor.id, at) for task in there]
        )


def delete(db: Database, clock: Clock, actor: User, ids: Iterable[int]) -> Sequence[Task]:
    """Delete tasks, all or none; their events stay. Tasks that depended on them do so no more.

    Raises:
        NotFound, OperationFailed, Conflict: as for `move`.
    """
    with db.transaction():
        there = writable(db, actor, ids)
        at = clock()
        going = {task.id for task in there}
        staying = [task for task in dependencies.dependents(db, sorted(going)) if task.id not in going]
        gone = [Change(task, None, actor.id, at) for task in there]
        changes.write(db, actor, at, "delete", [*released(staying, going, actor, at), *gone])
        return there


def deletable(db: Database, actor: User, ids: Iterable[int]) -> Sequence[Task]:
    """What `delete` would delete.

    Raises:
        NotFound, OperationFailed: as for `delete`.
    """
    with db.reading():
        return writable(db, actor, ids)


def past_tense(how: Move) -> str:
    """How people say that a move has happened."""
    return RULES[how].past_tense


def _member(db: Database, actor: User, project_id: int, written: str | None) -> User | None:
    person = None if written is None else assignee(db, actor, written)
    require_member(db, project_id, person)
    return person


def _made(task_id: int, at: datetime, project: Project, person: User | None, draft: Draft) -> Task:
    return Task(
        id=task_id,
        project_id=project.id,
        project=project.name,
        title=text.title(draft.title),
        description=text.description(draft.description),
        status=TaskStatus.TODO,
        priority=draft.priority,
        assignee=None if person is None else person.email,
        created_at=at,
        started_at=None,
        done_at=None,
        reopen_count=0,
        version=1,
        due_at=draft.due_at,
        tags=text.tags(draft.tags),
    )


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
