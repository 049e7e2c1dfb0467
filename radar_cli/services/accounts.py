"""Registering, logging in and out, and changing a password."""

import hashlib
import math
from dataclasses import dataclass
from datetime import datetime, timedelta

from radar_cli.database.session import Database
from radar_cli.domain import text
from radar_cli.domain.clock import Clock
from radar_cli.domain.user import User
from radar_cli.errors import BadInput, NotLoggedIn
from radar_cli.repositories import login_failures, sessions, users
from radar_cli.services import passwords, tokens

FREE_FAILURES = 5
LONGEST_DELAY_SECONDS = 15 * 60
FAILURES_KEPT_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Login:
    """A new session: its token, which is told once, and its end (UTC)."""

    user: User
    token: str
    expires_at: datetime


def register(db: Database, clock: Clock, email: str, name: str, password: str) -> Login:
    """Make an account, and open its first session.

    Somebody who is known from an import alone becomes active; they are in no project until they are added.

    Raises:
        BadInput: a value is not acceptable, or the address has an account already.
    """
    address = text.email(email)
    display_name = text.name(name, "name")
    password_hash = passwords.hashed(text.password(password))
    with db.transaction():
        user = users.activate(db, address, display_name, password_hash)
        if user is None and users.by_email(db, address) is not None:
            raise BadInput(f"{address} is registered already", "log in with radar auth login")
        user = user or users.add(db, address, display_name, password_hash, clock())
        return _open_session(db, clock, user)


def log_in(db: Database, clock: Clock, email: str, password: str) -> Login:
    """Open a session of 30 days.

    Raises:
        BadInput: that is no e-mail address.
        NotLoggedIn: unknown address or wrong password, in the same words after the same time; or too many
            failures in a row, which is said for unknown addresses too.
    """
    address = text.email(email)
    account = _account_hash(address)
    _admit(db, clock, account)
    with db.reading():
        stored = users.password_hash(db, address)
    if stored is None or not passwords.matches(stored, password):
        passwords.spend_as_long(stored, password)
        raise NotLoggedIn("the e-mail address or the password is wrong", "try again, or register")
    renewed = passwords.hashed(password) if passwords.is_outdated(stored) else stored
    with db.transaction():
        login_failures.forget(db, account, clock() - FAILURES_KEPT_FOR)
        user = _with_unchanged_password(db, address, stored)
        users.set_password_hash(db, user.id, renewed)
        return _open_session(db, clock, user)


def new_token(db: Database, clock: Clock, user: User) -> Login:
    """Another session of somebody who is logged in, for cron and scripts."""
    with db.transaction():
        return _open_session(db, clock, user)


def log_out(db: Database, token: str) -> None:
    """Revoke the session of a token; an unknown one is as good as revoked."""
    with db.transaction():
        sessions.delete(db, tokens.digest(token))


def change_password(db: Database, clock: Clock, user: User, old: str, new: str) -> Login:
    """Set a new password and revoke every session of the user; one new session is opened.

    Raises:
        NotLoggedIn: the old password is wrong.
        BadInput: the new password is not acceptable.
    """
    text.password(new)
    account = _account_hash(user.email)
    _admit(db, clock, account)
    with db.reading():
        stored = users.password_hash(db, user.email)
    if stored is None or not passwords.matches(stored, old):
        raise NotLoggedIn("the present password is wrong", "try again")
    new_hash = passwords.hashed(new)
    with db.transaction():
        login_failures.forget(db, account, clock() - FAILURES_KEPT_FOR)
        _with_unchanged_password(db, user.email, stored)
        users.set_password_hash(db, user.id, new_hash)
        sessions.delete_all_of(db, user.id)
        return _open_session(db, clock, user)


def _account_hash(address: str) -> str:
    return hashlib.sha256(address.encode("utf-8", "surrogateescape")).hexdigest()


def _with_unchanged_password(db: Database, address: str, verified: str) -> User:
    """The user, locked, if the password is still the one that was verified outside of this transaction."""
    if users.password_hash(db, address, for_update=True) != verified:
        raise NotLoggedIn("the password was changed at the same moment", "log in with the new one")
    user = users.by_email(db, address)
    assert user is not None
    return user


def _admit(db: Database, clock: Clock, account: str) -> None:
    """Count an attempt as failed before it is tried, so that attempts in parallel gain nothing."""
    with db.transaction():
        now = clock()
        failures = login_failures.locked(db, account, now)
        if failures.count >= FREE_FAILURES:
            delay = min(2.0 ** min(failures.count - FREE_FAILURES, 20), LONGEST_DELAY_SECONDS)
            wait = failures.last_at + timedelta(seconds=delay) - now
            if wait > timedelta():
                seconds = math.ceil(wait.total_seconds())
                raise NotLoggedIn("too many failed logins in a row", f"try again in {seconds} s")
        login_failures.count_one(db, account, now)


def _open_session(db: Database, clock: Clock, user: User) -> Login:
    now = clock()
    login = Login(user, tokens.new(), now + tokens.LIFETIME)
    sessions.delete_expired(db, now)
    sessions.add(db, tokens.digest(login.token), user.id, now, login.expires_at)
    return login
