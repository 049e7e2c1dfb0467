"""Accounts from before credentials had a table of their own keep their passwords, on both databases."""

from collections.abc import Iterator

import pytest

from radar_cli.database import migration_files, migrations
from radar_cli.database.session import Database
from radar_cli.database.url import DatabaseUrl
from radar_cli.domain.login import KeyParameters
from radar_cli.errors import DatabaseUnavailable, NotLoggedIn
from radar_cli.repositories import credentials
from radar_cli.services import accounts, passwords, schema

LAST_BEFORE = 8
PASSWORD = "correct horse battery"
# Made by argon2-cffi 25.1 with its defaults, and with those of a smaller machine.
AT_DEFAULTS = "$argon2id$v=19$m=65536,t=3,p=4$cv+eTdoRrMl43SosobLcnQ$DE0wBrUr8eMy4pba1rz3xrInEAW0iedD0q2b+2yewho"
SMALLER = "$argon2id$v=19$m=1024,t=2,p=1$a0eoKvbAJe/uTtNoCw3EXA$A6wDCOR8y1ZYxmvi+A1IKMVyawbOtjhKZah83jtFSVU"
ADD_USER = "INSERT INTO users (email, name, password_hash, created_at) VALUES ('{}', 'Ana', {}, '2026-01-31 08:15:00')"


@pytest.fixture
def old_location(empty_location: DatabaseUrl) -> DatabaseUrl:
    """A database with the schema of before."""
    files = migrations.known(migration_files.folder(empty_location.dialect))
    with migrations.opened(empty_location) as target:
        migrations.migrate(target, files[:LAST_BEFORE])
    return empty_location


@pytest.fixture
def db(old_location: DatabaseUrl) -> Iterator[Database]:
    database = Database(old_location)
    yield database
    database.disconnect()


def add_user(db: Database, email: str, password_hash: str | None) -> None:
    written = "NULL" if password_hash is None else f"'{password_hash.replace('$', '$$')}'"
    with db.transaction():
        db.execute(ADD_USER.format(email, written))


@pytest.mark.parametrize("password_hash", [AT_DEFAULTS, SMALLER])
def test_a_password_from_before_still_logs_in(db: Database, password_hash: str) -> None:
    add_user(db, "ana@example.com", password_hash)
    schema.migrate(db.url)
    assert accounts.log_in(db, "ana@example.com", PASSWORD).user.email == "ana@example.com"
    with pytest.raises(NotLoggedIn):
        accounts.log_in(db, "ana@example.com", "not the password")


def test_what_it_was_made_with_is_kept(db: Database) -> None:
    add_user(db, "ana@example.com", SMALLER)
    schema.migrate(db.url)
    with db.reading():
        parameters = credentials.of(db).parameters("ana@example.com")
    assert parameters == KeyParameters("6b47a82af6c025efee4ed3680b0dc45c", 2, 1024, 1, 19)


def test_who_had_no_password_has_none(db: Database) -> None:
    add_user(db, "ana@example.com", None)
    schema.migrate(db.url)
    with db.reading():
        assert db.value("SELECT count(*) FROM credentials") == 0


def test_what_an_unknown_address_is_told_to_compute_is_what_a_new_password_costs(db: Database) -> None:
    schema.migrate(db.url)
    with db.reading():
        assert not passwords.is_outdated(credentials.of(db).parameters("eve@example.com"))


@pytest.mark.parametrize("password_hash", ["", "secret", AT_DEFAULTS.replace("argon2id", "argon2i"), AT_DEFAULTS[:40]])
def test_a_hash_of_another_form_is_not_dropped_in_silence(db: Database, password_hash: str) -> None:
    add_user(db, "ana@example.com", password_hash)
    with pytest.raises(DatabaseUnavailable, match="migration 0009_credentials failed and was undone"):
        schema.migrate(db.url)
    with db.reading():
        assert db.value("SELECT password_hash FROM users") == password_hash
