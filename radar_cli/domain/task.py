"""Tasks, and the rules by which their status moves."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from radar_cli.domain.quick_dataclass import quick_dataclass
from radar_cli.errors import OperationFailed


class TaskStatus(StrEnum):
    """Where a task is in the flow."""

    TODO = "todo"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CANCELLED = "cancelled"


OPEN_STATUSES = (TaskStatus.TODO, TaskStatus.IN_PROGRESS)
ENDED = (TaskStatus.DONE, TaskStatus.CANCELLED)
# What people may say of statuses.
STATUSES: Mapping[str, tuple[TaskStatus, ...]] = {
    **{status.value: (status,) for status in TaskStatus},
    "open": OPEN_STATUSES,
    "closed": ENDED,
    "finished": ENDED,
    "all": tuple(TaskStatus),
}


class Priority(IntEnum):
    """How pressing a task is; the numbers are the order."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3
    URGENT = 4

    @property
    def label(self) -> str:
        return self.name.lower()


PRIORITIES: Mapping[str, Priority] = {priority.label: priority for priority in Priority}


@quick_dataclass
class Task:
    """A piece of work.

    `project` is a name, `assignee` an e-mail address, times are UTC. `started_at` is the first entry into
    `in_progress`; `done_at` the last entry into `done`, and None while the task is not done, or where an import
    did not know it; `cancelled_at` likewise. `tags` are in order, each once. `external_ref` is the task's key in the
    tool that it was imported from. A task is blocked while `blocked_at` and `blocked_reason` are there, and waits
    for the tasks `depends_on`, their numbers in order, as long as these are open.
    """

    id: int
    project_id: int
    project: str
    title: str
    description: str
    status: TaskStatus
    priority: Priority
    assignee: str | None
    created_at: datetime
    started_at: datetime | None
    done_at: datetime | None
    reopen_count: int
    version: int
    cancelled_at: datetime | None = None
    due_at: datetime | None = None
    tags: tuple[str, ...] = ()
    external_ref: str | None = None
    blocked_at: datetime | None = None
    blocked_reason: str | None = None
    depends_on: tuple[int, ...] = ()

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES


class Move(StrEnum):
    """What somebody does to a task's status."""

    START = "start"
    DONE = "done"
    REOPEN = "reopen"
    CANCEL = "cancel"


@dataclass(frozen=True, slots=True)
class Rule:
    """One allowed move: from which statuses, to which, and how people say that it happened."""

    sources: frozenset[TaskStatus]
    target: TaskStatus
    past_tense: str


RULES: Mapping[Move, Rule] = {
    Move.START: Rule(frozenset({TaskStatus.TODO}), TaskStatus.IN_PROGRESS, "started"),
    Move.DONE: Rule(frozenset(OPEN_STATUSES), TaskStatus.DONE, "finished"),
    Move.REOPEN: Rule(frozenset({TaskStatus.DONE, TaskStatus.CANCELLED}), TaskStatus.TODO, "reopened"),
    Move.CANCEL: Rule(frozenset(OPEN_STATUSES), TaskStatus.CANCELLED, "cancelled"),
}


def moved(task: Task, move: Move, at: datetime) -> Task:
    """The task after `move` at the instant `at`, its times and reopenings following the rules above.

    Raises:
        OperationFailed: the task's status does not allow the move.
    """
    rule = RULES[move]
    if task.status not in rule.sources:
        raise OperationFailed(f"task {task.id} is {task.status}", _mend(task, move))
    return entered(task, rule.target, at)


def entered(task: Task, status: TaskStatus, at: datetime | None) -> Task:
    """The next version of the task, in another status from the instant `at` on; None where nobody knows when.

    What is finished or given up is blocked by nothing any more.
    """
    is_open = status in OPEN_STATUSES
    started_at = task.started_at or at if status is TaskStatus.IN_PROGRESS else task.started_at
    done_at = at if status is TaskStatus.DONE else None
    cancelled_at = at if status is TaskStatus.CANCELLED else None
    reopen_count = task.reopen_count + (is_open and not task.is_open)
    blocked_at, blocked_reason = (task.blocked_at, task.blocked_reason) if is_open else (None, None)
    # By position: Python takes twice as long with names, and an import makes hundreds of thousands.
    return Task(
        task.id,
        task.project_id,
        task.project,
        task.title,
        task.description,
        status,
        task.priority,
        task.assignee,
        task.created_at,
        started_at,
        done_at,
        reopen_count,
        task.version + 1,
        cancelled_at,
        task.due_at,
        task.tags,
        task.external_ref,
        blocked_at,
        blocked_reason,
        task.depends_on,
    )


def _mend(task: Task, move: Move) -> str:
    if move is Move.REOPEN:
        return "only a task that is done or cancelled can be reopened"
    if task.status is RULES[move].target:
        return "there is nothing to do for it"
    return f"reopen it first, with radar task reopen {task.id}"
