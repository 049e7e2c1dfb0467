"""Reading the log of changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from heapq import merge
from itertools import islice

from radar_cli.database.session import Database
from radar_cli.domain.event import Event
from radar_cli.domain.user import User
from radar_cli.repositories import events, projects
from radar_cli.services.projects import project_named
from radar_cli.services.task_access import no_task


@dataclass(frozen=True, slots=True)
class Listing:
    """The newest changes, the newest first, and whether there are older ones."""

    events: Sequence[Event]
    more: bool


def of_task(db: Database, actor: User, task_id: int) -> Sequence[Event]:
    """The changes of a task from the first on, of a deleted one too.

    Raises:
        NotFound: there is none of that number that the actor can see.
    """
    with db.reading():
        found = events.of_task(db, actor.id, task_id)
    if not found:
        raise no_task(task_id)
    return found


def newest(db: Database, actor: User, project: str | None, since: datetime | None, limit: int) -> Listing:
    """The newest changes in a project, or in all of the actor's that are not archived: those since an instant (UTC), at
    most so many.

    Raises:
        NotFound: there is no such project that the actor can see.
        BadInput: the actor is in several of that name.
    """
    with db.snapshot():
        named = [project_named(db, actor, project)] if project else projects.visible(db, actor.id, False)
        # Each by its index, which gives the newest first.
        by_project = [events.of_project(db, one.id, since, limit + 1) for one in named]
    in_order = merge(*by_project, key=lambda event: (event.created_at, event.id), reverse=True)
    found = list(islice(in_order, limit + 1))
    return Listing(found[:limit], len(found) > limit)
