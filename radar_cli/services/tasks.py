"""Rules on tasks. Every change is written together with its event, by changes.py."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from radar_cli.database.session import Database
from radar_cli.domain import text
from radar_cli.domain.change import Change
from radar_cli.domain.clock import Clock
from radar_cli.domain.project import Project
from radar_cli.domain.task import RULES, Move, Priority, Task, TaskStatus, moved
from radar_cli.domain.user import User
from radar_cli.repositories import dependencies, tasks
from radar_cli.services import changes
from radar_cli.services.assignees import assignee, require_member
from radar_cli.services.dependencies import released
from radar_cli.services.projects import project_named
from radar_cli.services.task_access import require_writable, visible, writable


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of a task before it is made. `assignee` is an e-mail address, "me", or None; `due_at` is UTC."""

    title: str
    description: str = ""
    priority: Priority = Priority.MEDIUM
    assignee: str | None = None
    due_at: datetime | None = None
    tags: Sequence[str] = ()


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
        dependencies.lock(db)
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
