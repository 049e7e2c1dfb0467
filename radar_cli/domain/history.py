"""From a task's history in another tool to its steps in radar."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from radar_cli.domain.imported import Person, StatusChange
from radar_cli.domain.quick_dataclass import quick_dataclass
from radar_cli.domain.task import Task, entered

FLOW = ("status", "started_at", "done_at", "cancelled_at", "reopen_count")


@quick_dataclass
class Step:
    """A task after one of its status changes: when that was (UTC, None where nobody knows), and whose it was."""

    task: Task
    at: datetime | None
    by: Person | None


def steps(first: Task, history: Sequence[StatusChange]) -> Sequence[Step]:
    """The task after each status that it entered; a change into the status that it has is none."""
    task = first
    found = []
    for change in history:
        if change.status is not task.status:
            task = entered(task, change.status, change.at)
            found.append(Step(task, change.at, change.by))
    return found


def steps_after(task: Task, first: Task, lived: Sequence[Step]) -> Sequence[Step] | None:
    """Those steps of a history that a task in radar has not made yet; None where it is nowhere in that history.

    It stands after the latest step that has the same status, times and reopenings.
    """
    for made in range(len(lived), 0, -1):
        if same_flow(lived[made - 1].task, task):
            return lived[made:]
    return lived if same_flow(first, task) else None


def led_to(task: Task, source: Task) -> Task:
    """A task whose history is another one than its source's, in the status that its source is in.

    What the source says of times goes before; where it knows none, and of reopenings fewer, those of the task stay,
    but for a start that is later than the end.
    """
    moved = task if task.status is source.status else entered(task, source.status, None)
    ended_at = source.done_at or source.cancelled_at
    fits = moved.started_at is None or ended_at is None or moved.started_at <= ended_at
    return replace(
        moved,
        started_at=source.started_at or (moved.started_at if fits else None),
        done_at=source.done_at or moved.done_at,
        cancelled_at=source.cancelled_at or moved.cancelled_at,
        reopen_count=max(source.reopen_count, moved.reopen_count),
    )


def same_flow(one: Task, other: Task) -> bool:
    """Whether two tasks have the same status, times and reopenings."""
    return all(getattr(one, name) == getattr(other, name) for name in FLOW)
