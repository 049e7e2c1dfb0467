"""A database on PostgreSQL as a team shares it: one role owns the tables, another is everybody's."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

from tests.canaries import DATABASE_PASSWORD
from tests.psql import typed


@dataclass(frozen=True, slots=True)
class Roles:
    """Two roles of the server, gone after the session."""

    owner: str
    team: str


@dataclass(frozen=True, slots=True)
class Shared:
    """One database by the URLs of its two roles."""

    roles: Roles
    owner_url: str
    team_url: str

    def as_team(self, sql: str, parameters: Sequence[object] = ()) -> Sequence[tuple[Any, ...]]:
        """What psql would show to somebody in the team who typed that; raises psycopg2's error where it is refused."""
        return typed(self.team_url, sql, parameters=parameters)

    def as_owner(self, sql: str, parameters: Sequence[object] = ()) -> Sequence[tuple[Any, ...]]:
        return typed(self.owner_url, sql, parameters=parameters)


@contextmanager
def made(server: str) -> Iterator[Roles]:
    """Two roles for as long as the block lasts; nothing may be theirs at its end."""
    number = uuid4().hex[:12]
    roles = Roles(f"radar_owner_{number}", f"radar_team_{number}")
    for role in (roles.owner, roles.team):
        typed(server, f"CREATE ROLE {role} LOGIN PASSWORD '{DATABASE_PASSWORD}'")
    yield roles
    for role in (roles.owner, roles.team):
        typed(server, f"DROP ROLE {role}")


def as_role(url: str, role: str) -> str:
    """The URL of the same database for another role."""
    parts = urlsplit(url)
    return urlunsplit(parts._replace(netloc=f"{role}:{DATABASE_PASSWORD}@{parts.netloc.rpartition('@')[2]}"))
