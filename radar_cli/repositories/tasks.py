"""Queries on tasks. A task is only ever found through a membership in its project."""

from collections.abc import Iterable, Mapping, Sequence, Set
from datetime import datetime
from typing import Any

from radar_cli.database.dialect import Kind
from radar_cli.database.session import Database
from radar_cli.domain.task import Priority, Task, TaskStatus
from radar_cli.errors import Conflict

SELECT = """
    SELECT t.id, t.project_id, p.name AS project, t.title, t.description, t.status, t.priority,
           a.email AS assignee, t.created_at, t.started_at, t.done_at, t.cancelled_at, t.reopen_count, t.version,
           t.due_at, t.tags, t.external_ref, t.blocked_at, t.blocked_reason, {depends_on} AS depends_on
      FROM tasks t
      JOIN projects p ON p.id = t.project_id
      LEFT JOIN users a ON a.id = t.assignee_id
"""
LOCK = "SELECT id, version FROM tasks WHERE {condition} ORDER BY id {for_update}"
COLUMNS: Mapping[str, Kind] = {
    "id": Kind.NUMBER,
    "project_id": Kind.NUMBER,
    "title": Kind.TEXT,
    "description": Kind.TEXT,
    "status": Kind.TEXT,
    "priority": Kind.NUMBER,
    "assignee_id": Kind.NUMBER,
    "created_at": Kind.INSTANT,
    "started_at": Kind.INSTANT,
    "done_at": Kind.INSTANT,
    "reopen_count": Kind.NUMBER,
    "version": Kind.NUMBER,
    "cancelled_at": Kind.INSTANT,
    "due_at": Kind.INSTANT,
    "tags": Kind.TEXTS,
    "external_ref": Kind.TEXT,
    "blocked_at": Kind.INSTANT,
    "blocked_reason": Kind.TEXT,
}
# What of a task each of them holds.
FIELDS = tuple("assignee" if column == "assignee_id" else column for column in COLUMNS)
DEPENDENCIES = ("d.depends_on_id", "task_dependencies d WHERE d.task_id = t.id")
VISIBLE = "t.project_id IN (SELECT m.project_id FROM project_members m WHERE m.user_id = $user_id)"


def select(db: Database) -> str:
    """A query for tasks up to its conditions; its rows are for `to_task`."""
    return SELECT.format(depends_on=db.dialect.collected(*DEPENDENCIES))


def by_ids(db: Database, user_id: int, ids: Iterable[int]) -> Mapping[int, Task]:
    """Those of the tasks that the user may see, those of archived projects too."""
    condition = db.dialect.among("t.id", "$ids")
    rows = db.rows(f"{select(db)} WHERE {condition} AND {VISIBLE}", ids=db.dialect.numbers(list(ids)), user_id=user_id)
    return {row["id"]: to_task(db, row) for row in rows}


def unrestricted(db: Database, ids: Sequence[int]) -> Mapping[int, Task]:
    """Those of the tasks that are there, whoever asks."""
    condition = db.dialect.among("t.id", "$ids")
    rows = db.rows(f"{select(db)} WHERE {condition}", ids=db.dialect.numbers(ids))
    return {row["id"]: to_task(db, row) for row in rows}


def by_refs(db: Database, project_id: int, refs: Sequence[str]) -> Mapping[str, Task]:
    """The tasks of a project with one of these keys of another tool, by that key."""
    condition = db.dialect.among_texts("t.external_ref", "$refs")
    where = f"t.project_id = $project_id AND {condition}"
    rows = db.rows(f"{select(db)} WHERE {where}", project_id=project_id, refs=db.dialect.texts(refs))
    return {row["external_ref"]: to_task(db, row) for row in rows}


def have_refs(db: Database, project_id: int) -> bool:
    """Whether any task of a project has a key of another tool."""
    sql = "SELECT 1 FROM tasks WHERE project_id = $project_id AND external_ref IS NOT NULL LIMIT 1"
    return db.value(sql, project_id=project_id) is not None


