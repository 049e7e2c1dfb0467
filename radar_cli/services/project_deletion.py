"""Deleting a project with everything in it."""

from radar_cli.database.session import Database
from radar_cli.domain.clock import Clock
from radar_cli.domain.project import Project
from radar_cli.domain.user import User
from radar_cli.repositories import dependencies, projects, tasks
from radar_cli.services import changes
from radar_cli.services.dependencies import released
from radar_cli.services.projects import managed


def delete(db: Database, clock: Clock, actor: User, name: str) -> Project:
    """Delete a project with all its tasks, events and reports. It cannot be undone.

    Tasks of other projects that depended on one of its tasks do so no more.

    Raises:
        NotFound, OperationFailed: see `managed`.
        Conflict: somebody else changed one of those at the same moment.
    """
    with db.transaction():
        dependencies.lock(db)
        project = managed(db, actor, name)
        outside = dependencies.dependents_outside(db, project.id)
        if outside:
            at = clock()
            going = tasks.ids_in(db, project.id, {on for task in outside for on in task.depends_on})
            changes.write(db, actor, at, "delete project", released(outside, going, actor, at))
        projects.delete(db, project.id)
        return project


def count_tasks(db: Database, actor: User, name: str) -> int:
    """How many tasks deleting a project would take away.

    Raises:
        NotFound, OperationFailed: see `managed`.
    """
    with db.reading():
        return projects.count_tasks(db, managed(db, actor, name).id)
