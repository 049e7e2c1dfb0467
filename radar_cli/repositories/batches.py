"""Queries on batches: what one command changed together."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from radar_cli.database.session import Database
from radar_cli.domain.change import Batch

SELECT = "SELECT id, actor_id, action, created_at, undoes, undone_by FROM batches"
# A batch whose tasks are gone with their project has no event left, and nothing to undo.
LAST = f"""
    {SELECT} b
     WHERE actor_id = $actor_id AND undone_by IS NULL AND undoes IS NULL
       AND EXISTS (SELECT 1 FROM task_events e WHERE e.batch_id = b.id)
     ORDER BY id DESC LIMIT 1
"""  # noqa: S608  constants
ADD = """
    INSERT INTO batches (actor_id, action, created_at, undoes) VALUES ($actor_id, $action, $at, $undoes)
    RETURNING id
"""


def add(db: Database, actor_id: int, action: str, at: datetime, undoes: int | None = None) -> int:
    parameters = {"actor_id": actor_id, "action": action, "at": db.dialect.instant(at), "undoes": undoes}
    return int(db.rows(ADD, **parameters)[0]["id"])


def last(db: Database, actor_id: int) -> Batch | None:
    """The newest batch of somebody that is neither undone nor an undoing itself."""
    return _first(db, db.rows(LAST, actor_id=actor_id))


def of(db: Database, actor_id: int, batch_id: int) -> Batch | None:
    """The batch of that number, if it is theirs."""
    sql = f"{SELECT} WHERE id = $id AND actor_id = $actor_id"
    return _first(db, db.rows(sql, id=batch_id, actor_id=actor_id))


def numbered(db: Database, batch_id: int) -> Batch:
    """The batch of a number that is known to be one."""
    (row,) = db.rows(f"{SELECT} WHERE id = $id", id=batch_id)
    return _batch(db, row)


def set_undone_by(db: Database, batch_id: int, undone_by: int | None) -> None:
    db.execute("UPDATE batches SET undone_by = $undone_by WHERE id = $id", id=batch_id, undone_by=undone_by)


def _first(db: Database, rows: Sequence[Mapping[str, Any]]) -> Batch | None:
    return _batch(db, rows[0]) if rows else None


def _batch(db: Database, row: Mapping[str, Any]) -> Batch:
    return Batch(
        row["id"],
        row["actor_id"],
        row["action"],
        db.dialect.read_instant(row["created_at"]),
        row["undoes"],
        row["undone_by"],
    )
