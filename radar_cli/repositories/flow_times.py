"""When tasks were created, started, reopened and done: the instants that durations lie between."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from radar_cli.database.dialect import Dialect
from radar_cli.database.session import Database
from radar_cli.domain.durations import DurationRule
from radar_cli.domain.periods import Window
from radar_cli.domain.report_options import Reopen
from radar_cli.domain.statistics import interpolated
from radar_cli.repositories.task_filters import TaskCondition

DONE_IN_WINDOW = "t.status = 'done' AND t.done_at >= $starts_at AND t.done_at < $ends_at"
AGE_PERCENTS = (50, 85)

# The reopening that made the count of reopenings what it is: one that was undone, or the undoing of a completion, is
# none. What follows it in the log came after it.
LAST_REOPENING = """
    SELECT max(r.id) FROM task_events r
     WHERE r.task_id = t.id AND r.from_status IN ('done', 'cancelled') AND r.to_status IN ('todo', 'in_progress')
       AND {reopenings} = t.reopen_count
"""
REOPENED_AT = """
    CASE WHEN t.reopen_count = 0 THEN t.created_at ELSE coalesce(
        (SELECT e.created_at FROM task_events e WHERE e.id = ({last_reopening})), t.created_at) END
"""
RESTARTED_AT = """
    CASE WHEN t.reopen_count = 0 THEN t.started_at ELSE
        (SELECT e.created_at FROM task_events e
          WHERE e.task_id = t.id AND e.to_status = 'in_progress' AND e.id >= coalesce(({last_reopening}), 0)
          ORDER BY e.id LIMIT 1) END
"""
FINISHED = """
    SELECT t.id, t.assignee_id, {began_at} AS began_at, {started_at} AS started_at, t.done_at, t.reopen_count
      FROM tasks t
     WHERE {in_scope} AND {done_in_window}
     ORDER BY t.done_at, t.id
"""
CANCELLED = """
    SELECT count(*) FROM tasks t
     WHERE {in_scope} AND t.status = 'cancelled' AND t.cancelled_at >= $starts_at AND t.cancelled_at < $ends_at
"""
IN_PROGRESS = """
    SELECT t.id, t.assignee_id, {started_at} AS started_at FROM tasks t
     WHERE {in_scope} AND t.status = 'in_progress' AND t.created_at <= $now
"""
# Whatever is counted, who began later is younger: the ages of two ranks are enough for a percentile of all.
RANKED = """
    SELECT place, last, began_at
      FROM (SELECT began_at, row_number() OVER (ORDER BY began_at DESC) - 1 AS place, count(*) OVER () - 1 AS last
              FROM (SELECT {began_at} AS began_at FROM tasks t WHERE {in_scope} AND {condition}) AS open
             WHERE began_at <= $now) AS ranked
     WHERE {places}
"""


@dataclass(frozen=True, slots=True)
class Finished:
    """A task that was done: when it began to count, when it was first started since, if ever, and when it was done.

    Instants are UTC; `assignee_id` is None for nobody's.
    """

    task_id: int
    assignee_id: int | None
    began_at: datetime
    started_at: datetime | None
    done_at: datetime
    is_reopened: bool


@dataclass(frozen=True, slots=True)
class Started:
    """A task in progress, and since when (UTC); None where an import did not know."""

    task_id: int
    assignee_id: int | None
    started_at: datetime | None


class Open(Enum):
    """Which open work has an age, and since when: all of it since its creation, what is in progress since its start."""

    CREATED = "t.status IN ('todo', 'in_progress')"
    STARTED = "t.status = 'in_progress'"


def finished(db: Database, tasks: TaskCondition, window: Window, reopen: Reopen) -> Sequence[Finished]:
    """The tasks that were done in a window, in the order of their completion."""
    sql = FINISHED.format(
        in_scope=tasks.sql,
        done_in_window=DONE_IN_WINDOW,
        began_at=_began_at(db.dialect, reopen),
        started_at=started_at(db.dialect, reopen),
    )
    read = db.dialect.read_instant
    return [
        Finished(
            row["id"],
            row["assignee_id"],
            read(row["began_at"]),
            None if row["started_at"] is None else read(row["started_at"]),
            read(row["done_at"]),
            row["reopen_count"] > 0,
        )
        for row in db.rows(sql, **tasks.parameters, **ends(db.dialect, window))
    ]


def cancelled(db: Database, tasks: TaskCondition, window: Window) -> int:
    """How many tasks were cancelled in a window, and are."""
    return int(db.value(CANCELLED.format(in_scope=tasks.sql), **tasks.parameters, **ends(db.dialect, window)))


def in_progress(db: Database, tasks: TaskCondition, now: datetime, reopen: Reopen) -> Sequence[Started]:
    """The tasks that are in progress, and were there at an instant (UTC) already, in any order."""
    sql = IN_PROGRESS.format(in_scope=tasks.sql, started_at=started_at(db.dialect, reopen))
    read = db.dialect.read_instant
    found = [
        Started(row["id"], row["assignee_id"], None if row["started_at"] is None else read(row["started_at"]))
        for row in db.rows(sql, **tasks.parameters, now=db.dialect.instant(now))
    ]
    return [one for one in found if one.started_at is None or one.started_at <= now]


def open_ages(
    db: Database, tasks: TaskCondition, which: Open, now: datetime, durations: DurationRule, reopen: Reopen
) -> Mapping[str, float | int | None]:
    """`n`, `p50` and `p85` of the ages, in days, that open work has at an instant (UTC); null where there is none."""
    began_at = _began_at(db.dialect, reopen) if which is Open.CREATED else started_at(db.dialect, reopen)
    places = " OR ".join(f"place - {percent} * last / 100 IN (0, 1)" for percent in AGE_PERCENTS)
    sql = RANKED.format(in_scope=tasks.sql, condition=which.value, began_at=began_at, places=places)
    rows = db.rows(sql, **tasks.parameters, now=db.dialect.instant(now))
    ages = {row["place"]: durations.between(db.dialect.read_instant(row["began_at"]), now) for row in rows}
    n = rows[0]["last"] + 1 if rows else 0
    return {"n": n, **{f"p{percent}": _percentile(ages, n, percent, durations.unit) for percent in AGE_PERCENTS}}


def started_at(dialect: Dialect, reopen: Reopen) -> str:
    """The instant at which a task of `tasks t` was started first, since it began to count; null if it never was."""
    if reopen is Reopen.LAST:
        return "t.started_at"
    return RESTARTED_AT.format(last_reopening=_last_reopening(dialect))


def ends(dialect: Dialect, window: Window) -> Mapping[str, object]:
    """The parameters `starts_at` and `ends_at` of a window."""
    return {"starts_at": dialect.instant(window.starts_at), "ends_at": dialect.instant(window.ends_at)}


def _began_at(dialect: Dialect, reopen: Reopen) -> str:
    if reopen is Reopen.LAST:
        return "t.created_at"
    return REOPENED_AT.format(last_reopening=_last_reopening(dialect))


def _last_reopening(dialect: Dialect) -> str:
    return LAST_REOPENING.format(reopenings=dialect.number_after("r.payload", "reopen_count"))


def _percentile(ages: Mapping[int, int], n: int, percent: int, unit: int) -> float | None:
    if not n:
        return None
    rank = percent * (n - 1) // 100
    return interpolated(ages[rank], ages[min(rank + 1, n - 1)], n, percent, unit)
