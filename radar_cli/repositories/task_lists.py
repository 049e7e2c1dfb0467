"""Lists of tasks: pages in an order, read off the end of an index."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from radar_cli.database.dialect import pattern
from radar_cli.database.session import Database
from radar_cli.domain.task import OPEN_STATUSES, Task, TaskStatus
from radar_cli.domain.task_list import NOBODY, Page, Sort, TaskFilter
from radar_cli.repositories.tasks import VISIBLE, select, to_task

# In the order of the list, so that it is read off the same index as its pages.
COUNT = """
    SELECT count(*)
      FROM (SELECT 1 FROM tasks t JOIN projects p ON p.id = t.project_id
             WHERE {where} ORDER BY {order} LIMIT $most) AS beyond
"""
# Where the task $after stands in the order by a column; its id breaks ties.
POSITION = "(SELECT c.{column}, c.id FROM tasks c WHERE c.id = $after)"
NOT_ARCHIVED = "p.archived_at IS NULL"
# A range rather than an equality, with the project first in the order: only an index that begins with the project
# has that order, so no planner, whatever its statistics, sorts or reads the tasks of other projects.
OF_PROJECT = "t.project_id BETWEEN $project_id AND $project_id"
# Literals rather than parameters, so that the partial indexes on open and on done tasks match.
OPEN = "t.status IN ('todo', 'in_progress')"
DONE = "t.status = 'done'"

SORT_COLUMNS = {
    Sort.ID: "t.id",
    Sort.CREATED: "t.created_at",
    Sort.PRIORITY: "t.priority",
    Sort.DONE: "t.done_at",
}


def page(db: Database, user_id: int, wanted: TaskFilter, part: Page) -> Sequence[Task]:
    """One stretch of a list, in its order; ties are broken by id in the same direction."""
    conditions, parameters = _conditions(db, user_id, wanted, part.sort)
    if part.after is not None:
        conditions.append(_beyond(part))
        parameters["after"] = part.after
    limit = ""
    if part.limit is not None:
        limit = " LIMIT $limit"
        parameters["limit"] = part.limit
    where = " AND ".join(conditions)
    return [
        to_task(db, row)
        for row in db.rows(f"{select(db)} WHERE {where} ORDER BY {_order(wanted, part)}{limit}", **parameters)
    ]


def count_beyond(db: Database, user_id: int, wanted: TaskFilter, part: Page, most: int) -> int:
    """How many tasks come after `part.after` in a list, counted up to `most`."""
    conditions, parameters = _conditions(db, user_id, wanted, part.sort)
    where = " AND ".join([*conditions, _beyond(part)])
    return int(
        db.value(COUNT.format(where=where, order=_order(wanted, part)), **parameters, after=part.after, most=most)
    )


def _order(wanted: TaskFilter, part: Page) -> str:
    columns = ["t.project_id"] if wanted.project_id is not None else []
    columns += ["t.id"] if part.sort is Sort.ID else [SORT_COLUMNS[part.sort], "t.id"]
    direction = "DESC" if part.descending else "ASC"
    return ", ".join(f"{column} {direction}" for column in columns)


def _beyond(part: Page) -> str:
    comparison = "<" if part.descending else ">"
    if part.sort is Sort.ID:
        return f"t.id {comparison} $after"
    column = SORT_COLUMNS[part.sort]
    position = POSITION.format(column=column.removeprefix("t."))
    return f"({column}, t.id) {comparison} {position}"


def _conditions(db: Database, user_id: int, wanted: TaskFilter, sort: Sort) -> tuple[list[str], dict[str, object]]:
    conditions: list[str] = []
    parameters: dict[str, object] = {}

    def add(condition: str, **values: object) -> None:
        conditions.append(condition)
        parameters.update(values)

    if wanted.project_id is None:
        add(f"{VISIBLE} AND {NOT_ARCHIVED}", user_id=user_id)
    else:
        add(OF_PROJECT, project_id=wanted.project_id)
    if sort is Sort.DONE:
        add(DONE)
    elif wanted.statuses is not None:
        _add_statuses(wanted.statuses, add)
    if wanted.assignee_id == NOBODY:
        add("t.assignee_id IS NULL")
    elif wanted.assignee_id is not None:
        add("t.assignee_id = $assignee_id", assignee_id=wanted.assignee_id)
    if wanted.priority is not None:
        add("t.priority = $priority", priority=int(wanted.priority))
    if wanted.text is not None:
        title = db.dialect.contains("t.title", "$text")
        description = db.dialect.contains("t.description", "$text")
        add(f"({title} OR {description})", text=pattern(wanted.text))
    for name, (condition, value) in _ranges(wanted).items():
        add(condition, **{name: db.dialect.instant(value)})
    return conditions, parameters


def _add_statuses(statuses: tuple[TaskStatus, ...], add: Any) -> None:
    if set(statuses) == set(OPEN_STATUSES):
        add(OPEN)
        return
    if statuses == (TaskStatus.DONE,):
        add(DONE)
        return
    names = [f"status_{number}" for number in range(len(statuses))]
    placeholders = ", ".join(f"${name}" for name in names)
    values = {name: status.value for name, status in zip(names, statuses, strict=True)}
    add(f"t.status IN ({placeholders})", **values)


def _ranges(wanted: TaskFilter) -> dict[str, tuple[str, datetime]]:
    ranges = {
        "created_from": ("t.created_at >= $created_from", wanted.created_from),
        "created_to": ("t.created_at < $created_to", wanted.created_to),
        "done_from": ("t.done_at >= $done_from", wanted.done_from),
        "done_to": ("t.done_at < $done_to", wanted.done_to),
    }
    return {name: (condition, value) for name, (condition, value) in ranges.items() if value is not None}
