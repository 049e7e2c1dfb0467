"""The way of a task through its statuses."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from radar_cli.domain.imported import Notes, StatusChange
from radar_cli.domain.task import TaskStatus

FINISHED = (TaskStatus.DONE, TaskStatus.CANCELLED)


def settled(changes: Iterable[StatusChange], created_at: datetime, notes: Notes) -> tuple[StatusChange, ...]:
    """A history without changes from a status to itself, whose times never go back, the task's creation included."""
    history: list[StatusChange] = []
    status = TaskStatus.TODO
    earliest = created_at
    for change in changes:
        if change.status is status:
            continue
        status = change.status
        history.append(_not_before(earliest, change, created_at, notes))
        earliest = history[-1].at or earliest
        if change.at is None:
            notes.warn(_without_time(status))
    return tuple(history)


def _not_before(earliest: datetime, change: StatusChange, created_at: datetime, notes: Notes) -> StatusChange:
    if change.at is None or change.at >= earliest:
        return change
    if change.at < created_at:
        notes.warn("changed before it was created: dated at its creation")
    else:
        notes.warn("changed before the change before: dated at that one")
    return replace(change, at=earliest)


def _without_time(status: TaskStatus) -> str:
    if status in FINISHED:
        return f"{status} at a time that the source does not say: left out of lead times"
    return f"{status} since a time that the source does not say"
