"""Whom and what the log names is there for as long as the log is, though not by foreign keys on both databases."""

import pytest
from pony.orm import DBException

from radar_cli.errors import Conflict
from tests.world import World

NAMELESS = "SELECT count(*) FROM task_events WHERE actor_id NOT IN (SELECT id FROM users)"
BATCHLESS = "SELECT count(*) FROM task_events WHERE batch_id NOT IN (SELECT id FROM batches)"


@pytest.mark.parametrize("table", ["users", "batches"])
def test_nobody_can_delete_what_the_log_names(world: World, table: str) -> None:
    ana = world.user("Ana")
    world.project(ana)
    world.task(ana)
    there = world.scalar(f"SELECT count(*) FROM {table}")
    with pytest.raises((Conflict, DBException)):
        world.run_sql(f"DELETE FROM {table}")
    assert world.scalar(f"SELECT count(*) FROM {table}") == there
    assert world.scalar(NAMELESS) == world.scalar(BATCHLESS) == 0


def test_nobody_can_give_them_other_numbers(world: World) -> None:
    ana = world.user("Ana")
    with pytest.raises((Conflict, DBException)):
        world.run_sql("UPDATE users SET id = id + 1")
    assert world.user_named(ana.email).id == ana.id
