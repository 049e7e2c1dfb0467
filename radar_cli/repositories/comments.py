"""Queries on comments."""

from collections.abc import Mapping, Sequence
from typing import Any

from radar_cli.database.dialect import Kind
from radar_cli.database.session import Database
from radar_cli.domain.comment import Comment

COLUMNS: Mapping[str, Kind] = {
    "project_id": Kind.NUMBER,
    "task_id": Kind.NUMBER,
    "author_id": Kind.NUMBER,
    "body": Kind.TEXT,
    "created_at": Kind.INSTANT,
}
OF_TASKS = """
    SELECT c.id, c.task_id, c.project_id, u.email AS author, u.name AS author_name, c.body, c.created_at
      FROM comments c
      JOIN users u ON u.id = c.author_id
     WHERE {condition}
     ORDER BY c.created_at, c.id
"""


def insert(db: Database, added: Sequence[Comment], author_ids: Mapping[str, int]) -> None:
    """Insert comments, their own numbers not looked at; `author_ids` are users' numbers by e-mail address."""
    rows = [
        (
            comment.project_id,
            comment.task_id,
            author_ids[comment.author],
            comment.body,
            comment.created_at,
        )
        for comment in added
    ]
    db.insert("comments", COLUMNS, rows)


def of_tasks(db: Database, task_ids: Sequence[int]) -> Sequence[Comment]:
    """The comments on tasks, whoever asks, the oldest first."""
    sql = OF_TASKS.format(condition=db.dialect.among("c.task_id", "$ids"))
    return [_comment(db, row) for row in db.rows(sql, ids=db.dialect.numbers(task_ids))]


def delete(db: Database, ids: Sequence[int]) -> None:
    condition = db.dialect.among("id", "$ids")
    db.execute(f"DELETE FROM comments WHERE {condition}", ids=db.dialect.numbers(ids))  # noqa: S608  constants


def _comment(db: Database, row: Mapping[str, Any]) -> Comment:
    return Comment(
        row["id"],
        row["task_id"],
        row["project_id"],
        row["author"],
        row["body"],
        db.dialect.read_instant(row["created_at"]),
    )
