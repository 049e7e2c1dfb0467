"""How an issue of Jira went through its statuses: what its history, its status and its resolution say together."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from radar_cli.domain.imported import Notes, StatusChange
from radar_cli.domain.task import TaskStatus
from radar_cli.importers.history import FINISHED
from radar_cli.importers.statuses import Statuses, plain

CATEGORIES = {
    "new": TaskStatus.TODO,
    "to do": TaskStatus.TODO,
    "indeterminate": TaskStatus.IN_PROGRESS,
    "in progress": TaskStatus.IN_PROGRESS,
    "done": TaskStatus.DONE,
}
GIVEN_UP = frozenset({"wont fix", "wont do", "duplicate", "cannot reproduce", "invalid"})


@dataclass(frozen=True, slots=True)
class Ending:
    """What an issue says of its present state: its status, that status's category, and how and when it ended.

    `unresolved` means that the source knows resolutions and the issue has none.
    """

    status: str
    category: TaskStatus | None
    resolution: str | None
    resolved_at: datetime | None
    unresolved: bool


def category(name: str | None) -> TaskStatus | None:
    """What a category of statuses means, by its key or its English name."""
    return CATEGORIES.get(plain(name)) if name else None


def is_given_up(resolution: str | None) -> bool:
    """Whether a resolution says that nothing was done."""
    return resolution is not None and plain(resolution).replace("'", "") in GIVEN_UP


def flow(
    changes: Sequence[StatusChange], ending: Ending, statuses: Statuses, notes: Notes, *, keep_resolution: bool
) -> list[StatusChange]:
    """The changes of an issue, led to the state that it is in.

    A finished status without a resolution is open to Jira too, and taken as in progress where no history shows when
    it was finished and the user does not map it.
    """
    present = statuses.meaning(ending.status, ending.category)
    if _is_open_to_jira(changes, ending, present, statuses):
        notes.warn("in a finished status, yet unresolved: taken as in progress, unless you --map the status")
        present = TaskStatus.IN_PROGRESS
    steps = list(changes)
    if (steps[-1].status if steps else TaskStatus.TODO) is not present:
        if steps:
            notes.warn("in another status than its history ends in: the step that is missing was added")
        steps.append(StatusChange(_end(steps, ending, present), present))
    if is_given_up(ending.resolution) and not keep_resolution:
        return _given_up(steps)
    return steps


def _is_open_to_jira(changes: Sequence[StatusChange], ending: Ending, present: TaskStatus, statuses: Statuses) -> bool:
    resolved = ending.resolved_at is not None or not ending.unresolved
    return present is TaskStatus.DONE and not (resolved or changes or statuses.is_mapped(ending.status))


def _end(steps: Sequence[StatusChange], ending: Ending, present: TaskStatus) -> datetime | None:
    """When the last status began: the resolution's time, if the status is finished and no step is later."""
    if present not in FINISHED or ending.resolved_at is None:
        return None
    is_last = all(step.at is None or step.at <= ending.resolved_at for step in steps)
    return ending.resolved_at if is_last else None


def _given_up(steps: list[StatusChange]) -> list[StatusChange]:
    """The run of done at the end as cancelled; earlier ends, after which the issue was opened again, stay done."""
    last = len(steps)
    while last and steps[last - 1].status is TaskStatus.DONE:
        last -= 1
    return steps[:last] + [replace(step, status=TaskStatus.CANCELLED) for step in steps[last:]]
