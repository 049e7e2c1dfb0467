"""Changes of tasks, and remarks, before they are written, and what one command changed together."""

from dataclasses import dataclass
from datetime import datetime

from radar_cli.domain.comment import Comment
from radar_cli.domain.quick_dataclass import quick_dataclass
from radar_cli.domain.task import Task

# What the action of a batch begins with that an import made; its source follows.
IMPORT = "import"


@quick_dataclass
class Change:
    """A task before and after: None where it is not there. `actor_id` is whose change it is, `at` when, in UTC."""

    before: Task | None
    after: Task | None
    actor_id: int
    at: datetime


@quick_dataclass
class Remark:
    """A comment that was made, or taken back. `actor_id` is whose doing it is, `at` when, in UTC."""

    comment: Comment
    actor_id: int
    at: datetime
    taken_back: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """All that one command changed: who gave it, when (UTC), and what it was, like "edit".

    `undoes` is the batch that it undid, `undone_by` the one that undid it.
    """

    id: int
    actor_id: int
    action: str
    created_at: datetime
    undoes: int | None
    undone_by: int | None
