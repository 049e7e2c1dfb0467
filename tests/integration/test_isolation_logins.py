"""Giving people logins of the database, and taking them away."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import pytest

from radar_cli.database import url as urls
from radar_cli.database.session import Database
from radar_cli.domain.clock import system_clock
from radar_cli.errors import BadInput, NotFound, OperationFailed
from radar_cli.services import identity, isolation, isolation_checks, roll_ups, schema, sharing
from tests.canaries import DATABASE_PASSWORD
from tests.isolation import REFUSED, Isolated
from tests.psql import typed
from tests.roles import Shared

pytestmark = pytest.mark.postgresql


@pytest.fixture
def owner(isolated: Isolated) -> Iterator[Database]:
    with isolated.database("owner") as db:
        yield db


@contextmanager
def opened(url: str) -> Iterator[Database]:
    db = Database(urls.parse(url))
    try:
        yield db
    finally:
        db.disconnect()


def grant(owner: Database, email: str, role: str | None = None, name: str | None = None) -> isolation.Granted:
    return isolation.grant(owner, system_clock, email, role, name)


@pytest.fixture
def dangerous(isolated: Isolated) -> Iterator[str]:
    """A role that can log in."""
    role = isolated.role("dangerous")
    typed(isolated.server, f"CREATE ROLE {role} LOGIN PASSWORD '{DATABASE_PASSWORD}'")
    yield role
    typed(isolated.server, f"DROP ROLE {role}")


def test_to_grant_again_changes_nothing(isolated: Isolated, owner: Database) -> None:
    granted = grant(owner, "ana@example.com")
    assert (granted.role, granted.turned_on) == (isolated.role("ana"), False)
    assert len(isolated.truth("SELECT 1 FROM radar.logins WHERE user_id IS NOT NULL")) == 4


def test_somebody_unknown_is_made_a_user_where_a_name_is_given(isolated: Isolated, owner: Database) -> None:
    role = isolated.role("eve")
    with pytest.raises(NotFound, match="give --name to make them a user"):
        grant(owner, "eve@example.com", role)
    grant(owner, "eve@example.com", role, "Eve")
    typed(isolated.server, f"ALTER ROLE {role} PASSWORD '{DATABASE_PASSWORD}'")
    with isolated.database("eve") as db:
        assert identity.login_user(db).name == "Eve"
    isolation.revoke(owner, "eve@example.com")
    typed(isolated.server, f"DROP ROLE {role}")


def test_somebody_of_an_import_alone_becomes_active(isolated: Isolated, owner: Database) -> None:
    isolated.psql("ana", """SELECT radar.import_people('[{"email": "eva@example.com", "name": "Eva"}]', now())""")
    role = isolated.role("eva")
    grant(owner, "eva@example.com", role)
    assert isolated.truth("SELECT active FROM users WHERE email = 'eva@example.com'") == [(True,)]
    isolation.revoke(owner, "eva@example.com")
    typed(isolated.server, f"DROP ROLE {role}")


@pytest.mark.parametrize("power", ["SUPERUSER", "BYPASSRLS", "CREATEROLE", "REPLICATION"])
def test_a_role_that_could_see_everything_is_not_taken(
    isolated: Isolated, owner: Database, dangerous: str, power: str
) -> None:
    typed(isolated.server, f"ALTER ROLE {dangerous} {power}")
    with pytest.raises(BadInput, match=f"has {power}: take that away, or choose another"):
        grant(owner, "eve@example.com", dangerous, "Eve")
    assert isolated.truth("SELECT 1 FROM users WHERE email = 'eve@example.com'") == []


@pytest.mark.parametrize("kind", ["people", "workers"])
def test_a_role_for_rights_alone_is_nobodys_login(isolated: Isolated, owner: Database, kind: str) -> None:
    (role,) = isolated.truth(f"SELECT role FROM radar.groups WHERE kind = '{kind}'")[0]
    with pytest.raises(BadInput, match="has no login: it is for rights alone"):
        grant(owner, "eve@example.com", role, "Eve")
    with pytest.raises(BadInput, match="has no login: it is for rights alone"):
        isolation.grant_worker(owner, role)


@pytest.mark.parametrize("into", ["owner", "worker", "ben"])
def test_a_member_of_a_role_that_sees_more_is_not_taken(
    isolated: Isolated, owner: Database, dangerous: str, into: str
) -> None:
    typed(isolated.server, f"GRANT {isolated.role(into)} TO {dangerous}")
    with pytest.raises(BadInput, match="has membership in "):
        grant(owner, "eve@example.com", dangerous, "Eve")


def test_a_role_that_is_there_is_taken_only_if_it_is_named(isolated: Isolated, owner: Database, dangerous: str) -> None:
    with pytest.raises(BadInput, match=f"there is a role {dangerous} already: take it with --role {dangerous}"):
        grant(owner, f"{dangerous}@example.com", None, "Eve")
    assert grant(owner, f"{dangerous}@example.com", dangerous, "Eve").role == dangerous
    isolation.revoke(owner, f"{dangerous}@example.com")


def test_anothers_role_is_not_taken(isolated: Isolated, owner: Database) -> None:
    with pytest.raises(BadInput, match=r"is the login of ben@example\.com"):
        grant(owner, "eve@example.com", isolated.role("ben"), "Eve")
    with pytest.raises(BadInput, match=r"logs in as .* already"):
        grant(owner, "ana@example.com", isolated.role("eve"))
    with pytest.raises(BadInput, match=r"is the login of ben@example\.com"):
        isolation.grant_worker(owner, isolated.role("ben"))


@pytest.mark.parametrize("role", ["", "pg_read_all_data", "x" * 64, "a\nb", "public"])
def test_what_is_no_name_of_a_role_is_refused(owner: Database, role: str) -> None:
    with pytest.raises(BadInput):
        grant(owner, "eve@example.com", role, "Eve")


def test_only_the_owner_grants_and_revokes(isolated: Isolated) -> None:
    for who in ("ana", "worker"):
        with isolated.database(who) as db:
            for attempt in (
                lambda db=db: grant(db, "eve@example.com", None, "Eve"),
                lambda db=db: isolation.grant_worker(db, "eve"),
                lambda db=db: isolation.revoke(db, "ben@example.com"),
            ):
                with pytest.raises(OperationFailed, match="does not own radar's tables"):
                    attempt()


def test_a_file_cannot_be_isolated() -> None:
    with pytest.raises(OperationFailed, match="an embedded database cannot be isolated"):
        isolation.require_server(urls.parse("sqlite:////tmp/radar.db"))


def test_a_revoked_login_ends_at_once_and_what_they_did_stays(isolated: Isolated, owner: Database) -> None:
    with closing(psycopg2.connect(isolated.url("ben"))) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT title FROM tasks")
        revoked = isolation.revoke(owner, "ben@example.com")
        assert (revoked.role, revoked.sessions_left) == (isolated.role("ben"), 0)
        with pytest.raises(psycopg2.OperationalError):
            cursor.execute("SELECT title FROM tasks")
    with pytest.raises(psycopg2.OperationalError, match="not permitted to log in"):
        isolated.psql("ben", "SELECT 1")
    assert isolated.truth("SELECT count(*) FROM tasks WHERE title = 'Secret plan'") == [(1,)]
    assert isolated.truth("SELECT paused_at IS NOT NULL FROM schedules") == [(True,)]
    assert isolation.revoke(owner, "ben@example.com").role is None
    grant(owner, "ben@example.com", isolated.role("ben"))
    assert isolated.psql("ben", "SELECT title FROM tasks") == [("Secret plan",)]


def test_a_revoked_login_of_workers_ends_at_once(isolated: Isolated, owner: Database) -> None:
    role = isolated.role("worker")
    with closing(psycopg2.connect(isolated.url("worker"))) as connection, connection.cursor() as cursor:
        revoked = isolation.revoke_worker(owner, role)
        assert revoked == isolation.Revoked(None, role, 0)
        with pytest.raises(psycopg2.OperationalError):
            cursor.execute("SELECT title FROM tasks")
    with pytest.raises(psycopg2.OperationalError, match="not permitted to log in"):
        isolated.psql("worker", "SELECT 1")
    assert isolation.revoke_worker(owner, role).role is None
    isolation.grant_worker(owner, role)
    assert isolated.psql("worker", "SELECT count(*) FROM tasks") == [(2,)]


def test_a_persons_login_is_not_revoked_as_one_of_workers(isolated: Isolated, owner: Database) -> None:
    with pytest.raises(BadInput, match=r"is the login of ana@example\.com: .* radar db revoke ana@example\.com"):
        isolation.revoke_worker(owner, isolated.role("ana"))
    assert isolated.psql("ana", "SELECT title FROM tasks") == [("Fix login",)]


def test_the_owner_is_not_revoked_as_one_of_workers(isolated: Isolated, owner: Database) -> None:
    workers = isolated.truth("SELECT role FROM radar.groups WHERE kind = 'workers'")[0][0]
    typed(isolated.server, f"GRANT {workers} TO {isolated.role('owner')}")
    try:
        assert isolation.revoke_worker(owner, isolated.role("owner")).role is None
        assert isolated.psql("owner", "SELECT 1") == [(1,)]
    finally:
        typed(isolated.server, f"REVOKE {workers} FROM {isolated.role('owner')}")


def test_rights_of_workers_that_radar_never_granted_are_revoked(
    isolated: Isolated, owner: Database, dangerous: str
) -> None:
    workers = isolated.truth("SELECT role FROM radar.groups WHERE kind = 'workers'")[0][0]
    typed(isolated.server, f"GRANT {workers} TO {dangerous}")
    assert isolation.revoke_worker(owner, dangerous).role == dangerous
    assert isolated.truth(f"SELECT pg_has_role('{dangerous}', '{workers}', 'MEMBER')") == [(False,)]


def test_a_login_that_keeps_rights_of_workers_through_another_is_not_said_to_be_revoked(
    isolated: Isolated, owner: Database, dangerous: str
) -> None:
    role = isolated.role("worker")
    workers = isolated.truth("SELECT role FROM radar.groups WHERE kind = 'workers'")[0][0]
    typed(isolated.server, f"GRANT {workers} TO {dangerous}", f"GRANT {dangerous} TO {role}")
    with pytest.raises(OperationFailed, match="through another role too: first revoke that one from it"):
        isolation.revoke_worker(owner, role)
    assert isolated.psql("worker", "SELECT count(*) FROM tasks") == [(2,)]


def test_a_person_with_rights_of_workers_through_another_is_not_said_to_be_revoked(
    isolated: Isolated, owner: Database, dangerous: str
) -> None:
    workers = isolated.truth("SELECT role FROM radar.groups WHERE kind = 'workers'")[0][0]
    typed(isolated.server, f"GRANT {workers} TO {dangerous}", f"GRANT {dangerous} TO {isolated.role('ben')}")
    with pytest.raises(OperationFailed, match="through another role too: first revoke that one from it"):
        isolation.revoke(owner, "ben@example.com")
    assert isolated.truth("SELECT paused_at IS NULL FROM schedules") == [(True,)]


def test_a_role_that_was_dropped_is_nobody_elses_afterwards(isolated: Isolated, owner: Database) -> None:
    role = isolated.role("gone")
    grant(owner, "eve@example.com", role, "Eve")
    typed(isolated.server, f"DROP ROLE {role}")
    with pytest.raises(
        BadInput, match=r"is the login of eve@example\.com: choose another, or first run radar db revoke"
    ):
        grant(owner, "finn@example.com", role, "Finn")
    with pytest.raises(BadInput, match=r"is the login of eve@example\.com"):
        isolation.grant_worker(owner, role)
    isolation.revoke(owner, "eve@example.com")
    isolation.grant_worker(owner, role)
    typed(isolated.server, f"DROP ROLE {role}")
    with pytest.raises(BadInput, match="is a login of workers: first run radar db revoke --worker"):
        grant(owner, "eve@example.com", role)
    isolation.revoke_worker(owner, role)
    assert grant(owner, "eve@example.com", role).role == role


def test_a_session_that_cannot_be_ended_sees_nothing_after_a_revocation(isolated: Isolated, owner: Database) -> None:
    with closing(psycopg2.connect(isolated.url("ben"))) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        with owner.transaction():
            owner.rows("SELECT radar.close_login($role)", role=isolated.role("ben"))
        with pytest.raises(psycopg2.Error) as refused:
            cursor.execute("SELECT title FROM tasks")
        assert refused.value.pgcode == "42P01"  # of what is in the schemas it does not even see the names
    grant(owner, "ben@example.com", isolated.role("ben"))


def test_the_owner_counts_again_and_migrates_as_before(isolated: Isolated, owner: Database) -> None:
    isolated.truth("UPDATE status_counts SET tasks = 99 RETURNING 1")
    assert roll_ups.rebuild(owner) == 2
    assert isolated.psql("ana", "SELECT sum(tasks)::int FROM status_counts") == [(1,)]
    isolated.psql(
        "owner",
        "CREATE TABLE later (id bigint)",
        "ALTER TABLE tasks ADD COLUMN later text",
        "UPDATE tasks SET later = 'x'",
        "SELECT radar.isolate()",
    )
    assert isolated.truth("SELECT count(*) FROM tasks WHERE later = 'x'") == [(2,)]
    assert isolated.refusal("ana", "SELECT * FROM later") == REFUSED


def test_an_owner_who_cannot_log_in_is_acted_for_by_who_may(isolated: Isolated) -> None:
    administrator, owner = isolated.role("administrator"), isolated.role("owner")
    typed(
        isolated.server,
        f"CREATE ROLE {administrator} LOGIN PASSWORD '{DATABASE_PASSWORD}'",
        f"GRANT {owner} TO {administrator}",
        f"ALTER ROLE {administrator} IN DATABASE {isolated.name} SET role = {owner}",
    )
    try:
        with isolated.database("administrator") as db:
            assert grant(db, "ana@example.com").role == isolated.role("ana")
        assert schema.migrate(urls.parse(isolated.url("administrator"))) == []
    finally:
        typed(isolated.server, f"DROP ROLE {administrator}")


def test_an_owner_who_may_make_no_roles_is_told_so(shared: Shared) -> None:
    with opened(shared.owner_url) as db, pytest.raises(OperationFailed, match="let a superuser give it CREATEROLE"):
        grant(db, "eve@example.com", None, "Eve")


@pytest.fixture
def eve(isolated: Isolated, shared: Shared) -> Iterator[str]:
    """A role that is not there yet; it, and those that isolating the shared database makes, are gone in the end."""
    role = f"{shared.roles.owner}_eve"
    typed(isolated.server, f"ALTER ROLE {shared.roles.owner} CREATEROLE")
    yield role
    typed(isolated.server, f"ALTER ROLE {shared.roles.owner} NOCREATEROLE", f"DROP ROLE {role}")
    superuser_url = urlunsplit(urlsplit(isolated.server)._replace(path=urlsplit(shared.owner_url).path))
    for (group,) in shared.as_owner("SELECT role FROM radar.groups"):
        typed(superuser_url, f"DROP OWNED BY {group}", f"DROP ROLE {group}")


def test_isolation_ends_what_a_team_shared(shared: Shared, eve: str) -> None:
    assert shared.as_team("SELECT 1 FROM tasks") == []
    with opened(shared.owner_url) as db:
        assert grant(db, "eve@example.com", eve, "Eve").turned_on
        assert [one.problem for one in isolation_checks.look(db) if one.problem is not None] == []
    with pytest.raises(psycopg2.Error):
        shared.as_team("SELECT 1 FROM tasks")
    with opened(shared.owner_url) as db, pytest.raises(OperationFailed, match="has a login for each person"):
        sharing.share(db, shared.roles.team)
