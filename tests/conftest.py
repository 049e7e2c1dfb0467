"""The databases that tests run on: a template of each, copied for every test."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg2
import pytest
from kombu.connection import Connection

from radar_cli.database import url as database_url_module
from radar_cli.database.session import Database
from radar_cli.database.url import DatabaseUrl
from radar_cli.services import schema, sharing
from tests import isolated_services, isolation, roles
from tests.canaries import DATABASE_PASSWORD
from tests.databases import Databases, with_database
from tests.isolation import Isolated
from tests.psql import typed
from tests.requirements import missing
from tests.world import World

pytest_plugins = ["tests.leaks"]

# The password is not asked for where connections of this machine are trusted; it is there to be looked for.
POSTGRES_URL = os.environ.get(
    "RADAR_TEST_POSTGRES_URL", f"postgresql://postgres:{DATABASE_PASSWORD}@127.0.0.1:5432/postgres"
)
BROKER_URL = os.environ.get("RADAR_TEST_BROKER_URL", "amqp://guest:guest@127.0.0.1:5672//")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not os.environ.get("RADAR_TEST_ISOLATED"):
        return
    different = [item for item in items if item.name.partition("[")[0] in isolated_services.DIFFERENT]
    config.hook.pytest_deselected(items=different)
    items[:] = [item for item in items if item not in different]


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home of its own for every test: no setting, database or login of the developer's is ever touched."""
    for name in list(os.environ):
        if name.startswith(("RADAR_", "XDG_")) and not name.startswith(("RADAR_TEST_", "RADAR_REQUIRE")):
            monkeypatch.delenv(name)
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("TZ", "UTC")
    return folder


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("template") / "template.db"
    location = database_url_module.of_file(path)
    schema.prepare_embedded(location)
    schema.migrate(location)
    return path


@pytest.fixture(scope="session")
def postgres_server() -> str:
    """The URL of a server on which databases may be made."""
    try:
        psycopg2.connect(POSTGRES_URL, connect_timeout=3).close()
    except psycopg2.OperationalError as error:
        reason = str(error).partition("\n")[0]
        missing(f"PostgreSQL does not answer at RADAR_TEST_POSTGRES_URL: {reason}", kind="services")
    return POSTGRES_URL


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    if os.environ.get("RADAR_TEST_ISOLATED"):
        with isolation.without_people(postgres_server) as site:
            isolated_services.act_by_logins(site.prefix)
            yield site.name
        return
    name = f"radar_template_{uuid4().hex[:12]}"
    typed(postgres_server, f"CREATE DATABASE {name}")
    schema.migrate(database_url_module.parse(with_database(postgres_server, name)))
    yield name
    typed(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A migrated SQLite database of its own."""
    path = tmp_path / "radar.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="session")
def postgres_databases(postgres_server: str, postgres_template: str) -> Iterator[Databases]:
    databases = Databases(postgres_server, postgres_template)
    yield databases
    databases.drop()


@pytest.fixture
def postgres_url(postgres_databases: Databases) -> Iterator[str]:
    """A migrated PostgreSQL database of its own."""
    with postgres_databases.one() as url:
        yield url


@pytest.fixture
def empty_postgres_url(postgres_server: str) -> Iterator[str]:
    """A PostgreSQL database of its own without any table."""
    name = f"radar_test_{uuid4().hex[:12]}"
    typed(postgres_server, f"CREATE DATABASE {name}")
    yield with_database(postgres_server, name)
    typed(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def two_roles(postgres_server: str) -> Iterator[roles.Roles]:
    with roles.made(postgres_server) as both:
        yield both


@pytest.fixture(scope="session")
def shared_template(postgres_server: str, two_roles: roles.Roles) -> Iterator[str]:
    name = f"radar_template_{uuid4().hex[:12]}"
    typed(postgres_server, f"CREATE DATABASE {name} OWNER {two_roles.owner}")
    schema.migrate(database_url_module.parse(roles.as_role(with_database(postgres_server, name), two_roles.owner)))
    yield name
    typed(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def owned(postgres_server: str, shared_template: str, two_roles: roles.Roles) -> Iterator[roles.Shared]:
    """A migrated PostgreSQL database of one role, which the other has no rights on yet."""
    name = f"radar_test_{uuid4().hex[:12]}"
    typed(postgres_server, f"CREATE DATABASE {name} TEMPLATE {shared_template} OWNER {two_roles.owner}")
    url = with_database(postgres_server, name)
    yield roles.Shared(two_roles, roles.as_role(url, two_roles.owner), roles.as_role(url, two_roles.team))
    typed(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def shared(owned: roles.Shared) -> roles.Shared:
    """The same, shared with a team by `radar db share`."""
    database = Database(database_url_module.parse(owned.owner_url))
    sharing.share(database, owned.roles.team)
    database.disconnect()
    return owned


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def any_url(request: pytest.FixtureRequest) -> str:
    """Each database in turn: what is tested on it holds on both."""
    fixture = {"sqlite": "sqlite_url", "postgresql": "postgres_url"}[request.param]
    return str(request.getfixturevalue(fixture))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def empty_location(request: pytest.FixtureRequest, tmp_path: Path) -> DatabaseUrl:
    """Each kind of database in turn, without any table."""
    if request.param == "postgresql":
        return database_url_module.parse(request.getfixturevalue("empty_postgres_url"))
    location = database_url_module.of_file(tmp_path / "empty.db")
    schema.prepare_embedded(location)
    return location


@pytest.fixture
def db(any_url: str) -> Iterator[Database]:
    database = Database(database_url_module.parse(any_url))
    yield database
    database.disconnect()


@pytest.fixture
def postgres_db(postgres_url: str) -> Iterator[Database]:
    """PostgreSQL alone, for what SQLite cannot show."""
    database = Database(database_url_module.parse(postgres_url))
    yield database
    database.disconnect()


@pytest.fixture(scope="session")
def isolated_template(postgres_server: str) -> Iterator[Isolated]:
    with isolation.template(postgres_server) as site:
        yield site


@pytest.fixture
def isolated(isolated_template: Isolated) -> Iterator[Isolated]:
    """An isolated database of its own, with four people in it."""
    with isolation.copy(isolated_template) as site:
        yield site


@pytest.fixture
def world(db: Database) -> World:
    return World(db)


@pytest.fixture(scope="session")
def broker_url() -> str:
    """The URL of a broker that answers."""
    try:
        with Connection(BROKER_URL, connect_timeout=3) as connection:
            connection.ensure_connection(max_retries=1, timeout=3)
    except OSError as error:
        missing(f"RabbitMQ does not answer at RADAR_TEST_BROKER_URL: {error}", kind="services")
    return BROKER_URL


@pytest.fixture
def queue(broker_url: str) -> Iterator[str]:
    """A queue of its own, gone after the test."""
    name = f"radar-test-{uuid4().hex[:12]}"
    yield name
    with Connection(broker_url, connect_timeout=3) as connection:
        connection.channel().queue_delete(name)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder of real files; RADAR_TEST_DATA says where it is."""
    folder = os.environ.get("RADAR_TEST_DATA")
    if not folder or not Path(folder).is_dir():
        missing("RADAR_TEST_DATA names no folder of real files", kind="data")
    return Path(folder)
