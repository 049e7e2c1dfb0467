"""The sweep: what was lost on the way is tried again, fails, or is published again; on both databases."""

import threading
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from radar_cli.domain.report import Claim, ErrorCode, ReportStatus
from radar_cli.domain.user import User
from radar_cli.repositories import report_states
from radar_cli.services import report_jobs, reports
from radar_cli.services.publishing import InProcess
from radar_cli.services.sweep import Swept, sweep
from tests.reporting import DeadBroker, Messages, expire, read, submit
from tests.world import World


def claimed(world: World, report_id: UUID) -> Claim:
    with world.db.transaction():
        claim = report_states.claim(world.db, report_id, uuid4())
    assert claim is not None
    return claim


def seconds_until_dispatch(world: World, report_id: UUID) -> float:
    """In how many seconds the report is due to be published again."""
    with world.db.reading():
        row = world.db.rows("SELECT next_dispatch_at FROM reports WHERE id = $id", id=str(report_id))[0]
        due_at = world.db.dialect.read_instant(row["next_dispatch_at"])
        return (due_at - world.db.now()) / timedelta(seconds=1)


def test_with_nothing_to_do_it_writes_nothing(world: World, ana: User) -> None:
    submit(world, ana)
    messages = Messages()
    assert sweep(world.db, messages) == Swept()
    assert messages.ids == []


def test_a_report_whose_lease_is_over_is_pending_again_and_published(world: World, ana: User) -> None:
    report_id = submit(world, ana)
    claimed(world, report_id)
    expire(world, "lease_until", report_id)
    messages = Messages()
    assert sweep(world.db, messages) == Swept(returned=1, published=1)
    assert messages.ids == [report_id]
    report = read(world, ana, report_id)
    assert (report.status, report.attempt) == (ReportStatus.PENDING, 1)


def test_a_report_that_is_being_computed_is_left_alone(world: World, ana: User) -> None:
    report_id = submit(world, ana)
    claimed(world, report_id)
    assert sweep(world.db, Messages()) == Swept()
    assert read(world, ana, report_id).status is ReportStatus.RUNNING


def test_after_the_third_attempt_a_lost_report_fails(world: World, ana: User) -> None:
    report_id = submit(world, ana)
    for _ in range(3):
        claimed(world, report_id)
        expire(world, "lease_until", report_id)
    assert sweep(world.db, Messages()) == Swept(lost=1)
    report = read(world, ana, report_id)
    assert (report.status, report.error_code, report.attempt) == (ReportStatus.FAILED, ErrorCode.WORKER_LOST, 3)


@pytest.mark.parametrize("running", [True, False])
def test_what_is_past_its_deadline_fails(world: World, ana: User, running: bool) -> None:
    report_id = submit(world, ana)
    if running:
        claimed(world, report_id)
    expire(world, "deadline_at", report_id)
    as_read = read(world, ana, report_id)
    assert sweep(world.db, Messages()) == Swept(overdue=1)
    assert read(world, ana, report_id) == as_read
    assert world.scalar("SELECT status FROM reports") == "failed"


def test_a_result_that_comes_after_the_deadline_is_refused(world: World, ana: User) -> None:
    report_id = submit(world, ana)
    claim = claimed(world, report_id)
    expire(world, "deadline_at", report_id)
    with world.db.transaction():
        assert not report_states.finish(world.db, claim, "{}")
    assert read(world, ana, report_id).error_code is ErrorCode.DEADLINE


def test_each_time_it_is_published_a_report_waits_twice_as_long_for_the_next_time(world: World, ana: User) -> None:
    report_id = submit(world, ana)
    waits = [seconds_until_dispatch(world, report_id)]
    for _ in range(5):
        expire(world, "next_dispatch_at", report_id)
        assert sweep(world.db, Messages()) == Swept(published=1)
        waits.append(seconds_until_dispatch(world, report_id))
    assert waits == pytest.approx([5, 10, 20, 40, 60, 60], abs=2)


def test_what_could_not_be_published_is_due_again_soon(world: World, ana: User) -> None:
    report_id = submit(world, ana)
    for _ in range(4):
        expire(world, "next_dispatch_at", report_id)
        assert sweep(world.db, DeadBroker()) == Swept()
    assert seconds_until_dispatch(world, report_id) == pytest.approx(5, abs=2)


def test_without_a_publisher_nothing_is_taken_for_published(world: World, ana: User) -> None:
    report_id = submit(world, ana)
    expire(world, "next_dispatch_at", report_id)
    assert sweep(world.db, None) == Swept()
    assert sweep(world.db, Messages()) == Swept(published=1)


def test_a_last_attempt_that_is_lost_in_the_middle_of_a_sweep_is_never_pending_again(world: World, ana: User) -> None:
    report_id = submit(world, ana)
    for _ in range(3):
        claimed(world, report_id)
        expire(world, "lease_until", report_id)
    with world.db.transaction():
        assert report_states.return_expired(world.db) == 0


def test_what_was_given_back_while_it_could_not_be_published_is_due_soon(world: World, ana: User) -> None:
    report_id = submit(world, ana)
    world.run_sql("UPDATE reports SET dispatch_count = 0")
    with world.db.transaction():
        report_states.due_again(world.db, report_id)
    expire(world, "next_dispatch_at", report_id)
    assert sweep(world.db, Messages()) == Swept(published=1)
    assert seconds_until_dispatch(world, report_id) == pytest.approx(5, abs=2)


def test_a_report_interrupted_three_times_has_the_result_of_one_that_was_not(world: World, ana: User) -> None:
    undisturbed = submit(world, ana, InProcess(world.db))
    lost = submit(world, ana, DeadBroker())
    world.run_sql("UPDATE reports SET created_at = (SELECT min(created_at) FROM reports)")
    for _ in range(2):
        claimed(world, lost)
        expire(world, "lease_until", lost)
        sweep(world.db, Messages())
    report_jobs.run(world.db, lost)
    results = [reports.result_of(read(world, ana, report_id)) for report_id in (undisturbed, lost)]
    assert results[0] == results[1]


def test_of_many_sweeps_at_once_one_publishes(world: World, ana: User) -> None:
    ids = [submit(world, ana) for _ in range(5)]
    for report_id in ids:
        expire(world, "next_dispatch_at", report_id)
    messages = Messages()
    barrier = threading.Barrier(4)

    def swept() -> None:
        barrier.wait()
        sweep(world.db, messages)

    threads = [threading.Thread(target=swept) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(messages.ids) == sorted(ids)
