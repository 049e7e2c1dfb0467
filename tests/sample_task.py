"""A task to begin with: to do, and with nothing that it need not have."""

from datetime import UTC, datetime

from radar_cli.domain.task import Priority, Task, TaskStatus

TASK = Task(
    id=7,
    project_id=3,
    project="web",
    title="Fix login",
    description="",
    status=TaskStatus.TODO,
    priority=Priority.MEDIUM,
    assignee=None,
    created_at=datetime(2026, 1, 5, 9, tzinfo=UTC),
    started_at=None,
    done_at=None,
    reopen_count=0,
    version=1,
)
