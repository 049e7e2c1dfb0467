"""What somebody in a team can do with psql and the team's role: not read a password, not try many, not change the log.

PostgreSQL only: an embedded database is its owner's.
"""

import io
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any

import psycopg2
import pytest

from radar_cli.database import url as urls
from radar_cli.database.session import Database
from radar_cli.domain.login import LoginRequest
from radar_cli.errors import NotLoggedIn
from radar_cli.repositories import credentials
from radar_cli.services import accounts, passwords, tokens
from tests.processes import eventually
from tests.roles import Shared

pytestmark = pytest.mark.postgresql

EMAIL = "ana@example.com"
PASSWORD = "correct horse battery"
KEY = "c0ffee" * 10
SECRET_TABLES = ("credentials", "sessions", "login_failures", "login_requests", "login_decoy")
REQUEST = "INSERT INTO login_requests (token_hash, email, proof) VALUES (%s, %s, %s)"


@pytest.fixture(autouse=True)
def _cheap_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "COSTS", passwords.Costs(time=1, memory=8, parallelism=1))


@pytest.fixture
def db(shared: Shared) -> Iterator[Database]:
    """The database by the team's URL, with Ana's account and a task of hers in it."""
    database = Database(urls.parse(shared.team_url))
    accounts.register(database, EMAIL, "Ana", PASSWORD)
    shared.as_team("INSERT INTO projects (name, name_key, owner_id, created_at) VALUES ('web', 'web', 1, now())")
    shared.as_team(
        "INSERT INTO task_events (project_id, task_id, type, payload, actor_id, created_at)"
        " VALUES (1, 1, 'created', '{}', 1, now())"
    )
    yield database
    database.disconnect()


def key_of(db: Database, password: str = PASSWORD) -> str:
    with db.reading():
        return passwords.key(password, credentials.of(db).parameters(EMAIL))


@contextmanager
def psql(url: str) -> Iterator[Any]:
    """A session of somebody who types statements, each committed at once."""
    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        yield cursor


ATTACKS = {
    **{f"read {table}": f"SELECT * FROM {table}" for table in SECRET_TABLES},
    "copy the verifiers out": "COPY credentials TO STDOUT",
    "look at them through a view": "CREATE VIEW seen AS SELECT * FROM credentials",
    "lock them": "BEGIN; LOCK TABLE credentials",
    "put a verifier in": "INSERT INTO credentials VALUES (1, repeat('00', 16), 1, 8, 1, 19, repeat('00', 32))",
    "change a verifier": "UPDATE credentials SET verifier = repeat('00', 32)",
    "open a session": "INSERT INTO sessions VALUES (repeat('00', 32), 1, now(), 'infinity')",
    "open a session by an inner function": "SELECT radar.open_session(1, repeat('00', 32))",
    "keep a credential by an inner function": "SELECT radar.keep_credential(1, NULL)",
    "take somebody's request": "SELECT radar.taken_request('')",
    "ask whose a key is": "SELECT radar.person_of(NULL)",
    "forget failures": "DELETE FROM login_failures",
    "date a request back": "INSERT INTO login_requests (token_hash, email, created_at) VALUES ('', '', '2020-01-01')",
    "read requests as they are written": "INSERT INTO login_requests (token_hash, email) VALUES ('', '') RETURNING *",
    "activate an account": "UPDATE users SET active = true",
    "take an address over": "UPDATE users SET email = 'eve@example.com'",
    "delete a user": "DELETE FROM users",
    "change the log": "UPDATE task_events SET actor_id = 1",
    "delete from the log": "DELETE FROM task_events",
    "empty the log": "TRUNCATE task_events",
    "turn the log's triggers off": "ALTER TABLE task_events DISABLE TRIGGER ALL",
    "write wrong counts": "UPDATE status_counts SET tasks = 0",
    "count wrongly by the trigger's function": "SELECT add_to_count(1, 'done', 1000)",
    "forget a migration": "DELETE FROM schema_migrations",
    "make a table": "CREATE TABLE mine (id integer)",
    "make a temporary table": "CREATE TEMPORARY TABLE status_counts (id integer)",
    "make a schema": "CREATE SCHEMA mine",
    "make a function": "CREATE FUNCTION mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "make a function in radar's schema": "CREATE FUNCTION radar.mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "make a temporary function": "CREATE FUNCTION pg_temp.mine() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
    "replace the function": (
        "CREATE OR REPLACE FUNCTION radar.logout(of_token_hash text) RETURNS void LANGUAGE sql AS 'SELECT'"
    ),
    "change where the function looks for names": "ALTER FUNCTION radar.login(text) RESET search_path",
    "drop the function": "DROP FUNCTION radar.login(text)",
    "add a trigger": (
        "CREATE TRIGGER mine BEFORE INSERT ON login_requests FOR EACH ROW EXECUTE FUNCTION radar.note_request()"
    ),
    "drop the trigger": "DROP TRIGGER login_requests_noted ON login_requests",
    "turn the trigger off": "SET session_replication_role = replica",
    "add a rule": "CREATE RULE mine AS ON INSERT TO login_requests DO INSTEAD NOTHING",
    "share it further": "SELECT * FROM radar.share(current_user)",
    "become the owner": "SET ROLE {owner}",
    "begin a session as the owner": "SET SESSION AUTHORIZATION {owner}",
    "join the owner": "GRANT {owner} TO CURRENT_USER",
    "read the server's passwords": "SELECT * FROM pg_authid",
    "read files of the server": "SELECT pg_read_file('postgresql.conf')",
}


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize("attack", ATTACKS)
def test_the_teams_role_is_refused(shared: Shared, attack: str) -> None:
    before = shared.as_owner("SELECT count(*), max(id) FROM task_events")
    with pytest.raises(psycopg2.Error) as refusal:
        shared.as_team(ATTACKS[attack].format(owner=shared.roles.owner))
    assert refusal.value.pgcode == "42501", refusal.value
    assert shared.as_owner("SELECT count(*), max(id) FROM task_events") == before


