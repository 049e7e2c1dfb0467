"""A connection that is lost in the middle of a transaction: nothing of it may stay. PostgreSQL only.

Pony 0.7.20 on its own would open a new connection and commit the second half of the transaction alone.
"""

from collections.abc import Callable
from typing import Any

import psycopg2
import pytest

from radar_cli.database.session import Database
from radar_cli.domain.project import Role
from radar_cli.domain.task import Move, Priority
from radar_cli.errors import DatabaseUnavailable
from radar_cli.services import projects, tasks
from tests.world import World

pytestmark = pytest.mark.postgresql


@pytest.fixture
def db(postgres_db: Database) -> Database:
    return postgres_db


class Killer:
    """Ends the backend of a database's connection right before its n-th statement."""

    def __init__(self, db: Database, server: str, before: int | None) -> None:
        self.db = db
        self.server = server
        self.before = before
        self.statements = 0
        self.execute = db.pony.provider.execute

    def __enter__(self) -> "Killer":
        self.db.pony.provider.execute = self._counted
        return self

    def __exit__(self, *_: object) -> None:
        self.db.pony.provider.execute = self.execute

    def _counted(self, cursor: Any, *arguments: Any) -> Any:
        self.statements += 1
        if self.statements == self.before:
            self._kill(cursor.connection.info.backend_pid)
        return self.execute(cursor, *arguments)

    def _kill(self, backend: int) -> None:
        administrator = psycopg2.connect(self.server)
        with administrator.cursor() as cursor:
            # With a timeout the function waits until the backend is really gone.
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", (backend,))
        administrator.close()


def state(world: World) -> list[object]:
    return [
        world.scalar(f"SELECT count(*) FROM {table}")
        for table in ("tasks", "task_events", "projects", "project_members")
    ] + [
        world.scalar("SELECT coalesce(sum(version), 0) FROM tasks"),
        world.scalar("SELECT count(*) FROM tasks WHERE status = 'in_progress' OR priority = 4"),
        world.scalar("SELECT count(*) FROM projects WHERE name = 'renamed'"),
    ]


def writers(world: World, actor: Any) -> dict[str, Callable[[], object]]:
    ids = [world.task(actor, str(number)).id for number in range(3)]
    drafts = [tasks.Draft("four"), tasks.Draft("five")]
    urgent = tasks.Edit(priority=Priority.URGENT)
    return {
        "add": lambda: tasks.add(world.db, world.clock, actor, "web", drafts),
        "edit": lambda: tasks.edit(world.db, world.clock, actor, ids, urgent),
        "move": lambda: tasks.move(world.db, world.clock, actor, ids, Move.START),
        "delete": lambda: tasks.delete(world.db, world.clock, actor, ids),
        "add project": lambda: projects.add(world.db, world.clock, actor, "api"),
        "rename": lambda: projects.rename(world.db, actor, "web", "renamed"),
        "member": lambda: projects.set_member(world.db, actor, "web", "ben@example.com", Role.MEMBER),
        "delete project": lambda: projects.delete(world.db, actor, "web"),
    }


@pytest.mark.parametrize("name", ["add", "edit", "move", "delete", "add project", "rename", "member", "delete project"])
def test_a_backend_killed_between_any_two_statements_leaves_all_or_nothing(
    world: World, postgres_server: str, name: str
) -> None:
    ana = world.user("Ana")
    world.user("Ben")
    world.project(ana)
    write = writers(world, ana)[name]
    before = state(world)
    # Before the first statement no transaction is open: the stale connection is replaced, nothing lost.
    for statement in range(2, 50):
        with Killer(world.db, postgres_server, statement) as killer:
            try:
                write()
            except DatabaseUnavailable:
                assert state(world) == before, f"killed before statement {statement}"
                continue
        assert killer.statements < statement, f"no error, although killed before statement {statement}"
        break
    assert state(world) != before


def test_a_connection_that_went_stale_between_two_commands_is_replaced(world: World, postgres_server: str) -> None:
    ana = world.user("Ana")
    world.project(ana)
    with Killer(world.db, postgres_server, 1):
        task = world.task(ana)
    assert tasks.get(world.db, ana, task.id) == task
