"""What `radar db share` grants, to whom, and what it takes away. PostgreSQL only."""

from collections.abc import Iterator

import psycopg2
import pytest

from radar_cli.database import url as urls
from radar_cli.database.session import Database
from radar_cli.errors import DatabaseUnavailable, NotFound, OperationFailed
from radar_cli.services import schema, sharing
from tests.databases import with_database
from tests.psql import typed
from tests.roles import Shared, as_role

pytestmark = pytest.mark.postgresql

GRANTED = """
    SELECT table_name, string_agg(privilege_type, ', ' ORDER BY privilege_type)
      FROM information_schema.role_table_grants WHERE grantee = %s GROUP BY table_name
"""
EXECUTABLE = """
    SELECT proname FROM pg_proc
     WHERE pronamespace = 'radar'::regnamespace AND has_function_privilege(%s, oid, 'EXECUTE') ORDER BY proname
"""


@pytest.fixture
def db(owned: Shared) -> Iterator[Database]:
    database = Database(urls.parse(owned.owner_url))
    yield database
    database.disconnect()


def test_without_it_another_role_can_do_nothing(owned: Shared) -> None:
    for statement in ("SELECT * FROM tasks", "SELECT radar.login('')", "SELECT radar.login_parameters('')"):
        with pytest.raises(psycopg2.errors.InsufficientPrivilege):
            owned.as_team(statement)


def test_each_table_is_granted_as_far_as_radar_needs_it(owned: Shared, db: Database) -> None:
    sharing.share(db, owned.roles.team)
    granted = dict(owned.as_owner(GRANTED, (owned.roles.team,)))
    everything = "DELETE, INSERT, SELECT, UPDATE"
    assert granted.pop("users") == granted.pop("task_events") == "INSERT, SELECT"
    assert granted.pop("schema_migrations") == granted.pop("status_counts") == "SELECT"
    assert granted.pop("batches") == "INSERT, SELECT, UPDATE"
    assert {*granted.values()} == {everything}
    assert not granted.keys() & {"credentials", "sessions", "login_failures", "login_requests", "login_decoy"}


def test_the_functions_that_it_may_call_are_those_that_radar_calls(owned: Shared, db: Database) -> None:
    sharing.share(db, owned.roles.team)
    called = {"login_parameters", "login", "renew_credential", "change_password", "register"}
    assert {name for (name,) in owned.as_owner(EXECUTABLE, (owned.roles.team,))} == {
        *called,
        "session",
        "new_token",
        "logout",
    }


def test_what_was_granted_too_much_is_taken_away(owned: Shared, db: Database) -> None:
    owned.as_owner(f"GRANT ALL ON ALL TABLES IN SCHEMA public TO {owned.roles.team}")
    owned.as_owner(f"GRANT ALL ON SCHEMA public TO {owned.roles.team}")
    sharing.share(db, owned.roles.team)
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        owned.as_team("SELECT * FROM credentials")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        owned.as_team("CREATE TABLE mine (id integer)")


def test_doing_it_again_changes_nothing(owned: Shared, db: Database) -> None:
    first = sharing.share(db, owned.roles.team)
    assert sharing.share(db, owned.roles.team) == first
    assert first.left_over == []


def test_a_role_that_is_not_there_is_said_not_to_be(db: Database) -> None:
    with pytest.raises(NotFound, match="the server has no role 'nobody': make it with CREATE ROLE"):
        sharing.share(db, "nobody")


def test_a_name_is_a_name_and_no_sql(db: Database) -> None:
    for name in ('"; DROP TABLE users; --', "'; DROP TABLE users; --", "%I", ""):
        with pytest.raises(NotFound, match="the server has no role"):
            sharing.share(db, name)


@pytest.mark.parametrize("attribute", ["SUPERUSER", "CREATEROLE"])
def test_a_role_that_gets_at_everything_by_itself_is_refused(
    owned: Shared, db: Database, postgres_server: str, attribute: str
) -> None:
    typed(postgres_server, f"ALTER ROLE {owned.roles.team} {attribute}")
    try:
        with pytest.raises(OperationFailed, match="would read passwords all the same"):
            sharing.share(db, owned.roles.team)
    finally:
        typed(postgres_server, f"ALTER ROLE {owned.roles.team} NO{attribute}")
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        owned.as_team("SELECT * FROM tasks")


@pytest.mark.parametrize("through", ["{owner}", "pg_read_all_data"])
def test_a_member_of_a_role_that_reads_everything_is_refused(
    owned: Shared, db: Database, postgres_server: str, through: str
) -> None:
    role = through.format(owner=owned.roles.owner)
    typed(postgres_server, f"GRANT {role} TO {owned.roles.team}")
    try:
        with pytest.raises(OperationFailed, match="would read passwords all the same"):
            sharing.share(db, owned.roles.team)
    finally:
        typed(postgres_server, f"REVOKE {role} FROM {owned.roles.team}")


def test_the_owner_is_refused_and_keeps_its_rights(owned: Shared, db: Database) -> None:
    with pytest.raises(OperationFailed, match="neither the owner nor a member of it"):
        sharing.share(db, owned.roles.owner)
    assert owned.as_owner("SELECT count(*) FROM credentials") == [(0,)]


def test_a_teams_role_cannot_share(shared: Shared) -> None:
    database = Database(urls.parse(shared.team_url))
    with pytest.raises(DatabaseUnavailable, match="its role lacks a right"):
        sharing.share(database, shared.roles.team)
    database.disconnect()


def test_what_everybody_may_do_and_the_owner_cannot_revoke_is_told(
    owned: Shared, db: Database, postgres_server: str
) -> None:
    name = owned.owner_url.rpartition("/")[2]
    typed(with_database(postgres_server, name), f"ALTER DATABASE {name} OWNER TO CURRENT_USER")
    typed(with_database(postgres_server, name), "GRANT CREATE ON SCHEMA public TO PUBLIC")
    assert sharing.share(db, owned.roles.team).left_over == [
        "make tables and functions in the schema public",
        "make temporary tables and functions",
    ]


def test_tables_are_made_in_public_even_where_a_schema_is_called_like_their_owner(
    postgres_server: str, owned: Shared, empty_postgres_url: str
) -> None:
    name = empty_postgres_url.rpartition("/")[2]
    typed(postgres_server, f"ALTER DATABASE {name} OWNER TO {owned.roles.owner}")
    owner_url = as_role(empty_postgres_url, owned.roles.owner)
    typed(owner_url, f"CREATE SCHEMA {owned.roles.owner}")
    schema.migrate(urls.parse(owner_url))
    with pytest.raises(psycopg2.errors.UndefinedTable):
        typed(owner_url, f"SELECT * FROM {owned.roles.owner}.tasks")
