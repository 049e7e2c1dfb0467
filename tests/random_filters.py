"""Random tasks and random expressions about them, for hypothesis.

Letters are such that both databases and Python agree on their case; the rest of a text is as odd as it gets.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any

from hypothesis import strategies as st

from radar_cli.domain.filters.expression import (
    And,
    Expression,
    Field,
    Not,
    Operator,
    Or,
    Presence,
    Span,
    State,
    Term,
    Value,
)
from radar_cli.domain.filters.fields import KINDS, MAY_BE_ABSENT, ORDERED, Kind
from radar_cli.domain.task import Priority, TaskStatus
from radar_cli.domain.user import ME

START = datetime(2026, 3, 1, 22, tzinfo=UTC)
PEOPLE = ("ana@example.com", "ben@example.com", "cy@example.com")
PROJECTS = ("web", "api")
MOST_TASKS = 12
LETTERS = "aAbßÄäñЖж0_%\\'\"$ ()-:<*?🙂\u202e"

texts = st.text(LETTERS, min_size=1, max_size=4).filter(str.strip)
tags = st.text(LETTERS, min_size=1, max_size=2).map(str.strip).filter(bool)
near = st.integers(-60, 60).map(lambda hours: START + timedelta(hours=hours, microseconds=hours % 3))
far = st.sampled_from((-400, -365, -90, -30, -8, -7, 3, 7, 14, 15)).map(lambda days: START + timedelta(days=days))
moments = st.one_of(near, far)
days = st.integers(-3, 3).map(lambda number: START.date() + timedelta(days=number))


@dataclass(frozen=True, slots=True)
class RandomTask:
    """The columns of a task; `project` and `assignee` are the names of theirs, `depends_on` numbers of others."""

    project: str
    title: str
    description: str
    status: TaskStatus
    priority: Priority
    assignee: str | None
    created_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    due_at: datetime | None
    blocked_at: datetime | None
    external_ref: str | None
    reopen_count: int
    version: int
    tags: tuple[str, ...]
    depends_on: frozenset[int]


random_tasks: st.SearchStrategy[Sequence[RandomTask]] = st.lists(
    st.builds(
        RandomTask,
        project=st.sampled_from(PROJECTS),
        title=texts,
        description=st.one_of(st.just(""), texts),
        status=st.sampled_from(TaskStatus),
        priority=st.sampled_from(Priority),
        assignee=st.one_of(st.none(), st.sampled_from(PEOPLE)),
        created_at=moments,
        started_at=st.one_of(st.none(), moments),
        finished_at=st.one_of(st.none(), moments),
        due_at=st.one_of(st.none(), moments),
        blocked_at=st.one_of(st.none(), st.none(), moments),
        external_ref=st.one_of(st.none(), texts),
        reopen_count=st.integers(0, 3),
        version=st.integers(1, 3),
        tags=st.lists(tags, max_size=3, unique=True).map(lambda found: tuple(sorted(found))),
        depends_on=st.frozensets(st.integers(1, MOST_TASKS), max_size=2),
    ),
    min_size=1,
    max_size=MOST_TASKS,
    # So that references differ within a project, as they have to.
    unique_by=lambda task: (task.project, task.external_ref or object()),
)


def _day(day: Any) -> Span:
    start = datetime.combine(day, time(), UTC)
    return Span(start, start + timedelta(days=1))


spans = st.one_of(moments.map(lambda at: Span(at, at + timedelta(microseconds=1))), days.map(_day))
VALUES: dict[Kind, st.SearchStrategy[Value]] = {
    Kind.NUMBER: st.one_of(st.integers(0, MOST_TASKS), st.just(2**63 - 1)),
    Kind.WORDS: texts,
    Kind.NAME: st.sampled_from(PROJECTS),
    Kind.TAG: tags,
    Kind.STATUS: st.sampled_from(TaskStatus),
    Kind.PRIORITY: st.sampled_from(Priority),
    Kind.PERSON: st.sampled_from((*PEOPLE, ME)),
    Kind.DATE: spans,
    Kind.STATE: st.sampled_from(State),
}


@st.composite
def random_terms(draw: st.DrawFn) -> Term:
    field = draw(st.sampled_from(Field))
    values = VALUES[KINDS[field]]
    operator = draw(st.sampled_from(Operator)) if field in ORDERED else Operator.IS
    if operator is not Operator.IS:
        return Term(field, operator, (draw(values),))
    if field in MAY_BE_ABSENT:
        values = st.one_of(values, st.sampled_from(Presence))
    chosen = draw(st.lists(values, min_size=1, max_size=1 if field is Field.IS else 3))
    if field is Field.STATUS:
        return Term(field, operator, tuple(status for status in TaskStatus if status in chosen))
    return Term(field, operator, tuple(chosen))


expressions: st.SearchStrategy[Expression] = st.recursive(
    random_terms(),
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: And(tuple(parts))),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: Or(tuple(parts))),
    ),
    max_leaves=8,
)
