"""Reports of durations are the same to the last digit, whichever database they are computed on."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

import pytest

from radar_cli import reports as catalog
from radar_cli.database import url
from radar_cli.database.session import Database
from tests.duration_frames import instant
from tests.histories import random_histories, stored
from tests.reporting import computed
from tests.world import World

REPORTS = ("lead-time", "cycle-time", "aging", "time-in-status", "flow-efficiency", "workload", "stale")
NOW = instant("2026-04-10T15:30:00.000007")
OPTIONS: list[Mapping[str, Any]] = [{}, {"reopen": "reset"}, {"working_days": True}, {"count": "inclusive"}]


@pytest.fixture
def worlds(sqlite_url: str, postgres_url: str) -> Iterator[list[World]]:
    """The same tasks in both."""
    made = [World(Database(url.parse(one))) for one in (sqlite_url, postgres_url)]
    for world in made:
        people = [world.user(name).email for name in ("Ana", "Ben")]
        histories = list(random_histories(Random(11), 250, instant("2026-01-10"), NOW, people))
        stored(world, world.user_named(people[0]), histories)
    yield made
    for world in made:
        world.db.disconnect()


@pytest.mark.postgresql
@pytest.mark.parametrize("report", REPORTS)
def test_both_databases_say_the_same(worlds: list[World], report: str) -> None:
    known = {option.name for option in catalog.load(report).options}
    for options in (options for options in OPTIONS if options.keys() <= known):
        one, other = (computed(world.db, report, [1], NOW, "Europe/Berlin", **options) for world in worlds)
        assert one == other
