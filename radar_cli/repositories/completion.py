"""What a person may mean who has begun to type: a few values, those first that are most likely."""

from collections.abc import Sequence

from radar_cli.database.session import Database
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
# Literals rather than parameters, so that the partial index on open tasks matches.
OPEN = "t.status IN ('todo', 'in_progress')"
CLOSED = "t.status IN ('done', 'cancelled')"
TASKS = f"""
    SELECT t.id, t.title
      FROM tasks t
     WHERE {VISIBLE} AND {{status}} AND CAST(t.id AS text) LIKE $pattern
     ORDER BY t.id DESC
     LIMIT $most
"""  # noqa: S608  constants
VIEWS = "SELECT name, filter FROM views WHERE owner_id = $user_id ORDER BY name_key LIMIT $most"


def people(db: Database, user_id: int) -> Sequence[tuple[str, str]]:
    """Addresses and names of those who share a project with the user, and their own."""
    return [(row["email"], row["name"]) for row in db.rows(PEOPLE, user_id=user_id, most=MOST)]


def tasks(db: Database, user_id: int, digits: str, *, are_open: bool) -> Sequence[tuple[int, str]]:
    """Numbers that begin with the digits, and titles, of tasks that are open, or are not, the newest first."""
    query = TASKS.format(status=OPEN if are_open else CLOSED)
    return [(row["id"], row["title"]) for row in db.rows(query, user_id=user_id, pattern=f"{digits}%", most=MOST)]


def views(db: Database, user_id: int) -> Sequence[tuple[str, str]]:
    """Names and filters of the user's views."""
    return [(row["name"], row["filter"]) for row in db.rows(VIEWS, user_id=user_id, most=MOST)]
