"""Queries on sessions."""

from datetime import datetime

from radar_cli.database.session import Database
from radar_cli.domain.user import Session
from radar_cli.repositories.users import to_user


def add(db: Database, token_hash: str, user_id: int, at: datetime, expires_at: datetime) -> None:
    db.pony.Session(token_hash=token_hash, user=user_id, created_at=at, expires_at=expires_at)


def find(db: Database, token_hash: str) -> Session | None:
    row = db.pony.Session.get(token_hash=token_hash)
    return None if row is None else Session(to_user(row.user), row.expires_at)


def delete(db: Database, token_hash: str) -> None:
    db.execute("DELETE FROM sessions WHERE token_hash = $token_hash", token_hash=token_hash)


def delete_all_of(db: Database, user_id: int) -> None:
    db.execute("DELETE FROM sessions WHERE user_id = $user_id", user_id=user_id)


def delete_expired(db: Database, now: datetime) -> None:
    db.execute("DELETE FROM sessions WHERE expires_at < $now", now=db.dialect.instant(now))
