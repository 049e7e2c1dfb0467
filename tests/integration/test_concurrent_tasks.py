"""What somebody does to a task while somebody else is about to commit. PostgreSQL only: SQLite lets one writer in."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

import pytest

from radar_cli.database.session import Database
from radar_cli.domain.imported import ImportedTask, Notes
from radar_cli.domain.task import Move
from radar_cli.domain.user import User
from radar_cli.errors import Conflict, OperationFailed, RadarError
from radar_cli.services import (
    comments,
    dependencies,
    imports,
    logs,
    project_deletion,
    task_details,
    task_edits,
    tasks,
    undo,
)
from tests.world import World

pytestmark = pytest.mark.postgresql
REFS = ("WEB-1", "WEB-2")


@pytest.fixture
def db(postgres_db: Database) -> Database:
    return postgres_db


@pytest.fixture
def ana(world: World) -> User:
    ana = world.user("Ana")
    world.project(ana)
    return ana


@dataclass
class Outcome:
    """What became of a command in another thread."""

    errors: list[RadarError] = field(default_factory=list)


@contextmanager
def meanwhile(world: World, command: Callable[[], object]) -> Iterator[Outcome]:
    """Begin a command while the block is carried out, whose transaction is committed before the command can end."""
    outcome = Outcome()

    def run() -> None:
        try:
            command()
        except RadarError as error:
            outcome.errors.append(error)
        finally:
            world.db.disconnect()

    thread = threading.Thread(target=run)
    with world.db.transaction():
        yield outcome
        thread.start()
        thread.join(0.5)
        assert thread.is_alive(), "it did not wait"
    thread.join(20)
    assert not thread.is_alive()


@pytest.mark.parametrize("name", ["task", "project"])
def test_what_is_deleted_while_something_begins_to_wait_for_it_is_waited_for_no_more(
    world: World, ana: User, name: str
) -> None:
    world.project(ana, "api")
    waiting, going = world.task(ana).id, world.task(ana, project="api").id
    deletions: dict[str, Callable[[], object]] = {
        "task": lambda: tasks.delete(world.db, world.clock, ana, [going]),
        "project": lambda: project_deletion.delete(world.db, world.clock, ana, "api"),
    }
    with meanwhile(world, deletions[name]) as outcome:
        dependencies.depend(world.db, world.clock, ana, waiting, [going])
    assert not outcome.errors
    assert tasks.get(world.db, ana, waiting).depends_on == ()
    assert logs.of_task(world.db, ana, waiting)[-1].changes == {"depends_on": ([going], None)}


def test_a_remark_that_comes_while_its_task_is_undone_is_not_lost(world: World, ana: User) -> None:
    task = world.task(ana)
    with meanwhile(world, lambda: undo.undo(world.db, world.clock, ana, 1)) as outcome:
        comments.add(world.db, world.clock, ana, task.id, "looks good")
    (error,) = outcome.errors
    assert isinstance(error, Conflict)
    assert len(task_details.details(world.db, ana, task.id).comments) == 1


def test_two_who_let_tasks_wait_for_each_other_close_no_circle(world: World, ana: User) -> None:
    one, two = world.task(ana).id, world.task(ana).id
    with meanwhile(world, lambda: dependencies.depend(world.db, world.clock, ana, two, [one])) as outcome:
        dependencies.depend(world.db, world.clock, ana, one, [two])
    (error,) = outcome.errors
    assert isinstance(error, OperationFailed)
    assert tasks.get(world.db, ana, two).depends_on == ()


@pytest.mark.parametrize("name", ["add", "comment", "start"])
def test_what_is_logged_while_its_project_is_being_deleted_goes_with_it(world: World, ana: User, name: str) -> None:
    world.project(ana, "api")
    task = world.task(ana, project="api")
    changes: dict[str, Callable[[], object]] = {
        "add": lambda: world.task(ana, project="api"),
        "comment": lambda: comments.add(world.db, world.clock, ana, task.id, "Safari only"),
        "start": lambda: world.move(ana, task, Move.START),
    }
    with meanwhile(world, lambda: project_deletion.delete(world.db, world.clock, ana, "api")) as outcome:
        changes[name]()
    assert not outcome.errors
    assert world.scalar("SELECT count(*) FROM task_events") == 0


def test_a_task_that_is_edited_while_its_import_goes_on_gets_its_dependencies(
    world: World, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imports, "AT_ONCE", 1)
    record = ImportedTask(1, "web", "WEB-1", "Fix login", world.clock.now)
    other = replace(record, line=2, external_ref="WEB-2")
    imports.take_in(world.db, world.clock, ana, "jsonl", iter([record, other]), Notes())
    ids = {ref: int(str(world.scalar("SELECT id FROM tasks WHERE external_ref = $ref", ref=ref))) for ref in REFS}

    def edit() -> None:
        task_edits.edit(world.db, world.clock, ana, [ids["WEB-1"]], task_edits.Edit(description="more"))
        world.db.disconnect()

    def edited_in_between() -> Iterator[ImportedTask]:
        yield replace(record, depends_on=("WEB-2",))
        somebody = threading.Thread(target=edit)
        somebody.start()
        somebody.join(20)
        yield other

    imports.take_in(world.db, world.clock, ana, "jsonl", edited_in_between(), Notes())
    task = tasks.get(world.db, ana, ids["WEB-1"])
    assert (task.description, task.depends_on) == ("more", (ids["WEB-2"],))
