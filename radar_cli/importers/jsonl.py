"""radar's own interchange: docs/interchange.md says what it holds."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import BinaryIO

from radar_cli.domain.imported import ImportedComment, ImportedTask, Notes, Person, Record, StatusChange
from radar_cli.domain.quoted import quoted
from radar_cli.domain.task import PRIORITIES, Priority, TaskStatus
from radar_cli.domain.text import MAX_ID
from radar_cli.importers import people
from radar_cli.importers.fields import (
    Fields,
    Malformed,
    key,
    kind,
    leave_out,
    listed,
    required_text,
    text,
    texts,
)
from radar_cli.importers.history import FINISHED, settled
from radar_cli.importers.json_objects import json_objects
from radar_cli.importers.options import Options
from radar_cli.importers.records import converted
from radar_cli.importers.text_lines import text_lines
from radar_cli.importers.times import instant, required_instant

STATUSES = {status.value: status for status in TaskStatus}
PLACED = frozenset(
    {
        "assignee",
        "blocked_at",
        "blocked_reason",
        "comments",
        "created_at",
        "created_by",
        "depends_on",
        "description",
        "due_at",
        "external_ref",
        "history",
        "id",
        "priority",
        "project",
        "tags",
        "title",
    }
)
PLACED_OF_CHANGE = frozenset({"at", "status", "by"})
PLACED_OF_COMMENT = frozenset({"at", "body", "by"})
PLACED_OF_PERSON = frozenset({"email", "name"})


def read(source: BinaryIO, options: Options, notes: Notes) -> Iterator[Record]:
    """The tasks of a file, one a line, read as they are asked for.

    Raises:
        BadInput: the file as a whole is not JSON; cut off, it is seen at its last line.
    """
    found = json_objects(*text_lines(source))
    return converted(found, partial(_task, options=options, notes=notes))


def _task(line: int, record: Fields, options: Options, notes: Notes) -> ImportedTask:
    created_at = required_instant(record, "created_at")
    history = settled((_change(change, notes) for change in listed(record, "history")), created_at, notes)
    blocked_at, blocked_reason = _block(record, history, notes)
    refs, numbers = _dependencies(record)
    task = ImportedTask(
        line=line,
        number=_number(record["id"], "id") if record.get("id") is not None else None,
        project=options.project or required_text(record, "project"),
        external_ref=key(record, "external_ref"),
        title=required_text(record, "title"),
        created_at=created_at,
        description=text(record, "description") or "",
        priority=_priority(record),
        assignee=_person(record, "assignee", notes),
        created_by=_person(record, "created_by", notes),
        tags=texts(record, "tags"),
        due_at=instant(record, "due_at"),
        history=history,
        says_status=bool(history),
        comments=tuple(_comment(comment, notes) for comment in listed(record, "comments")),
        depends_on=refs,
        depends_on_numbers=numbers,
        blocked_at=blocked_at,
        blocked_reason=blocked_reason,
    )
    leave_out(record, PLACED, notes)
    return task


def _block(record: Fields, history: tuple[StatusChange, ...], notes: Notes) -> tuple[datetime, str] | tuple[None, None]:
    """Since when a task is blocked, and why; what is finished is blocked by nothing."""
    at, reason = instant(record, "blocked_at"), text(record, "blocked_reason")
    if (at is None) is not (reason is None):
        raise Malformed("blocked_at and blocked_reason go together")
    if at is None or reason is None:
        return None, None
    if history and history[-1].status in FINISHED:
        notes.warn("finished, yet blocked: taken as not blocked")
        return None, None
    return at, reason


def _number(value: object, name: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 1 <= value <= MAX_ID:
        raise Malformed(f"{name} is not a whole number from 1 to 2^63 - 1")
    return value


def _priority(record: Fields) -> Priority | None:
    name = text(record, "priority")
    if name is None:
        return None
    if name not in PRIORITIES:
        raise Malformed(f"priority is none of {', '.join(PRIORITIES)}: {quoted(name)}")
    return PRIORITIES[name]


def _change(change: Fields, notes: Notes) -> StatusChange:
    name = required_text(change, "status")
    if name not in STATUSES:
        raise Malformed(f"status is none of {', '.join(STATUSES)}: {quoted(name)}")
    if "at" not in change:
        raise Malformed("at is missing in history: write null where the time is not known")
    leave_out(change, PLACED_OF_CHANGE, notes, "history.")
    return StatusChange(instant(change, "at"), STATUSES[name], _person(change, "by", notes))


def _comment(comment: Fields, notes: Notes) -> ImportedComment:
    leave_out(comment, PLACED_OF_COMMENT, notes, "comments.")
    return ImportedComment(
        required_instant(comment, "at"), required_text(comment, "body"), _person(comment, "by", notes)
    )


def _person(record: Fields, name: str, notes: Notes) -> Person | None:
    said = record.get(name)
    if said is None:
        return None
    who = said if isinstance(said, dict) else {"email": said}
    if not isinstance(who.get("email"), str):
        raise Malformed(f"{name} is {kind(said)}, neither an e-mail address nor an object with one")
    address = required_text(who, "email")
    person = people.known(address, text(who, "name"))
    if person is None:
        raise Malformed(f"{name} is not an e-mail address: {quoted(address)}")
    leave_out(who, PLACED_OF_PERSON, notes, f"{name}.")
    return person


def _dependencies(record: Fields) -> tuple[tuple[str, ...], tuple[int, ...]]:
    """External refs, and numbers of tasks of the same file."""
    values = record.get("depends_on")
    if values is not None and not isinstance(values, list):
        raise Malformed(f"depends_on is {kind(values)}, not a list")
    numbers = [value for value in values or () if not isinstance(value, str)]
    refs = [value for value in values or () if isinstance(value, str)]
    return texts({"depends_on": refs}, "depends_on"), tuple(
        dict.fromkeys(_number(value, "depends_on") for value in numbers)
    )
