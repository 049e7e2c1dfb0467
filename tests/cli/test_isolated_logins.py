"""What giving and taking away logins of an isolated database says."""

from collections.abc import Callable

import pytest

from tests.cli.conftest import Radar, Result
from tests.isolation import Isolated

pytestmark = pytest.mark.postgresql


@pytest.fixture
def db(radar: Radar, isolated: Isolated, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Result]:
    """`db("grant", …)`: a command line of radar db of the owner's."""
    monkeypatch.setenv("RADAR_DATABASE_URL", isolated.url("owner"))
    return lambda *arguments: radar("db", *arguments)


def said(result: Result) -> list[str]:
    assert result.code == 0, result.err
    return result.err.splitlines()


def test_a_revoked_persons_schedules_are_said_to_be_paused(db: Callable[..., Result], isolated: Isolated) -> None:
    role = isolated.role("ben")
    revoked = (
        f"ben@example.com can no longer log in as {role}; their projects and tasks stay, and their schedules are paused"
    )
    assert said(db("revoke", "ben@example.com")) == [revoked]
    assert said(db("revoke", "ben@example.com")) == ["ben@example.com has no login; there is nothing to do"]
    assert said(db("grant", "ben@example.com", "--role", role)) == [
        f"ben@example.com logs in as {role}",
        f"it has no password of radar's: set one with \\password {role} in psql, or see pg_hba.conf",
    ]


def test_a_login_of_workers_is_taken_and_given_back(db: Callable[..., Result], isolated: Isolated) -> None:
    role = isolated.role("worker")
    assert said(db("revoke", "--worker", role)) == [f"workers can no longer log in as {role}; what they computed stays"]
    assert said(db("revoke", "--worker", role)) == ["workers have no such login; there is nothing to do"]
    assert said(db("grant", "--worker", role))[0] == f"workers log in as {role}"


@pytest.mark.parametrize("command", ["grant", "revoke"])
@pytest.mark.parametrize("whose", [[], ["ana@example.com", "--worker", "w"]])
def test_it_is_said_for_one_of_both(db: Callable[..., Result], command: str, whose: list[str]) -> None:
    result = db(command, *whose)
    assert (result.code, result.err) == (2, "radar: say for whom: give an e-mail address, or --worker ROLE\n")
