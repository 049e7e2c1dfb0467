"""Expressions, written as people could type them."""

from datetime import UTC

from radar_cli.domain.filters.expression import (
    And,
    Expression,
    Field,
    Not,
    Or,
    Presence,
    Span,
    State,
    Term,
    Value,
)
from radar_cli.domain.task import Priority, TaskStatus
from radar_cli.domain.user import ME


def rendered(expression: Expression) -> str:
    """A filter that means the expression. A span is a day of UTC, or an instant."""
    match expression:
        case And(parts):
            return " ".join(_part(part) for part in parts)
        case Or(parts):
            return " or ".join(_part(part) for part in parts)
        case Not(part):
            return f"-{_part(part)}"
        case Term(field, operator, values):
            return f"{field.value}{operator.value}{','.join(_value(field, value) for value in values)}"


def _part(expression: Expression) -> str:
    return f"({rendered(expression)})" if isinstance(expression, And | Or) else rendered(expression)


def _value(field: Field, value: Value) -> str:
    match value:
        case TaskStatus() | Presence() | State():
            return value.value
        case Priority():
            return value.label
        case Span():
            return _span(value)
        case int():
            return str(value)
    if field is Field.ASSIGNEE and value == ME:
        return ME
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _span(span: Span) -> str:
    if (span.end - span.start).days == 1:
        return span.start.date().isoformat()
    return span.start.astimezone(UTC).isoformat().replace("+00:00", "Z")