def ids_in(db: Database, project_id: int, ids: Set[int]) -> Set[int]:
    """Those of the numbers that are of tasks in a project."""
    condition = db.dialect.among("id", "$ids")
    sql = f"SELECT id FROM tasks WHERE project_id = $project_id AND {condition}"  # noqa: S608  constants
    return {row["id"] for row in db.rows(sql, project_id=project_id, ids=db.dialect.numbers(sorted(ids)))}


def new_ids(db: Database, count: int) -> Sequence[int]:
    """Numbers for tasks that this transaction is going to insert."""
    return db.new_ids("tasks", count)


def lock(db: Database, found: Sequence[Task]) -> None:
    """Keep everybody else from changing tasks until the transaction ends.

    Always in the order of their numbers: two commands on the same tasks then queue instead of deadlocking.

    Raises:
        Conflict: one of them is no longer as it was found.
    """
    if not found:
        return
    sql = LOCK.format(condition=db.dialect.among("id", "$ids"), for_update=db.dialect.for_update)
    rows = db.rows(sql, ids=db.dialect.numbers([task.id for task in found]))
    versions = {row["id"]: row["version"] for row in rows}
    for task in found:
        if versions.get(task.id) != task.version:
            raise Conflict(f"task {task.id} was changed by somebody else", "look at it again and repeat")


def insert(db: Database, added: Sequence[Task], user_ids: Mapping[str, int]) -> None:
    """Insert tasks with the numbers that they carry; `user_ids` are users' numbers by e-mail address."""
    db.insert("tasks", COLUMNS, [_columns(task, user_ids) for task in added])


def update(db: Database, changed: Sequence[tuple[Task, Task]], user_ids: Mapping[str, int]) -> None:
    """Write tasks that are locked, each before and after, over their rows: the columns in which any of them differs."""
    if not changed:
        return
    places = [place for place, field in enumerate(FIELDS) if field == "id" or _differ(field, changed)]
    columns = {name: kind for place, (name, kind) in enumerate(COLUMNS.items()) if place in places}
    rows = [_columns(after, user_ids) for _, after in changed]
    db.update("tasks", columns, [[row[place] for place in places] for row in rows])


def delete(db: Database, ids: Sequence[int]) -> None:
    """Delete tasks with their dependencies; their events and comments stay."""
    condition = db.dialect.among("id", "$ids")
    db.execute(f"DELETE FROM tasks WHERE {condition}", ids=db.dialect.numbers(ids))  # noqa: S608  constants


def _differ(field: str, changed: Sequence[tuple[Task, Task]]) -> bool:
    return any(getattr(before, field) != getattr(after, field) for before, after in changed)


def _columns(task: Task, user_ids: Mapping[str, int]) -> tuple[object, ...]:
    return (
        task.id,
        task.project_id,
        task.title,
        task.description,
        str(task.status),
        int(task.priority),
        None if task.assignee is None else user_ids[task.assignee],
        task.created_at,
        task.started_at,
        task.done_at,
        task.reopen_count,
        task.version,
        task.cancelled_at,
        task.due_at,
        task.tags,
        task.external_ref,
        task.blocked_at,
        task.blocked_reason,
    )


def to_task(db: Database, row: Mapping[str, Any]) -> Task:
    """A row of `select` as a task."""

    def instant(name: str) -> datetime | None:
        return None if row[name] is None else db.dialect.read_instant(row[name])

    return Task(
        id=row["id"],
        project_id=row["project_id"],
        project=row["project"],
        title=row["title"],
        description=row["description"],
        status=TaskStatus(row["status"]),
        priority=Priority(row["priority"]),
        assignee=row["assignee"],
        created_at=db.dialect.read_instant(row["created_at"]),
        started_at=instant("started_at"),
        done_at=instant("done_at"),
        reopen_count=row["reopen_count"],
        version=row["version"],
        cancelled_at=instant("cancelled_at"),
        due_at=instant("due_at"),
        tags=tuple(db.dialect.read_list(row["tags"])),
        external_ref=row["external_ref"],
        blocked_at=instant("blocked_at"),
        blocked_reason=row["blocked_reason"],
        depends_on=tuple(db.dialect.read_list(row["depends_on"])),
    )
