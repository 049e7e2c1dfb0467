"""Keeping a claim while a report is being computed, on both databases."""

import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress

import pytest

from radar_cli import reports as catalog
from radar_cli.database.session import Database
from radar_cli.domain.report import ErrorCode, ReportStatus
from radar_cli.domain.user import User
from radar_cli.services import lease, report_jobs
from radar_cli.services.publishing import InProcess
from tests.reporting import Compute, expire, read, submit
from tests.world import World

LONG_SECONDS = 30
ENDLESS_QUERY = """
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000000000) SELECT count(*) FROM n
"""

pytestmark = pytest.mark.usefixtures("quick")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """A lease that is looked after every few milliseconds."""
    monkeypatch.setattr(lease, "BEAT_SECONDS", 0.05)
    monkeypatch.setattr(lease, "LOOK_SECONDS", 0.02)


def stubborn(db: Database, scope: catalog.Scope) -> catalog.Result:
    with suppress(Exception):
        time.sleep(LONG_SECONDS)
    return {}


def sleeping(db: Database, scope: catalog.Scope) -> catalog.Result:
    time.sleep(LONG_SECONDS)
    return {}


def querying(db: Database, scope: catalog.Scope) -> catalog.Result:
    return {"n": db.value(ENDLESS_QUERY)}


# On SQLite nothing can be written while a report is being computed.
ON_POSTGRESQL = pytest.mark.parametrize(
    "any_url", [pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)
LONG = pytest.mark.parametrize("compute", [sleeping, stubborn, querying])


@pytest.fixture(autouse=True)
def _in_time() -> object:
    started = time.monotonic()
    yield
    assert time.monotonic() - started < LONG_SECONDS


@ON_POSTGRESQL
def test_a_lease_is_extended_while_the_report_is_computed(
    world: World, ana: User, computing: Callable[[Compute], None]
) -> None:
    lease_ends: list[object] = []

    def compute(db: Database, scope: catalog.Scope) -> catalog.Result:
        for _ in range(2):
            look = threading.Thread(target=lambda: lease_ends.append(world.scalar("SELECT lease_until FROM reports")))
            look.start()
            look.join()
            time.sleep(0.5)
        return {}

    computing(compute)
    report_id = submit(world, ana, InProcess(world.db))
    assert lease_ends[0] < lease_ends[1]
    assert read(world, ana, report_id).status is ReportStatus.READY


@LONG
def test_what_takes_too_long_is_a_timeout(
    world: World,
    ana: User,
    computing: Callable[[Compute], None],
    monkeypatch: pytest.MonkeyPatch,
    compute: Compute,
) -> None:
    monkeypatch.setattr(lease, "COMPUTING_AT_MOST_SECONDS", 0.3)
    computing(compute)
    report = read(world, ana, submit(world, ana, InProcess(world.db)))
    assert (report.status, report.error_code, report.attempt) == (ReportStatus.FAILED, ErrorCode.TIMEOUT, 1)


@LONG
@ON_POSTGRESQL
def test_a_cancelled_report_is_broken_off(
    world: World, ana: User, computing: Callable[[Compute], None], compute: Compute
) -> None:
    def compute_while_it_is_cancelled(db: Database, scope: catalog.Scope) -> catalog.Result:
        cancel.start()
        return compute(db, scope)

    def cancelled() -> None:
        world.run_sql("UPDATE reports SET status = 'cancelled', lease_token = NULL, lease_until = NULL")
        world.db.disconnect()

    cancel = threading.Timer(0.2, cancelled)
    computing(compute_while_it_is_cancelled)
    report = read(world, ana, submit(world, ana, InProcess(world.db)))
    cancel.join()
    assert (report.status, report.result) == (ReportStatus.CANCELLED, None)


@LONG
def test_what_a_stopping_worker_computes_is_given_back_uncounted(
    world: World, ana: User, computing: Callable[[Compute], None], compute: Compute
) -> None:
    stopping = threading.Event()

    def compute_until_told(db: Database, scope: catalog.Scope) -> catalog.Result:
        stopping.set()
        return compute(db, scope)

    computing(compute_until_told)
    report_id = submit(world, ana)
    report_jobs.run(world.db, report_id, stopping)
    report = read(world, ana, report_id)
    assert (report.status, report.attempt) == (ReportStatus.PENDING, 0)


@LONG
def test_what_was_not_broken_off_at_once_is_soon(
    world: World, ana: User, computing: Callable[[Compute], None], monkeypatch: pytest.MonkeyPatch, compute: Compute
) -> None:
    monkeypatch.setattr(lease, "COMPUTING_AT_MOST_SECONDS", 0.2)
    # As when they come in the moment before a wait or a query begins.
    lost_signals, lost_cancels = iter([True]), iter([True])
    kill, cancel = signal.pthread_kill, Database.canceller
    monkeypatch.setattr(signal, "pthread_kill", lambda *told: next(lost_signals, None) or kill(*told))

    def canceller(db: Database) -> Callable[[], None]:
        cancel_query = cancel(db)
        return lambda: None if next(lost_cancels, False) else cancel_query()

    monkeypatch.setattr(Database, "canceller", canceller)
    computing(compute)
    report = read(world, ana, submit(world, ana, InProcess(world.db)))
    assert (report.status, report.error_code) == (ReportStatus.FAILED, ErrorCode.TIMEOUT)


@ON_POSTGRESQL
def test_a_worker_that_woke_up_late_does_not_overwrite_the_result_of_another(
    world: World, ana: User, computing: Callable[[Compute], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "BEAT_SECONDS", 60.0)  # as if it were frozen
    names = iter(["late", "fresh"])

    def compute(db: Database, scope: catalog.Scope) -> catalog.Result:
        name = next(names)
        if name == "late":
            other = threading.Thread(target=compute_again)
            other.start()
            other.join()
        return {"by": name}

    def compute_again() -> None:
        expire(world, "lease_until", report_id)
        report_jobs.run(world.db, report_id)
        world.db.disconnect()

    computing(compute)
    report_id = submit(world, ana)
    report_jobs.run(world.db, report_id)
    report = read(world, ana, report_id)
    assert (report.result, report.attempt) == ({"by": "fresh"}, 2)


def test_the_next_report_of_the_process_is_computed_as_ever(
    world: World, ana: User, computing: Callable[[Compute], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lease, "COMPUTING_AT_MOST_SECONDS", 0.2)
    computing(querying)
    submit(world, ana, InProcess(world.db))
    computing(lambda db, scope: {"pid": os.getpid()})
    report = read(world, ana, submit(world, ana, InProcess(world.db)))
    assert report.result == {"pid": os.getpid()}
