"""Queries on workers, which note in the database that they are alive."""

from datetime import datetime

from radar_cli.database.session import Database

NOTE_ALIVE = """
    INSERT INTO workers (name, started_at, seen_at) VALUES ($name, {now}, {now})
    ON CONFLICT (name) DO UPDATE SET seen_at = excluded.seen_at
"""
FORGET_LOST = "DELETE FROM workers WHERE seen_at < {a_day_ago}"


def note_alive(db: Database, name: str) -> None:
    """Say that the worker of that name is alive now, and forget those not seen for a day."""
    db.execute(NOTE_ALIVE.format(now=db.dialect.now), name=name)
    db.execute(FORGET_LOST.format(a_day_ago=db.dialect.later("-86400")))


def forget(db: Database, name: str) -> None:
    """Say that the worker has stopped."""
    db.execute("DELETE FROM workers WHERE name = $name", name=name)


def last_seen(db: Database) -> dict[str, datetime]:
    """When each worker was last alive (UTC)."""
    rows = db.rows("SELECT name, seen_at FROM workers ORDER BY name")
    return {row["name"]: db.dialect.read_instant(row["seen_at"]) for row in rows}
