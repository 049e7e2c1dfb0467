"""Queries on the roles of PostgreSQL that teams share."""

from collections.abc import Sequence
from dataclasses import dataclass

from radar_cli.database.session import Database

EXISTS = "SELECT 1 FROM pg_roles WHERE rolname = $role"
# A role that may make roles can make itself a member of the owner's before PostgreSQL 16.
IS_TOO_STRONG = """
    SELECT r.rolsuper OR r.rolcreaterole OR pg_has_role(r.oid, f.proowner, 'MEMBER')
           OR has_table_privilege(r.oid, 'public.credentials', 'SELECT')
           OR has_table_privilege(r.oid, 'public.task_events', 'UPDATE')
      FROM pg_roles r, pg_proc f
     WHERE r.rolname = $role AND f.oid = CAST('radar.login(text)' AS regprocedure)
"""
MAY_STILL = """
    SELECT may FROM (VALUES
        ('make tables and functions in the schema public', has_schema_privilege($role, 'public', 'CREATE')),
        ('make schemas in the database', has_database_privilege($role, current_database(), 'CREATE')),
        ('make temporary tables and functions', has_database_privilege($role, current_database(), 'TEMPORARY'))
    ) AS listed (may, holds) WHERE holds
"""


@dataclass(frozen=True, slots=True)
class Right:
    """What a role may do, and with what."""

    rights: str
    of_what: str


def exists(db: Database, role: str) -> bool:
    return db.value(EXISTS, role=role) is not None


def share(db: Database, role: str) -> Sequence[Right]:
    """Grant a role what a team's needs, and revoke everything else; gives what was granted."""
    return [Right(**row) for row in db.rows("SELECT * FROM radar.share($role)", role=role)]


def is_too_strong(db: Database, role: str) -> bool:
    """Whether a role can read passwords or change the log, whatever it was granted here."""
    return bool(db.value(IS_TOO_STRONG, role=role))


def may_still(db: Database, role: str) -> Sequence[str]:
    """What a role may do beside, since everybody may."""
    return [row["may"] for row in db.rows(MAY_STILL, role=role)]
