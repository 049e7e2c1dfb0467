"""Terms out of the words of a filter: each value read as its field's kind asks for."""

from collections.abc import Callable, Mapping
from datetime import timedelta, tzinfo
from functools import cache
from re import fullmatch

from radar_cli.domain import dates, text
from radar_cli.domain.clock import Clock
from radar_cli.domain.filters.expression import (
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
from radar_cli.domain.filters.fields import KINDS, MAY_BE_ABSENT, ORDERED, Kind
from radar_cli.domain.filters.mistakes import mistake, unknown
from radar_cli.domain.filters.scanner import Word, Written
from radar_cli.domain.quoted import quoted
from radar_cli.domain.task import OPEN_STATUSES, PRIORITIES, STATUSES, Priority, TaskStatus
from radar_cli.domain.user import ME
from radar_cli.errors import BadInput

STATES = ("open", "done", "blocked", "overdue", "ready")
INSTANT = timedelta(microseconds=1)


class Reader:
    """Reads terms; relative dates are counted from the clock's present in a zone."""

    def __init__(self, clock: Clock, zone: Callable[[], tzinfo]) -> None:
        self._now = cache(clock)
        self._zone = cache(zone)
        self._readers: Mapping[Kind, Callable[[Written], Value]] = {
            Kind.NUMBER: _number,
            Kind.WORDS: _text,
            Kind.NAME: _text,
            Kind.TAG: _text,
            Kind.PRIORITY: _priority,
            Kind.PERSON: _person,
            Kind.DATE: self._span,
        }

    def term(self, word: Word) -> Expression:
        """What a term or a text means.

        Raises:
            BadInput: there is no such field, or operator or value for it.
        """
        if not word.field:
            return Term(Field.TEXT, Operator.IS, (_text(word.values[0]),))
        field = _field(word)
        if word.operator in {":", "=", "!="}:
            equal = self._equal(field, word.values)
            return Not(equal) if word.operator == "!=" else equal
        return Term(field, Operator(word.operator), (self._bound(field, word),))

    def _equal(self, field: Field, values: tuple[Written, ...]) -> Expression:
        if field is Field.IS:
            states = tuple(self._state(value) for value in values)
            return states[0] if len(states) == 1 else Or(states)
        if field is Field.STATUS:
            return Term(field, Operator.IS, _statuses(values))
        return Term(field, Operator.IS, tuple(self._value(field, value) for value in values))

    def _bound(self, field: Field, word: Word) -> Value:
        at = word.offset + len(word.field)
        if field not in ORDERED:
            what = f"{field} has no order, so there is no {word.operator}"
            raise mistake(at, what, f"write {field}:VALUE, or {field}!=VALUE for the others")
        if len(word.values) > 1:
            raise mistake(word.values[1].offset, f"{word.operator} compares with one value", "leave the others out")
        value = self._value(field, word.values[0])
        if isinstance(value, Presence):
            mend = f"write {field}:{value.value}, or a value"
            raise mistake(word.values[0].offset, f"nothing is before or after {value.value}", mend)
        return value

    def _value(self, field: Field, value: Written) -> Value:
        word = value.text.lower()
        if field in MAY_BE_ABSENT and not value.quoted and word in {"none", "any"}:
            return Presence(word)
        return self._readers[KINDS[field]](value)

    def _span(self, value: Written) -> Span:
        try:
            start = dates.instant(value.text, self._now(), self._zone())
        except BadInput as error:
            raise mistake(value.offset, error.what, error.mend) from None
        if fullmatch(dates.EXACT, value.text.strip().upper()):
            return Span(start, start + INSTANT)
        zone = self._zone()
        next_day = start.astimezone(zone).date() + timedelta(days=1)
        return Span(start, dates.start_of(next_day, zone))

    def _state(self, value: Written) -> Expression:
        match value.text.lower():
            case "open":
                return Term(Field.STATUS, Operator.IS, OPEN_STATUSES)
            case "done":
                return Term(Field.STATUS, Operator.IS, (TaskStatus.DONE,))
            case "overdue":
                now = self._now()
                overdue = Overdue(now, dates.start_of_today(now, self._zone()))
                return Term(Field.IS, Operator.IS, (overdue,))
            case "blocked" | "ready" as name:
                return Term(Field.IS, Operator.IS, (State(name),))
        raise unknown(value.offset, "state", value.text, STATES)


def _field(word: Word) -> Field:
    name = word.field.lower()
    if name in tuple(Field):
        return Field(name)
    error = unknown(word.offset, "field", word.field, Field)
    if not error.mend.startswith("did you mean"):
        error = BadInput(error.what, f"{error.mend}; put text that is searched in double quotes")
    raise error


def _statuses(values: tuple[Written, ...]) -> tuple[TaskStatus, ...]:
    found: set[TaskStatus] = set()
    for value in values:
        if value.text.lower() not in STATUSES:
            raise unknown(value.offset, "status", value.text, STATUSES)
        found.update(STATUSES[value.text.lower()])
    return tuple(status for status in TaskStatus if status in found)


def _priority(value: Written) -> Priority:
    if value.text.lower() not in PRIORITIES:
        raise unknown(value.offset, "priority", value.text, PRIORITIES)
    return PRIORITIES[value.text.lower()]


def _number(value: Written) -> int:
    written = value.text
    if written.isascii() and written.isdigit() and len(written) <= 19 and int(written) <= text.MAX_ID:
        return int(written)
    raise mistake(value.offset, f"{quoted(written)} is not a number", "write a whole one like 7")


def _text(value: Written) -> str:
    if text.flaw(value.text) is not None:
        raise mistake(value.offset, f"{quoted(value.text)} cannot be in a task", "leave out what is not text")
    return value.text


def _person(value: Written) -> str:
    if value.text.lower() == ME and not value.quoted:
        return ME
    try:
        return text.email(value.text)
    except BadInput as error:
        raise mistake(value.offset, error.what, f"{error.mend}, me, none or any") from None
