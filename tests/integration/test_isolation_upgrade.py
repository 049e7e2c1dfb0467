"""A database that was isolated by an earlier program takes the rules of this one."""

from collections.abc import Iterator

import pytest

from radar_cli.database import migration_files, migrations
from radar_cli.database import url as urls
from radar_cli.services import isolation_checks, schema
from tests import isolation
from tests.isolation import Isolated
from tests.psql import typed

pytestmark = pytest.mark.postgresql

BEFORE = 15


@pytest.fixture
def earlier(postgres_server: str) -> Iterator[Isolated]:
    """Isolated with the migrations up to BEFORE, with a login of Ana's and one of workers."""
    with isolation.made(postgres_server) as site:
        files = migrations.known(migration_files.folder("postgresql"))
        with migrations.opened(urls.parse(site.url("owner"))) as target:
            migrations.migrate(target, files[:BEFORE])
        site.psql(
            "owner",
            "SELECT radar.isolate()",
            f"SELECT radar.open_login('{site.role('ana')}', 'people')",
            f"SELECT radar.open_login('{site.role('worker')}', 'workers')",
            "INSERT INTO users (email, name, created_at) VALUES ('ana@example.com', 'Ana', now())",
            f"INSERT INTO radar.logins VALUES ('{site.role('ana')}', 1)",
        )
        yield site


@pytest.mark.parametrize("by", ["owner", "a superuser"])
def test_its_rules_and_logins_are_those_that_are_made_now(earlier: Isolated, by: str) -> None:
    owner = earlier.role("owner")
    workers = earlier.truth("SELECT role FROM radar.groups WHERE kind = 'workers'")[0][0]
    typed(earlier.superuser_url, f"GRANT {workers} TO {owner} WITH ADMIN OPTION")  # as PostgreSQL 16 does by itself
    schema.migrate(urls.parse(earlier.url("owner") if by == "owner" else earlier.superuser_url))
    typed(earlier.superuser_url, f"REVOKE {workers} FROM {owner}")
    rule = "SELECT qual FROM pg_policies WHERE tablename = 'tasks' AND policyname = 'people_select'"
    assert "ANY (ARRAY(" in earlier.truth(rule)[0][0]
    logins = [(earlier.role("ana"), 1), (earlier.role("worker"), None)]
    assert sorted(earlier.truth("SELECT role, user_id FROM radar.logins")) == logins
    with earlier.database("owner") as db:
        assert [one for one in isolation_checks.look(db) if one.problem is not None] == []
