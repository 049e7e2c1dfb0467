"""What a filter means: conditions on a task, and how they are put together.

Every condition is true or false of a task, never unknown: a comparison with what is absent is false, and its negation
true.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, StrEnum

from radar_cli.domain.task import Priority, TaskStatus


class Field(StrEnum):
    """What a term is about, by the name that people type."""

    ID = "id"
    PROJECT = "project"
    TITLE = "title"
    DESCRIPTION = "description"
    TEXT = "text"
    STATUS = "status"
    PRIORITY = "priority"
    ASSIGNEE = "assignee"
    TAG = "tag"
    CREATED = "created"
    STARTED = "started"
    DONE = "done"
    CANCELLED = "cancelled"
    DUE = "due"
    REF = "ref"
    REOPENED = "reopened"
    VERSION = "version"
    IS = "is"
    DEPENDS = "depends"
    BLOCKS = "blocks"


class Operator(StrEnum):
    """How a field is compared. IS holds where one of the values fits; the others have one value."""

    IS = ":"
    BELOW = "<"
    AT_MOST = "<="
    ABOVE = ">"
    AT_LEAST = ">="


class Presence(Enum):
    """Values that say whether a field has one."""

    NONE = "none"
    ANY = "any"


class State(Enum):
    """Values of `is` that no other field says.

    A task is ready that is to do, not blocked, and depends on no open task.
    """

    BLOCKED = "blocked"
    READY = "ready"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time in UTC, its end not included: a day, or an instant, which is a microsecond long."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Overdue:
    """A value of `is`: open, and due before `now` (UTC), but not at the instant at which `today` began.

    A date without a time is the start of its day, and the day is what was meant.
    """

    now: datetime
    today: datetime


Value = str | int | TaskStatus | Priority | Presence | State | Span | Overdue


@dataclass(frozen=True, slots=True)
class Term:
    """One condition. Values are of the field's kind:

    numbers for id, reopened, version, depends and blocks; texts for title, description, text, tag, ref and project;
    for assignee e-mail addresses in lower case, or "me"; spans for dates; and where a field may be absent, a Presence.
    """

    field: Field
    operator: Operator
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: "Expression"


@dataclass(frozen=True, slots=True)
class And:
    """All parts hold."""

    parts: tuple["Expression", ...]


@dataclass(frozen=True, slots=True)
class Or:
    """At least one part holds."""

    parts: tuple["Expression", ...]


Expression = Term | Not | And | Or

ABOUT_STATUS = frozenset({Field.STATUS, Field.DONE, Field.CANCELLED})


def terms(expression: Expression) -> Iterator[Term]:
    """The terms of an expression, from left to right."""
    match expression:
        case Term():
            yield expression
        case Not(part):
            yield from terms(part)
        case And(parts) | Or(parts):
            for part in parts:
                yield from terms(part)


def mentions_status(expression: Expression) -> bool:
    """Whether an expression says itself whether it wants open tasks or others."""
    return any(term.field in ABOUT_STATUS for term in terms(expression))


def mentions_project(expression: Expression) -> bool:
    """Whether an expression says itself of which projects its tasks are."""
    return any(term.field is Field.PROJECT for term in terms(expression))
