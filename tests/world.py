"""A small world for tests: people, projects and tasks, made in a line each."""

from datetime import UTC, datetime, timedelta

from radar_cli.database.session import Database
from radar_cli.domain.project import Role
from radar_cli.domain.task import Move, Task
from radar_cli.domain.user import User
from radar_cli.repositories import users
from radar_cli.services import projects, tasks


class FakeClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **duration: float) -> None:
        self.now += timedelta(**duration)


class World:
    """A database with a clock, and shorthands for what most tests begin with."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self.clock = FakeClock(datetime(2026, 3, 2, 9, tzinfo=UTC))

    def user(self, name: str) -> User:
        with self.db.transaction():
            return users.add(self.db, f"{name.lower()}@example.com", name, self.clock())

    def user_named(self, email: str) -> User:
        with self.db.reading():
            user = users.by_email(self.db, email)
        assert user is not None
        return user

    def project(self, owner: User, name: str = "web", **members: Role) -> str:
        """A project with members by the names of their users; gives its name."""
        projects.add(self.db, self.clock, owner, name)
        for member, role in members.items():
            projects.set_member(self.db, owner, name, f"{member}@example.com", role)
        return name

    def task(self, actor: User, title: str = "Fix login", project: str = "web", **fields: object) -> Task:
        draft = tasks.Draft(title, **fields)
        return tasks.add(self.db, self.clock, actor, project, [draft])[0]

    def move(self, actor: User, task: Task, *moves: Move) -> Task:
        for move in moves:
            (task,) = tasks.move(self.db, self.clock, actor, [task.id], move)
        return tasks.get(self.db, actor, task.id)

    def scalar(self, sql: str, **parameters: object) -> object:
        with self.db.reading():
            return self.db.value(sql, **parameters)

    def run_sql(self, sql: str, **parameters: object) -> None:
        with self.db.transaction():
            self.db.execute(sql, **parameters)
