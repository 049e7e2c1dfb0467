"""Waiting for a report, on both databases."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from uuid import UUID, uuid4

import psycopg2
import pytest

from radar_cli.database.session import Database
from radar_cli.domain.report import Report, ReportStatus
from radar_cli.domain.user import User
from radar_cli.errors import Conflict, DatabaseUnavailable, Interrupted, WaitTimedOut
from radar_cli.repositories import report_states
from radar_cli.services import report_jobs, waiting
from radar_cli.services.publishing import InProcess, Publisher
from radar_cli.services.sweep import sweep
from tests.reporting import expire, submit
from tests.world import World


def wait(
    world: World,
    actor: User,
    report_id: UUID,
    timeout: float,
    *,
    compute: Publisher | None = None,
    seen: Callable[[Report], None] = lambda report: None,
) -> Report:
    return waiting.wait(world.db, actor, report_id, timeout, compute=compute, seen=seen)


@pytest.fixture
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The pauses between polls, none of which is really made."""
    made: list[float] = []

    @contextmanager
    def listening(db: Database, channel: str, message: str) -> Iterator[Callable[[float], None]]:
        yield made.append

    monkeypatch.setattr(Database, "listening", listening)
    return made


def test_waiting_ends_when_the_report_does(world: World, ana: User, pauses: list[float]) -> None:
    report_id = submit(world, ana)
    seen: list[Report] = []

    def look(report: Report) -> None:
        seen.append(report)
        if len(seen) == 3:
            report_jobs.run(world.db, report_id)

    assert wait(world, ana, report_id, 60, seen=look).status is ReportStatus.READY
    assert [report.status for report in seen] == [ReportStatus.PENDING] * 3


def test_polls_come_a_fifth_of_a_second_to_two_seconds_apart(world: World, ana: User, pauses: list[float]) -> None:
    report_id = submit(world, ana)

    def look(report: Report) -> None:
        if len(pauses) == 9:
            report_jobs.run(world.db, report_id)

    wait(world, ana, report_id, 60, seen=look)
    assert 0.15 <= pauses[0] <= 0.2
    assert 1.5 <= pauses[-1] <= 2.0


def test_waiting_gives_up_and_says_where_it_stands(world: World, ana: User) -> None:
    report_id = submit(world, ana)
    with pytest.raises(WaitTimedOut, match=f"report {report_id} is still pending: see it with radar report show"):
        wait(world, ana, report_id, 0)
    with world.db.transaction():
        report_states.claim(world.db, report_id, uuid4())
    with pytest.raises(WaitTimedOut, match=r"still running \(attempt 1 of 3\)"):
        wait(world, ana, report_id, 0)


def test_ctrl_c_says_the_id(world: World, ana: User) -> None:
    report_id = submit(world, ana)

    def interrupt(report: Report) -> None:
        raise KeyboardInterrupt

    with pytest.raises(Interrupted, match=f"report {report_id} is still to come"):
        wait(world, ana, report_id, 60, seen=interrupt)


def test_a_report_that_its_process_left_is_computed_by_whoever_waits(world: World, ana: User) -> None:
    report_id = submit(world, ana)
    with world.db.transaction():
        report_states.claim(world.db, report_id, uuid4())
    expire(world, "lease_until", report_id)
    report = wait(world, ana, report_id, 10, compute=InProcess(world.db))
    assert (report.status, report.attempt) == (ReportStatus.READY, 2)


def test_a_database_that_is_away_for_a_while_is_waited_for(world: World, ana: User, pauses: list[float]) -> None:
    report_id = submit(world, ana)
    problems = [DatabaseUnavailable("it is away", "wait"), Conflict("it was changed", "look again")]

    class AwayTwice:
        def publish(self, report_id: UUID) -> None:
            if problems:
                raise problems.pop()
            report_jobs.run(world.db, report_id)

    assert wait(world, ana, report_id, 60, compute=AwayTwice()).status is ReportStatus.READY
    assert len(pauses) == 2


def test_a_database_that_stays_away_is_said_to_be_so(world: World, ana: User) -> None:
    report_id = submit(world, ana)

    class Away:
        def publish(self, report_id: UUID) -> None:
            raise DatabaseUnavailable("it is away", "wait")

    with pytest.raises(DatabaseUnavailable, match=f"report {report_id} is accepted, but it is away"):
        wait(world, ana, report_id, 0.1, compute=Away())


