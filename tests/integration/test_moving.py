"""A whole database moves from SQLite to PostgreSQL, and back, through a file."""

import io
import json
from collections.abc import Iterator, Sequence, Set
from random import Random

import pytest

from radar_cli.database import url as database_url
from radar_cli.database.session import Database
from radar_cli.domain.exported import document
from radar_cli.domain.imported import Notes
from radar_cli.domain.task import Task
from radar_cli.domain.user import User
from radar_cli.importers import formats
from radar_cli.importers.options import Options
from radar_cli.repositories import tasks
from radar_cli.services import exports, imports, task_details
from tests.random_team import Team
from tests.world import World

NOT_CARRIED = ("id", "project_id", "version", "depends_on")
IDS = "SELECT id FROM tasks ORDER BY id"
STATUS_CHANGES = """
    SELECT e.to_status, e.created_at, u.email FROM task_events e JOIN users u ON u.id = e.actor_id
     WHERE e.task_id = $id AND e.to_status IS NOT NULL ORDER BY e.id
"""

pytestmark = pytest.mark.postgresql


@pytest.fixture(params=["to PostgreSQL", "to SQLite"])
def sides(request: pytest.FixtureRequest, sqlite_url: str, postgres_url: str) -> Iterator[tuple[World, World]]:
    urls = [sqlite_url, postgres_url] if request.param == "to PostgreSQL" else [postgres_url, sqlite_url]
    worlds = [World(Database(database_url.parse(url))) for url in urls]
    yield worlds[0], worlds[1]
    for world in worlds:
        world.db.disconnect()


def moved(here: World, there: World, mover: User, warnings: Set[str] = frozenset()) -> imports.Summary:
    """Everything that somebody sees, written to a file here and read from it there."""
    with exports.everything(here.db, mover) as exported:
        content = "".join(json.dumps(document(one)) + "\n" for one in exported).encode()
    notes = Notes()
    options = Options(now=there.clock())
    records = formats.reader("jsonl")(io.BytesIO(content), options, notes)
    summary = imports.take_in(there.db, there.clock, there.user("Ana"), "jsonl", records, notes)
    assert not notes.left_out
    assert notes.warnings.keys() <= warnings
    return summary


def found(world: World) -> Sequence[Task]:
    with world.db.reading():
        ids = [row["id"] for row in world.db.rows(IDS)]
        return [tasks.unrestricted(world.db, ids)[task_id] for task_id in ids]


def carried(all_tasks: Sequence[Task]) -> list[dict[str, object]]:
    """What a file carries of tasks; what they depend on by place, since numbers differ."""
    places = {task.id: place for place, task in enumerate(all_tasks)}
    return [
        {
            **{name: getattr(task, name) for name in Task.__slots__ if name not in NOT_CARRIED},
            "depends_on": {places[on] for on in task.depends_on},
        }
        for task in all_tasks
    ]


def remarks(world: World, actor: User) -> list[list[tuple[object, ...]]]:
    return [
        [
            (comment.author, comment.body, comment.created_at)
            for comment in task_details.details(world.db, actor, task.id).comments
        ]
        for task in found(world)
    ]


def status_changes(world: World) -> list[list[tuple[object, ...]]]:
    with world.db.reading():
        return [
            [
                (row["to_status"], world.db.dialect.read_instant(row["created_at"]), row["email"])
                for row in world.db.rows(STATUS_CHANGES, id=task.id)
            ]
            for task in found(world)
        ]


@pytest.mark.parametrize("seed", range(4))
def test_both_sides_are_equal_whatever_the_team_did(sides: tuple[World, World], seed: int) -> None:
    here, there = sides
    team = Team(here, Random(seed))
    for _ in range(60):
        team.act()
    there.clock.now = here.clock.now
    # An import may add to the log what happened before radar's own changes.
    summary = moved(here, there, team.people[0], {"changed before the change before: dated at that one"})
    assert (summary.changed, summary.unchanged, list(summary.bad)) == (0, 0, [])
    assert carried(found(there)) == carried(found(here))
    ana = there.user_named("ana@example.com")
    assert remarks(there, ana) == remarks(here, team.people[0])


@pytest.mark.parametrize("seed", range(4))
def test_where_nothing_was_undone_every_status_change_keeps_its_time_and_author(
    sides: tuple[World, World], seed: int
) -> None:
    here, there = sides
    team = Team(here, Random(seed))
    team.commands = [command for command in team.commands if command.__name__ not in ("undo", "redo", "import_")]
    for _ in range(60):
        team.act()
    moved(here, there, team.people[0])
    assert status_changes(there) == status_changes(here)
