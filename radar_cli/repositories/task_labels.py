"""What people call tasks: for reports that name single ones."""

from collections.abc import Iterable, Mapping

from radar_cli.database.session import Database

LABELS = """
    SELECT t.id, p.name AS project, t.title, u.email AS assignee
      FROM tasks t
      JOIN projects p ON p.id = t.project_id
      LEFT JOIN users u ON u.id = t.assignee_id
     WHERE {among}
"""
EMAILS = "SELECT u.id, u.email FROM users u WHERE {among}"


def labels(db: Database, task_ids: Iterable[int]) -> Mapping[int, Mapping[str, str | None]]:
    """The `project`, `title` and `assignee` (an e-mail address, or None) of tasks, by their numbers."""
    sql = LABELS.format(among=db.dialect.among("t.id", "$ids"))
    rows = db.rows(sql, ids=db.dialect.numbers(sorted(task_ids)))
    return {row["id"]: {name: row[name] for name in ("project", "title", "assignee")} for row in rows}


def emails(db: Database, user_ids: Iterable[int]) -> Mapping[int, str]:
    """The e-mail addresses of users, by their numbers."""
    sql = EMAILS.format(among=db.dialect.among("u.id", "$ids"))
    return {row["id"]: row["email"] for row in db.rows(sql, ids=db.dialect.numbers(sorted(user_ids)))}
