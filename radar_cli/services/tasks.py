"""Rules on tasks. Every change is written together with its event."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from radar_cli.database.session import Database
from radar_cli.domain import text
from radar_cli.domain.clock import Clock
from radar_cli.domain.event import Event, EventType, changes_between
from radar_cli.domain.project import Permission, Project
from radar_cli.domain.task import RULES, Move, Priority, Task, TaskStatus, moved
from radar_cli.domain.task_list import NOBODY, Page, Sort, TaskFilter
from radar_cli.domain.user import User
from radar_cli.errors import BadInput, NotFound
from radar_cli.repositories import events, projects, task_lists, tasks, users
from radar_cli.services.projects import project_named, require_active, require_permission

ME = "me"
NONE = "none"
MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of a task before it is made. `assignee` is an e-mail address, "me", or None."""

    title: str
    description: str = ""
    priority: Priority = Priority.MEDIUM
    assignee: str | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """New values; None leaves a field as it is. `assignee` is an e-mail address, "me" or "none"."""

    title: str | None = None
    description: str | None = None
    priority: Priority | None = None
    assignee: str | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """One page: its tasks, and how many more there are, counted up to MOST_COUNTED."""

    tasks: Sequence[Task]
    more: int


def add(db: Database, clock: Clock, actor: User, project: str | None, drafts: Sequence[Draft]) -> Sequence[Task]:
    """Make tasks in a project: all of them, or none.

    Raises:
        NotFound, BadInput: the project, the assignee or a value is not acceptable.
        OperationFailed: the actor may not, or the project is archived.
    """
    with db.transaction():
        target = project_named(db, actor, project)
        _require_writable(target)
        return [_added(db, clock(), actor, target, draft) for draft in drafts]


def get(db: Database, actor: User, task_id: int) -> Task:
    """One task.

    Raises:
        NotFound: there is none of that number that the actor can see.
    """
    with db.reading():
        return _found(tasks.by_ids(db, actor.id, [task_id]), [task_id])[0]


def listed(
    db: Database, actor: User, project: str | None, wanted: TaskFilter, assignee: str | None, part: Page
) -> Listing:
    """One page of the actor's tasks: of one project, or of all that are not archived.

    `assignee` is an e-mail address, "me", "none", or None for anybody.

    Raises:
        NotFound: no such project, assignee, or task to start after.
        BadInput: a list by completion is asked for of tasks that are not done.
    """
    if part.sort is Sort.DONE and wanted.statuses is not None and TaskStatus.DONE not in wanted.statuses:
        raise BadInput("only finished tasks can be sorted by done", "leave --status or --sort out")
    with db.reading():
        scope = replace(
            wanted,
            project_id=None if project is None else project_named(db, actor, project).id,
            assignee_id=None if assignee is None else _assignee_id(db, actor, assignee),
        )
        if part.after is not None:
            last = _found(tasks.by_ids(db, actor.id, [part.after]), [part.after])[0]
            if part.sort is Sort.DONE and last.done_at is None:
                raise BadInput(f"task {last.id} is not done, so no list by done goes on after it", "begin anew")
        page = task_lists.page(db, actor.id, scope, part)
        if part.limit is None or len(page) < part.limit:
            return Listing(page, 0)
        rest = replace(part, after=page[-1].id) if page else part
        return Listing(page, task_lists.count_beyond(db, actor.id, scope, rest, MOST_COUNTED) if page else 0)


def edit(db: Database, clock: Clock, actor: User, ids: Iterable[int], values: Edit) -> Sequence[Task]:
    """Change fields of tasks: of all of them, or of none.

    Raises:
        NotFound, BadInput: a task, the assignee or a value is not acceptable.
        OperationFailed: the actor may not.
        Conflict: somebody else changed one of them at the same moment.
    """

    def edited(task: Task, assignee: str | None) -> Task:
        return replace(
            task,
            title=task.title if values.title is None else text.title(values.title),
            description=(task.description if values.description is None else text.description(values.description)),
            priority=task.priority if values.priority is None else values.priority,
            assignee=task.assignee if values.assignee is None else assignee,
        )

    with db.transaction():
        assignee = None if values.assignee is None else _assignee(db, actor, values.assignee)
        found = _writable(db, actor, ids)
        for project_id in {task.project_id for task in found}:
            _require_member(db, project_id, assignee)
        email = None if assignee is None else assignee.email
        return _change_all(db, clock, actor, found, EventType.EDITED, lambda task, _: edited(task, email))


