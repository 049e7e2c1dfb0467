"""Lists of tasks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from radar_cli.database.session import Database
from radar_cli.domain.clock import Clock
from radar_cli.domain.filters.expression import (
    Expression,
    Field,
    Presence,
    Term,
    mentions_status,
    terms,
)
from radar_cli.domain.task import Task, TaskStatus
from radar_cli.domain.task_list import Page, Selection, Sort, TaskFilter
from radar_cli.domain.user import User
from radar_cli.errors import BadInput
from radar_cli.repositories import task_lists
from radar_cli.services.assignees import assignee
from radar_cli.services.projects import project_named
from radar_cli.services.task_access import visible

MOST_COUNTED = 100


@dataclass(frozen=True, slots=True)
class Listing:
    """One page: its tasks, and how many more there are, counted up to MOST_COUNTED."""

    tasks: Sequence[Task]
    more: int


def listed(db: Database, clock: Clock, actor: User, project: str | None, wanted: TaskFilter, part: Page) -> Listing:
    """One page of the actor's tasks: of one project, or of all that are not archived.

    Raises:
        NotFound: no such project or person, or no task to start after.
        BadInput: a list by completion is asked for of tasks that are not done.
    """
    if part.sort is Sort.DONE and wanted.statuses is not None and TaskStatus.DONE not in wanted.statuses:
        raise BadInput("only finished tasks can be sorted by done", "leave --status or --sort out")
    with db.snapshot():
        scope = selection(db, actor, project, wanted.condition())
        if part.after is not None:
            last = visible(db, actor, part.after)
            if part.sort is Sort.DONE and last.status is not TaskStatus.DONE:
                raise BadInput(f"task {last.id} is not done, so no list by done goes on after it", "begin anew")
        page = task_lists.page(db, scope, part, clock)
        if part.limit is None or len(page) < part.limit:
            return Listing(page, 0)
        rest = replace(part, after=page[-1].id) if page else part
        return Listing(page, task_lists.count_beyond(db, scope, rest, clock, MOST_COUNTED) if page else 0)


def matching(
    db: Database,
    clock: Clock,
    actor: User,
    project: str | None,
    expression: Expression,
    default_statuses: tuple[TaskStatus, ...] | None,
) -> Sequence[Task]:
    """All tasks that a filter means, in the order of their numbers.

    They have one of the default statuses (None is any) unless the filter speaks of statuses itself.

    Raises:
        NotFound: no such project or person.
    """
    statuses = None if mentions_status(expression) else default_statuses
    wanted = TaskFilter(statuses=statuses, expression=expression)
    with db.reading():
        scope = selection(db, actor, project, wanted.condition())
        return task_lists.page(db, scope, Page(Sort.ID, descending=False), clock)


def selection(
    db: Database, actor: User, project: str | None, condition: Expression | None, *, with_archived: bool = False
) -> Selection:
    """What the repository needs to find the tasks of a condition, inside the transaction of the caller.

    Raises:
        NotFound: no such project or person.
        BadInput: an assignee is no e-mail address, or the actor is in several projects of a name.
    """
    found = [] if condition is None else list(terms(condition))
    return Selection(
        user_id=actor.id,
        project_id=None if project is None else project_named(db, actor, project).id,
        condition=condition,
        users={name: _user_id(db, actor, name) for name in _names(found, Field.ASSIGNEE)},
        projects={name: project_named(db, actor, name).id for name in _names(found, Field.PROJECT)},
        with_archived=with_archived,
    )


def _names(found: Iterable[Term], field: Field) -> set[str]:
    return {
        str(value) for term in found if term.field is field for value in term.values if not isinstance(value, Presence)
    }


def _user_id(db: Database, actor: User, name: str) -> int:
    person = assignee(db, actor, name)
    assert person is not None  # who is nobody is no name in an expression
    return person.id
