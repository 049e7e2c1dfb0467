"""Queries on the log of changes."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from radar_cli.database.dialect import Kind
from radar_cli.database.session import Database
from radar_cli.domain.change import IMPORT
from radar_cli.domain.event import COMMENT_FIELDS, LOGGED_FIELDS, Event, EventType
from radar_cli.domain.task import TaskStatus

SELECT = """
    SELECT e.id, e.task_id, e.project_id, e.type, e.from_status, e.to_status, e.payload, e.created_at, u.email AS actor,
           e.batch_id, b.undoes
      FROM task_events e
      JOIN users u ON u.id = e.actor_id
      LEFT JOIN batches b ON b.id = e.batch_id
"""
LAST_OF_BATCH = "(SELECT max(f.id) FROM task_events f WHERE f.batch_id = $batch_id)"
VISIBLE = "e.project_id IN (SELECT m.project_id FROM project_members m WHERE m.user_id = $user_id)"
COLUMNS: Mapping[str, Kind] = {
    "project_id": Kind.NUMBER,
    "task_id": Kind.NUMBER,
    "type": Kind.TEXT,
    "from_status": Kind.TEXT,
    "to_status": Kind.TEXT,
    "payload": Kind.DOCUMENT,
    "actor_id": Kind.NUMBER,
    "created_at": Kind.INSTANT,
    "batch_id": Kind.NUMBER,
}


# An event that is about to be logged, as its row: a value for each of COLUMNS. The statuses are there where it changed
# them, the payload is as domain/event.py writes it, the instant is in UTC.
NewEvent = tuple[int, int, str, str | None, str | None, str, int, datetime, int]


def insert(db: Database, added: Sequence[NewEvent]) -> None:
    """Log changes in their order."""
    db.insert("task_events", COLUMNS, added)


def of_task(db: Database, user_id: int, task_id: int) -> Sequence[Event]:
    """A task's events from the first on, as far as the user may see its project; of a deleted task too."""
    rows = db.rows(
        f"{SELECT} WHERE e.task_id = $task_id AND {VISIBLE} ORDER BY e.id",
        user_id=user_id,
        task_id=task_id,
    )
    return [to_event(db, row) for row in rows]


def of_project(db: Database, project_id: int, since: datetime | None, most: int) -> Sequence[Event]:
    """The newest events of a project, the newest first, those from an instant (UTC) on, at most so many."""
    from_then = "" if since is None else " AND e.created_at >= $since"
    rows = db.rows(
        f"{SELECT} WHERE e.project_id = $project_id{from_then} ORDER BY e.created_at DESC, e.id DESC LIMIT $most",
        project_id=project_id,
        since=None if since is None else db.dialect.instant(since),
        most=most,
    )
    return [to_event(db, row) for row in rows]


def of_batch(db: Database, batch_id: int) -> Sequence[Event]:
    """What one command changed, in its order, whoever asks."""
    return [to_event(db, row) for row in db.rows(f"{SELECT} WHERE e.batch_id = $id ORDER BY e.id", id=batch_id)]


def of_tasks(db: Database, task_ids: Sequence[int]) -> Mapping[int, Sequence[Event]]:
    """The events of tasks from the first on, by the number of the task, whoever asks."""
    return _by_task(db, db.dialect.among("e.task_id", "$ids"), task_ids)


def of_imports(db: Database, task_ids: Sequence[int]) -> Mapping[int, Sequence[Event]]:
    """What imports that nobody undid made of tasks, by the number of the task, whoever asks."""
    by_imports = f"b.action LIKE '{IMPORT} %' AND b.undone_by IS NULL"
    return _by_task(db, f"{db.dialect.among('e.task_id', '$ids')} AND {by_imports}", task_ids)


def _by_task(db: Database, condition: str, task_ids: Sequence[int]) -> Mapping[int, Sequence[Event]]:
    found: dict[int, list[Event]] = {}
    for row in db.rows(f"{SELECT} WHERE {condition} ORDER BY e.id", ids=db.dialect.numbers(task_ids)):
        found.setdefault(row["task_id"], []).append(to_event(db, row))
    return found


def after_batch(db: Database, batch_id: int, task_id: int) -> Sequence[Event]:
    """The events of a task that came after those of a batch, the oldest first, whoever asks."""
    condition = f"e.task_id = $task_id AND e.id > {LAST_OF_BATCH}"
    rows = db.rows(f"{SELECT} WHERE {condition} ORDER BY e.id", task_id=task_id, batch_id=batch_id)
    return [to_event(db, row) for row in rows]


def remarks_after_batch(db: Database, batch_id: int, task_ids: Sequence[int]) -> Sequence[Event]:
    """What was said of tasks, or taken back, after a batch, whoever asks."""
    condition = f"{db.dialect.among('e.task_id', '$ids')} AND e.type = 'commented' AND e.id > {LAST_OF_BATCH}"
    rows = db.rows(f"{SELECT} WHERE {condition} ORDER BY e.id", ids=db.dialect.numbers(task_ids), batch_id=batch_id)
    return [to_event(db, row) for row in rows]


def counts(db: Database, task_ids: Sequence[int]) -> Mapping[int, int]:
    """How many versions tasks have had, by their numbers; comments make none."""
    condition = db.dialect.among("task_id", "$ids")
    sql = f"SELECT task_id, count(*) AS n FROM task_events WHERE {condition} AND type <> 'commented' GROUP BY task_id"  # noqa: S608
    return {row["task_id"]: row["n"] for row in db.rows(sql, ids=db.dialect.numbers(task_ids))}


def to_event(db: Database, row: Mapping[str, Any]) -> Event:
    """A row of `SELECT` as an event."""
    stored = json.loads(row["payload"])  # PostgreSQL does not keep the order of its keys
    return Event(
        id=row["id"],
        task_id=row["task_id"],
        project_id=row["project_id"],
        type=EventType(row["type"]),
        from_status=row["from_status"] and TaskStatus(row["from_status"]),
        to_status=row["to_status"] and TaskStatus(row["to_status"]),
        changes={name: _pair(stored[name]) for name in (*LOGGED_FIELDS, *COMMENT_FIELDS) if name in stored},
        actor=row["actor"],
        created_at=db.dialect.read_instant(row["created_at"]),
        batch_id=row["batch_id"],
        undoes=row["undoes"],
    )


def _pair(stored: Sequence[Any]) -> tuple[Any, Any]:
    before, after = stored
    return before or None, after or None  # older versions, and triggers, log "", 0 and [] for what is empty
