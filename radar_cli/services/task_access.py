"""Which tasks somebody may see and change."""

from collections.abc import Iterable, Mapping, Sequence

from radar_cli.database.session import Database
from radar_cli.domain.project import Permission, Project
from radar_cli.domain.task import Task
from radar_cli.domain.user import User
from radar_cli.errors import NotFound
from radar_cli.repositories import projects, tasks
from radar_cli.services.projects import require_active, require_permission


def visible(db: Database, actor: User, task_id: int) -> Task:
    """The task of that number.

    Raises:
        NotFound: there is none that the actor can see.
    """
    return found(tasks.by_ids(db, actor.id, [task_id]), [task_id])[0]


def writable(db: Database, actor: User, ids: Iterable[int]) -> Sequence[Task]:
    """Tasks that the actor may change, in the order of their numbers.

    Raises:
        NotFound: there is one that the actor cannot see.
        OperationFailed: the actor may not change one of them, or its project is archived.
    """
    wanted = sorted(set(ids))
    there = found(tasks.by_ids(db, actor.id, wanted), wanted)
    require_all_writable(db, actor, {task.project_id for task in there})
    return there


def require_all_writable(db: Database, actor: User, project_ids: Iterable[int]) -> None:
    """Refuse to change tasks of projects in which the actor may not.

    Raises:
        OperationFailed: the role does not allow it, or a project is archived.
    """
    for project in projects.by_ids(db, actor.id, sorted(set(project_ids))).values():
        require_writable(project)


def require_writable(project: Project) -> None:
    """Refuse to change the tasks of one project, as above."""
    require_permission(project, Permission.WRITE_TASKS)
    require_active(project)


def found(by_id: Mapping[int, Task], ids: Sequence[int]) -> Sequence[Task]:
    """The tasks of those numbers, in that order.

    Raises:
        NotFound: one is missing.
    """
    for task_id in ids:
        if task_id not in by_id:
            raise no_task(task_id)
    return [by_id[task_id] for task_id in ids]


def no_task(task_id: int) -> NotFound:
    """What is said of a task that is not there, or not the actor's to see."""
    return NotFound(f"there is no task {task_id} that you can see", "see radar task list --status all")
