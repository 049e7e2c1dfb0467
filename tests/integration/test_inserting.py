"""Inserting many rows at once, and while the program goes on."""

import threading
from contextlib import closing
from dataclasses import replace

import psycopg2
import pytest

from radar_cli.database import url as urls
from radar_cli.database.ahead import inserting_ahead
from radar_cli.database.session import Database
from radar_cli.domain.change import Change
from radar_cli.domain.task import Task
from radar_cli.domain.user import User
from radar_cli.errors import Conflict
from radar_cli.repositories import batches, tasks
from radar_cli.services.changes import Writing
from tests.psql import typed
from tests.roles import Shared
from tests.world import World

# Some that are inserted one by one, one more than a whole statement, and more than go to the database at once.
COUNTS = (1, 19, 20, 21, 499, 501, 1_234)
AWKWARD = ("\\N", "\\", "\\.", "a\\tb", 'say "yes"', "{a}", "'; --", "Äpfel 🍏", "%(rows)s", "$rows", "\u00a0x")


@pytest.fixture
def ana(world: World) -> User:
    ana = world.user("Ana")
    world.project(ana)
    return ana


def many(world: World, ana: User, count: int) -> list[Task]:
    """So many tasks that are not there yet, every text an awkward one; run it within a transaction."""
    first = world.task(ana)
    ids = tasks.new_ids(world.db, count)
    return [
        replace(
            first,
            id=task_id,
            title=AWKWARD[number % len(AWKWARD)],
            description=f"two\r\nlines\tand {AWKWARD[number % len(AWKWARD)]}\n",
            tags=tuple(sorted(set(AWKWARD[: number % 4]))),
            external_ref=f"{AWKWARD[number % len(AWKWARD)]}{number}",
        )
        for number, task_id in enumerate(ids)
    ]


def written(world: World, ana: User, made: list[Task]) -> None:
    writing = Writing(world.db)
    for task in made:
        writing.add(Change(None, task, ana.id, task.created_at))
    writing.flush(batches.add(world.db, ana.id, "add", world.clock()))


@pytest.mark.parametrize("count", COUNTS)
def test_rows_come_out_as_they_went_in_however_many_they_are(world: World, ana: User, count: int) -> None:
    with world.db.transaction():
        made = many(world, ana, count)
        written(world, ana, made)
    with world.db.reading():
        there = tasks.by_ids(world.db, ana.id, [task.id for task in made])
    assert [there[task.id] for task in made] == made


def test_plain_rows_come_out_as_they_went_in(world: World, ana: User) -> None:
    with world.db.transaction():
        made = [replace(task, title="plain", description="", external_ref=None) for task in many(world, ana, 100)]
        written(world, ana, made)
    with world.db.reading():
        there = tasks.by_ids(world.db, ana.id, [task.id for task in made])
    assert [there[task.id] for task in made] == made


def test_what_went_ahead_is_there_for_the_next_query(world: World, ana: User) -> None:
    with world.db.transaction(), inserting_ahead(world.db):
        made = many(world, ana, 1_234)
        written(world, ana, made)
        assert len(tasks.by_ids(world.db, ana.id, [task.id for task in made])) == len(made)
    assert world.scalar("SELECT count(*) FROM task_events") == len(made) + 1


def test_what_fails_ahead_of_the_program_fails_the_transaction(world: World, ana: User) -> None:
    world.task(ana, "there before")

    def write_twice() -> None:
        with world.db.transaction(), inserting_ahead(world.db):
            made = many(world, ana, 600)
            written(world, ana, [*made, replace(made[0], id=made[-1].id + 1)])

    with pytest.raises(Conflict):
        write_twice()
    assert world.scalar("SELECT count(*) FROM tasks") == 1
    assert world.scalar("SELECT count(*) FROM task_events") == 1


