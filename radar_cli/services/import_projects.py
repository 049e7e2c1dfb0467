"""The projects that what is imported goes into."""

from datetime import datetime

from radar_cli.database.session import Database
from radar_cli.domain import text
from radar_cli.domain.project import Project
from radar_cli.domain.user import User
from radar_cli.errors import NotFound
from radar_cli.repositories import projects, tasks
from radar_cli.services.projects import project_named
from radar_cli.services.task_access import require_writable


class Projects:
    """The actor's projects by name; those that are not there are made, and the actor's own."""

    def __init__(self, db: Database, actor: User, at: datetime) -> None:
        self._db = db
        self._actor = actor
        self._at = at
        self._found: dict[str, Project] = {}
        self._had_keys: dict[int, bool] = {}
        self.made: list[str] = []

    def named(self, name: str) -> Project:
        """The project of that name.

        Raises:
            BadInput: it is no name for a project, or the actor is in several of that name.
            OperationFailed: the actor may not change its tasks, or it is archived.
        """
        if name not in self._found:
            self._found[name] = self._looked_up(name)
        return self._found[name]

    def had_keys(self, project: Project) -> bool:
        """Whether a project had tasks with keys of another tool before this import: only these can come again."""
        return self._had_keys[project.id]

    def _looked_up(self, name: str) -> Project:
        wanted = text.name(name, "project")
        try:
            project = project_named(self._db, self._actor, wanted)
        except NotFound:
            projects.add(self._db, wanted, text.folded(wanted), self._actor.id, self._at)
            self.made.append(wanted)
            project = project_named(self._db, self._actor, wanted)
        require_writable(project)
        if project.id not in self._had_keys:
            self._had_keys[project.id] = tasks.have_refs(self._db, project.id)
        return project
