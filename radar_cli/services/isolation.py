"""Logins of an isolated database: one role of the server for each person, and one for workers."""

from dataclasses import dataclass

from radar_cli.database.session import Database
from radar_cli.database.url import DatabaseUrl
from radar_cli.domain import text
from radar_cli.domain.clock import Clock
from radar_cli.domain.isolation import Group, Noted, role_name
from radar_cli.domain.user import User
from radar_cli.errors import BadInput, NotFound, OperationFailed
from radar_cli.repositories import isolation, schedules, users


@dataclass(frozen=True, slots=True)
class Granted:
    """A role that may log in, for whom (None: for workers), and whether isolation was turned on for it."""

    role: str
    user: User | None
    turned_on: bool


@dataclass(frozen=True, slots=True)
class Revoked:
    """A role that may log in no more (None: there was none to revoke), and how many of its sessions are left open."""

    user: User | None
    role: str | None
    sessions_left: int


def require_server(url: DatabaseUrl) -> None:
    """Refuse what a database of one file does not have.

    Raises:
        OperationFailed: it is one.
    """
    if url.dialect == "sqlite":
        raise OperationFailed(
            "an embedded database cannot be isolated, since whoever may read its file may read it all",
            "put it on PostgreSQL, as docs/operations.md says",
        )


def grant(db: Database, clock: Clock, email: str, role: str | None, name: str | None) -> Granted:
    """Give somebody a login of the database; the first one isolates the database.

    A role that is there already is taken only if it is named. Nobody's password is touched.

    Raises:
        BadInput: a value is not acceptable, the role is too powerful or somebody else's, or the person has another.
        NotFound: there is no such user, and no name to make one with.
        OperationFailed: whoever asks does not own the tables, or may make no roles.
    """
    address = text.email(email)
    display_name = None if name is None else text.name(name, "name")
    wanted = role_name(address.partition("@")[0] if role is None else role)
    with db.transaction():
        _require_owner(db)
        user = _user(db, clock, address, display_name)
        known = isolation.role_of(db, user.id)
        if known is not None and role is not None and known != wanted:
            raise BadInput(f"{address} logs in as {known} already", f"first run radar db revoke {address}")
        wanted = known or wanted
        _require_harmless(db, wanted, Group.PEOPLE, address, is_named=role is not None)
        turned_on = _opened(db, wanted, Group.PEOPLE)
        isolation.map_login(db, wanted, user.id)
    return Granted(wanted, user, turned_on)


def grant_worker(db: Database, role: str) -> Granted:
    """Give workers a login of the database; the first one isolates the database.

    Raises:
        BadInput: the name is not acceptable, or the role is too powerful or somebody's.
        OperationFailed: whoever asks does not own the tables, or may make no roles.
    """
    wanted = role_name(role)
    with db.transaction():
        _require_owner(db)
        _require_harmless(db, wanted, Group.WORKERS, None, is_named=True)
        turned_on = _opened(db, wanted, Group.WORKERS)
        isolation.map_login(db, wanted, None)
    return Granted(wanted, None, turned_on)


def revoke(db: Database, email: str) -> Revoked:
    """Take somebody's login away and pause their schedules; everything of theirs stays. Twice is as good as once.

    Raises:
        NotFound: there is no such user.
        OperationFailed: see `revoke_worker`.
    """
    with db.transaction():
        _require_owner(db)
        user = users.by_email(db, text.email(email))
        if user is None:
            raise NotFound(f"nobody is registered as {email}", "check the address")
        role = isolation.role_of(db, user.id)
        if role is None:
            return Revoked(user, None, 0)
        _close(db, role)
        schedules.pause_all(db, user.id)
    with db.transaction():
        return Revoked(user, role, isolation.end_sessions(db, role))


def revoke_worker(db: Database, role: str) -> Revoked:
    """Take the rights of workers from a role, whoever gave them; what was computed stays. Twice is as good as once.

    Raises:
        BadInput: the name is not acceptable, or the role is a person's.
        OperationFailed: whoever asks does not own the tables, or may make no roles; or the role has those rights
            through another one too, from which only its administrator can take them.
    """
    wanted = role_name(role)
    with db.transaction():
        _require_owner(db)
        noted = isolation.noted(db, wanted)
        if noted is not None and noted.email is not None:
            raise _somebody_elses(wanted, noted)
        if noted is None and not isolation.has_rights(db, wanted, Group.WORKERS):
            return Revoked(None, None, 0)
        _close(db, wanted)
    with db.transaction():
        return Revoked(None, wanted, isolation.end_sessions(db, wanted))


def _require_owner(db: Database) -> None:
    if not isolation.owns_tables(db):
        raise OperationFailed("this login does not own radar's tables", "use the URL that radar db migrate is run with")
    if not isolation.makes_roles(db):
        raise OperationFailed("the owner of radar's tables may make no roles", "let a superuser give it CREATEROLE")


def _user(db: Database, clock: Clock, address: str, name: str | None) -> User:
    user = users.by_email(db, address)
    if user is not None:
        return users.make_active(db, user.id, name)
    if name is None:
        raise NotFound(f"nobody is registered as {address}", "give --name to make them a user")
    return users.add(db, address, name, clock())


def _require_harmless(db: Database, role: str, group: Group, email: str | None, *, is_named: bool) -> None:
    noted = isolation.noted(db, role)
    if noted is not None and noted.email != email:
        raise _somebody_elses(role, noted)
    powers = isolation.powers(db, role, group)
    if powers:
        raise BadInput(f"the role {role} has {' and '.join(powers)}", "take that away, or choose another")
    if powers is not None and noted is None and not is_named:
        raise BadInput(f"there is a role {role} already", f"take it with --role {role}, or choose another")


def _somebody_elses(role: str, noted: Noted) -> BadInput:
    """Even where the role was dropped meanwhile: made anew it would still be theirs."""
    if noted.email is None:
        return BadInput(f"the role {role} is a login of workers", f"first run radar db revoke --worker {role}")
    return BadInput(
        f"the role {role} is the login of {noted.email}", f"choose another, or first run radar db revoke {noted.email}"
    )


def _close(db: Database, role: str) -> None:
    """Take a login's rights away, all of them: with those of workers it would go on seeing everything."""
    isolation.close_login(db, role)
    if isolation.has_rights(db, role, Group.WORKERS):
        raise OperationFailed(
            f"the role {role} has the rights of workers through another role too", "first revoke that one from it"
        )


def _opened(db: Database, role: str, group: Group) -> bool:
    """Let it log in; gives whether isolation had to be turned on."""
    turned_on = not isolation.is_turned_on(db)
    if turned_on:
        isolation.turn_on(db)
    isolation.open_login(db, role, group)
    return turned_on
