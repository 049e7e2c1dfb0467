"""What a person may mean who has begun to type. Nothing here writes."""

from collections.abc import Sequence

from radar_cli.database.session import Database
from radar_cli.domain.user import User
from radar_cli.repositories import completion
from radar_cli.repositories import projects as project_queries


def projects(db: Database, actor: User) -> Sequence[str]:
    """The names of the actor's projects; with their owner's address before them where a name is not enough."""
    with db.reading():
        found = project_queries.visible(db, actor.id, with_archived=False)
    names = [project.name for project in found]
    return [project.name if names.count(project.name) == 1 else f"{project.owner}/{project.name}" for project in found]


def people(db: Database, actor: User) -> Sequence[tuple[str, str]]:
    """Addresses and names of those who share a project with the actor."""
    with db.reading():
        return completion.people(db, actor.id)


def tasks(db: Database, actor: User, begun: str, *, are_open: bool) -> Sequence[tuple[int, str]]:
    """Numbers that begin as written, and titles, of tasks that are open, or are not, the newest first."""
    if begun and not (begun.isascii() and begun.isdigit()):
        return []
    with db.reading():
        return completion.tasks(db, actor.id, begun, are_open=are_open)


def views(db: Database, actor: User) -> Sequence[tuple[str, str]]:
    """Names and filters of the actor's saved views."""
    with db.reading():
        return completion.views(db, actor.id)
