"""An isolated database: its owner, its people and its worker, each by a login of the server's own."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import psycopg2

from radar_cli.database import url as urls
from radar_cli.database.session import Database
from radar_cli.domain.clock import system_clock
from radar_cli.domain.project import Role
from radar_cli.domain.report import Request
from radar_cli.domain.user import User
from radar_cli.services import comments, isolation, projects, report_jobs, reports, schedules, schema, tasks, views
from tests.canaries import DATABASE_PASSWORD
from tests.psql import typed
from tests.reporting import Messages

PEOPLE = ("ana", "ben", "cleo", "dan")
REFUSED = "42501"


@dataclass(frozen=True, slots=True)
class Isolated:
    """One isolated database.

    Ana owns the project web, in which Dan is a member and Cleo a viewer. Ben owns api, which nobody else may see.
    """

    server: str
    name: str
    prefix: str

    def role(self, who: str) -> str:
        return f"{self.prefix}_{who}"

    def url(self, who: str) -> str:
        """The URL of the database for `owner`, `worker`, or one of the people."""
        parts = urlsplit(self.server)
        host = parts.netloc.rpartition("@")[2]
        return urlunsplit(parts._replace(netloc=f"{self.role(who)}:{DATABASE_PASSWORD}@{host}", path=f"/{self.name}"))

    @property
    def superuser_url(self) -> str:
        return urlunsplit(urlsplit(self.server)._replace(path=f"/{self.name}"))

    def psql(self, who: str, *statements: str) -> Sequence[tuple[Any, ...]]:
        """What psql would show to one of them who typed these; psycopg2's error where one is refused."""
        return typed(self.url(who), *statements)

    def refusal(self, who: str, *statements: str) -> str:
        """The SQLSTATE with which the last of some statements is refused; empty where it is not."""
        try:
            self.psql(who, *statements)
        except psycopg2.Error as error:
            return str(error.pgcode)
        return ""

    def truth(self, sql: str) -> Sequence[tuple[Any, ...]]:
        """What is really there."""
        return typed(self.superuser_url, sql)

    @contextmanager
    def database(self, who: str) -> Iterator[Database]:
        db = Database(urls.parse(self.url(who)))
        try:
            yield db
        finally:
            db.disconnect()

    def grant(self, who: str, email: str | None = None) -> None:
        """Let somebody log in, or without an address a worker; the first one isolates the database."""
        role = self.role(who)
        with self.database("owner") as db:
            if email is None:
                isolation.grant_worker(db, role)
            else:
                isolation.grant(db, system_clock, email, role, who.capitalize())
        self.psql("owner", f"ALTER ROLE {role} PASSWORD '{DATABASE_PASSWORD}'")

    def user(self, who: str) -> User:
        rows = self.truth(f"SELECT id, email, name, created_at FROM users WHERE email = '{who}@example.com'")
        return User(*rows[0])


@contextmanager
def without_people(server: str) -> Iterator[Isolated]:
    """An isolated database in which nobody is, to be copied; its superuser stands for the tests."""
    with made(server) as site:
        schema.migrate(urls.parse(site.url("owner")))
        site.psql("owner", "SELECT radar.isolate()")
        yield site


@contextmanager
def template(server: str) -> Iterator[Isolated]:
    """An isolated database with people and what they have made, to be copied."""
    with made(server) as site:
        _isolate(site)
        _live(site)
        yield site


@contextmanager
def made(server: str) -> Iterator[Isolated]:
    """An empty database of an owner who may make roles; all roles whose names begin so are gone at the end."""
    prefix = f"radar_{uuid4().hex[:12]}"
    site = Isolated(server, f"{prefix}_template", prefix)
    typed(server, f"CREATE ROLE {prefix}_owner LOGIN CREATEROLE PASSWORD '{DATABASE_PASSWORD}'")
    typed(server, f"GRANT pg_signal_backend TO {prefix}_owner")
    typed(server, f"CREATE DATABASE {site.name} OWNER {prefix}_owner")
    try:
        yield site
    finally:
        typed(server, f"DROP DATABASE {site.name} WITH (FORCE)")
        roles = typed(server, f"SELECT rolname FROM pg_roles WHERE starts_with(rolname, '{prefix}')")
        for (role,) in roles:
            with suppress(psycopg2.errors.DependentObjectsStillExist):
                typed(server, f'DROP ROLE "{role}"')


@contextmanager
def copy(original: Isolated) -> Iterator[Isolated]:
    """A copy of a template, by the same logins."""
    site = Isolated(original.server, f"{original.prefix}_{uuid4().hex[:12]}", original.prefix)
    owner = site.role("owner")
    typed(site.server, f"CREATE DATABASE {site.name} TEMPLATE {original.name} OWNER {owner}")
    try:
        site.psql("owner", "SELECT radar.give_rights()")  # those on the database itself are not copied
        yield site
    finally:
        typed(site.server, f"DROP DATABASE {site.name} WITH (FORCE)")


def _isolate(site: Isolated) -> None:
    schema.migrate(urls.parse(site.url("owner")))
    site.grant("worker")
    for who in PEOPLE:
        site.grant(who, f"{who}@example.com")


def _live(site: Isolated) -> None:
    ana, ben = site.user("ana"), site.user("ben")
    with site.database("ana") as db:
        projects.add(db, system_clock, ana, "web")
        projects.set_member(db, ana, "web", "dan@example.com", Role.MEMBER)
        projects.set_member(db, ana, "web", "cleo@example.com", Role.VIEWER)
        tasks.add(db, system_clock, ana, "web", [tasks.Draft("Fix login")])
    with site.database("ben") as db:
        projects.add(db, system_clock, ben, "api")
        (task,) = tasks.add(db, system_clock, ben, "api", [tasks.Draft("Secret plan", assignee="me", tags=["secret"])])
        comments.add(db, system_clock, ben, task.id, "a secret remark")
        views.save(db, system_clock, ben, system_clock().tzinfo, "secret view", "due<+7d", "id", [])  # type: ignore[arg-type]
        request = Request("daily-summary", ["api"], "UTC")
        schedules.add(db, ben, request, "@daily")
        submitted = reports.submit(db, Messages(), ben, request, dedup_key="secret key")
        report_jobs.run(db, submitted.report_id)
