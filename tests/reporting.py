"""Publishers and shorthands for tests on reports."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from radar_cli import reports as catalog
from radar_cli.database.session import Database
from radar_cli.domain.report import Report
from radar_cli.domain.user import User
from radar_cli.errors import BrokerUnavailable
from radar_cli.services import reports
from radar_cli.services.publishing import Publisher
from tests.world import World

Compute = Callable[[Database, catalog.Scope], catalog.Result]


class Messages:
    """A publisher that keeps what it was told."""

    def __init__(self) -> None:
        self.ids: list[UUID] = []

    def publish(self, report_id: UUID) -> None:
        self.ids.append(report_id)


class DeadBroker:
    """A publisher whose broker is away."""

    def publish(self, report_id: UUID) -> None:
        raise BrokerUnavailable("the broker is away", "start it")


def submit(world: World, actor: User, publisher: Publisher | None = None, **options: Any) -> UUID:
    publisher = publisher or Messages()
    submitted = reports.submit(world.db, publisher, actor, "daily-summary", "web", "UTC", **options)
    return submitted.report_id


def read(world: World, actor: User, report_id: UUID) -> Report:
    return reports.get(world.db, actor, str(report_id))


def expire(world: World, column: str, report_id: UUID) -> None:
    """Move a report's lease or deadline into the past."""
    past = world.db.dialect.later("-1")
    world.run_sql(f"UPDATE reports SET {column} = {past} WHERE id = $id", id=str(report_id))
