"""How many tasks were created, started, done or cancelled in each of some spans of time.

Each count is a subquery of its own, which is a range of an index: a join would let the databases choose to compare
every task with every span.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import accumulate
from typing import Protocol

from radar_cli.database.dialect import Dialect, Kind
from radar_cli.database.session import Database
from radar_cli.domain.periods import Window
from radar_cli.repositories.task_filters import TaskCondition

BEGINNING = datetime.min.replace(tzinfo=UTC)
SPANS: Mapping[str, Kind] = {"place": Kind.NUMBER, "starts_at": Kind.INSTANT, "ends_at": Kind.INSTANT}


class Span(Protocol):
    """Some time between two instants (UTC), half-open: a window, or a period of one."""

    @property
    def starts_at(self) -> datetime: ...

    @property
    def ends_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in a task's life: the column of `tasks t` that has it, and which tasks it counts of.

    The conditions are those of the partial indexes, word for word.
    """

    column: str
    condition: str = "1 = 1"


CREATED = Moment("t.created_at")
STARTED = Moment("t.started_at")
DONE = Moment("t.done_at", "t.status = 'done'")
DONE_UNSTARTED = Moment("t.done_at", "t.status = 'done' AND t.started_at IS NULL")
CANCELLED = Moment("t.cancelled_at", "t.status = 'cancelled'")
CANCELLED_UNSTARTED = Moment("t.cancelled_at", "t.status = 'cancelled' AND t.started_at IS NULL")

IN_SPANS = "SELECT {counts} FROM {spans} ORDER BY r.place"
IN_SPAN = """
    (SELECT count(*) FROM tasks t
      WHERE {in_scope} AND {condition} AND {column} >= r.starts_at AND {column} < r.ends_at) AS {name}
"""
REOPENED = """
    SELECT count(*) FROM tasks t
     WHERE {in_scope} AND {condition} AND t.reopen_count > 0 AND {column} >= $starts_at AND {column} < $ends_at
"""


def in_spans(
    db: Database, tasks: TaskCondition, moments: Mapping[str, Moment], spans: Sequence[Span]
) -> Mapping[str, Sequence[int]]:
    """For each of the moments, by its name, how many tasks had it in each of the spans, in their order."""
    counts = ", ".join(
        IN_SPAN.format(in_scope=tasks.sql, condition=moment.condition, column=moment.column, name=name)
        for name, moment in moments.items()
    )
    sql = IN_SPANS.format(counts=counts, spans=db.dialect.table("$spans", SPANS))
    rows = db.rows(sql, **tasks.parameters, spans=as_parameter(db.dialect, spans))
    return {name: [int(row[name]) for row in rows] for name in moments}


def by_ends(
    db: Database, tasks: TaskCondition, moments: Mapping[str, Moment], spans: Sequence[Span]
) -> Mapping[str, Sequence[int]]:
    """For each of the moments, by its name, how many tasks had it before the end of each of the spans.

    Each span begins where the one before it ends.
    """
    counted = in_spans(db, tasks, moments, [Window(BEGINNING, spans[0].starts_at), *spans])
    return {name: list(accumulate(counts))[1:] for name, counts in counted.items()}


def reopened(db: Database, tasks: TaskCondition, moment: Moment, span: Span) -> int:
    """How many tasks that had the moment in the span were ever reopened."""
    sql = REOPENED.format(in_scope=tasks.sql, condition=moment.condition, column=moment.column)
    instant = db.dialect.instant
    parameters = {"starts_at": instant(span.starts_at), "ends_at": instant(span.ends_at)}
    return int(db.value(sql, **tasks.parameters, **parameters))


def reopened_before(db: Database, tasks: TaskCondition, end: datetime) -> int:
    """How many tasks that were created before an instant (UTC) were ever reopened."""
    return reopened(db, tasks, CREATED, Window(BEGINNING, end))


def as_parameter(dialect: Dialect, spans: Sequence[Span]) -> str:
    """Spans as the value of the parameter that `dialect.table` reads with the columns SPANS."""
    rows = [(place, span.starts_at, span.ends_at) for place, span in enumerate(spans)]
    return json.dumps([{name: dialect.cell(value) for name, value in zip(SPANS, row, strict=True)} for row in rows])