class TestOnPostgreSQL:
    """The end of a report is heard of there."""

    pytestmark = pytest.mark.postgresql

    @pytest.fixture
    def db(self, postgres_db: Database) -> Database:
        return postgres_db

    @pytest.fixture
    def listener(self, postgres_url: str) -> Iterator[psycopg2.extensions.connection]:
        """Hears all that is said of reports, and waits for none."""
        with closing(psycopg2.connect(postgres_url)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(f"LISTEN {report_states.CHANNEL}")
            yield connection

    @pytest.fixture
    def in_long_pauses(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(waiting, "SHORTEST_POLL_SECONDS", 30.0)
        monkeypatch.setattr(waiting, "LONGEST_POLL_SECONDS", 30.0)

    @pytest.mark.usefixtures("in_long_pauses")
    @pytest.mark.parametrize("end", ["computed", "cancelled", "lost"])
    def test_who_waits_hears_of_the_end_at_once(self, world: World, ana: User, end: str) -> None:
        report_id = submit(world, ana)
        ends = {
            "computed": lambda: report_jobs.run(world.db, report_id),
            "cancelled": lambda: _cancelled(world, report_id),
            "lost": lambda: _lost(world, report_id),
        }
        other = threading.Timer(0.3, ends[end])
        started = time.monotonic()
        other.start()
        report = wait(world, ana, report_id, 60)
        other.join()
        assert report.is_finished
        assert time.monotonic() - started < 10

    @pytest.mark.usefixtures("in_long_pauses")
    def test_the_end_of_another_report_wakes_nobody(self, world: World, ana: User) -> None:
        mine, other = submit(world, ana), submit(world, ana)
        seen: list[Report] = []
        timer = threading.Timer(0.3, lambda: report_jobs.run(world.db, other))
        timer.start()
        with pytest.raises(WaitTimedOut):
            wait(world, ana, mine, 1.5, seen=seen.append)
        timer.join()
        assert len(seen) == 1

    @pytest.mark.usefixtures("in_long_pauses")
    def test_who_waits_hears_of_the_end_beside_others_who_do(self, world: World, ana: User) -> None:
        report_id = submit(world, ana)
        other = threading.Timer(0.3, lambda: report_jobs.run(world.db, report_id))
        started = time.monotonic()
        other.start()
        with world.db.listening(report_states.CHANNEL, str(report_id)) as pause:
            assert wait(world, ana, report_id, 60).is_finished
            pause(30)
        other.join()
        assert time.monotonic() - started < 10

    def test_the_end_of_a_report_is_told_to_those_alone_who_wait_for_it(
        self, world: World, ana: User, listener: psycopg2.extensions.connection
    ) -> None:
        awaited, unheeded = submit(world, ana), submit(world, ana)
        with world.db.listening(report_states.CHANNEL, str(awaited)):
            report_jobs.run(world.db, unheeded)
            report_jobs.run(world.db, awaited)
        with listener.cursor() as cursor:
            cursor.execute("SELECT 1")
        assert [notice.payload for notice in listener.notifies] == [str(awaited)]

    def test_who_begins_to_wait_at_the_very_end_of_a_report_finds_it_ended(
        self, world: World, ana: User, listener: psycopg2.extensions.connection
    ) -> None:
        report_id = submit(world, ana)
        with listener.cursor() as cursor:
            cursor.execute("BEGIN; UPDATE reports SET status = 'cancelled', finished_at = now()")
            cursor.execute(
                "SELECT pg_try_advisory_xact_lock(hashtext(%s), hashtext(%s))", (report_states.CHANNEL, str(report_id))
            )
            end = threading.Timer(0.3, lambda: cursor.execute("COMMIT"))
            end.start()
            seen: list[Report] = []
            assert wait(world, ana, report_id, 60, seen=seen.append).status is ReportStatus.CANCELLED
            end.join()
        assert not seen

    def test_a_lost_connection_for_hints_is_only_a_lost_hint(
        self, world: World, ana: User, postgres_server: str
    ) -> None:
        report_id = submit(world, ana)
        seen: list[Report] = []

        def look(report: Report) -> None:
            seen.append(report)
            if len(seen) == 1:
                _end_listeners(postgres_server, world)
            if len(seen) == 3:
                report_jobs.run(world.db, report_id)

        assert wait(world, ana, report_id, 30, seen=look).status is ReportStatus.READY


def _cancelled(world: World, report_id: UUID) -> None:
    with world.db.transaction():
        report_states.cancel(world.db, report_id)
    world.db.disconnect()


def _lost(world: World, report_id: UUID) -> None:
    for _ in range(3):
        with world.db.transaction():
            report_states.claim(world.db, report_id, uuid4())
        expire(world, "lease_until", report_id)
    sweep(world.db, None)
    world.db.disconnect()


def _end_listeners(server: str, world: World) -> None:
    connection = psycopg2.connect(server)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
            " WHERE datname = %s AND query LIKE 'LISTEN%%'",
            (world.scalar("SELECT current_database()"),),
        )
        assert cursor.fetchone() == (1,)
    connection.close()
