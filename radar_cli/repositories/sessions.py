"""Queries on sessions and on failed logins."""

from dataclasses import dataclass
from datetime import datetime

from radar_cli.database.session import Database
from radar_cli.domain.user import Session
from radar_cli.repositories.users import to_user


@dataclass(frozen=True, slots=True)
class Failures:
    """How often in a row a login to one account failed, and when last (UTC)."""

    count: int
    last_at: datetime


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


def failures(db: Database, account_hash: str) -> Failures | None:
    """The failures of an account, locked until the end of the transaction."""
    row = db.pony.LoginFailures.get_for_update(account_hash=account_hash)
    return None if row is None else Failures(row.failures, row.last_failed_at)


def count_failure(db: Database, account_hash: str, now: datetime) -> None:
    """Add one failure; two at the same moment count as two."""
    db.execute(
        "INSERT INTO login_failures (account_hash, failures, last_failed_at) VALUES ($account_hash, 1, $now)"
        " ON CONFLICT (account_hash)"
        " DO UPDATE SET failures = login_failures.failures + 1, last_failed_at = excluded.last_failed_at",
        account_hash=account_hash,
        now=db.dialect.instant(now),
    )


def forget_failures(db: Database, account_hash: str, older_than: datetime) -> None:
    """Forget those of one account, and all that ended before `older_than`."""
    db.execute(
        "DELETE FROM login_failures WHERE account_hash = $account_hash OR last_failed_at < $older_than",
        account_hash=account_hash,
        older_than=db.dialect.instant(older_than),
    )
