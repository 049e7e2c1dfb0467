"""Filters as SQL: an expression becomes a condition on `tasks t` and `projects p`, with its parameters.

What every task of a list fulfils stands in the condition as it does in the partial indexes, so that they are used: the
statuses are literals, and a time of completion is looked for among what is done.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from radar_cli.database.dialect import Dialect, pattern
from radar_cli.domain.filters.expression import (
    And,
    Expression,
    Field,
    Not,
    Operator,
    Or,
    Overdue,
    Presence,
    Span,
    State,
    Term,
    Value,
)
from radar_cli.domain.task import OPEN_STATUSES, TaskStatus

EVERY = "1 = 1"
NO_TASK = "1 = 0"
WAITS = """EXISTS (
    SELECT 1 FROM task_dependencies e JOIN tasks o ON o.id = e.depends_on_id
     WHERE e.task_id = t.id AND o.status IN ('todo', 'in_progress'))
"""
BLOCKED = "t.blocked_at IS NOT NULL"
COLUMNS: Mapping[Field, str] = {
    Field.ID: "t.id",
    Field.PROJECT: "t.project_id",
    Field.TITLE: "t.title",
    Field.DESCRIPTION: "t.description",
    Field.PRIORITY: "t.priority",
    Field.ASSIGNEE: "t.assignee_id",
    Field.TAG: "t.tags",
    Field.CREATED: "t.created_at",
    Field.STARTED: "t.started_at",
    Field.DONE: "t.done_at",
    Field.CANCELLED: "t.cancelled_at",
    Field.DUE: "t.due_at",
    Field.REF: "t.external_ref",
    Field.REOPENED: "t.reopen_count",
    Field.VERSION: "t.version",
}
DATES = frozenset({Field.CREATED, Field.STARTED, Field.DONE, Field.CANCELLED, Field.DUE})


def with_status(*statuses: TaskStatus) -> str:
    """The condition that a task has one of some statuses, word for word as the partial indexes have it."""
    if len(statuses) == len(TaskStatus):
        return EVERY
    literals = [f"'{status.value}'" for status in TaskStatus if status in statuses]
    if not literals:
        return NO_TASK
    return f"t.status = {literals[0]}" if len(literals) == 1 else f"t.status IN ({', '.join(literals)})"


MOST_SIDE_BY_SIDE = 50
OPEN = with_status(*OPEN_STATUSES)
DONE = with_status(TaskStatus.DONE)
READY = f"{OPEN} AND {with_status(TaskStatus.TODO)} AND NOT {BLOCKED} AND NOT {WAITS}"
STATES = {State.BLOCKED: BLOCKED, State.READY: READY}
# A time of completion implies the status; said aloud, it lets the partial index be used.
IMPLIED = {Field.DONE: f"{DONE} AND ", Field.CANCELLED: f"{with_status(TaskStatus.CANCELLED)} AND "}


@dataclass(frozen=True, slots=True)
class TaskCondition:
    """Which tasks are meant: a constant condition on `tasks t`, to be and-ed with others, and its parameters.

    `among_projects` is the part of it that says in which projects they are, with `{column}` for the name of a column:
    what belongs to tasks is found by it. The whole is `filtered` where it says more than that.
    """

    sql: str
    among_projects: str
    parameters: Mapping[str, object]
    filtered: bool = False

    def in_projects(self, column: str) -> str:
        """The condition that a column has the number of one of the projects."""
        return self.among_projects.format(column=column)


class TaskConditions:
    """Compiles expressions; `parameters` grow with what is compiled.

    Args:
        dialect: of the database that the SQL is for.
        users: numbers of the users that terms name, by e-mail address, or "me".
        projects: numbers of the projects that terms name.
    """

    def __init__(self, dialect: Dialect, users: Mapping[str, int], projects: Mapping[str, int]) -> None:
        self.parameters: dict[str, object] = {}
        self._dialect = dialect
        self._users = users
        self._projects = projects
        self._alternatives: Mapping[Field, Callable[[Field, Sequence[Value]], Sequence[str]]] = {
            Field.PROJECT: self._project,
            Field.TEXT: self._text,
            Field.TITLE: self._words,
            Field.DESCRIPTION: self._words,
            Field.STATUS: self._status,
            Field.ASSIGNEE: self._assignee,
            Field.TAG: self._tag,
            Field.REF: self._ref,
            Field.IS: self._state,
            Field.DEPENDS: self._depends,
            Field.BLOCKS: self._blocks,
        }

    def of(self, expression: Expression) -> str:
        """The condition, to be and-ed with others as it is.

        It is true where the expression holds; false or null where it does not.
        """
        match expression:
            case And(parts):
                return _joined("AND", [self.of(part) for part in dict.fromkeys(parts)])
            case Or(parts):
                return _either([self.of(part) for part in dict.fromkeys(parts)])
            case Not(part):
                # IS NOT TRUE rather than NOT: what is absent is not equal to anything.
                return f"({self.of(part)}) IS NOT TRUE"
            case Term(field, Operator.IS, values):
                return self._equal(field, values)
            case Term(field, operator, (bound,)):
                return self._compared(field, operator, bound)
            case _:
                raise AssertionError(expression)

    def parameter(self, value: object) -> str:
        """The name by which the SQL speaks of a value."""
        name = f"f{len(self.parameters)}"
        self.parameters[name] = value
        return f"${name}"

    def _equal(self, field: Field, values: Sequence[Value]) -> str:
        found = [self._presence(field, value) for value in values if isinstance(value, Presence)]
        others = [value for value in values if not isinstance(value, Presence)]
        if others:
            found += self._alternatives.get(field, self._dates if field in DATES else self._numbers)(field, others)
        return _either(found)

    def _compared(self, field: Field, operator: Operator, bound: Value) -> str:
        column = COLUMNS[field]
        if not isinstance(bound, Span):
            return f"{column} {operator.value} {self.parameter(_number(bound))}"
        # Before the start, or before the end; from the start on, or from the end on.
        edge = bound.start if operator in {Operator.BELOW, Operator.AT_LEAST} else bound.end
        comparison = "<" if operator in {Operator.BELOW, Operator.AT_MOST} else ">="
        return f"{IMPLIED.get(field, '')}{column} {comparison} {self.parameter(self._dialect.instant(edge))}"

    def _presence(self, field: Field, value: Presence) -> str:
        if field is Field.TAG:
            empty = self._dialect.is_empty(COLUMNS[field])
            return empty if value is Presence.NONE else f"NOT {empty}"
        if value is Presence.NONE:
            return f"{COLUMNS[field]} IS NULL"
        return f"{IMPLIED.get(field, '')}{COLUMNS[field]} IS NOT NULL"

    def _numbers(self, field: Field, values: Sequence[Value]) -> Sequence[str]:
        return [self._among(COLUMNS[field], [_number(value) for value in values])]

    def _project(self, field: Field, values: Sequence[Value]) -> Sequence[str]:
        return [self._among(COLUMNS[field], [self._projects[str(value)] for value in values])]

    def _assignee(self, field: Field, values: Sequence[Value]) -> Sequence[str]:
        return [self._among(COLUMNS[field], [self._users[str(value)] for value in values])]

    def _status(self, _: Field, values: Sequence[Value]) -> Sequence[str]:
        return [with_status(*(value for value in values if isinstance(value, TaskStatus)))]

    def _dates(self, field: Field, values: Sequence[Value]) -> Sequence[str]:
        spans = [value for value in values if isinstance(value, Span)]
        both = (Operator.AT_LEAST, Operator.AT_MOST)
        return [" AND ".join(self._compared(field, operator, span) for operator in both) for span in spans]

    def _words(self, field: Field, values: Sequence[Value]) -> Sequence[str]:
        return [self._dialect.contains(COLUMNS[field], self.parameter(pattern(str(value)))) for value in values]

    def _text(self, _: Field, values: Sequence[Value]) -> Sequence[str]:
        both = (Field.TITLE, Field.DESCRIPTION)
        return [_either([condition for field in both for condition in self._words(field, [value])]) for value in values]

    def _tag(self, field: Field, values: Sequence[Value]) -> Sequence[str]:
        return [self._dialect.holds(COLUMNS[field], self.parameter(value)) for value in values]

    def _ref(self, field: Field, values: Sequence[Value]) -> Sequence[str]:
        return [f"{COLUMNS[field]} = {self.parameter(value)}" for value in values]

    def _state(self, _: Field, values: Sequence[Value]) -> Sequence[str]:
        return [
            self._overdue(value) if isinstance(value, Overdue) else STATES[value]
            for value in values
            if isinstance(value, (State, Overdue))
        ]

    def _overdue(self, value: Overdue) -> str:
        now, today = (self.parameter(self._dialect.instant(at)) for at in (value.now, value.today))
        return f"{OPEN} AND {COLUMNS[Field.DUE]} < {now} AND {COLUMNS[Field.DUE]} <> {today}"

    def _depends(self, _: Field, values: Sequence[Value]) -> Sequence[str]:
        condition = self._among("e.depends_on_id", [_number(value) for value in values])
        return [f"t.id IN (SELECT e.task_id FROM task_dependencies e WHERE {condition})"]  # noqa: S608  constants

    def _blocks(self, _: Field, values: Sequence[Value]) -> Sequence[str]:
        condition = self._among("e.task_id", [_number(value) for value in values])
        return [f"t.id IN (SELECT e.depends_on_id FROM task_dependencies e WHERE {condition})"]  # noqa: S608  constants

    def _among(self, column: str, numbers: Sequence[int]) -> str:
        if len(numbers) == 1:
            return f"{column} = {self.parameter(numbers[0])}"
        return self._dialect.among(column, self.parameter(self._dialect.numbers(numbers)))


def _either(conditions: Sequence[str]) -> str:
    return conditions[0] if len(conditions) == 1 else f"({_joined('OR', conditions)})"


def _joined(word: str, conditions: Sequence[str]) -> str:
    """Conditions with AND or OR between them: many as a tree, since SQLite takes them one within the other."""
    if len(conditions) <= MOST_SIDE_BY_SIDE:
        return f" {word} ".join(conditions)
    half = len(conditions) // 2
    return f"({_joined(word, conditions[:half])}) {word} ({_joined(word, conditions[half:])})"


def _number(value: Value) -> int:
    assert isinstance(value, int)
    return int(value)
