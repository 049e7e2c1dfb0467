"""What `task export` writes."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import BinaryIO

from radar_cli.domain.imported import ImportedComment, ImportedTask, Notes, Record, StatusChange
from radar_cli.domain.quoted import quoted
from radar_cli.domain.task import TaskStatus
from radar_cli.importers import priorities
from radar_cli.importers.fields import (
    Fields,
    Malformed,
    distinct,
    key,
    leave_out,
    listed,
    required_text,
    text,
    texts,
)
from radar_cli.importers.history import settled
from radar_cli.importers.json_objects import json_objects
from radar_cli.importers.options import Options
from radar_cli.importers.records import converted
from radar_cli.importers.text_lines import text_lines
from radar_cli.importers.times import creation, instant, required_instant

WITHOUT_PROJECT = "inbox"
RECURRING = "recurring"
FINISHED = {"completed": TaskStatus.DONE, "deleted": TaskStatus.CANCELLED}
STATUSES = ("pending", "waiting", *FINISHED, RECURRING)
PLACED = frozenset(
    {
        "annotations",
        "depends",
        "description",
        "due",
        "end",
        "entry",
        "priority",
        "project",
        "start",
        "status",
        "tags",
        "uuid",
    }
)
PLACED_OF_ANNOTATION = frozenset({"description", "entry"})


def read(source: BinaryIO, options: Options, notes: Notes) -> Iterator[Record]:
    """The tasks of an export: an array, one object, or one a line. Templates of recurring tasks are skipped.

    Raises:
        BadInput: the file as a whole is not JSON.
    """
    found = json_objects(*text_lines(source))
    return converted(found, partial(_task, options=options, notes=notes))


def _task(line: int, record: Fields, options: Options, notes: Notes) -> ImportedTask | None:
    status = text(record, "status") or "pending"
    if status not in STATUSES:
        raise Malformed(f"status is not one of Taskwarrior's: {quoted(status)}")
    if status == RECURRING:
        notes.leave_out("templates of recurring tasks")
        leave_out(record, PLACED, notes)
        return None
    entry, start, end = instant(record, "entry"), instant(record, "start"), instant(record, "end")
    created_at = creation(entry, (start, end), options.now, notes)
    task = ImportedTask(
        line=line,
        project=options.project or text(record, "project") or WITHOUT_PROJECT,
        external_ref=key(record, "uuid"),
        title=required_text(record, "description"),
        created_at=created_at,
        priority=priorities.meaning(text(record, "priority"), notes),
        tags=_several(record, "tags"),
        due_at=instant(record, "due"),
        history=settled(_changes(status, start, end), created_at, notes),
        comments=_comments(record, notes),
        depends_on=_several(record, "depends"),
    )
    if status == "waiting":
        notes.warn("waiting: taken as todo")
    leave_out(record, PLACED, notes)
    return task


def _changes(status: str, start: datetime | None, end: datetime | None) -> Iterator[StatusChange]:
    finished = FINISHED.get(status)
    if start is not None and (finished is None or end is None or start <= end):
        yield StatusChange(start, TaskStatus.IN_PROGRESS)
    if finished is not None:
        yield StatusChange(end, finished)


def _several(record: Fields, name: str) -> tuple[str, ...]:
    """A list of texts; older versions wrote one text with commas."""
    if name not in record:
        return ()
    if isinstance(record[name], str):
        return distinct((text(record, name) or "").split(","))
    return texts(record, name)


def _comments(record: Fields, notes: Notes) -> tuple[ImportedComment, ...]:
    if "annotations" not in record:
        return ()
    annotations = listed(record, "annotations")
    for annotation in annotations:
        leave_out(annotation, PLACED_OF_ANNOTATION, notes, "annotations.")
    return tuple(
        ImportedComment(required_instant(annotation, "entry"), required_text(annotation, "description"))
        for annotation in annotations
    )
