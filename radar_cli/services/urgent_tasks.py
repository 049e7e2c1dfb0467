"""What to do next."""

from collections.abc import Sequence

from radar_cli.database.session import Database
from radar_cli.domain.clock import Clock
from radar_cli.domain.filters.expression import And, Expression, Field, Operator, State, Term
from radar_cli.domain.task_list import Page, Sort
from radar_cli.domain.urgency import Urgent, urgency
from radar_cli.domain.user import User
from radar_cli.repositories import task_lists
from radar_cli.services.task_lists import selection

READY = Term(Field.IS, Operator.IS, (State.READY,))


def most_urgent(
    db: Database, clock: Clock, actor: User, project: str | None, wanted: Expression | None, limit: int | None
) -> Sequence[Urgent]:
    """The tasks that are ready, of those that a filter means, and how urgent they are.

    The most urgent come first, and the older ones of those that are equally urgent.

    Raises:
        NotFound: there is no such project or person.
    """
    now = clock()
    with db.snapshot():
        scope = selection(db, actor, project, READY if wanted is None else And((READY, wanted)))
        found = task_lists.page(db, scope, Page(Sort.URGENCY, limit=limit), lambda: now)
        standings = task_lists.standings(db, [task.id for task in found])
    return [Urgent(task, urgency(task, standings[task.id], now) or 0) for task in found]