def move(db: Database, clock: Clock, actor: User, ids: Iterable[int], how: Move) -> Sequence[Task]:
    """Move the status of tasks: of all of them, or of none.

    Raises:
        NotFound: one of them is not there.
        OperationFailed: the actor may not, or a task's status does not allow it.
        Conflict: somebody else changed one of them at the same moment.
    """
    with db.transaction():
        found = _writable(db, actor, ids)
        return _change_all(db, clock, actor, found, EventType.MOVED, lambda task, at: moved(task, how, at))


def delete(db: Database, clock: Clock, actor: User, ids: Iterable[int]) -> Sequence[Task]:
    """Delete tasks, all or none; their events stay.

    Raises:
        NotFound, OperationFailed, Conflict: as for `move`.
    """
    with db.transaction():
        found = _writable(db, actor, ids)
        at = clock()
        for task in found:
            tasks.delete(db, task)
            changes = changes_between(task, None)
            events.add(db, EventType.DELETED, task.id, task.project_id, changes, actor.id, at)
        return found


def deletable(db: Database, actor: User, ids: Iterable[int]) -> Sequence[Task]:
    """What `delete` would delete.

    Raises:
        NotFound, OperationFailed: as for `delete`.
    """
    with db.reading():
        return _writable(db, actor, ids)


def log(db: Database, actor: User, task_id: int) -> Sequence[Event]:
    """The changes of a task from the first on, of a deleted one too.

    Raises:
        NotFound: there is none of that number that the actor can see.
    """
    with db.reading():
        found = events.of_task(db, actor.id, task_id)
    if not found:
        raise _no_task(task_id)
    return found


def past_tense(how: Move) -> str:
    """How people say that a move has happened."""
    return RULES[how].past_tense


def _added(db: Database, at: datetime, actor: User, project: Project, draft: Draft) -> Task:
    assignee = None if draft.assignee is None else _assignee(db, actor, draft.assignee)
    _require_member(db, project.id, assignee)
    task = Task(
        id=0,
        project_id=project.id,
        project=project.name,
        title=text.title(draft.title),
        description=text.description(draft.description),
        status=TaskStatus.TODO,
        priority=draft.priority,
        assignee=None if assignee is None else assignee.email,
        created_at=at,
        started_at=None,
        done_at=None,
        reopen_count=0,
        version=1,
    )
    task = replace(task, id=tasks.add(db, task, None if assignee is None else assignee.id))
    changes = changes_between(None, task)
    events.add(db, EventType.CREATED, task.id, project.id, changes, actor.id, at)
    return task


def _change_all(
    db: Database,
    clock: Clock,
    actor: User,
    found: Sequence[Task],
    type_: EventType,
    change: Callable[[Task, datetime], Task],
) -> Sequence[Task]:
    at = clock()
    return [_changed(db, actor, task, change(task, at), type_, at) for task in found]


def _changed(db: Database, actor: User, before: Task, after: Task, type_: EventType, at: datetime) -> Task:
    changes = changes_between(before, after)
    if not changes:
        return before
    assignee = None if after.assignee is None else users.by_email(db, after.assignee)
    saved = tasks.save(db, before, after, None if assignee is None else assignee.id)
    events.add(db, type_, before.id, before.project_id, changes, actor.id, at)
    return saved


def _writable(db: Database, actor: User, ids: Iterable[int]) -> Sequence[Task]:
    # Always in the order of their numbers: two commands on the same tasks then queue instead of deadlocking.
    wanted = sorted(set(ids))
    found = _found(tasks.by_ids(db, actor.id, wanted), wanted)
    project_ids = sorted({task.project_id for task in found})
    for project in projects.by_ids(db, actor.id, project_ids).values():
        _require_writable(project)
    return found


def _found(by_id: Mapping[int, Task], ids: Sequence[int]) -> Sequence[Task]:
    for task_id in ids:
        if task_id not in by_id:
            raise _no_task(task_id)
    return [by_id[task_id] for task_id in ids]


def _no_task(task_id: int) -> NotFound:
    return NotFound(f"there is no task {task_id} that you can see", "see radar task list --status all")


def _require_writable(project: Project) -> None:
    require_permission(project, Permission.WRITE_TASKS)
    require_active(project)


def _assignee(db: Database, actor: User, written: str) -> User | None:
    if written == ME:
        return actor
    if written == NONE:
        return None
    user = users.by_email(db, text.email(written))
    if user is None:
        raise NotFound(f"nobody is registered as {written}", "see radar project members list")
    return user


def _assignee_id(db: Database, actor: User, written: str) -> int:
    user = _assignee(db, actor, written)
    return NOBODY if user is None else user.id


def _require_member(db: Database, project_id: int, assignee: User | None) -> None:
    if assignee is None or projects.role_of(db, project_id, assignee.id) is not None:
        return
    raise BadInput(
        f"{assignee.email} is not in the project",
        "add them with radar project members add, or choose another",
    )
