"""Each thing that isolation hangs on is broken in turn, and named with what mends it."""

from collections.abc import Iterator, Mapping, Sequence

import pytest

from radar_cli.database.session import Database
from radar_cli.errors import OperationFailed
from radar_cli.services import isolation_checks
from tests.isolation import Isolated
from tests.psql import typed

pytestmark = pytest.mark.postgresql

# What is broken, by whom, the check that names it, and what it says. {owner}, {ana} … are roles, {db} the database.
BROKEN: Mapping[str, tuple[str, str, str]] = {
    "a table is not the owner's": (
        "ALTER TABLE tasks OWNER TO CURRENT_USER",
        "owner",
        "tasks is owned by",
    ),
    "a function is not the owner's": (
        "ALTER FUNCTION radar.me() OWNER TO CURRENT_USER",
        "owner",
        "radar.me() is owned by",
    ),
    "row security is off": (
        "ALTER TABLE comments DISABLE ROW LEVEL SECURITY",
        "row security",
        "row security is off for comments",
    ),
    "row security is not forced": (
        "ALTER TABLE comments NO FORCE ROW LEVEL SECURITY",
        "row security",
        "row security is not forced for comments",
    ),
    "a table was added without rules": (
        "CREATE TABLE later (id bigint)",
        "row security",
        "row security is off for later",
    ),
    "a view shows what its owner sees": (
        "CREATE VIEW everything AS SELECT * FROM tasks",
        "row security",
        "the view everything shows what its owner sees",
    ),
    "a rule is missing": ("DROP POLICY people_select ON tasks", "rules", "people_select on tasks is missing"),
    "the owner's rule is missing": ("DROP POLICY owner_all ON tasks", "rules", "owner_all on tasks is missing"),
    "a rule is another": (
        "ALTER POLICY people_select ON tasks USING (true)",
        "rules",
        "people_select on tasks is not as radar makes it",
    ),
    "a rule is for others": (
        "ALTER POLICY workers_select ON tasks TO PUBLIC",
        "rules",
        "workers_select on tasks is not as radar makes it",
    ),
    "a rule was added": (
        "CREATE POLICY mine ON tasks USING (true)",
        "rules",
        "mine on tasks is none of radar's",
    ),
    "a function was replaced": (
        "CREATE OR REPLACE FUNCTION radar.me() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER"
        " SET search_path = pg_catalog, public, pg_temp AS 'SELECT 1::bigint'",
        "functions",
        "the function radar.me() is not as it was",
    ),
    "a function has lost its search_path": (
        "ALTER FUNCTION radar.my_projects() RESET search_path",
        "functions",
        "radar.my_projects() looks for names where its caller says",
    ),
    "a trigger is off": (
        "ALTER TABLE tasks DISABLE TRIGGER note_people",
        "functions",
        "the trigger note_people on public.tasks is not as it was",
    ),
    "somebody is a superuser": ("ALTER ROLE {ana} SUPERUSER", "powers", "{ana} has SUPERUSER"),
    "somebody goes round the rules": ("ALTER ROLE {ana} BYPASSRLS", "powers", "{ana} has BYPASSRLS"),
    "somebody makes roles": ("ALTER ROLE {worker} CREATEROLE", "powers", "{worker} has CREATEROLE"),
    "somebody is a member of the owner": ("GRANT {owner} TO {ana}", "powers", "{ana} is a member of {owner}"),
    "somebody is a worker as well": ("GRANT {worker} TO {ana}", "powers", "{ana} is a member of {template}_workers"),
    "somebody can be somebody else": ("GRANT {ben} TO {ana}", "powers", "{ana} is a member of {ben}"),
    "a group can log in": (
        "ALTER ROLE {template}_people LOGIN",
        "powers",
        "{template}_people, a role for rights alone",
    ),
    "a login is nobody's": (
        "DELETE FROM radar.logins WHERE role = '{ana}'",
        "logins",
        "{ana} has the rights of {template}_people, which radar did not grant",
    ),
    "workers have a login that nobody granted": (
        "DELETE FROM radar.logins WHERE role = '{worker}'",
        "logins",
        "{worker} has the rights of {template}_workers, which radar did not grant",
    ),
    "a worker's login has no rights": (
        "REVOKE {template}_workers FROM {worker}",
        "logins",
        "{worker} lacks the rights of {template}_workers",
    ),
    "a person's login has the rights of workers instead": (
        "REVOKE {template}_people FROM {ana}; GRANT {template}_workers TO {ana}",
        "logins",
        "{ana} has the rights of {template}_workers, which radar did not grant",
    ),
    "a login has no rights": ("REVOKE {template}_people FROM {ana}", "logins", "{ana} lacks the rights of"),
    "a login has no role": (
        "UPDATE radar.logins SET role = 'nowhere' WHERE role = '{ana}'",
        "logins",
        "ana@example.com logs in as nowhere, a role that is not there",
    ),
    "everybody may connect": (
        "GRANT CONNECT ON DATABASE {db} TO PUBLIC",
        "everybody",
        "everybody has CONNECT on the database",
    ),
    "everybody may use a schema": ("GRANT USAGE ON SCHEMA radar TO PUBLIC", "everybody", "everybody has USAGE on"),
    "everybody may read a table": ("GRANT SELECT ON views TO PUBLIC", "everybody", "everybody has SELECT on views"),
    "everybody may call a function": (
        "GRANT EXECUTE ON FUNCTION radar.isolate() TO PUBLIC",
        "everybody",
        "everybody may call radar.isolate()",
    ),
    "people make things": (
        "GRANT CREATE ON SCHEMA public TO {ana}",
        "making",
        "{ana} may make things in the schema public",
    ),
    "people make temporary tables": (
        "GRANT TEMPORARY ON DATABASE {db} TO {ana}",
        "making",
        "{ana} may make temporary tables",
    ),
    "everybody can use another schema": (
        "CREATE SCHEMA reporting; GRANT USAGE ON SCHEMA reporting TO PUBLIC",
        "other schemas",
        "everybody can use the schema reporting, which is none of radar's",
    ),
    "people can use another schema": (
        "CREATE SCHEMA reporting; GRANT USAGE ON SCHEMA reporting TO {ana}",
        "other schemas",
        "{ana} can use the schema reporting, which is none of radar's",
    ),
    "somebody owns another schema": (
        "CREATE SCHEMA reporting AUTHORIZATION {ana}",
        "other schemas",
        "{ana} can use the schema reporting, which is none of radar's",
    ),
    "somebody has a right too many": (
        "GRANT SELECT ON credentials TO {ana}",
        "rights",
        "{ana} has SELECT on credentials",
    ),
    "a column can be written": (
        "GRANT UPDATE (requested_by) ON reports TO {template}_people",
        "rights",
        "{template}_people has UPDATE on reports.requested_by",
    ),
    "a right is missing": (
        "REVOKE SELECT ON tasks FROM {template}_people",
        "rights",
        "{template}_people lacks SELECT on tasks",
    ),
    "people call what is the owner's": (
        "GRANT EXECUTE ON FUNCTION radar.isolate() TO {ana}",
        "rights",
        "{ana} may call radar.isolate()",
    ),
    "the log can be changed": ("GRANT UPDATE ON task_events TO {ana}", "event log", "{ana} may UPDATE the log"),
    "the log can be emptied": ("GRANT TRUNCATE ON task_events TO {ana}", "event log", "{ana} may TRUNCATE the log"),
    "a part of the log can be changed": (
        "GRANT UPDATE (actor_id) ON task_events TO {ana}",
        "event log",
        "{ana} may UPDATE the log's actor_id",
    ),
}


