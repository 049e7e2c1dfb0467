"""What other tools' names of statuses mean."""

import re
from collections.abc import Mapping

from radar_cli.domain.imported import Notes
from radar_cli.domain.quoted import shown
from radar_cli.domain.task import TaskStatus

NAMES: Mapping[TaskStatus, tuple[str, ...]] = {
    TaskStatus.TODO: (
        "todo",
        "to do",
        "open",
        "opened",
        "new",
        "backlog",
        "inbox",
        "created",
        "pending",
        "planned",
        "ready",
        "ready for development",
        "selected for development",
        "not started",
        "reopened",
        "待办",
        "待开发",
    ),
    TaskStatus.IN_PROGRESS: (
        "in progress",
        "doing",
        "started",
        "active",
        "in development",
        "in review",
        "review",
        "code review",
        "under review",
        "in testing",
        "testing",
        "in test",
        "in qa",
        "blocked",
        "on hold",
        "进行中",
        "正在进行",
        "处理中",
    ),
    TaskStatus.DONE: (
        "done",
        "closed",
        "resolved",
        "complete",
        "completed",
        "finished",
        "fixed",
        "released",
        "deployed",
        "verified",
        "完成",
        "已完成",
        "已关闭",
        "已解决",
    ),
    TaskStatus.CANCELLED: (
        "cancelled",
        "canceled",
        "rejected",
        "declined",
        "abandoned",
        "deleted",
        "obsolete",
        "won't do",
        "won't fix",
        "duplicate",
        "invalid",
    ),
}


def plain(name: str) -> str:
    """A name without what people write differently: case, spaces, hyphens, the apostrophe's shape."""
    return re.sub(r"[\s_-]+", " ", name.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'").casefold()).strip()


KNOWN = {plain(name): status for status, names in NAMES.items() for name in names}


class Statuses:
    """The meanings of a file's statuses.

    The user's own (`mapped`) come first, then the category that the file gives a status, then names that are well
    known. What is neither mapped nor well known is noted, with what was made of it.
    """

    def __init__(self, mapped: Mapping[str, TaskStatus], notes: Notes) -> None:
        self._mapped = {plain(name): status for name, status in mapped.items()}
        self._notes = notes
        self._learned: dict[str, TaskStatus] = {}

    def learn(self, name: str, category: TaskStatus | None) -> None:
        """Remember the category of a status for where the file says the name alone."""
        if category is not None:
            self._learned[plain(name)] = category

    def is_mapped(self, name: str) -> bool:
        return plain(name) in self._mapped

    def known(self, name: str, category: TaskStatus | None = None) -> TaskStatus | None:
        """What a name means, if anything says it. A finished status whose name says cancelled is that."""
        key = plain(name)
        if key in self._mapped:
            return self._mapped[key]
        category = category or self._learned.get(key)
        by_name = KNOWN.get(key)
        if category is TaskStatus.DONE and by_name is TaskStatus.CANCELLED:
            return by_name
        return category or by_name

    def meaning(self, name: str, category: TaskStatus | None = None) -> TaskStatus:
        """What a name means; what nothing says is taken as in progress."""
        known = self.known(name, category)
        status = known or TaskStatus.IN_PROGRESS
        if not self.is_mapped(name) and plain(name) not in KNOWN:
            source = "by its category" if known else "as a guess"
            self._notes.unknown[f"status {shown(name)}"] = f"{status} ({source})"
        return status
