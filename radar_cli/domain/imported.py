"""Tasks as another tool knew them, whatever its format: what every importer reads its source into."""

from dataclasses import dataclass, field
from datetime import datetime

from radar_cli.domain.quick_dataclass import quick_dataclass
from radar_cli.domain.task import Priority, TaskStatus


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody as the source knows them. `email` is in lower case; made up under .invalid where there is none."""

    email: str
    name: str


@quick_dataclass
class StatusChange:
    """An entry into a status. `at` is UTC, None where the source does not know; `by` is None for whoever imports."""

    at: datetime | None
    status: TaskStatus
    by: Person | None = None


@quick_dataclass
class ImportedComment:
    """A remark on a task. `at` is UTC, None where the source does not know: then it is as old as its task."""

    at: datetime | None
    body: str
    by: Person | None = None


@quick_dataclass
class ImportedTask:
    """One task with its history.

    `line` is where it stands in the source, counted from 1: its line, or its place in an array. It begins as todo at
    `created_at`; `history` are the statuses that it entered after that, as they followed each other, no two in a row
    the same and none before `created_at`; unless it `says_status` nothing is known of the one that it is in.
    `depends_on` are external refs, `depends_on_numbers` the `number` of tasks of the same source, for those that have
    no external ref; a number is not kept. Texts are as the source has them: the import checks and trims them.
    """

    line: int
    project: str
    external_ref: str | None
    title: str
    created_at: datetime
    description: str = ""
    priority: Priority | None = None
    assignee: Person | None = None
    created_by: Person | None = None
    tags: tuple[str, ...] = ()
    due_at: datetime | None = None
    history: tuple[StatusChange, ...] = ()
    comments: tuple[ImportedComment, ...] = ()
    depends_on: tuple[str, ...] = ()
    blocked_at: datetime | None = None
    blocked_reason: str | None = None
    number: int | None = None
    depends_on_numbers: tuple[int, ...] = ()
    says_status: bool = True


@dataclass(frozen=True, slots=True)
class BadRecord:
    """A record that is no task: where it stands, counted as in ImportedTask, and why, in words for people."""

    line: int
    reason: str


@dataclass
class Notes:
    """What an importer saw on the way, for the summary at the end.

    `left_out` counts fields and kinds of records that have no place in radar, by their name; `warnings` counts what
    was taken otherwise than it may look, by a sentence; `unknown` are names that had to be guessed at, each with what
    was made of it.
    """

    left_out: dict[str, int] = field(default_factory=dict)
    warnings: dict[str, int] = field(default_factory=dict)
    unknown: dict[str, str] = field(default_factory=dict)

    def leave_out(self, what: str) -> None:
        self.left_out[what] = self.left_out.get(what, 0) + 1

    def warn(self, sentence: str) -> None:
        self.warnings[sentence] = self.warnings.get(sentence, 0) + 1


Record = ImportedTask | BadRecord
