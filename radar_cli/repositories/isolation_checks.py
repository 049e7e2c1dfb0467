"""The checks of an isolated database, by name."""

from collections.abc import Mapping, Sequence

from radar_cli.database.session import Database
from radar_cli.domain.isolation import Problem
from radar_cli.repositories import isolation_role_checks as of_roles
from radar_cli.repositories import isolation_rule_checks as of_rules

CHECKS: Mapping[str, str] = {
    "owner": of_roles.OWNER,
    "row security": of_rules.ROW_SECURITY,
    "rules": of_rules.RULES,
    "functions": of_rules.FUNCTIONS,
    "powers": of_roles.PEOPLE,
    "logins": of_roles.LOGINS,
    "everybody": of_rules.EVERYBODY,
    "making": of_rules.MAKING,
    "other schemas": of_rules.OTHER_SCHEMAS,
    "rights": of_rules.RIGHTS,
    "event log": of_rules.LOG,
}


def problems(db: Database, check: str) -> Sequence[Problem]:
    """What a check has found, in the order of what it is about."""
    rows = sorted((row["found"], row["mend"]) for row in db.rows(CHECKS[check]))
    return [Problem(found, mend) for found, mend in rows]
