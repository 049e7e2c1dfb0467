"""What holds for databases whatever happens to who uses them. `make soak` runs the same, longer."""

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from uuid import uuid4

import pytest

from tests.databases import with_database
from tests.faults import edits, migration_kills, migration_races, migration_upgrade, sqlite
from tests.psql import typed

pytestmark = pytest.mark.xdist_group("faults-storage")

SEED = 20261123


@pytest.fixture
def fresh(postgres_server: str) -> Iterator[Callable[[], str]]:
    """A function that makes an empty PostgreSQL database and gives its URL."""
    names: list[str] = []

    def make() -> str:
        names.append(f"radar_test_{uuid4().hex[:12]}")
        typed(postgres_server, f"CREATE DATABASE {names[-1]}")
        return with_database(postgres_server, names[-1])

    yield make
    for name in names:
        typed(postgres_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def fresh_or_none(request: pytest.FixtureRequest) -> Callable[[], str] | None:
    """What makes empty databases, where they are not files."""
    return request.getfixturevalue("fresh") if request.param == "postgresql" else None


@pytest.mark.postgresql
def test_of_edits_at_once_none_is_lost_and_every_conflict_is_said(postgres_url: str, tmp_path: Path) -> None:
    assert edits.run(edits.SMALL, Random(SEED), postgres_url, tmp_path).failures == []


def test_no_write_that_was_acknowledged_is_lost_where_writers_to_a_file_are_killed(tmp_path: Path) -> None:
    assert sqlite.run(sqlite.SMALL, Random(SEED), tmp_path).failures == []


def test_a_migrator_killed_at_any_statement_leaves_what_the_next_one_finishes(
    fresh_or_none: Callable[[], str] | None, tmp_path: Path
) -> None:
    assert migration_kills.run(migration_kills.SMALL, Random(SEED), fresh_or_none, tmp_path).failures == []


def test_of_migrators_at_once_one_applies_each_file(fresh_or_none: Callable[[], str] | None, tmp_path: Path) -> None:
    assert migration_races.run(migration_races.SMALL, fresh_or_none, tmp_path).failures == []


@pytest.mark.postgresql
def test_nobody_waits_long_for_an_upgrade(fresh: Callable[[], str], tmp_path: Path) -> None:
    numbers = migration_upgrade.SMALL
    assert migration_upgrade.run(numbers, Random(SEED), fresh(), tmp_path).failures == []
