"""A task as a row."""

from collections.abc import Sequence

from radar_cli.domain.table import Cell, Column
from radar_cli.domain.task import Task

COLUMNS = (
    Column("id", "Id"),
    Column("project", "Project", spare=3),
    Column("title", "Title"),
    Column("status", "Status"),
    Column("priority", "Priority", spare=4),
    Column("assignee", "Assignee", until="@"),
    Column("created_at", "Created", short=10, spare=1),
    Column("due_at", "Due", short=10, optional=True),
    Column("tags", "Tags", optional=True, spare=2),
    Column("started_at", "Started", hidden=True),
    Column("done_at", "Done", hidden=True),
    Column("cancelled_at", "Cancelled", hidden=True),
    Column("reopen_count", "Reopened", hidden=True),
    Column("blocked_at", "Blocked", hidden=True),
    Column("blocked_reason", "Blocked by", hidden=True),
    Column("depends_on", "Waits for", hidden=True),
    Column("external_ref", "Reference", hidden=True),
    Column("description", "Description", hidden=True),
    Column("version", "Version", hidden=True),
)
# Of a single task everything is shown, and whole.
DETAIL_COLUMNS = tuple(Column(column.name, column.title) for column in COLUMNS)


def row(task: Task) -> Sequence[Cell]:
    """The task's cells in the order of COLUMNS."""
    return (
        task.id,
        task.project,
        task.title,
        task.status.value,
        task.priority.label,
        task.assignee,
        task.created_at,
        task.due_at,
        task.tags,
        task.started_at,
        task.done_at,
        task.cancelled_at,
        task.reopen_count,
        task.blocked_at,
        task.blocked_reason,
        task.depends_on,
        task.external_ref,
        task.description,
        task.version,
    )
