from datetime import UTC, datetime

import pytest

from radar_cli.domain.project import Permission, Project, Role


@pytest.mark.parametrize(
    ("role", "read", "write", "manage"),
    [("owner", True, True, True), ("member", True, True, False), ("viewer", True, False, False)],
)
def test_a_role_allows_what_is_its_own(role, read, write, manage) -> None:
    project = Project(1, "web", 1, "ana@example.com", Role(role), datetime(2026, 1, 1, tzinfo=UTC), None)
    assert project.allows(Permission.READ) is read
    assert project.allows(Permission.WRITE_TASKS) is write
    assert project.allows(Permission.MANAGE) is manage
