"""Queries on projects and their members. A project is only ever found through a membership."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from radar_cli.database.session import Database
from radar_cli.domain.project import Member, Project, Role

VISIBLE = """
    SELECT p.id, p.name, p.created_at, p.archived_at, p.owner_id, o.email AS owner, m.role
      FROM project_members m
      JOIN projects p ON p.id = m.project_id
      JOIN users o ON o.id = p.owner_id
     WHERE m.user_id = $user_id
"""

# Of each project the first is read off the end of an index.
FIRST_TASK_AT = """
    SELECT min((SELECT t.created_at FROM tasks t WHERE t.project_id = p.id ORDER BY t.created_at, t.id LIMIT 1))
      FROM projects p
     WHERE {is_project}
"""


def add(db: Database, name: str, name_key: str, owner_id: int, at: datetime) -> int:
    row = db.pony.Project(name=name, name_key=name_key, owner=owner_id, created_at=at)
    db.pony.ProjectMember(project=row, user=owner_id, role=Role.OWNER.value)
    row.flush()
    return int(row.id)


def visible(db: Database, user_id: int, with_archived: bool) -> Sequence[Project]:
    """The user's projects by name."""
    archived = "" if with_archived else " AND p.archived_at IS NULL"
    return _projects(db, db.rows(f"{VISIBLE}{archived} ORDER BY p.name_key, p.id", user_id=user_id))


def named(db: Database, user_id: int, name_key: str) -> Sequence[Project]:
    """The user's projects of that name: more than one where their owners differ."""
    return _projects(
        db,
        db.rows(f"{VISIBLE} AND p.name_key = $name_key ORDER BY p.id", user_id=user_id, name_key=name_key),
    )


def by_ids(db: Database, user_id: int, ids: Sequence[int]) -> Mapping[int, Project]:
    """Those of the projects that the user may see."""
    condition = db.dialect.among("p.id", "$ids")
    rows = db.rows(f"{VISIBLE} AND {condition}", user_id=user_id, ids=db.dialect.numbers(ids))
    return {project.id: project for project in _projects(db, rows)}


def names(db: Database, ids: Sequence[int]) -> Mapping[int, str]:
    """The names of projects by their numbers, whoever asks."""
    condition = db.dialect.among("id", "$ids")
    rows = db.rows(f"SELECT id, name FROM projects WHERE {condition}", ids=db.dialect.numbers(ids))  # noqa: S608
    return {row["id"]: row["name"] for row in rows}


def is_name_taken(db: Database, owner_id: int, name_key: str) -> bool:
    return bool(db.pony.Project.exists(owner=owner_id, name_key=name_key))


def rename(db: Database, project_id: int, name: str, name_key: str) -> None:
    db.pony.Project[project_id].set(name=name, name_key=name_key)


def set_archived(db: Database, project_id: int, at: datetime | None) -> None:
    db.pony.Project[project_id].archived_at = at


def delete(db: Database, project_id: int) -> None:
    """Delete the project with its members, tasks, events and reports."""
    db.execute("DELETE FROM projects WHERE id = $project_id", project_id=project_id)


def count_tasks(db: Database, project_id: int) -> int:
    return int(db.value("SELECT count(*) FROM tasks WHERE project_id = $project_id", project_id=project_id))


def first_task_at(db: Database, ids: Sequence[int]) -> datetime | None:
    """When the first task of some projects was created; None where they have none."""
    sql = FIRST_TASK_AT.format(is_project=db.dialect.among("p.id", "$ids"))
    value = db.value(sql, ids=db.dialect.numbers(ids))
    return None if value is None else db.dialect.read_instant(value)


def members(db: Database, project_id: int) -> Sequence[Member]:
    rows = db.rows(
        "SELECT u.email, u.name, m.role FROM project_members m JOIN users u ON u.id = m.user_id"
        " WHERE m.project_id = $project_id ORDER BY u.email",
        project_id=project_id,
    )
    return [Member(row["email"], row["name"], Role(row["role"])) for row in rows]


def role_of(db: Database, project_id: int, user_id: int) -> Role | None:
    row = db.pony.ProjectMember.get(project=project_id, user=user_id)
    return None if row is None else Role(row.role)


def set_member(db: Database, project_id: int, user_id: int, role: Role) -> None:
    """Add somebody, or change their role."""
    row = db.pony.ProjectMember.get(project=project_id, user=user_id)
    if row is None:
        db.pony.ProjectMember(project=project_id, user=user_id, role=role.value)
    else:
        row.role = role.value


def remove_member(db: Database, project_id: int, user_id: int) -> None:
    db.execute(
        "DELETE FROM project_members WHERE project_id = $project_id AND user_id = $user_id",
        project_id=project_id,
        user_id=user_id,
    )


def _projects(db: Database, rows: Sequence[Mapping[str, Any]]) -> Sequence[Project]:
    return [
        Project(
            row["id"],
            row["name"],
            row["owner_id"],
            row["owner"],
            Role(row["role"]),
            db.dialect.read_instant(row["created_at"]),
            None if row["archived_at"] is None else db.dialect.read_instant(row["archived_at"]),
        )
        for row in rows
    ]
