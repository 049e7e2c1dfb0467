"""Two people change the same task at the same moment. PostgreSQL only: SQLite lets one writer in at a time."""

import threading
from collections.abc import Callable

import pytest

from radar_cli.app import run
from radar_cli.database.session import Database
from radar_cli.domain.task import Move
from radar_cli.domain.user import User
from radar_cli.errors import Conflict, ExitCode
from radar_cli.repositories import tasks as task_rows
from radar_cli.services import logs, task_edits, tasks
from tests.logins import token_of
from tests.world import World

pytestmark = pytest.mark.postgresql


@pytest.fixture
def db(postgres_db: Database) -> Database:
    return postgres_db


@pytest.fixture
def overtaken(world: World, monkeypatch: pytest.MonkeyPatch) -> Callable[[User, int], None]:
    """Let somebody else's edit of a task be committed between the next reading of it and its writing."""

    def arrange(other: User, task_id: int) -> None:
        by_ids = task_rows.by_ids

        def reading(*arguments: object) -> object:
            found = by_ids(*arguments)
            monkeypatch.setattr(task_rows, "by_ids", by_ids)
            theirs = task_edits.Edit(title="theirs")
            edit = threading.Thread(target=lambda: task_edits.edit(world.db, world.clock, other, [task_id], theirs))
            edit.start()
            edit.join()
            return found

        monkeypatch.setattr(task_rows, "by_ids", reading)

    return arrange


@pytest.mark.parametrize("name", ["edit", "move", "delete"])
def test_the_later_change_is_a_conflict_and_the_earlier_one_stays(
    world: World, overtaken: Callable[[User, int], None], name: str
) -> None:
    ana = world.user("Ana")
    world.project(ana)
    one, two = world.task(ana, "one"), world.task(ana, "two")
    changes: dict[str, Callable[[], object]] = {
        "edit": lambda: task_edits.edit(world.db, world.clock, ana, [one.id, two.id], task_edits.Edit(title="mine")),
        "move": lambda: tasks.move(world.db, world.clock, ana, [one.id, two.id], Move.DONE),
        "delete": lambda: tasks.delete(world.db, world.clock, ana, [one.id, two.id]),
    }
    overtaken(ana, two.id)
    with pytest.raises(Conflict):
        changes[name]()
    assert tasks.get(world.db, ana, one.id) == one
    assert tasks.get(world.db, ana, two.id).title == "theirs"
    assert len(logs.of_task(world.db, ana, two.id)) == 2


def test_the_command_says_so_and_exits_with_6(
    world: World,
    postgres_url: str,
    overtaken: Callable[[User, int], None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    ana = world.user("Ana")
    world.project(ana)
    task = world.task(ana)
    world.clock.now = world.db.clock()
    monkeypatch.setenv("RADAR_DATABASE_URL", postgres_url)
    monkeypatch.setenv("RADAR_TOKEN", token_of(world.db, ana))
    overtaken(ana, task.id)
    assert run(["task", "edit", str(task.id), "--title", "mine"]) == ExitCode.CONFLICT
    message = f"radar: task {task.id} was changed by somebody else: look at it again and repeat\n"
    assert capsys.readouterr().err == message
    assert tasks.get(world.db, ana, task.id).title == "theirs"
