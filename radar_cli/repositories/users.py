"""Queries on users."""

import json
from collections.abc import Mapping, Set
from datetime import datetime
from typing import Any

from radar_cli.database.dialect import Kind
from radar_cli.database.session import Database
from radar_cli.domain.user import User

SEEN = """
    SELECT u.id FROM users u
     WHERE u.email = $email
       AND (u.id = $user_id
            OR EXISTS (SELECT 1 FROM project_members m JOIN project_members t ON t.project_id = m.project_id
                        WHERE m.user_id = $user_id AND t.user_id = u.id)
            OR EXISTS (SELECT 1 FROM project_members m JOIN tasks t ON t.project_id = m.project_id
                        WHERE m.user_id = $user_id AND t.assignee_id = u.id))
"""


def add(db: Database, email: str, name: str, password_hash: str | None, at: datetime) -> User:
    """Insert a user. The caller has looked that the address is free; a race ends as an IntegrityError."""
    row = db.pony.User(email=email, name=name, password_hash=password_hash, created_at=at)
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


def ids_by_email(db: Database, emails: Set[str]) -> Mapping[str, int]:
    """The numbers of those that are there, by e-mail address."""
    if not emails:
        return {}
    wanted = json.dumps([{"email": email} for email in sorted(emails)])
    source = db.dialect.table("$emails", {"email": Kind.TEXT})
    rows = db.rows(f"SELECT u.id, u.email FROM users u JOIN {source} ON r.email = u.email", emails=wanted)  # noqa: S608
    return {row["email"]: row["id"] for row in rows}


def add_inactive(db: Database, names: Mapping[str, str], at: datetime) -> None:
    """Insert people, names by e-mail address, as whom nobody can log in until they register."""
    columns = {"email": Kind.TEXT, "name": Kind.TEXT, "created_at": Kind.INSTANT, "active": Kind.FLAG}
    db.insert("users", columns, [(email, name, at, False) for email, name in names.items()])


def activate(db: Database, email: str, name: str, password_hash: str) -> User | None:
    """Let somebody log in who is inactive; None where nobody of that address is."""
    row = db.pony.User.get(email=email, active=False)
    if row is None:
        return None
    row.set(name=name, password_hash=password_hash, active=True)
    return to_user(row)


def password_hash(db: Database, email: str, *, for_update: bool = False) -> str | None:
    """The stored hash, locked on request; None for an unknown address and for a user without a password."""
    row = db.pony.User.get_for_update(email=email) if for_update else db.pony.User.get(email=email)
    return None if row is None else row.password_hash


def set_password_hash(db: Database, user_id: int, new_hash: str) -> None:
    db.pony.User[user_id].password_hash = new_hash


def to_user(row: Any) -> User:
    return User(row.id, row.email, row.name, row.created_at)
