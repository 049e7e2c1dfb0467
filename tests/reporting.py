"""Publishers and shorthands for tests on reports."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from radar_cli import reports as catalog
from radar_cli.database.session import Database
from radar_cli.domain.report import Report, Request
from radar_cli.domain.schedule import Schedule
from radar_cli.domain.user import User
from radar_cli.errors import BrokerUnavailable
from radar_cli.services import report_scopes, reports
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
    submitted = reports.submit(world.db, publisher, actor, Request("daily-summary", ["web"], "UTC"), **options)
    return submitted.report_id


def read(world: World, actor: User, report_id: UUID) -> Report:
    return reports.get(world.db, actor, str(report_id))


def expire(world: World, column: str, report_id: UUID) -> None:
    """Move a report's lease or deadline into the past."""
    past = world.db.dialect.later("-1")
    world.run_sql(f"UPDATE reports SET {column} = {past} WHERE id = $id", id=str(report_id))


def make_due(world: World, schedule: Schedule, seconds: int = 90) -> None:
    """Move a schedule's next run so far into the past."""
    past = world.db.dialect.later(f"-{seconds}")
    world.run_sql(f"UPDATE schedules SET next_run_at = {past} WHERE id = $id", id=schedule.id)


def computed(
    db: Database,
    name: str,
    project_ids: Sequence[int],
    as_of: datetime,
    zone: str = "UTC",
    *,
    project: str | None = "web",
    requester: int = 0,
    **options: object,
) -> Mapping[str, Any]:
    """The result of a report as a worker computes it; `options` are those of the command line, as they are typed."""
    report_type = catalog.load(name)
    readers = {option.name: option.read for option in report_type.options}
    values = {key: readers[key](value) if isinstance(value, str) else value for key, value in options.items()}
    params = {"zone": zone, "options": values}
    with db.snapshot():
        scope = report_scopes.scope(db, report_type, requester, project_ids, project, as_of, params)
        report_type.check(scope)
        return json.loads(json.dumps(report_type.compute(db, scope)))
