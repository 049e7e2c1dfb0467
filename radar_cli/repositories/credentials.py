"""Passwords and what opens sessions, behind one interface.

What is asked is written down by `ask` in a transaction of its own, and answered by one of the others in the next:
whoever was told the outcome in the same transaction could roll the count of failures back.
"""

from typing import Protocol

from radar_cli.database.session import Database
from radar_cli.domain.login import KeyParameters, LoginOutcome, LoginRequest
from radar_cli.domain.user import User
from radar_cli.repositories.called_credentials import CalledCredentials
from radar_cli.repositories.stored_credentials import StoredCredentials


class Credentials(Protocol):
    """What can be asked of a database about credentials. Each call is within a transaction of the caller's."""

    def parameters(self, email: str) -> KeyParameters:
        """How the key of somebody's password is made; what an unknown address gets cannot be told apart."""
        ...

    def ask(self, request: LoginRequest) -> None:
        """Write a request down; one that has a key counts as failed until it is answered."""
        ...

    def log_in(self, token_hash: str) -> LoginOutcome:
        """Open the session that was asked for: opened, refused or throttled."""
        ...

    def renew(self, token_hash: str) -> LoginOutcome:
        """Put the credential that was asked for in the place of the present one: renewed, refused or throttled."""
        ...

    def change_password(self, token_hash: str) -> LoginOutcome:
        """The same, and end all sessions but the one that was asked for: opened, refused or throttled."""
        ...

    def register(self, token_hash: str, name: str) -> LoginOutcome:
        """Make the account that was asked for, or let somebody log in who was inactive: opened or taken."""
        ...

    def new_token(self, user: User, present_token_hash: str | None, token_hash: str) -> LoginOutcome:
        """Open another session of somebody who has one, or who owns the embedded database: opened or refused."""
        ...


def of(db: Database) -> Credentials:
    """PostgreSQL's are reached through functions, since a team's role can read none of the tables.

    SQLite has no such functions, and whoever owns the file can read all of it anyway.
    """
    return StoredCredentials(db) if db.dialect.is_one_file else CalledCredentials(db)