@pytest.fixture
def owner(isolated: Isolated) -> Iterator[Database]:
    with isolated.database("owner") as db:
        yield db


def words(isolated: Isolated) -> Mapping[str, str]:
    roles = {who: isolated.role(who) for who in ("owner", "worker", "ana", "ben")}
    (group,) = isolated.truth("SELECT role FROM radar.groups WHERE kind = 'people'")[0]
    return {**roles, "db": isolated.name, "template": str(group).removesuffix("_people")}


def problems(db: Database) -> Sequence[tuple[str, str]]:
    return [(one.check, one.problem.found) for one in isolation_checks.look(db) if one.problem is not None]


def test_an_isolated_database_is_found_to_be_isolated(owner: Database) -> None:
    assert problems(owner) == []


@pytest.mark.parametrize("what", BROKEN)
def test_what_is_broken_is_named_and_the_line_mends_it(isolated: Isolated, owner: Database, what: str) -> None:
    statement, check, found = BROKEN[what]
    known = words(isolated)
    typed(isolated.superuser_url, statement.format(**known))
    try:
        named = [one.problem for one in isolation_checks.look(owner) if one.check == check and one.problem is not None]
        told = [problem for problem in named if found.format(**known) in problem.found]
        assert told, f"{named}"
        for problem in named:
            if problem.mend.split()[0].isupper():
                typed(isolated.superuser_url, problem.mend)
                assert problem.found not in [one for _, one in problems(owner)]
    finally:
        _mend_roles(isolated, known)


def _mend_roles(isolated: Isolated, known: Mapping[str, str]) -> None:
    """Roles are the server's, so that they outlive the database."""
    for line in (
        "ALTER ROLE {ana} NOSUPERUSER NOBYPASSRLS NOCREATEROLE",
        "ALTER ROLE {worker} NOCREATEROLE",
        "ALTER ROLE {template}_people NOLOGIN",
        "REVOKE {owner}, {worker}, {ben}, {template}_workers FROM {ana}",
        "GRANT {template}_people TO {ana}",
        "GRANT {template}_workers TO {worker}",
    ):
        typed(isolated.server, line.format(**known))


def test_an_owner_may_be_a_member_of_what_it_makes(isolated: Isolated, owner: Database) -> None:
    # As it is from PostgreSQL 16 on, without being asked.
    groups = [role for (role,) in isolated.truth("SELECT role FROM radar.groups")]
    made = ", ".join([*groups, isolated.role("ana"), isolated.role("worker")])
    typed(isolated.server, f"GRANT {made} TO {isolated.role('owner')} WITH ADMIN OPTION")
    try:
        assert problems(owner) == []
    finally:
        typed(isolated.server, f"REVOKE {made} FROM {isolated.role('owner')}")


def test_a_shared_database_is_found_not_to_be_isolated(postgres_db: Database) -> None:
    ((check, found),) = problems(postgres_db)
    assert (check, found) == ("isolation", "it is not isolated: whoever has its password sees everything")


def test_an_owner_who_is_a_superuser_is_named(isolated: Isolated, owner: Database) -> None:
    role = isolated.role("owner")
    typed(isolated.server, f"ALTER ROLE {role} SUPERUSER")
    try:
        assert ("owner", f"the owner {role} is a superuser, and so are the functions of the rules") in problems(owner)
    finally:
        typed(isolated.server, f"ALTER ROLE {role} NOSUPERUSER")


def test_only_the_owner_checks(isolated: Isolated) -> None:
    with isolated.database("ana") as db, pytest.raises(OperationFailed, match="does not own radar's tables"):
        isolation_checks.look(db)
