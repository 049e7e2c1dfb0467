"""A team in one project: people who can log in, and the tasks that they fight over."""

from collections.abc import Sequence
from dataclasses import dataclass

from radar_cli.database.session import Database
from radar_cli.domain.project import Role
from radar_cli.domain.user import User
from tests.logins import token_of
from tests.world import World

PROJECT = "web"


@dataclass(frozen=True, slots=True)
class Team:
    """The owner, who made the tasks; the other people, a token of each, and the numbers of the tasks."""

    owner: User
    people: Sequence[User]
    tokens: Sequence[str]
    task_ids: Sequence[int]


def made(db: Database, people: int, tasks: int) -> Team:
    """A team in an empty, migrated database."""
    world = World(db)
    world.clock.now = db.clock()
    owner = world.user("owner")
    users = [world.user(f"person-{number}") for number in range(people)]
    world.project(owner, PROJECT, **{user.name: Role.MEMBER for user in users})
    tokens = [token_of(db, user) for user in users]
    task_ids = [world.task(owner, f"task {number}", PROJECT).id for number in range(tasks)]
    return Team(owner, users, tokens, task_ids)
