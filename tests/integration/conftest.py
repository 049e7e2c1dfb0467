"""What tests on reports begin with."""

from collections.abc import Callable

import pytest

from radar_cli import reports as catalog
from radar_cli.domain.table import Table
from radar_cli.domain.user import User
from tests.reporting import Compute
from tests.world import World


@pytest.fixture
def ana(world: World) -> User:
    """Ana, who owns the project web with one task in it."""
    user = world.user("Ana")
    world.project(user)
    world.task(user)
    return user


@pytest.fixture
def computing(monkeypatch: pytest.MonkeyPatch) -> Callable[[Compute], None]:
    """Put another computation in the place of the daily summary's."""

    def replace(compute: Compute) -> None:
        report_type = catalog.ReportType([], [], compute, lambda result: Table([], []))
        monkeypatch.setattr("radar_cli.services.report_jobs.load", lambda name: report_type)

    return replace
