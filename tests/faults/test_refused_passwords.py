"""A PostgreSQL server that asks for passwords, and is given another one."""

import pytest

from tests.canaries import DATABASE_PASSWORD
from tests.faults.postgres import PrivatePostgres
from tests.processes import radar

pytestmark = pytest.mark.xdist_group("faults")


@pytest.mark.parametrize("how", ["in the URL", "as a parameter", "in PGPASSWORD"])
@pytest.mark.parametrize("option", [[], ["--debug"]], ids=["", "debug"])
def test_a_password_that_the_server_refuses_is_not_shown(
    private_postgres: PrivatePostgres, monkeypatch: pytest.MonkeyPatch, how: str, option: list[str]
) -> None:
    url = private_postgres.url().replace(f":{DATABASE_PASSWORD}", ":sekrit" if how == "in the URL" else "")
    monkeypatch.setenv("RADAR_DATABASE_URL", f"{url}?password=sekrit" if how == "as a parameter" else url)
    if how == "in PGPASSWORD":
        monkeypatch.setenv("PGPASSWORD", "sekrit")
    done = radar("task", "list", *option)
    assert (done.returncode, done.stdout) == (3, "")
    assert 'password authentication failed for user "postgres"' in done.stderr
    assert "sekrit" not in done.stderr
