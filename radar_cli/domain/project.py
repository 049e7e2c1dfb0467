"""Projects, their members, and what each role may do."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Role(StrEnum):
    """What somebody is in a project."""

    OWNER = "owner"
    MEMBER = "member"
    VIEWER = "viewer"


class Permission(StrEnum):
    """What can be done in a project, worded to follow "may not"."""

    READ = "read it"
    WRITE_TASKS = "change its tasks"
    MANAGE = "change the project"


GRANTS: dict[Role, frozenset[Permission]] = {
    Role.OWNER: frozenset(Permission),
    Role.MEMBER: frozenset({Permission.READ, Permission.WRITE_TASKS}),
    Role.VIEWER: frozenset({Permission.READ}),
}


@dataclass(frozen=True, slots=True)
class Project:
    """A project as one of its members sees it.

    `owner` is an e-mail address, `role` that of the person who asked, times are UTC.
    """

    id: int
    name: str
    owner_id: int
    owner: str
    role: Role
    created_at: datetime
    archived_at: datetime | None

    def allows(self, permission: Permission) -> bool:
        return permission in GRANTS[self.role]


@dataclass(frozen=True, slots=True)
class Member:
    """One person's place in a project."""

    email: str
    name: str
    role: Role
