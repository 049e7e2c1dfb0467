"""Registering, logging in and out, and changing a password.

What is asked is committed before it is answered (`repositories/credentials.py` says why), so most of these are two
transactions. Neither a password nor what is kept of it goes to or comes from the database: only its key goes there.
"""

from dataclasses import dataclass
from datetime import datetime

from radar_cli.database.session import Database
from radar_cli.domain import text
from radar_cli.domain.login import Credential, KeyParameters, LoginOutcome, LoginRequest, LoginState
from radar_cli.domain.user import User
from radar_cli.errors import BadInput, NotLoggedIn
from radar_cli.repositories import credentials, sessions
from radar_cli.services import passwords, tokens


@dataclass(frozen=True, slots=True)
class Login:
    """A new session: its token, which is told once, and its end (UTC)."""

    user: User
    token: str
    expires_at: datetime


def register(db: Database, email: str, name: str, password: str) -> Login:
    """Make an account, and open its first session.

    Somebody who is known from an import alone becomes active; they are in no project until they are added.

    Raises:
        BadInput: a value is not acceptable, or the address has an account already.
    """
    address = text.email(email)
    display_name = text.name(name, "name")
    token = _ask(db, address, None, passwords.credential(text.password(password)))
    with db.transaction():
        outcome = credentials.of(db).register(tokens.digest(token), display_name)
    if outcome.state is LoginState.TAKEN:
        raise BadInput(f"{address} is registered already", "log in with radar auth login")
    return _login(outcome, token)


def log_in(db: Database, email: str, password: str) -> Login:
    """Open a session of 30 days.

    Raises:
        BadInput: that is no e-mail address.
        NotLoggedIn: unknown address or wrong password, in the same words after the same time; or too many
            failures in a row, which is said for unknown addresses too.
    """
    address = text.email(email)
    parameters = _parameters(db, address)
    key = passwords.key(password, parameters)
    token = _ask(db, address, key)
    with db.transaction():
        outcome = credentials.of(db).log_in(tokens.digest(token))
    _require_accepted(outcome, "the e-mail address or the password is wrong", "try again, or register")
    if passwords.is_outdated(parameters):
        _renew(db, address, key, password)
    return _login(outcome, token)


def new_token(db: Database, user: User, present: str | None) -> Login:
    """Another session of somebody who is logged in, for cron and scripts.

    `present` is the token that they are logged in by; the local account of an embedded database has none.

    Raises:
        NotLoggedIn: that token opens no session any more.
    """
    token = tokens.new()
    present_hash = None if present is None else tokens.digest(present)
    with db.transaction():
        outcome = credentials.of(db).new_token(user, present_hash, tokens.digest(token))
    _require_accepted(outcome, "the login has expired or is not valid here", "log in with radar auth login")
    return _login(outcome, token)


def log_out(db: Database, token: str) -> None:
    """Revoke the session of a token; an unknown one is as good as revoked."""
    with db.transaction():
        sessions.delete(db, tokens.digest(token))


def change_password(db: Database, user: User, old: str, new: str) -> Login:
    """Set a new password and revoke every session of the user; one new session is opened.

    Raises:
        NotLoggedIn: the old password is wrong, or there were too many failures in a row.
        BadInput: the new password is not acceptable.
    """
    text.password(new)
    key = passwords.key(old, _parameters(db, user.email))
    token = _ask(db, user.email, key, passwords.credential(new))
    with db.transaction():
        outcome = credentials.of(db).change_password(tokens.digest(token))
    _require_accepted(outcome, "the present password is wrong", "try again")
    return _login(outcome, token)


def _parameters(db: Database, address: str) -> KeyParameters:
    with db.reading():
        return credentials.of(db).parameters(address)


def _ask(db: Database, address: str, key: str | None, credential: Credential | None = None) -> str:
    """Write a request down under a new token, and give the token."""
    token = tokens.new()
    with db.transaction():
        credentials.of(db).ask(LoginRequest(tokens.digest(token), address, key, credential))
    return token


def _renew(db: Database, address: str, key: str, password: str) -> None:
    """Keep the password with today's parameters, if it is still the same."""
    token = _ask(db, address, key, passwords.credential(password))
    with db.transaction():
        credentials.of(db).renew(tokens.digest(token))


def _require_accepted(outcome: LoginOutcome, what: str, mend: str) -> None:
    if outcome.state is LoginState.THROTTLED:
        raise NotLoggedIn("too many failed logins in a row", f"try again in {outcome.wait_seconds} s")
    if outcome.state is LoginState.REFUSED:
        raise NotLoggedIn(what, mend)


def _login(outcome: LoginOutcome, token: str) -> Login:
    assert outcome.user is not None
    assert outcome.expires_at is not None
    return Login(outcome.user, token, outcome.expires_at)
