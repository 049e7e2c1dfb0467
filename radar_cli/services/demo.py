"""A made-up team in a database of its own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from uuid import uuid4

from radar_cli.database import url
from radar_cli.database.session import Database
from radar_cli.domain import demo_team, text
from radar_cli.domain.change import Change
from radar_cli.domain.clock import Clock
from radar_cli.domain.demo_team import Step, Theme
from radar_cli.domain.project import Role
from radar_cli.domain.report import Report, Request
from radar_cli.domain.user import User
from radar_cli.repositories import projects, tasks, users
from radar_cli.services import changes, identity, reports, schema
from radar_cli.services.publishing import InProcess

SEED = 20_260_101
REPORT = "daily-summary"


@dataclass(frozen=True, slots=True)
class Team:
    """What was made up; `visitor` is the local account, a member of every project."""

    visitor: User
    people: int
    projects: int
    tasks: int
    events: int


def made_up(path: Path, clock: Clock, account: str, zone: str) -> tuple[Team, Report]:
    """Make the team up in a new database file, and compute its daily summary; the file is there whole or not at all.

    Raises:
        DatabaseUnavailable: the file cannot be made.
        OperationFailed: the summary failed.
    """
    # By a name that nobody else can have taken.
    unfinished = url.of_file(path.with_name(f".{path.name}.{uuid4().hex}"))
    try:
        schema.prepare_embedded(unfinished)
        schema.migrate(unfinished)
        db = Database(unfinished)
        team = fill(db, clock, account)
        report = daily_summary(db, team.visitor, zone)
        db.disconnect()
        unfinished.path.rename(path)
    except BaseException:
        unfinished.path.unlink(missing_ok=True)
        raise
    return team, report


def fill(db: Database, clock: Clock, account: str) -> Team:
    """Make the team up in an empty database; the same for the same day."""
    now = clock()
    random = Random(SEED)  # noqa: S311  a made-up history needs a seed, not secrecy
    visitor = identity.local_user(db, clock, account)
    with db.transaction():
        people = {person.email: users.add(db, person.email, person.name, now) for person in demo_team.PEOPLE}
        changed = 0
        lives = 0
        for theme in demo_team.THEMES:
            project_id = _project(db, theme, people, visitor, clock)
            histories = list(demo_team.histories(theme, random, now))
            ids = tasks.new_ids(db, len(histories))
            made = [
                change
                for task_id, steps in zip(ids, histories, strict=True)
                for change in _changes(task_id, project_id, steps, people)
            ]
            changes.write(db, visitor, now, f"make up {theme.name}", made)
            changed += len(made)
            lives += len(histories)
    return Team(visitor, len(people), len(demo_team.THEMES), lives, changed)


def daily_summary(db: Database, visitor: User, zone: str) -> Report:
    """The daily summary of the whole team, computed in this process."""
    submitted = reports.submit(db, InProcess(db), visitor, Request(REPORT, (), zone))
    return reports.get(db, visitor, str(submitted.report_id))


def _project(db: Database, theme: Theme, people: Mapping[str, User], visitor: User, clock: Clock) -> int:
    owner = next(iter(people.values()))
    project_id = projects.add(db, theme.name, text.folded(theme.name), owner.id, clock())
    for person in people.values():
        if person is not owner:
            projects.set_member(db, project_id, person.id, Role.MEMBER)
    projects.set_member(db, project_id, visitor.id, Role.OWNER)
    return project_id


def _changes(task_id: int, project_id: int, steps: Sequence[Step], people: Mapping[str, User]) -> Iterator[Change]:
    before = None
    for step in steps:
        after = replace(step.after, id=task_id, project_id=project_id)
        yield Change(before, after, people[step.actor].id, step.at)
        before = after
