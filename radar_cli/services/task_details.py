"""Everything about one task."""

from collections.abc import Sequence
from dataclasses import dataclass

from radar_cli.database.session import Database
from radar_cli.domain.comment import Comment
from radar_cli.domain.task import Task
from radar_cli.domain.user import User
from radar_cli.repositories import comments
from radar_cli.services.task_access import visible


@dataclass(frozen=True, slots=True)
class Details:
    """A task with the remarks about it, the oldest first."""

    task: Task
    comments: Sequence[Comment]


def details(db: Database, actor: User, task_id: int) -> Details:
    """One task with everything that was said about it.

    Raises:
        NotFound: there is none of that number that the actor can see.
    """
    with db.reading():
        return Details(visible(db, actor, task_id), comments.of_tasks(db, [task_id]))