@pytest.mark.usefixtures("db")
def test_statistics_of_the_planner_tell_nothing_of_passwords(shared: Shared) -> None:
    shared.as_owner("ANALYZE credentials")
    assert shared.as_owner("SELECT count(*) > 0 FROM pg_stats WHERE tablename = 'credentials'") == [(True,)]
    assert shared.as_team("SELECT count(*) FROM pg_stats WHERE tablename = 'credentials'") == [(0,)]


def test_a_login_cannot_be_answered_in_the_transaction_in_which_it_is_asked(shared: Shared, db: Database) -> None:
    with psql(shared.team_url) as cursor:
        cursor.execute("BEGIN")
        cursor.execute(REQUEST, ("00" * 32, EMAIL, key_of(db)))
        cursor.execute("SAVEPOINT inner_one")
        cursor.execute("SELECT state FROM radar.login(%s)", ("00" * 32,))
        assert cursor.fetchone() == ("refused",)
        cursor.execute("ROLLBACK")
        cursor.execute(REQUEST, ("00" * 32, EMAIL, key_of(db)))
        cursor.execute("SELECT state FROM radar.login(%s)", ("00" * 32,))
        assert cursor.fetchone() == ("opened",)


def test_rolling_an_answer_back_takes_no_failure_back(shared: Shared, db: Database) -> None:
    with psql(shared.team_url) as cursor:
        for number in range(5):
            token_hash = f"{number:064x}"
            cursor.execute(REQUEST, (token_hash, EMAIL, "00" * 32))
            cursor.execute("BEGIN")
            cursor.execute("SELECT state FROM radar.login(%s)", (token_hash,))
            assert cursor.fetchone() == ("refused",)
            cursor.execute("ROLLBACK")
    with pytest.raises(NotLoggedIn, match="too many failed logins in a row"):
        accounts.log_in(db, EMAIL, PASSWORD)


def test_of_many_keys_that_are_sent_at_once_five_are_looked_at(shared: Shared, db: Database) -> None:
    wrong = [(f"{number:064x}", EMAIL, "00" * 32) for number in range(1, 1000)]
    lines = "".join("\t".join(line) + "\n" for line in [*wrong, ("0" * 64, EMAIL, key_of(db))])
    with psql(shared.team_url) as cursor:
        cursor.copy_expert("COPY login_requests (token_hash, email, proof) FROM STDIN", io.StringIO(lines))
        cursor.execute("SELECT (radar.login(lpad(to_hex(i), 64, '0'))).state FROM generate_series(0, 999) AS i")
        states = [state for (state,) in cursor.fetchall()]
    assert states.count("refused") == 5
    assert states.count("throttled") == 995


def test_a_request_is_answered_once(shared: Shared, db: Database) -> None:
    with psql(shared.team_url) as cursor:
        cursor.execute(REQUEST, ("00" * 32, EMAIL, key_of(db)))
        states = []
        for _ in range(2):
            cursor.execute("SELECT state FROM radar.login(%s)", ("00" * 32,))
            states.append(cursor.fetchone()[0])
    assert states == ["opened", "refused"]


