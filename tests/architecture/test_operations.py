"""What docs/operations.md shows for roles of PostgreSQL runs as printed, on the tests' server and with other names."""

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg2
import pytest

from tests.architecture.test_readme import run
from tests.databases import with_database
from tests.psql import typed
from tests.roles import as_role

pytestmark = pytest.mark.postgresql

TEXT = (Path(__file__).parents[2] / "docs" / "operations.md").read_text("utf-8").partition("## RabbitMQ")[0]
SHARED_MODE, _, ISOLATED_MODE = TEXT.partition("### Isolated mode")


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", text, re.DOTALL | re.MULTILINE)


ONE_ROLE, TWO_ROLES, HANDED_OVER = blocks(SHARED_MODE, "sql")
(SHARED,) = blocks(SHARED_MODE, "sh")
MAKING_ROLES, ACTING_FOR_THE_OWNER = blocks(ISOLATED_MODE, "sql")
(ISOLATED,) = blocks(ISOLATED_MODE, "sh")


class Server:
    """The tests' server, on which the document's names end with a number."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.number = uuid4().hex[:12]
        self.database = with_database(url, f"radar_{self.number}")

    def url_of(self, role: str) -> str:
        return as_role(self.database, f"{role}_{self.number}")

    def run_sql(self, block: str, url: str) -> None:
        named = re.sub(r"\b(radar\w*|admin)", rf"\1_{self.number}", block).replace("…", "made-up")
        for statement in filter(str.strip, named.split(";")):
            typed(url, statement)

    def run_sh(self, block: str, home: Path, owner: str = "radar_owner", **environment: str) -> str:
        named = block.replace("postgresql://radar_owner@db.example.com/radar", self.url_of(owner))
        named = re.sub(r"\b(radar_team|radar_worker|ana|ben_b)\b", rf"\1_{self.number}", named)
        return run(named, home, **environment)

    def clear(self) -> None:
        typed(self.url, f"DROP DATABASE radar_{self.number} WITH (FORCE)")
        for (role,) in typed(self.url, f"SELECT rolname FROM pg_roles WHERE strpos(rolname, '{self.number}') > 0"):
            typed(self.url, f"DROP ROLE {role}")


@pytest.fixture
def server(postgres_server: str) -> Iterator[Server]:
    made = Server(postgres_server)
    yield made
    made.clear()


@pytest.fixture
def path() -> str:
    """A PATH on which this environment's programs come first."""
    return f"{Path(sys.executable).parent}:{os.environ['PATH']}"


def register(url: str, home: Path, path: str) -> None:
    script = "radar auth register --email ana@example.com --name Ana"
    run(script, home, PATH=path, RADAR_DATABASE_URL=url, RADAR_PASSWORD="correct horse battery")


def test_a_role_for_the_owner_and_one_for_the_team(server: Server, home: Path, path: str) -> None:
    server.run_sql(TWO_ROLES, server.url)
    assert "SELECT, INSERT\tTABLE users" in server.run_sh(SHARED, home, PATH=path)
    register(server.url_of("radar_team"), home, path)
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        typed(server.url_of("radar_team"), "SELECT * FROM credentials")


def test_a_team_keeps_its_role_and_hands_the_tables_over(server: Server, home: Path, path: str) -> None:
    server.run_sql(ONE_ROLE, server.url)
    run("radar db migrate", home, PATH=path, RADAR_DATABASE_URL=server.url_of("radar"))
    register(server.url_of("radar"), home, path)
    server.run_sql(HANDED_OVER, server.database)
    server.run_sh(SHARED.replace("radar_team", f"radar_{server.number}"), home, PATH=path)
    run("radar task list --all-projects", home, PATH=path, RADAR_DATABASE_URL=server.url_of("radar"))
    with pytest.raises(psycopg2.errors.InsufficientPrivilege):
        typed(server.url_of("radar"), "SELECT * FROM credentials")


@pytest.mark.parametrize("owner", ["radar_owner", "admin"])
def test_each_person_has_a_login_in_an_isolated_database(server: Server, home: Path, path: str, owner: str) -> None:
    server.run_sql(MAKING_ROLES, server.url)
    if owner == "admin":
        server.run_sql(ACTING_FOR_THE_OWNER, server.url)
    server.run_sh(ISOLATED, home, owner, PATH=path)
    run("radar project add web", home, PATH=path, RADAR_DATABASE_URL=server.url_of("ana"))
    seen = "radar project list --format csv"
    assert "web" in run(seen, home, PATH=path, RADAR_DATABASE_URL=server.url_of("ana"))
    assert "web" not in run(seen, home, PATH=path, RADAR_DATABASE_URL=server.url_of("ben_b"))
