"""Remarks on tasks."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody (an e-mail address) said about a task, and when (UTC)."""

    id: int
    task_id: int
    project_id: int
    author: str
    body: str
    created_at: datetime
