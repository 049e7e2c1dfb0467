"""The counts of tasks by status that the databases keep agree with the tasks, whatever happens to them."""

from collections import Counter
from contextlib import closing
from datetime import UTC, datetime
from random import Random

import psycopg2
import pytest

from radar_cli.database.session import Database
from radar_cli.domain.task import Move
from radar_cli.services import project_deletion, roll_ups, tasks, undo
from tests.histories import random_histories, stored
from tests.world import World

START, END = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 4, 1, tzinfo=UTC)
KEPT = "SELECT project_id, status, sum(tasks) AS n FROM status_counts GROUP BY project_id, status"
ADD = """
    INSERT INTO tasks (project_id, title, description, status, priority, created_at)
    SELECT id, 'meanwhile', '', 'todo', 2, now() FROM projects
"""


def kept(db: Database) -> Counter[tuple[int, str]]:
    with db.reading():
        return Counter({(row["project_id"], row["status"]): int(row["n"]) for row in db.rows(KEPT) if row["n"]})


def counted(db: Database) -> Counter[tuple[int, str]]:
    with db.reading():
        return Counter((row["project_id"], row["status"]) for row in db.rows("SELECT project_id, status FROM tasks"))


def test_they_are_right_after_whatever_was_done(world: World) -> None:
    ana = world.user("Ana")
    made = stored(world, ana, list(random_histories(Random(1), 60, START, END)))
    assert kept(world.db) == counted(world.db)
    todo = [task.id for task in made if task.status == "todo"]
    tasks.move(world.db, world.clock, ana, todo, Move.START)
    tasks.delete(world.db, world.clock, ana, todo[:3])
    world.project(ana, "api")
    world.task(ana, project="api")
    assert kept(world.db) == counted(world.db)
    undo.undo(world.db, world.clock, ana, None)
    assert kept(world.db) == counted(world.db)


def test_a_deleted_project_takes_its_own_with_it(world: World) -> None:
    ana = world.user("Ana")
    stored(world, ana, list(random_histories(Random(1), 10, START, END)))
    project_deletion.delete(world.db, world.clock, ana, "web")
    assert kept(world.db) == Counter()


def test_what_is_undone_by_a_failure_is_not_counted(world: World) -> None:
    ana = world.user("Ana")
    world.project(ana)
    world.task(ana)

    def broken_off() -> None:
        with world.db.transaction():
            world.db.execute("DELETE FROM tasks")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        broken_off()
    assert sum(kept(world.db).values()) == 1


def test_a_rebuild_mends_what_is_wrong_and_says_how_much(world: World) -> None:
    ana = world.user("Ana")
    stored(world, ana, list(random_histories(Random(1), 40, START, END)))
    assert roll_ups.rebuild(world.db) == 0
    world.run_sql("UPDATE status_counts SET tasks = tasks + 5 WHERE status IN ('todo', 'done')")
    assert kept(world.db) != counted(world.db)
    assert roll_ups.rebuild(world.db) == 2
    assert kept(world.db) == counted(world.db)


@pytest.mark.postgresql
def test_those_who_write_at_once_do_not_wait_for_each_other(postgres_db: Database, postgres_url: str) -> None:
    world = World(postgres_db)
    world.project(world.user("Ana"))
    with closing(psycopg2.connect(postgres_url)) as one, closing(psycopg2.connect(postgres_url)) as other:
        for connection in (one, other):
            cursor = connection.cursor()
            cursor.execute("SET lock_timeout = '100ms'")
            cursor.execute(ADD)
            cursor.execute(ADD)
        one.commit()
        other.commit()
    assert kept(postgres_db) == counted(postgres_db)
    assert sum(kept(postgres_db).values()) == 4
