"""Lists of tasks: pages in an order, read off the end of an index where there is one for it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from radar_cli.database.session import Database
from radar_cli.domain.clock import Clock
from radar_cli.domain.task import Task
from radar_cli.domain.task_list import Page, Selection, Sort
from radar_cli.domain.urgency import Standing
from radar_cli.repositories.task_filters import DONE, WAITS, TaskConditions
from radar_cli.repositories.task_orders import BY_ID, INDEXED, WAITING, Order, order
from radar_cli.repositories.tasks import VISIBLE, select, to_task

COUNT = """
    SELECT count(*)
      FROM (SELECT 1 FROM tasks t JOIN projects p ON p.id = t.project_id WHERE {where}{order} LIMIT $most) AS beyond
"""
KEY = "SELECT {key} FROM tasks t JOIN projects p ON p.id = t.project_id WHERE t.id = $after"
STANDINGS = "SELECT t.id, {waiting} AS waiting, {waits} AS waits FROM tasks t WHERE {condition}"
NOT_ARCHIVED = "p.archived_at IS NULL"
# A range rather than an equality, with the project first in the order: only an index that begins with the project
# has that order, so no planner, whatever its statistics, sorts or reads the tasks of other projects.
OF_PROJECT = "t.project_id BETWEEN $project_id AND $project_id"
CHUNK = 5_000


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A part of a list that one query reads: tasks that have a key, or those without one, which follow them."""

    where: str
    order: str
    parameters: Mapping[str, object]


def page(db: Database, selection: Selection, part: Page, clock: Clock) -> Sequence[Task]:
    """One stretch of a list, in its order; ties are broken by id in the same direction (by urgency the older first).

    The clock is asked where the order depends on the present.
    """
    found: list[Task] = []
    for stretch in _stretches(db, selection, part, clock):
        left = None if part.limit is None else part.limit - len(found)
        if left == 0:
            break
        found += _read(db, stretch, left)
    return found


def count_beyond(db: Database, selection: Selection, part: Page, clock: Clock, most: int) -> int:
    """How many tasks come after `part.after` in a list, counted up to `most`."""
    counted = 0
    for stretch in _stretches(db, selection, part, clock):
        if counted < most:
            # Read off the same index as the pages, if there is one; else what is counted need not be sorted first.
            ordered = f" ORDER BY {stretch.order}" if part.sort in INDEXED else ""
            sql = COUNT.format(where=stretch.where, order=ordered)
            counted += int(db.value(sql, **stretch.parameters, most=most - counted))
    return counted


def each(db: Database, selection: Selection, chunk: int = CHUNK) -> Iterator[Task]:
    """All tasks of a selection in the order of their numbers, never more than `chunk` of them in memory.

    They agree with each other within a snapshot of the caller's.
    """
    scope, parameters = _scope(db, selection)
    after = 0
    while True:
        where = [*scope, _beyond(BY_ID, forward=True)]
        found = _read(db, _stretch(selection, where, BY_ID.columns, True, {**parameters, "key": after}), chunk)
        yield from found
        if len(found) < chunk:
            return
        after = found[-1].id


def standings(db: Database, ids: Sequence[int]) -> Mapping[int, Standing]:
    """How tasks stand among those they are tied to, by their numbers."""
    condition = db.dialect.among("t.id", "$ids")
    sql = STANDINGS.format(waiting=WAITING, waits=WAITS, condition=condition)
    rows = db.rows(sql, ids=db.dialect.numbers(ids))
    return {row["id"]: Standing(row["waiting"], bool(row["waits"])) for row in rows}


def _read(db: Database, stretch: _Stretch, most: int | None) -> Sequence[Task]:
    limit = "" if most is None else " LIMIT $limit"
    parameters = stretch.parameters if most is None else {**stretch.parameters, "limit": most}
    sql = f"{select(db)} WHERE {stretch.where} ORDER BY {stretch.order}{limit}"
    return [to_task(db, row) for row in db.rows(sql, **parameters)]


def _stretches(db: Database, selection: Selection, part: Page, clock: Clock) -> Iterator[_Stretch]:
    by = order(db.dialect, part.sort, clock)
    scope, parameters = _scope(db, selection)
    parameters |= {**by.parameters, "after": part.after}
    if part.sort is Sort.DONE:
        scope.append(DONE)
    forward = part.descending == by.reversed
    key = None if part.after is None else db.value(KEY.format(key=by.key), **parameters)
    if part.after is None or key is not None:
        where = [*scope, by.present, None if key is None else _beyond(by, forward)]
        yield _stretch(selection, where, by.columns, forward, {**parameters, "key": key})
    if by.absent is not None:
        after = None if part.after is None or key is not None else _beyond(BY_ID, forward)
        yield _stretch(selection, [*scope, by.absent, after], BY_ID.columns, forward, {**parameters, "key": part.after})


def _stretch(
    selection: Selection,
    where: Sequence[str | None],
    columns: Sequence[str],
    forward: bool,
    parameters: Mapping[str, object],
) -> _Stretch:
    direction = "ASC" if forward else "DESC"
    leading = [] if selection.project_id is None else ["t.project_id"]
    ordered = ", ".join(f"{column} {direction}" for column in [*leading, *columns])
    return _Stretch(" AND ".join(filter(None, where)), ordered, parameters)


def _beyond(by: Order, forward: bool) -> str:
    comparison = ">" if forward else "<"
    if by == BY_ID:
        return f"t.id {comparison} $key"
    return f"({by.key}, t.id) {comparison} ($key, $after)"


def _scope(db: Database, selection: Selection) -> tuple[list[str], dict[str, object]]:
    conditions = TaskConditions(db.dialect, selection.users, selection.projects)
    where: list[str] = []
    if selection.project_id is not None:
        where.append(OF_PROJECT)
    else:
        where += [VISIBLE] if selection.with_archived else [VISIBLE, NOT_ARCHIVED]
    if selection.condition is not None:
        where.append(conditions.of(selection.condition))
    whose = {"project_id": selection.project_id, "user_id": selection.user_id}
    return where, {**conditions.parameters, **whose}
