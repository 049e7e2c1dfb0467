"""Which tasks a list is of, and in which order."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from radar_cli.domain.filters.expression import And, Expression, Field, Operator, Presence, Span, Term, Value
from radar_cli.domain.task import OPEN_STATUSES, Priority, TaskStatus

NONE = "none"


class Sort(StrEnum):
    """The order of a list. Tasks without a value for it come last, whatever the direction.

    By ID, CREATED, PRIORITY, DONE and DUE a page of a project's open (or done) tasks is read off an index, so that it
    costs the same however many tasks there are. A list by DONE is of finished tasks: the others have no place in it.
    By URGENCY those of the same urgency follow by age.
    """

    ID = "id"
    CREATED = "created"
    PRIORITY = "priority"
    DONE = "done"
    DUE = "due"
    TITLE = "title"
    STATUS = "status"
    ASSIGNEE = "assignee"
    PROJECT = "project"
    STARTED = "started"
    CANCELLED = "cancelled"
    REOPENED = "reopened"
    REF = "ref"
    URGENCY = "urgency"


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Conditions that all hold; None is no condition. Ranges are half-open instants: from, to.

    `assignee` is an e-mail address, "me", or "none"; `expression` is a filter that was typed.
    """

    statuses: tuple[TaskStatus, ...] | None = OPEN_STATUSES
    assignee: str | None = None
    priority: Priority | None = None
    text: str | None = None
    created_from: datetime | None = None
    created_to: datetime | None = None
    done_from: datetime | None = None
    done_to: datetime | None = None
    expression: Expression | None = None

    def condition(self) -> Expression | None:
        """All of it as one expression; None where every task fits."""
        parts: list[Expression] = [*self._terms()]
        if self.expression is not None:
            parts.append(self.expression)
        if len(parts) <= 1:
            return parts[0] if parts else None
        return And(tuple(parts))

    def _terms(self) -> Iterator[Term]:
        if self.statuses is not None:
            yield Term(Field.STATUS, Operator.IS, self.statuses)
        values: Mapping[Field, Value | None] = {
            Field.ASSIGNEE: Presence.NONE if self.assignee == NONE else self.assignee,
            Field.PRIORITY: self.priority,
            Field.TEXT: self.text,
        }
        for name, value in values.items():
            if value is not None:
                yield Term(name, Operator.IS, (value,))
        yield from _range(Field.CREATED, self.created_from, self.created_to)
        yield from _range(Field.DONE, self.done_from, self.done_to)


def _range(name: Field, start: datetime | None, end: datetime | None) -> Iterator[Term]:
    if start is not None:
        yield Term(name, Operator.AT_LEAST, (_moment(start),))
    if end is not None:
        yield Term(name, Operator.BELOW, (_moment(end),))


def _moment(at: datetime) -> Span:
    return Span(at, at + timedelta(microseconds=1))


@dataclass(frozen=True, slots=True)
class Selection:
    """Tasks as somebody sees them: of one project, or of all of theirs (the archived ones on request).

    `users` and `projects` are the numbers of those whom the condition names, as it names them.
    """

    user_id: int
    project_id: int | None = None
    condition: Expression | None = None
    users: Mapping[str, int] = field(default_factory=dict)
    projects: Mapping[str, int] = field(default_factory=dict)
    with_archived: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a list: its order, where it starts (after the task of that id), how long it is at most."""

    sort: Sort = Sort.ID
    descending: bool = True
    after: int | None = None
    limit: int | None = None