def test_nothing_that_went_ahead_outlives_a_transaction_that_failed(world: World, ana: User) -> None:
    def fail() -> None:
        with world.db.transaction(), inserting_ahead(world.db):
            written(world, ana, many(world, ana, 1_234))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert world.scalar("SELECT count(*) FROM tasks") == 0
    with world.db.transaction():
        written(world, ana, many(world, ana, 3))
    assert world.scalar("SELECT count(*) FROM tasks") == 4


def test_numbers_for_rows_that_go_ahead_are_each_given_once(world: World, ana: User) -> None:
    with world.db.transaction(), inserting_ahead(world.db):
        first = many(world, ana, 30)
        ids = [*tasks.new_ids(world.db, 5), *tasks.new_ids(world.db, 5)]
        written(world, ana, first)
        later = [replace(task, id=task_id, external_ref=None) for task, task_id in zip(first, ids, strict=False)]
        written(world, ana, later)
        ids += tasks.new_ids(world.db, 2)
    given = [*(task.id for task in first), *ids]
    assert len(set(given)) == len(given)
    assert world.task(ana, "the next one").id > max(task.id for task in later)


def test_the_numbers_of_a_table_are_its_own(world: World, ana: User) -> None:
    world.task(ana)
    with world.db.transaction(), inserting_ahead(world.db):
        given = [list(world.db.new_ids(table, count)) for table, count in (("tasks", 2), ("projects", 1), ("tasks", 1))]
    assert given == [[2, 3], [2], [4]]


@pytest.mark.postgresql
def test_numbers_come_over_the_one_connection_where_there_may_be_no_other(postgres_server: str, owned: Shared) -> None:
    typed(postgres_server, f"ALTER ROLE {owned.roles.owner} CONNECTION LIMIT 1")
    try:
        db = Database(urls.parse(owned.owner_url))
        world = World(db)
        ana = world.user("Ana")
        world.project(ana)
        with db.transaction(), inserting_ahead(db):
            made = many(world, ana, 100)
            written(world, ana, made)
            assert tasks.new_ids(db, 1)[0] > made[-1].id
        assert world.scalar("SELECT count(*) FROM tasks") == 101
        db.disconnect()
    finally:
        typed(postgres_server, f"ALTER ROLE {owned.roles.owner} CONNECTION LIMIT -1")


@pytest.mark.postgresql
def test_what_another_thread_inserts_meanwhile_does_not_go_ahead(postgres_db: Database, postgres_url: str) -> None:
    world = World(postgres_db)
    ana = world.user("Ana")
    world.project(ana)
    first = world.task(ana)

    def insert() -> None:
        with world.db.transaction():
            tasks.insert(world.db, [replace(first, id=tasks.new_ids(world.db, 1)[0])], {ana.email: ana.id})
        world.db.disconnect()

    with closing(psycopg2.connect(postgres_url)) as somebody:
        somebody.cursor().execute("LOCK TABLE task_events")
        with world.db.transaction(), inserting_ahead(world.db):
            written(world, ana, [replace(first, id=task_id) for task_id in tasks.new_ids(world.db, 3)])
            other = threading.Thread(target=insert)
            other.start()
            other.join()
            cursor = somebody.cursor()
            cursor.execute("SELECT count(*) FROM tasks")
            assert cursor.fetchone() == (2,)
            somebody.rollback()


@pytest.mark.postgresql
def test_numbers_do_not_wait_for_rows_that_go_ahead(postgres_url: str) -> None:
    db = Database(urls.parse(postgres_url))
    world = World(db)
    ana = world.user("Ana")
    world.project(ana)
    first = world.task(ana)
    with closing(psycopg2.connect(postgres_url)) as somebody:
        somebody.cursor().execute("LOCK TABLE task_events")
        with db.transaction(), inserting_ahead(db):
            ids = tasks.new_ids(db, 100)
            written(world, ana, [replace(first, id=task_id) for task_id in ids])
            assert len(tasks.new_ids(db, 3)) == 3
            somebody.rollback()
    db.disconnect()
    assert world.scalar("SELECT count(*) FROM tasks") == 101
