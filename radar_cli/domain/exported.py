"""A task in radar's own interchange format, which docs/interchange.md describes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from radar_cli.domain.history import same_flow, steps
from radar_cli.domain.imported import ImportedComment, Person, StatusChange
from radar_cli.domain.instants import rfc3339
from radar_cli.domain.task import Task, TaskStatus


@dataclass(frozen=True, slots=True)
class ExportedTask:
    """A task with all that goes into the file; `project` is the name that the project has there.

    `entered` are the statuses that the log says it entered, from its creation on; `depends_on` are numbers of tasks
    of the same file.
    """

    task: Task
    project: str
    assignee: Person | None
    created_by: Person | None
    entered: Sequence[StatusChange]
    comments: Sequence[ImportedComment]
    depends_on: Sequence[int]


def document(exported: ExportedTask) -> Mapping[str, object]:
    """The task as a JSON object; what is absent or empty is left out."""
    task = exported.task
    fields = {
        "id": task.id,
        "project": exported.project,
        "external_ref": task.external_ref,
        "title": task.title,
        "description": task.description,
        "priority": task.priority.label,
        "assignee": _person(exported.assignee),
        "created_by": _person(exported.created_by),
        "created_at": rfc3339(task.created_at),
        "due_at": _instant(task.due_at),
        "tags": list(task.tags),
        "history": [_change(change) for change in history(task, exported.entered)],
        "comments": [_comment(comment) for comment in exported.comments],
        "depends_on": list(exported.depends_on),
        "blocked_at": _instant(task.blocked_at),
        "blocked_reason": task.blocked_reason,
    }
    return {name: value for name, value in fields.items() if value not in (None, "", [])}


def history(task: Task, entered: Sequence[StatusChange]) -> Sequence[StatusChange]:
    """The statuses of a task after its creation, from which its status, its times and its reopenings follow.

    They are those of the log, unless something else follows from these, as after an undo: then it is the shortest way
    to the task as it is.
    """
    first = replace(task, status=TaskStatus.TODO, started_at=None, done_at=None, cancelled_at=None, reopen_count=0)
    logged = [StatusChange(step.at, step.task.status, step.by) for step in steps(first, entered)]
    if logged and not task.is_open and task.done_at is None and task.cancelled_at is None:
        logged[-1] = replace(logged[-1], at=None)
    dated = _dated(logged)
    # A reader lets no time go back, which changes nothing where the clocks of a team differ in between.
    for told, read in ((logged, _never_back(logged)), (dated, dated), (logged, logged)):
        lived = steps(first, read)
        if same_flow(lived[-1].task if lived else first, task):
            return told
    return _shortest(task, entered)


def _never_back(changes: Sequence[StatusChange]) -> Sequence[StatusChange]:
    """The changes, none earlier than one before it."""
    latest, found = None, []
    for change in changes:
        is_back = change.at is not None and latest is not None and change.at < latest
        found.append(replace(change, at=latest) if is_back else change)
        latest = found[-1].at or latest
    return found


def _dated(changes: Sequence[StatusChange]) -> list[StatusChange]:
    """The changes, at an unknown time where the log has one that is later than what followed.

    An import logs a change whose time its source does not say at the time of the import.
    """
    dated: list[StatusChange] = []
    next_at = None
    for change in reversed(changes):
        is_known = next_at is None or change.at is None or change.at <= next_at
        dated.append(change if is_known else replace(change, at=None))
        next_at = dated[-1].at or next_at
    return dated[::-1]


def _shortest(task: Task, entered: Sequence[StatusChange]) -> Sequence[StatusChange]:
    by = {change.status: change.by for change in entered}
    since = task.started_at or task.created_at
    statuses: list[tuple[datetime | None, TaskStatus]] = []
    if task.started_at is not None:
        statuses.append((task.started_at, TaskStatus.IN_PROGRESS))
    statuses += [(since, TaskStatus.DONE), (since, TaskStatus.TODO)] * task.reopen_count
    if not statuses or statuses[-1][1] is not task.status:
        statuses.append((_last_entry(task), task.status))
    if len(statuses) == 1 and task.status is TaskStatus.TODO:
        return []
    return [StatusChange(at, status, by.get(status)) for at, status in statuses]


def _last_entry(task: Task) -> datetime | None:
    if task.status is TaskStatus.DONE:
        return task.done_at
    if task.status is TaskStatus.CANCELLED:
        return task.cancelled_at
    return task.started_at


def _change(change: StatusChange) -> Mapping[str, object]:
    said = {"at": _instant(change.at), "status": change.status.value}
    return said if change.by is None else {**said, "by": _person(change.by)}


def _comment(comment: ImportedComment) -> Mapping[str, object]:
    assert comment.at is not None  # radar's own have all been said at a time
    return {"at": rfc3339(comment.at), "by": _person(comment.by), "body": comment.body}


def _person(person: Person | None) -> Mapping[str, str] | None:
    return None if person is None else {"email": person.email, "name": person.name}


def _instant(moment: datetime | None) -> str | None:
    return None if moment is None else rfc3339(moment)
