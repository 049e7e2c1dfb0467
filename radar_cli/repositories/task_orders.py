"""The orders of lists of tasks, as SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from radar_cli.database.dialect import Dialect
from radar_cli.domain.clock import Clock
from radar_cli.domain.task_list import Sort
from radar_cli.domain.urgency import (
    AGE_POINTS,
    DUE_POINTS,
    MOST_WAITING,
    POINTS_FOR_BLOCKED,
    POINTS_FOR_EACH_WAITING,
    PRIORITY_POINTS,
)
from radar_cli.repositories.task_filters import BLOCKED, EVERY, OPEN, WAITS

WAITING = f"""(
    SELECT count(*)
      FROM (SELECT 1 FROM task_dependencies e JOIN tasks o ON o.id = e.task_id
             WHERE e.depends_on_id = t.id AND o.status IN ('todo', 'in_progress')
             LIMIT {MOST_WAITING}) AS waiting)
"""  # noqa: S608  constants
INDEXED = frozenset({Sort.ID, Sort.CREATED, Sort.PRIORITY, Sort.DONE, Sort.DUE})
KEYS: Mapping[Sort, str] = {
    Sort.ID: "t.id",
    Sort.CREATED: "t.created_at",
    Sort.PRIORITY: "t.priority",
    Sort.DONE: "t.done_at",
    Sort.DUE: "t.due_at",
    Sort.STATUS: "CASE t.status WHEN 'todo' THEN 1 WHEN 'in_progress' THEN 2 WHEN 'done' THEN 3 ELSE 4 END",
    Sort.STARTED: "t.started_at",
    Sort.CANCELLED: "t.cancelled_at",
    Sort.REOPENED: "t.reopen_count",
}
TEXTS: Mapping[Sort, str] = {
    Sort.TITLE: "t.title",
    Sort.PROJECT: "p.name_key",
    Sort.ASSIGNEE: "(SELECT u.email FROM users u WHERE u.id = t.assignee_id)",
    Sort.REF: "t.external_ref",
}
MAY_BE_NULL: Mapping[Sort, str] = {
    Sort.DONE: "t.done_at",
    Sort.DUE: "t.due_at",
    Sort.STARTED: "t.started_at",
    Sort.CANCELLED: "t.cancelled_at",
    Sort.ASSIGNEE: "t.assignee_id",
    Sort.REF: "t.external_ref",
}


@dataclass(frozen=True, slots=True)
class Order:
    """What tasks are ordered by.

    `present` and `absent` are the conditions that a task has a key and that it has none; all have one where `absent`
    is None.
    They stand in the query as the partial indexes have them. `reversed` keys ascend where the list descends, so that
    ids do, too. `parameters` are those of the key.
    """

    key: str
    present: str = EVERY
    absent: str | None = None
    reversed: bool = False
    parameters: Mapping[str, object] = field(default_factory=dict)

    @property
    def columns(self) -> Sequence[str]:
        """What stands in ORDER BY."""
        return [self.key] if self.key == "t.id" else [self.key, "t.id"]


BY_ID = Order("t.id")


def order(dialect: Dialect, sort: Sort, clock: Clock) -> Order:
    """The order that a sort means; the clock is asked where it depends on the present."""
    if sort is Sort.URGENCY:
        return _urgency(dialect, clock())
    key = KEYS[sort] if sort in KEYS else dialect.folded(TEXTS[sort])
    if sort not in MAY_BE_NULL:
        return Order(key)
    return Order(key, f"{MAY_BE_NULL[sort]} IS NOT NULL", f"{MAY_BE_NULL[sort]} IS NULL")


def _urgency(dialect: Dialect, now: datetime) -> Order:
    late = {f"due_{number}": now + left for number, left in enumerate(DUE_POINTS)}
    old = {f"age_{number}": now - age for number, age in enumerate(AGE_POINTS)}
    priorities = " ".join(f"WHEN {int(level)} THEN {points}" for level, points in PRIORITY_POINTS.items())
    parts = (
        f"CASE t.priority {priorities} END",
        _steps("t.due_at <", late, DUE_POINTS),
        _steps("t.created_at <=", old, AGE_POINTS),
        f"{POINTS_FOR_EACH_WAITING} * {WAITING}",
        f"CASE WHEN {BLOCKED} OR {WAITS} THEN {POINTS_FOR_BLOCKED} ELSE 0 END",
    )
    instants = {name: dialect.instant(at) for name, at in (late | old).items()}
    return Order(f"CASE WHEN {OPEN} THEN -({' + '.join(parts)}) END", OPEN, f"NOT {OPEN}", True, instants)


def _steps(compared: str, thresholds: Mapping[str, datetime], points: Mapping[timedelta, int]) -> str:
    steps = " ".join(
        f"WHEN {compared} ${name} THEN {worth}" for name, worth in zip(thresholds, points.values(), strict=True)
    )
    return f"CASE {steps} ELSE 0 END"
