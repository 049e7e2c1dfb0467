"""Queries on failed logins."""

from dataclasses import dataclass
from datetime import datetime

from radar_cli.database.session import Database


@dataclass(frozen=True, slots=True)
class Failures:
    """How often in a row a login to one account failed, and when last (UTC)."""

    count: int
    last_at: datetime


def locked(db: Database, account_hash: str, now: datetime) -> Failures:
    """The failures of an account, locked until the end of the transaction, those of a new one too."""
    db.execute(
        "INSERT INTO login_failures (account_hash, failures, last_failed_at) VALUES ($account_hash, 0, $now)"
        " ON CONFLICT (account_hash) DO UPDATE SET failures = login_failures.failures",
        account_hash=account_hash,
        now=db.dialect.instant(now),
    )
    row = db.pony.LoginFailures[account_hash]
    return Failures(row.failures, row.last_failed_at)


def count_one(db: Database, account_hash: str, now: datetime) -> None:
    """Add one failure to an account that `locked` has seen."""
    row = db.pony.LoginFailures[account_hash]
    row.set(failures=row.failures + 1, last_failed_at=now)


def forget(db: Database, account_hash: str, older_than: datetime) -> None:
    """Forget those of one account, and all that ended before `older_than`."""
    db.execute(
        "DELETE FROM login_failures WHERE account_hash = $account_hash OR last_failed_at < $older_than",
        account_hash=account_hash,
        older_than=db.dialect.instant(older_than),
    )
