"""Queries on the log of changes."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from radar_cli.database.session import Database
from radar_cli.domain.event import LOGGED_FIELDS, Event, EventType, FieldValue
from radar_cli.domain.task import TaskStatus

OF_TASK = """
    SELECT e.id, e.task_id, e.type, e.from_status, e.to_status, e.payload, e.created_at, u.email AS actor
      FROM task_events e
      JOIN project_members m ON m.project_id = e.project_id AND m.user_id = $user_id
      JOIN users u ON u.id = e.actor_id
     WHERE e.task_id = $task_id
     ORDER BY e.id
"""

Changes = Mapping[str, tuple[FieldValue, FieldValue]]


def add(
    db: Database,
    type_: EventType,
    task_id: int,
    project_id: int,
    changes: Changes,
    actor_id: int,
    at: datetime,
) -> None:
    """Log one change; the status columns are taken from the changes."""
    from_status, to_status = changes.get("status", (None, None))
    db.pony.TaskEvent(
        project=project_id,
        task_id=task_id,
        type=type_.value,
        from_status=from_status,
        to_status=to_status,
        payload={name: list(pair) for name, pair in changes.items()},
        actor=actor_id,
        created_at=at,
    )


def of_task(db: Database, user_id: int, task_id: int) -> Sequence[Event]:
    """A task's events from the first on, as far as the user may see its project; of a deleted task too."""
    rows = db.rows(
        OF_TASK,
        user_id=user_id,
        task_id=task_id,
    )
    return [_event(db, row) for row in rows]


def _event(db: Database, row: Mapping[str, Any]) -> Event:
    stored = json.loads(row["payload"])  # PostgreSQL does not keep the order of its keys
    return Event(
        id=row["id"],
        task_id=row["task_id"],
        type=EventType(row["type"]),
        from_status=row["from_status"] and TaskStatus(row["from_status"]),
        to_status=row["to_status"] and TaskStatus(row["to_status"]),
        changes={name: tuple(stored[name]) for name in LOGGED_FIELDS if name in stored},
        actor=row["actor"],
        created_at=db.dialect.read_instant(row["created_at"]),
    )
