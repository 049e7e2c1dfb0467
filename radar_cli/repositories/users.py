"""Queries on users."""

import json
from collections.abc import Mapping, Set
from datetime import datetime
from typing import Any

from radar_cli.database.dialect import Kind
from radar_cli.database.session import Database
from radar_cli.domain.user import User


def add(db: Database, email: str, name: str, at: datetime) -> User:
    """Insert a user. The caller has looked that the address is free; a race ends as an IntegrityError."""
    row = db.pony.User(email=email, name=name, created_at=at)
    row.flush()
    return to_user(row)


def by_email(db: Database, email: str) -> User | None:
    row = db.pony.User.get(email=email)
    return None if row is None else to_user(row)


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


def to_user(row: Any) -> User:
    return User(row.id, row.email, row.name, row.created_at)
