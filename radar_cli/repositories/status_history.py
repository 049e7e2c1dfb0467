"""How tasks went through their statuses, and when they were blocked: what the log says of it."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from radar_cli.database.session import Database
from radar_cli.domain.periods import Window
from radar_cli.domain.task import TaskStatus
from radar_cli.domain.time_in_status import Change, State
from radar_cli.repositories.flow_times import DONE_IN_WINDOW, ends
from radar_cli.repositories.task_filters import TaskCondition

# A task that is finished is not blocked any more, and undoing that brings it back: a move says so in its fields.
CHANGING = "e.type IN ('created', 'moved', 'blocked', 'unblocked', 'deleted')"
BLOCKED = """
    CASE e.type WHEN 'blocked' THEN 1 WHEN 'unblocked' THEN 0 ELSE {is_set_after} END
"""
CHANGE = """
    e.task_id, e.created_at, e.from_status, e.to_status, {blocked} AS blocked
"""
SINCE = """
    SELECT {change}, t.status AS status_now, t.blocked_at IS NOT NULL AS blocked_now
      FROM task_events e
      JOIN tasks t ON t.id = e.task_id
     WHERE {in_projects} AND e.created_at >= $starts_at AND {changing} AND {in_scope}
     ORDER BY e.task_id, e.created_at, e.id
"""
# Each part is a range of an index of its own.
LIVED = """
    SELECT {change}, NULL AS status_now, 0 AS blocked_now
      FROM (SELECT t.id FROM tasks t
             WHERE {in_scope} AND t.status IN ('todo', 'in_progress') AND t.created_at < $ends_at
             UNION ALL
            SELECT t.id FROM tasks t
             WHERE {in_scope} AND t.status = 'done' AND t.done_at >= $starts_at AND t.created_at < $ends_at
             UNION ALL
            SELECT t.id FROM tasks t
             WHERE {in_scope} AND t.status = 'done' AND t.done_at IS NULL AND t.created_at < $ends_at
             UNION ALL
            SELECT t.id FROM tasks t
             WHERE {in_scope} AND t.status = 'cancelled' AND t.created_at < $ends_at
               AND (t.cancelled_at >= $starts_at OR t.cancelled_at IS NULL)) AS t
      JOIN task_events e ON e.task_id = t.id
     WHERE e.created_at < $ends_at AND {changing}
     ORDER BY e.task_id, e.created_at, e.id
"""
OPEN_NOW = """
    SELECT t.status, t.blocked_at IS NOT NULL AS blocked, count(*) AS tasks
      FROM tasks t
     WHERE {in_scope} AND t.status IN ('todo', 'in_progress')
     GROUP BY t.status, t.blocked_at IS NOT NULL
"""
BLOCKINGS = """
    SELECT task_id, created_at, blocked
      FROM (SELECT e.task_id, e.created_at, e.id, {blocked} AS blocked
              FROM tasks t
              JOIN task_events e ON e.task_id = t.id
             WHERE {in_scope} AND {done_in_window} AND t.started_at IS NOT NULL AND {changing}) AS changes
     WHERE blocked IS NOT NULL
     ORDER BY task_id, created_at, id
"""


STATES = {(status, blocked): State(status, blocked) for status in (*TaskStatus, None) for blocked in (False, True)}


class Blocking(NamedTuple):
    """A task was blocked at an instant (UTC), or no more."""

    at: datetime
    blocked: bool


def changes_since(db: Database, tasks: TaskCondition, window: Window) -> Sequence[Change]:
    """What has happened to tasks since a window began, after it too: by task, and then by time."""
    return _changes(db, tasks, window, SINCE.replace("{in_projects}", tasks.in_projects("e.project_id")))


def changes_until(db: Database, tasks: TaskCondition, window: Window) -> Sequence[Change]:
    """What happened, before a window ended, to the tasks that were open in it: all of it, by task and then by time.

    Their present state is left out: it says nothing of what was before their first change.
    """
    return _changes(db, tasks, window, LIVED)


def open_now(db: Database, tasks: TaskCondition) -> Mapping[State, int]:
    """How many tasks are open, by the state that they are in now."""
    rows = db.rows(OPEN_NOW.format(in_scope=tasks.sql), **tasks.parameters)
    return {State(row["status"], bool(row["blocked"])): row["tasks"] for row in rows}


def blockings(db: Database, tasks: TaskCondition, window: Window) -> Mapping[int, Sequence[Blocking]]:
    """When each task that was started, and done in a window, was blocked and no more, in the order of time.

    By the number of the task; those that never were are left out.
    """
    sql = BLOCKINGS.format(blocked=_blocked(db), in_scope=tasks.sql, done_in_window=DONE_IN_WINDOW, changing=CHANGING)
    found: dict[int, list[Blocking]] = {}
    for row in db.rows(sql, **tasks.parameters, **ends(db.dialect, window)):
        blocking = Blocking(db.dialect.read_instant(row["created_at"]), bool(row["blocked"]))
        found.setdefault(row["task_id"], []).append(blocking)
    return found


def _changes(db: Database, tasks: TaskCondition, window: Window, query: str) -> Sequence[Change]:
    change = CHANGE.format(blocked=_blocked(db))
    sql = query.format(change=change, in_scope=tasks.sql, changing=CHANGING)
    read = db.dialect.read_instant
    return [
        Change(
            row["task_id"],
            read(row["created_at"]),
            row["from_status"],
            row["to_status"],
            None if row["blocked"] is None else row["blocked"] == 1,
            STATES[row["status_now"], row["blocked_now"]],
        )
        for row in db.rows(sql, **tasks.parameters, **ends(db.dialect, window))
    ]


def _blocked(db: Database) -> str:
    return BLOCKED.format(is_set_after=db.dialect.is_set_after("e.payload", "blocked_at"))
