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
    condition, parameters = membership(db, selection)
    where = f"{condition} AND t.id > $after"
    after = 0
    while True:
        found = _read(db, _Stretch(where, "t.id", {**parameters, "after": after}), chunk)
        yield from found
        if len(found) < chunk:
            return
        after = found[-1].id


def membership(db: Database, selection: Selection) -> tuple[str, Mapping[str, object]]:
    """The condition on `tasks t` and `projects p` that a task is of a selection, and its parameters.

    It lets tasks be read in the order of their numbers, without sorting them.
    """
    conditions, parameters = _conditions(db, selection)
    # Found by their projects, all tasks that are left would be sorted for each chunk.
    scope = db.dialect.not_by_index(VISIBLE) if selection.project_id is None else "t.project_id = $project_id"
    return " AND ".join([scope, *conditions]), parameters


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
    conditions, parameters = _conditions(db, selection)
    parameters |= {**by.parameters, "after": part.after}
    if part.sort is Sort.DONE:
        conditions.append(DONE)
    goes_on = part.after is not None
    key = db.value(KEY.format(key=by.key), **parameters) if goes_on else None
    forward = part.descending == by.reversed
    if not goes_on or key is not None:
        parameters["key"] = key
        yield _stretch(selection, [*conditions, by.present], by, parameters, forward=forward, beyond=goes_on)
    if by.absent is not None:
        beyond = goes_on and key is None
        yield _stretch(selection, [*conditions, by.absent], BY_ID, parameters, forward=forward, beyond=beyond)


def _stretch(
    selection: Selection,
    conditions: Sequence[str],
    by: Order,
    parameters: Mapping[str, object],
    *,
    forward: bool,
    beyond: bool,
) -> _Stretch:
    where = [*_scope(selection, by, forward=forward, beyond=beyond), *conditions]
    columns = by.columns if selection.project_id is None else ["t.project_id", *by.columns]
    direction = "ASC" if forward else "DESC"
    ordered = ", ".join(f"{column} {direction}" for column in columns)
    return _Stretch(" AND ".join(where), ordered, parameters)


def _scope(selection: Selection, by: Order, *, forward: bool, beyond: bool) -> Sequence[str]:
    scope = VISIBLE if selection.project_id is None else OF_PROJECT
    comparison = ">" if forward else "<"
    if not beyond:
        return [scope]
    if by == BY_ID:
        return [scope, f"t.id {comparison} $after"]
    if selection.project_id is None:
        return [scope, f"({by.key}, t.id) {comparison} ($key, $after)"]
    # With both ends of the project's range SQLite would begin at one of them, and not at the task.
    other_end = f"t.project_id {'<=' if forward else '>='} $project_id"
    return [other_end, f"(t.project_id, {by.key}, t.id) {comparison} ($project_id, $key, $after)"]


def _conditions(db: Database, selection: Selection) -> tuple[list[str], dict[str, object]]:
    compiler = TaskConditions(db.dialect, selection.users, selection.projects)
    found = [] if selection.with_archived or selection.project_id is not None else [NOT_ARCHIVED]
    if selection.condition is not None:
        found.append(compiler.of(selection.condition))
    whose = {"project_id": selection.project_id, "user_id": selection.user_id}
    return found, {**compiler.parameters, **whose}
