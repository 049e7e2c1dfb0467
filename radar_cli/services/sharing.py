"""Sharing a database on PostgreSQL with a team's role."""

from collections.abc import Sequence
from dataclasses import dataclass

from radar_cli.database.session import Database
from radar_cli.domain.quoted import quoted
from radar_cli.errors import NotFound, OperationFailed
from radar_cli.repositories import team_roles
from radar_cli.repositories.team_roles import Right


@dataclass(frozen=True, slots=True)
class Sharing:
    """What a role was granted, and what it may do beside, since everybody may and others have to revoke it."""

    granted: Sequence[Right]
    left_over: Sequence[str]


def share(db: Database, role: str) -> Sharing:
    """Grant a role what a team needs to work with radar, and nothing on passwords, sessions and past events.

    What it had beside is revoked.

    Raises:
        OperationFailed: the database is embedded, or isolated; or that role could read everything all the same.
        NotFound: there is no such role.
    """
    if db.dialect.is_one_file:
        raise OperationFailed("an embedded database has no roles", "share one on PostgreSQL")
    if db.is_isolated:
        raise OperationFailed("an isolated database has a login for each person", "give one with radar db grant EMAIL")
    with db.transaction():
        if not team_roles.exists(db, role):
            raise NotFound(f"the server has no role {quoted(role)}", "make it with CREATE ROLE … LOGIN")
        granted = team_roles.share(db, role)
        if team_roles.is_too_strong(db, role):
            raise OperationFailed(
                f"the role {quoted(role)} would read passwords all the same",
                "take one that is no superuser, makes no roles, and is neither the owner nor a member of it",
            )
        return Sharing(granted, team_roles.may_still(db, role))
