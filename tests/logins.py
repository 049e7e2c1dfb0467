"""Sessions of people who have no password, and the passing of time for logins."""

from datetime import UTC, datetime, timedelta

from radar_cli.database.session import Database
from radar_cli.domain.login import SESSION_LIFETIME
from radar_cli.domain.user import User
from radar_cli.services import tokens


def token_of(db: Database, user: User) -> str:
    """The token of a new session."""
    token, now = tokens.new(), datetime.now(UTC)
    with db.transaction():
        db.pony.Session(
            token_hash=tokens.digest(token), user=user.id, created_at=now, expires_at=now + SESSION_LIFETIME
        )
    return token


def let_pass(db: Database, **duration: float) -> None:
    """Make all sessions and failures older: they are dated by the database's clock, which nobody can move."""
    with db.transaction():
        for session in db.pony.Session.select():
            session.expires_at -= timedelta(**duration)
        for failures in db.pony.LoginFailures.select():
            failures.last_failed_at -= timedelta(**duration)
