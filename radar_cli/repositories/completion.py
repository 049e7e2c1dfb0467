"""What a person may mean who has begun to type: a few values, those first that are most likely."""

from collections.abc import Sequence

from radar_cli.database.session import Database
from radar_cli.domain.task import TaskStatus
from radar_cli.repositories.tasks import VISIBLE

MOST = 200
PEOPLE = """
    SELECT u.email, u.name
      FROM users u
     WHERE u.id IN (SELECT o.user_id
                      FROM project_members m
                      JOIN project_members o ON o.project_id = m.project_id
                     WHERE m.user_id = $user_id)
     ORDER BY u.email
     LIMIT $most
"""
TASKS = f"""
    SELECT t.id, t.title
      FROM tasks t
     WHERE {VISIBLE} AND t.status IN ($first, $second) AND CAST(t.id AS text) LIKE $pattern
     ORDER BY t.id DESC
     LIMIT $most
"""  # noqa: S608  constants
VIEWS = "SELECT name, filter FROM views WHERE owner_id = $user_id ORDER BY name_key LIMIT $most"


def people(db: Database, user_id: int) -> Sequence[tuple[str, str]]:
    """Addresses and names of those who share a project with the user, and their own."""
    return [(row["email"], row["name"]) for row in db.rows(PEOPLE, user_id=user_id, most=MOST)]


def tasks(
    db: Database, user_id: int, statuses: tuple[TaskStatus, TaskStatus], digits: str
) -> Sequence[tuple[int, str]]:
    """Numbers that begin with the digits, and titles, of the tasks in those statuses, the newest first."""
    first, second = statuses
    rows = db.rows(TASKS, user_id=user_id, first=first.value, second=second.value, pattern=f"{digits}%", most=MOST)
    return [(row["id"], row["title"]) for row in rows]


def views(db: Database, user_id: int) -> Sequence[tuple[str, str]]:
    """Names and filters of the user's views."""
    return [(row["name"], row["filter"]) for row in db.rows(VIEWS, user_id=user_id, most=MOST)]
