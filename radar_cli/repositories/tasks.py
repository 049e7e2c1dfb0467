"""Queries on tasks. A task is only ever found through a membership in its project."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

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
DEPENDENCIES = ("d.depends_on_id", "task_dependencies d WHERE d.task_id = t.id")
VISIBLE = "t.project_id IN (SELECT m.project_id FROM project_members m WHERE m.user_id = $user_id)"


def select(db: Database) -> str:
    """A query for tasks up to its conditions; its rows are for `to_task`."""
    return SELECT.format(depends_on=db.dialect.collected(*DEPENDENCIES))


def add(db: Database, task: Task, assignee_id: int | None) -> int:
    """Insert a task, whose own id is not looked at; the new one is returned."""
    row = db.pony.Task(project=task.project_id, **_columns(task), assignee=assignee_id, version=task.version)
    row.flush()
    return int(row.id)


def by_ids(db: Database, user_id: int, ids: Iterable[int]) -> Mapping[int, Task]:
    """Those of the tasks that the user may see, those of archived projects too."""
    condition = db.dialect.among("t.id", "$ids")
    rows = db.rows(f"{select(db)} WHERE {condition} AND {VISIBLE}", ids=db.dialect.numbers(list(ids)), user_id=user_id)
    return {row["id"]: to_task(db, row) for row in rows}


def save(db: Database, before: Task, after: Task, assignee_id: int | None) -> Task:
    """Write what `after` says over `before`.

    Raises:
        Conflict: the task is no longer as `before` says.
    """
    row = db.pony.Task.get(id=before.id)
    if row is None or row.version != before.version:
        raise Conflict(f"task {before.id} was changed by somebody else", "look at it again and repeat")
    row.set(**_columns(after), assignee=assignee_id, version=before.version + 1)
    row.flush()
    return replace(after, version=before.version + 1)


def delete(db: Database, task: Task) -> None:
    """Delete a task; its events stay.

    Raises:
        Conflict: the task is no longer as `task` says.
    """
    deleted = db.execute("DELETE FROM tasks WHERE id = $id AND version = $version", id=task.id, version=task.version)
    if deleted != 1:
        raise Conflict(f"task {task.id} was changed by somebody else", "look at it again and repeat")


def _columns(task: Task) -> dict[str, object]:
    return {
        "title": task.title,
        "description": task.description,
        "status": task.status.value,
        "priority": int(task.priority),
        "created_at": task.created_at,
        "started_at": task.started_at,
        "done_at": task.done_at,
        "cancelled_at": task.cancelled_at,
        "due_at": task.due_at,
        "tags": list(task.tags),
        "external_ref": task.external_ref,
        "blocked_at": task.blocked_at,
        "blocked_reason": task.blocked_reason,
        "reopen_count": task.reopen_count,
    }


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
