"""Lists of tasks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from radar_cli.database.session import Database
from radar_cli.domain.task import Task, TaskStatus
from radar_cli.domain.task_list import Page, Sort, TaskFilter
from radar_cli.domain.user import User
from radar_cli.errors import BadInput
from radar_cli.repositories import task_lists
from radar_cli.services.assignees import assignee_id
from radar_cli.services.projects import project_named
from radar_cli.services.task_access import visible

MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Listing:
    """One page: its tasks, and how many more there are, counted up to MOST_COUNTED."""

    tasks: Sequence[Task]
    more: int


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
            assignee_id=None if assignee is None else assignee_id(db, actor, assignee),
        )
        if part.after is not None:
            last = visible(db, actor, part.after)
            if part.sort is Sort.DONE and last.done_at is None:
                raise BadInput(f"task {last.id} is not done, so no list by done goes on after it", "begin anew")
        page = task_lists.page(db, actor.id, scope, part)
        if part.limit is None or len(page) < part.limit:
            return Listing(page, 0)
        rest = replace(part, after=page[-1].id) if page else part
        return Listing(page, task_lists.count_beyond(db, actor.id, scope, rest, MOST_COUNTED) if page else 0)
