"""What a filter means, once more: evaluated over tasks in memory, without any thought of speed."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

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
)
from radar_cli.domain.task import Task, TaskStatus
from radar_cli.domain.user import ME

VALUES: Mapping[Field, Callable[[Task], Any]] = {
    Field.ID: lambda task: task.id,
    Field.PROJECT: lambda task: task.project,
    Field.STATUS: lambda task: task.status,
    Field.PRIORITY: lambda task: task.priority,
    Field.ASSIGNEE: lambda task: task.assignee,
    Field.CREATED: lambda task: task.created_at,
    Field.STARTED: lambda task: task.started_at,
    Field.DONE: lambda task: task.done_at,
    Field.CANCELLED: lambda task: task.cancelled_at,
    Field.DUE: lambda task: task.due_at,
    Field.REF: lambda task: task.external_ref,
    Field.REOPENED: lambda task: task.reopen_count,
    Field.VERSION: lambda task: task.version,
}
TEXTS: Mapping[Field, Callable[[Task], tuple[str, ...]]] = {
    Field.TITLE: lambda task: (task.title,),
    Field.DESCRIPTION: lambda task: (task.description,),
    Field.TEXT: lambda task: (task.title, task.description),
}


def fitting(expression: Expression, tasks: Iterable[Task], me: str) -> set[int]:
    """The numbers of the tasks for which the expression holds; `me` is an e-mail address."""
    by_id = {task.id: task for task in tasks}
    return {task.id for task in by_id.values() if holds(expression, task, by_id, me)}


def holds(expression: Expression, task: Task, others: Mapping[int, Task], me: str) -> bool:
    match expression:
        case And(parts):
            return all(holds(part, task, others, me) for part in parts)
        case Or(parts):
            return any(holds(part, task, others, me) for part in parts)
        case Not(part):
            return not holds(part, task, others, me)
        case Term(field, Operator.IS, values):
            return any(_fits(field, value, task, others, me) for value in values)
        case Term(field, operator, (bound,)):
            return _compares(VALUES[field](task), operator, bound)
    raise AssertionError(expression)


def _fits(field: Field, value: Any, task: Task, others: Mapping[int, Task], me: str) -> bool:
    if field in TEXTS:
        return any(value.lower() in text.lower() for text in TEXTS[field](task))
    match field:
        case Field.TAG:
            return bool(task.tags) is (value is Presence.ANY) if isinstance(value, Presence) else value in task.tags
        case Field.DEPENDS:
            return value in task.depends_on
        case Field.BLOCKS:
            return value in others and task.id in others[value].depends_on
        case Field.IS:
            return _is(value, task, others)
    return _is_equal(VALUES[field](task), me if field is Field.ASSIGNEE and value == ME else value)


def _is_equal(actual: Any, value: Any) -> bool:
    if isinstance(value, Presence):
        return (actual is None) is (value is Presence.NONE)
    if isinstance(value, Span):
        return actual is not None and value.start <= actual < value.end
    return bool(actual == value)


def _is(state: State | Overdue, task: Task, others: Mapping[int, Task]) -> bool:
    if isinstance(state, Overdue):
        return task.is_open and task.due_at is not None and state.today != task.due_at < state.now
    if state is State.BLOCKED:
        return task.blocked_at is not None
    waits = any(others[number].is_open for number in task.depends_on)
    return task.status is TaskStatus.TODO and task.blocked_at is None and not waits


def _compares(actual: Any, operator: Operator, bound: Any) -> bool:
    if actual is None:
        return False
    if isinstance(bound, Span):
        return _compares_dates(actual, operator, bound)
    match operator:
        case Operator.BELOW:
            return bool(actual < bound)
        case Operator.AT_MOST:
            return bool(actual <= bound)
        case Operator.ABOVE:
            return bool(actual > bound)
    return bool(actual >= bound)


def _compares_dates(actual: datetime, operator: Operator, bound: Span) -> bool:
    match operator:
        case Operator.BELOW:
            return actual < bound.start
        case Operator.AT_MOST:
            return actual < bound.end
        case Operator.ABOVE:
            return actual >= bound.end
    return actual >= bound.start
