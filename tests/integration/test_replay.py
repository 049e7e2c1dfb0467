"""The log of changes, played from the start, gives the tasks as they are: after any commands, on both databases."""

from dataclasses import replace
from random import Random

import pytest

from radar_cli.domain.event import LOGGED_FIELDS, EventType, changes_between
from radar_cli.domain.replay import attributes, played
from radar_cli.services import logs, tasks
from tests.random_team import Team
from tests.world import World

SEEDS = range(8)
COMMANDS = 60


@pytest.mark.parametrize("seed", SEEDS)
def test_the_log_gives_the_tasks_as_they_are(world: World, seed: int) -> None:
    team = Team(world, Random(seed))
    assert sum(team.act() for _ in range(COMMANDS)) > COMMANDS / 3
    with world.db.reading():
        there = {row["id"] for row in world.db.rows("SELECT id FROM tasks")}
        logged = {row["task_id"] for row in world.db.rows("SELECT task_id FROM task_events")}
    assert there <= logged
    for task_id in logged:
        events = logs.of_task(world.db, team.people[0], task_id)
        fields = played(events)
        if task_id not in there:
            assert fields == dict.fromkeys(LOGGED_FIELDS)
            continue
        task = tasks.get(world.db, team.people[0], task_id)
        assert replace(task, **attributes(fields)) == task
        assert {name for name, value in fields.items() if value is not None} == set(changes_between(None, task))
        assert task.version == sum(event.type is not EventType.COMMENTED for event in events)
