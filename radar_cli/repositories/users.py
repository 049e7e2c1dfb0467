"""Queries on users."""

import json
from collections.abc import Mapping, Sequence, Set
from datetime import datetime
from typing import Any

from radar_cli.database.dialect import Kind
from radar_cli.database.session import Database
from radar_cli.domain.user import User

IMPORT = "SELECT email FROM radar.import_people(CAST($people AS jsonb), $at) AS added (email)"
SEEN = """
    SELECT u.id FROM users u
     WHERE u.email = $email
       AND (u.id = $user_id
            OR EXISTS (SELECT 1 FROM project_members m JOIN project_members t ON t.project_id = m.project_id
                        WHERE m.user_id = $user_id AND t.user_id = u.id)
            OR EXISTS (SELECT 1 FROM project_members m JOIN tasks t ON t.project_id = m.project_id
                        WHERE m.user_id = $user_id AND t.assignee_id = u.id))
"""


def add(db: Database, email: str, name: str, at: datetime) -> User:
    """Insert a user. The caller has looked that the address is free; a race ends as an IntegrityError."""
    row = db.pony.User(email=email, name=name, created_at=at)
    row.flush()
    return to_user(row)


def by_email(db: Database, email: str) -> User | None:
    row = db.pony.User.get(email=email)
    return None if row is None else to_user(row)


def seen_by_email(db: Database, email: str, user_id: int) -> User | None:
    """Who has that address, if the user sees them: in a project of theirs, or where a task of theirs is."""
    row = db.rows(SEEN, email=email, user_id=user_id)
    return by_id(db, row[0]["id"]) if row else None


def by_id(db: Database, user_id: int) -> User:
    return to_user(db.pony.User[user_id])


def of_login(db: Database) -> User | None:
    """Whose login of an isolated database this is; None for nobody's."""
    rows = db.rows("SELECT id, email, name, created_at FROM users WHERE id = (SELECT radar.me())")
    return User(**{**rows[0], "created_at": db.dialect.read_instant(rows[0]["created_at"])}) if rows else None


def ids_by_email(db: Database, emails: Set[str]) -> Mapping[str, int]:
    """The numbers of those that are there, by e-mail address."""
    return {row["email"]: row["id"] for row in _named(db, emails)}


def inactive_ids(db: Database, emails: Set[str]) -> Set[int]:
    """The numbers of those who exist from an import alone."""
    return {row["id"] for row in _named(db, emails) if not row["active"]}


def _named(db: Database, emails: Set[str]) -> Sequence[Mapping[str, Any]]:
    if not emails:
        return []
    wanted = json.dumps([{"email": email} for email in sorted(emails)])
    source = db.dialect.table("$emails", {"email": Kind.TEXT})
    return db.rows(f"SELECT u.id, u.email, u.active FROM users u JOIN {source} ON r.email = u.email", emails=wanted)  # noqa: S608


def add_inactive(db: Database, names: Mapping[str, str], at: datetime) -> Sequence[str]:
    """Insert people, names by e-mail address, as whom nobody can log in until they register; gives who is new.

    In an isolated database others of these addresses may be there, whom whoever asks could not see.
    """
    if db.is_isolated:
        people = json.dumps([{"email": email, "name": name} for email, name in names.items()])
        return [row["email"] for row in db.rows(IMPORT, people=people, at=db.dialect.instant(at))]
    columns = {"email": Kind.TEXT, "name": Kind.TEXT, "created_at": Kind.INSTANT, "active": Kind.FLAG}
    db.insert("users", columns, [(email, name, at, False) for email, name in names.items()])
    return list(names)


def introduce(db: Database, project_id: int, email: str) -> None:
    """Let an owner of a project see whose an address is, where the database would not show them."""
    if db.is_isolated:
        db.rows("SELECT radar.introduce($project_id, $email)", project_id=project_id, email=email)


def make_active(db: Database, user_id: int, name: str | None) -> User:
    """Let somebody be more than a name in what was imported; with another name if one is given."""
    row = db.pony.User[user_id]
    row.set(active=True, **({} if name is None else {"name": name}))
    return to_user(row)


def to_user(row: Any) -> User:
    return User(row.id, row.email, row.name, row.created_at)