@pytest.mark.parametrize("function", ["login", "renew_credential", "change_password"])
def test_a_request_without_a_key_opens_nothing(shared: Shared, db: Database, function: str) -> None:
    for email in (EMAIL, "nobody@example.com"):
        shared.as_team("INSERT INTO login_requests (token_hash, email) VALUES (%s, %s)", ("00" * 32, email))
        assert shared.as_team(f"SELECT state FROM radar.{function}(%s)", ("00" * 32,)) == [("refused",)]


def test_a_key_alone_registers_nobody_and_takes_no_account_over(shared: Shared, db: Database) -> None:
    shared.as_team(REQUEST, ("00" * 32, "eve@example.com", "00" * 32))
    assert shared.as_team("SELECT state FROM radar.register(%s, 'Eve')", ("00" * 32,)) == [("refused",)]
    assert shared.as_team("SELECT count(*) FROM users") == [(1,)]


@pytest.mark.usefixtures("db")
def test_a_session_is_not_opened_by_what_is_no_token(shared: Shared) -> None:
    for present in (None, "", "%", "00" * 32):
        assert shared.as_team("SELECT state FROM radar.new_token(%s, %s)", (present, "11" * 32)) == [("refused",)]


def test_the_functions_do_not_look_where_a_session_tells_them_to(shared: Shared, db: Database) -> None:
    shared.as_owner("CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.users (id bigint, email text)")
    shared.as_owner(f"GRANT USAGE ON SCHEMA elsewhere TO {shared.roles.team}")
    with psql(shared.team_url) as cursor:
        cursor.execute("SET search_path = elsewhere, pg_temp")
        cursor.execute(
            "INSERT INTO public.login_requests (token_hash, email, proof) VALUES (%s, %s, %s)",
            ("00" * 32, EMAIL, key_of(db)),
        )
        cursor.execute("SELECT state, email FROM radar.login(%s)", ("00" * 32,))
        assert cursor.fetchone() == ("opened", EMAIL)


@pytest.mark.usefixtures("db")
def test_an_unknown_address_is_told_a_salt_like_others_and_always_the_same(shared: Shared) -> None:
    shared.as_owner("UPDATE login_decoy SET time_cost = 1, memory_cost = 8, parallelism = 1")
    parameters = "SELECT * FROM radar.login_parameters(%s)"
    (known,), (unknown,), (other,) = (
        shared.as_team(parameters, (email,)) for email in (EMAIL, "eve@example.com", "eva@example.com")
    )
    assert shared.as_team(parameters, ("eve@example.com",)) == [unknown]
    assert len({known[0], unknown[0], other[0]}) == 3
    assert len(known[0]) == len(unknown[0]) == len(other[0])
    assert known[1:] == unknown[1:] == other[1:]


def seen_while_it_waits(shared: Shared, act: Callable[[], object]) -> str:
    """The statements of the team's role, as its sessions see them of each other while a login waits for a lock."""
    with closing(psycopg2.connect(shared.owner_url)) as holding, holding.cursor() as cursor:
        cursor.execute("LOCK TABLE login_failures, credentials IN ACCESS EXCLUSIVE MODE")
        asking = threading.Thread(target=act)
        asking.start()
        waiting = "SELECT query FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND usename = current_user"
        eventually(lambda: shared.as_team(waiting))
        ((seen,),) = shared.as_team(waiting)
        holding.rollback()
        asking.join()
    return str(seen)


def test_nobody_else_in_the_team_sees_the_key_of_a_password_that_is_on_its_way(shared: Shared, db: Database) -> None:
    credential = passwords.credential("another long password")
    request = LoginRequest(tokens.digest("a token"), EMAIL, key_of(db), credential)
    other = Database(urls.parse(shared.team_url))

    def ask() -> None:
        with other.transaction():
            credentials.of(other).ask(request)
        other.disconnect()

    seen = seen_while_it_waits(shared, ask)
    assert seen.startswith("COPY login_requests")
    for secret in (str(request.key), credential.verifier, credential.parameters.salt):
        assert secret not in seen


def test_the_key_of_a_password_is_in_no_error_that_a_login_ends_with(
    shared: Shared, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(passwords, "key", lambda password, parameters: KEY)
    shared.as_owner("ALTER TABLE login_failures ADD CHECK (failures < 0) NOT VALID")
    with pytest.raises(Exception) as error:  # noqa: PT011  whatever it is
        accounts.log_in(db, EMAIL, PASSWORD)
    assert KEY not in str(error.value)
    assert KEY not in repr(error.value.__cause__)
