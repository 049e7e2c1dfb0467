"""Accounts and sessions, on both databases."""

import threading

import pytest

from radar_cli.domain.login import KeyParameters, verifier_of
from radar_cli.domain.user import User
from radar_cli.errors import BadInput, Conflict, NotLoggedIn
from radar_cli.repositories import credentials
from radar_cli.services import accounts, identity, passwords
from tests.logins import let_pass
from tests.world import World

PASSWORD = "correct horse battery"
WRONG = "the e-mail address or the password is wrong"


@pytest.fixture(autouse=True)
def _cheap_keys(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The real algorithm at its smallest cost: these tests are about the rules around it."""
    world.run_sql("UPDATE login_decoy SET time_cost = 1, memory_cost = 8, parallelism = 1")
    monkeypatch.setattr(passwords, "COSTS", passwords.Costs(time=1, memory=8, parallelism=1))


def register(world: World, email: str = "ana@example.com") -> User:
    return accounts.register(world.db, email, "Ana", PASSWORD).user


def log_in(world: World, password: str = PASSWORD, email: str = "ana@example.com") -> accounts.Login:
    return accounts.log_in(world.db, email, password)


def test_whoever_registers_can_log_in(world: World) -> None:
    user = register(world)
    login = log_in(world)
    assert identity.session_of(world.db, login.token).user == user


def test_addresses_are_the_same_in_any_case(world: World) -> None:
    register(world, "Ana@Example.COM")
    assert log_in(world, email=" ANA@example.com").user.email == "ana@example.com"


def test_an_address_registers_once(world: World) -> None:
    register(world)
    with pytest.raises(BadInput, match="registered already"):
        register(world, "ANA@example.com")


def test_of_two_who_register_an_address_at_once_one_is_told_so(world: World) -> None:
    outcomes: list[type] = []
    barrier = threading.Barrier(2)

    def attempt() -> None:
        barrier.wait()
        try:
            register(world)
        except (BadInput, Conflict) as error:
            outcomes.append(type(error))

    threads = [threading.Thread(target=attempt) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(outcomes) == 1
    assert world.scalar("SELECT count(*) FROM users") == 1


@pytest.mark.parametrize("length", [0, 11, 129])
def test_passwords_have_12_to_128_characters(world: World, length: int) -> None:
    with pytest.raises(BadInput, match=f"has {length} characters"):
        accounts.register(world.db, "ana@example.com", "Ana", "x" * length)


def test_of_a_password_only_the_hash_of_its_key_is_kept(world: World) -> None:
    register(world)
    with world.db.reading():
        (kept,) = world.db.rows("SELECT * FROM credentials")
        parameters = credentials.of(world.db).parameters("ana@example.com")
    assert parameters.salt == kept["salt"]
    assert passwords.key(PASSWORD, parameters) not in kept.values()
    assert kept["verifier"] == verifier_of(passwords.key(PASSWORD, parameters))


def test_the_token_itself_is_nowhere_in_the_database(world: World) -> None:
    register(world)
    login = log_in(world)
    assert world.scalar("SELECT token_hash FROM sessions") != login.token
    assert len(login.token) == 64


def test_a_wrong_password_and_an_unknown_address_read_alike(world: World) -> None:
    register(world)
    for email, password in (("ana@example.com", "not the password"), ("eve@example.com", PASSWORD)):
        with pytest.raises(NotLoggedIn, match=WRONG):
            log_in(world, password, email)


def test_an_account_without_a_password_cannot_be_logged_in_to(world: World) -> None:
    world.user("Ana")
    with pytest.raises(NotLoggedIn, match=WRONG):
        log_in(world)


@pytest.mark.parametrize("email", ["ana@example.com", "nobody@example.com"])
def test_after_five_failures_logins_are_delayed_for_known_and_unknown_alike(world: World, email: str) -> None:
    register(world)
    for _ in range(5):
        with pytest.raises(NotLoggedIn, match=WRONG):
            log_in(world, "wrong password", email)
    with pytest.raises(NotLoggedIn, match="too many failed logins in a row: try again in 1 s"):
        log_in(world, PASSWORD, email)


def test_the_delay_doubles_with_every_failure_up_to_a_quarter_of_an_hour(world: World) -> None:
    register(world)
    for failures in range(20):
        with pytest.raises(NotLoggedIn, match=WRONG):
            log_in(world, "wrong password")
        delay = 0 if failures < 4 else min(2 ** (failures - 4), 900)
        if delay:
            let_pass(world.db, seconds=delay - 0.9)
            with pytest.raises(NotLoggedIn, match="try again in 1 s"):
                log_in(world)
            let_pass(world.db, seconds=0.9)
    log_in(world)


def test_a_login_wipes_the_failures_out(world: World) -> None:
    register(world)
    for _ in range(3):
        for _ in range(4):
            with pytest.raises(NotLoggedIn, match=WRONG):
                log_in(world, "wrong password")
        log_in(world)


def test_a_session_ends_after_30_days(world: World) -> None:
    register(world)
    login = log_in(world)
    let_pass(world.db, days=30, minutes=-1)
    identity.session_of(world.db, login.token)
    let_pass(world.db, minutes=1)
    with pytest.raises(NotLoggedIn, match="expired or is not valid"):
        identity.session_of(world.db, login.token)


def test_logging_out_ends_one_session_and_no_other(world: World) -> None:
    register(world)
    one, other = log_in(world), log_in(world)
    accounts.log_out(world.db, one.token)
    with pytest.raises(NotLoggedIn):
        identity.session_of(world.db, one.token)
    identity.session_of(world.db, other.token)


def test_a_token_edited_in_one_bit_is_not_valid(world: World) -> None:
    register(world)
    token = log_in(world).token
    edited = chr(ord(token[0]) ^ 1) + token[1:]
    with pytest.raises(NotLoggedIn):
        identity.session_of(world.db, edited)


def test_a_new_password_ends_every_session_but_the_new_one(world: World) -> None:
    user = register(world)
    old = log_in(world)
    new = accounts.change_password(world.db, user, PASSWORD, "another long password")
    with pytest.raises(NotLoggedIn):
        identity.session_of(world.db, old.token)
    identity.session_of(world.db, new.token)
    log_in(world, "another long password")
    with pytest.raises(NotLoggedIn, match=WRONG):
        log_in(world, PASSWORD)


def test_changing_the_password_needs_the_present_one(world: World) -> None:
    user = register(world)
    with pytest.raises(NotLoggedIn, match="present password is wrong"):
        accounts.change_password(world.db, user, "not the password", "another long password")


def test_a_login_that_a_new_password_overtakes_is_refused(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    user = register(world)
    key = passwords.key

    def overtaken(password: str, parameters: KeyParameters) -> str:
        monkeypatch.setattr(passwords, "key", key)
        accounts.change_password(world.db, user, PASSWORD, "another long password")
        return key(password, parameters)

    monkeypatch.setattr(passwords, "key", overtaken)
    with pytest.raises(NotLoggedIn, match=WRONG):
        log_in(world)
    log_in(world, "another long password")


def test_what_is_no_address_is_said_to_be_none(world: World) -> None:
    for email in ("", " ", "\r", "ana"):
        with pytest.raises(BadInput, match="is not an e-mail address"):
            log_in(world, email=email)


def test_a_key_of_older_parameters_is_renewed_at_the_next_login(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    register(world)
    login = log_in(world)
    monkeypatch.setattr(passwords, "COSTS", passwords.Costs(time=2, memory=16, parallelism=1))
    log_in(world)
    assert world.scalar("SELECT time_cost FROM credentials") == 2
    assert world.scalar("SELECT memory_cost FROM credentials") == 16
    log_in(world)
    identity.session_of(world.db, login.token)


def test_expired_sessions_are_swept_out_by_the_next_login(world: World) -> None:
    register(world)
    log_in(world)
    let_pass(world.db, days=31)
    log_in(world)
    assert world.scalar("SELECT count(*) FROM sessions") == 1


def test_the_local_account_is_made_once(world: World) -> None:
    first = identity.local_user(world.db, world.clock, "Ana")
    assert identity.local_user(world.db, world.clock, "Ana") == first
    assert first.email == "ana@localhost"


def work_of(world: World, email: str, monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """What a login with a wrong password has the database and the processor do: statements, and costs of keys."""
    work: list[object] = []
    provider, derive, execute = world.db.pony.provider, passwords.hash_secret_raw, world.db.pony.provider.execute

    def executed(cursor: object, sql: str, *rest: object) -> object:
        work.append(sql)
        return execute(cursor, sql, *rest)

    def derived(secret: bytes, salt: bytes, *costs: object) -> bytes:
        work.append((len(salt), *costs))
        return derive(secret, salt, *costs)

    with monkeypatch.context() as patch:
        patch.setattr(provider, "execute", executed)
        patch.setattr(passwords, "hash_secret_raw", derived)
        with pytest.raises(NotLoggedIn, match=WRONG):
            log_in(world, "not the password", email)
    return work


def test_a_wrong_password_and_an_unknown_address_cost_the_same_work(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(world)
    wrong = work_of(world, "ana@example.com", monkeypatch)
    unknown = work_of(world, "eve@example.com", monkeypatch)
    assert wrong == unknown
    assert len([step for step in wrong if isinstance(step, tuple)]) == 1


def test_an_unknown_address_has_a_salt_of_its_own_that_stays(world: World) -> None:
    with world.db.reading():
        asked = credentials.of(world.db)
        eve, eva, again = (asked.parameters(f"{name}@example.com").salt for name in ("eve", "eva", "eve"))
    assert eve == again != eva
    assert len(bytes.fromhex(eve)) == passwords.SALT_BYTES
