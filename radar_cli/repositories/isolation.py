"""Queries on the logins of an isolated database; the functions that they call are in migrations/."""

from collections.abc import Sequence

from radar_cli.database.session import Database
from radar_cli.domain.isolation import Group, Noted

# Who owns the tables may do all of this; so may a superuser, whoever owns them.
OWNS = """
    SELECT pg_get_userbyid(c.relowner) = current_user OR (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)
      FROM pg_class c WHERE c.oid = to_regclass('public.schema_migrations')
"""
MAKES_ROLES = "SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user"
POWERS = """
    SELECT array_remove(ARRAY[
               CASE WHEN r.rolsuper THEN 'SUPERUSER' END,
               CASE WHEN r.rolbypassrls THEN 'BYPASSRLS' END,
               CASE WHEN r.rolcreaterole THEN 'CREATEROLE' END,
               CASE WHEN r.rolreplication THEN 'REPLICATION' END,
               (SELECT max('membership in ' || g.rolname) FROM pg_roles g
                 WHERE g.oid <> r.oid AND NOT r.rolsuper AND pg_has_role(r.oid, g.oid, 'MEMBER')
                   AND (g.oid = c.relowner OR g.rolsuper OR g.rolbypassrls OR g.rolcreaterole
                        OR starts_with(g.rolname, 'pg_') OR g.rolname = radar.group_role($other_group)
                        OR g.rolname IN (SELECT o.role FROM radar.logins o))),
               CASE WHEN r.oid = c.relowner THEN 'ownership of the tables' END,
               CASE WHEN r.rolname IN (radar.group_role('people'), radar.group_role('workers'))
                    THEN 'no login: it is for rights alone' END], NULL) AS powers
      FROM pg_roles r
      JOIN pg_class c ON c.oid = to_regclass('public.schema_migrations')
     WHERE r.rolname = $role
"""
NOTED = "SELECT u.email FROM radar.logins l LEFT JOIN users u ON u.id = l.user_id WHERE l.role = $role"
# The owner may be a member of what it made; a superuser is one of everything.
HAS_RIGHTS = """
    SELECT 1 FROM pg_roles r JOIN pg_roles g ON g.rolname = radar.group_role($kind)
     WHERE r.rolname = $role AND NOT r.rolsuper AND pg_has_role(r.oid, g.oid, 'MEMBER')
       AND r.oid <> (SELECT relowner FROM pg_class WHERE oid = to_regclass('public.schema_migrations'))
"""


def owns_tables(db: Database) -> bool:
    """Whether whoever asks has the rights of the tables' owner."""
    return bool(db.value(OWNS))


def makes_roles(db: Database) -> bool:
    """Whether whoever asks may make roles and grant them."""
    return bool(db.value(MAKES_ROLES))


def is_turned_on(db: Database) -> bool:
    """Whether the rules have been made to hold, however much of them has been undone since."""
    return db.value("SELECT 1 FROM radar.groups LIMIT 1") is not None


def powers(db: Database, role: str, group: Group) -> Sequence[str] | None:
    """What would let a role see everything if it were of a group, like SUPERUSER; None where there is no such role."""
    other = next(other for other in Group if other is not group)
    found: Sequence[str] | None = db.value(POWERS, role=role, other_group=other.value)
    return found


def role_of(db: Database, user_id: int) -> str | None:
    """The role that somebody logs in with; None for somebody who has none."""
    role = db.value("SELECT role FROM radar.logins WHERE user_id = $user_id", user_id=user_id)
    return None if role is None else str(role)


def turn_on(db: Database) -> None:
    """Make the rules of an isolated database hold."""
    db.rows("SELECT radar.isolate()")


def open_login(db: Database, role: str, group: Group) -> None:
    """Let a role log in with the rights of a group; it is made where there is none of that name."""
    db.rows("SELECT radar.open_login($role, $kind)", role=role, kind=group.value)


def noted(db: Database, role: str) -> Noted | None:
    """Whose login a role is noted to be, whether it is there or not; None for nobody's."""
    rows = db.rows(NOTED, role=role)
    return Noted(rows[0]["email"]) if rows else None


def has_rights(db: Database, role: str, group: Group) -> bool:
    """Whether a role that is there has the rights of a group, of its own or through another."""
    return db.value(HAS_RIGHTS, role=role, kind=group.value) is not None


def map_login(db: Database, role: str, user_id: int | None) -> None:
    """Note who logs in with a role; None for workers."""
    db.execute(
        "INSERT INTO radar.logins (role, user_id) VALUES ($role, $user_id) ON CONFLICT (role) DO NOTHING",
        role=role,
        user_id=user_id,
    )


def close_login(db: Database, role: str) -> None:
    """Take the rights of a role away."""
    db.rows("SELECT radar.close_login($role)", role=role)


def end_sessions(db: Database, role: str) -> int:
    """End what a role has open; gives how many sessions are left, which whoever asks may not end."""
    return int(db.value("SELECT radar.end_sessions($role)", role=role))
