"""What becomes of an imported record, and of the task that is there for it already."""

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from operator import attrgetter
from typing import Any

from radar_cli.domain import text
from radar_cli.domain.imported import ImportedComment, ImportedTask
from radar_cli.domain.project import Project
from radar_cli.domain.task import Priority, Task, TaskStatus

# What is compared on its own; being blocked is one thing.
FIELDS = (
    ("title",),
    ("description",),
    ("priority",),
    ("assignee",),
    ("created_at",),
    ("due_at",),
    ("tags",),
    ("blocked_at", "blocked_reason"),
)
TEXTS = ("title", "description", "tags", "external_ref", "blocked_reason", "comments")

_texts = attrgetter(*TEXTS)


def checked(record: ImportedTask) -> ImportedTask:
    """The record with its texts trimmed, but for its project.

    Raises:
        BadInput: one of them is not acceptable.
    """
    trimmed = (
        text.title(record.title),
        text.description(record.description),
        _tags(record.tags),
        None if record.external_ref is None else text.line(record.external_ref, "key"),
        None if record.blocked_reason is None else text.line(record.blocked_reason, "reason"),
        _comments(record.comments),
    )
    if trimmed == _texts(record):
        return record
    differing: dict[str, Any] = dict(zip(TEXTS, trimmed, strict=True))
    return replace(record, **differing)


def first_task(task_id: int, project: Project, record: ImportedTask) -> Task:
    """A record as the task that it was when it was created."""
    started_at = done_at = cancelled_at = None
    reopen_count, version = 0, 1
    assignee = None if record.assignee is None else record.assignee.email
    # By position, as in `entered`.
    return Task(
        task_id,
        project.id,
        project.name,
        record.title,
        record.description,
        TaskStatus.TODO,
        record.priority or Priority.MEDIUM,
        assignee,
        record.created_at,
        started_at,
        done_at,
        reopen_count,
        version,
        cancelled_at,
        record.due_at,
        record.tags,
        record.external_ref,
    )


def brought_up_to_date(task: Task, record: ImportedTask, bases: Sequence[Task]) -> Task:
    """A task with what its source says; what that leaves empty stays. The very same task where nothing differs.

    `bases` are the task as its source may have had it last, none where that is not known: a field in which the source
    still says the same as one of them keeps what somebody made of it in radar.
    """
    new = replace(
        task,
        title=record.title,
        description=record.description or task.description,
        priority=record.priority or task.priority,
        assignee=task.assignee if record.assignee is None else record.assignee.email,
        # A source that does not know it is dated at each import anew.
        created_at=min(record.created_at, task.created_at),
        due_at=record.due_at or task.due_at,
        tags=record.tags or task.tags,
        blocked_at=(record.blocked_at or task.blocked_at) if task.is_open else None,
        blocked_reason=(record.blocked_reason or task.blocked_reason) if task.is_open else None,
    )
    still_said = [names for names in FIELDS if any(_are_same(names, new, base) for base in bases)]
    new = replace(new, **{name: getattr(task, name) for names in still_said for name in names})
    return task if new == task else new


def still_blocked(task: Task, there: Task, record: ImportedTask) -> Task:
    """A task that was led through what its source lived, blocked as it was before if the source says that it is.

    What is finished on the way is not blocked any more, but what a source says of blocking is its present state.
    """
    if record.blocked_at is None or not task.is_open:
        return task
    return replace(task, blocked_at=there.blocked_at, blocked_reason=there.blocked_reason)


def with_flow_of(source: Task, task: Task) -> Task:
    """A task with the status, times and reopenings of another one."""
    return replace(
        task,
        status=source.status,
        started_at=source.started_at,
        done_at=source.done_at,
        cancelled_at=source.cancelled_at,
        reopen_count=source.reopen_count,
        blocked_at=task.blocked_at if source.is_open else None,
        blocked_reason=task.blocked_reason if source.is_open else None,
    )


def _are_same(names: Sequence[str], one: Task, other: Task) -> bool:
    return all(getattr(one, name) == getattr(other, name) for name in names)


@lru_cache(1000)  # most tasks of a file have the tags of another one
def _tags(written: tuple[str, ...]) -> tuple[str, ...]:
    return text.tags(part for tag in written for part in tag.split(",") if part.strip())


def _comments(written: tuple[ImportedComment, ...]) -> tuple[ImportedComment, ...]:
    """Those that say something, each once."""
    if not written:
        return ()
    said = [replace(comment, body=text.comment(comment.body)) for comment in written if comment.body.strip()]
    # Whatever its author is called there.
    return tuple({(one.at, one.body, None if one.by is None else one.by.email): one for one in said}.values())
