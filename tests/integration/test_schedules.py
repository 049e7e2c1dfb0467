"""Schedules: their reports are made once for each time, with their owner's rights; on both databases."""

import json
import threading
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from radar_cli.domain.project import Role
from radar_cli.domain.report import ErrorCode, Report, ReportStatus, Request
from radar_cli.domain.schedule import Schedule
from radar_cli.domain.user import User
from radar_cli.errors import BadInput, DatabaseUnavailable, NotFound, OperationFailed
from radar_cli.services import deliveries, due_schedules, project_deletion, projects, report_jobs, reports, schedules
from radar_cli.services.publishing import InProcess
from radar_cli.services.sweep import Swept, sweep
from tests.reporting import Messages, make_due, read
from tests.world import World

MINUTELY = "* * * * *"
DAILY = "0 8 * * *"
FILE = {"files": {"file": "/tmp/web-{date}.csv"}, "host": "here", "format": "csv"}


def scheduled(world: World, actor: User, times: str = DAILY, *names: str, **options: object) -> Schedule:
    request = Request("daily-summary", names or ["web"], "Europe/Berlin", options)
    return schedules.add(world.db, actor, request, times)


def made(world: World, actor: User) -> Sequence[Report]:
    return reports.visible(world.db, actor, None).reports


def only(world: World, actor: User) -> Schedule:
    (schedule,) = schedules.listed(world.db, actor)
    return schedule


def test_what_is_scheduled_is_listed_with_its_next_time(world: World, ana: User) -> None:
    added = scheduled(world, ana, "30 8 * * *", where="priority>=high")
    assert only(world, ana) == added
    local = added.next_run_at.astimezone(added.zone)
    assert (local.hour, local.minute) == (8, 30)
    assert timedelta() < added.next_run_at - world.db.clock() <= timedelta(days=1, hours=1)
    assert schedules.listed(world.db, world.user("Ben")) == []


def test_nothing_is_made_before_its_time(world: World, ana: User) -> None:
    scheduled(world, ana)
    assert sweep(world.db, Messages()) == Swept()


def test_what_is_due_is_made_published_and_due_again_later(world: World, ana: User) -> None:
    schedule = scheduled(world, ana, DAILY, where="priority>=low")
    make_due(world, schedule)
    messages = Messages()
    assert sweep(world.db, messages) == Swept(made=1, published=1)
    (report,) = made(world, ana)
    assert messages.ids == [report.id]
    assert (report.type, report.project, report.requested_by) == ("daily-summary", "web", ana.email)
    assert report.params["options"] == {"where": "priority>=low"}
    report_jobs.run(world.db, report.id)
    assert read(world, ana, report.id).result["where"] == "priority>=low"
    after = only(world, ana)
    assert (after.last_report, after.last_status, after.error) == (report.id, ReportStatus.READY, None)
    assert after.next_run_at == schedule.next_run_at
    assert sweep(world.db, messages) == Swept()


def test_of_what_was_missed_the_last_alone_is_made(world: World, ana: User) -> None:
    schedule = scheduled(world, ana, MINUTELY)
    make_due(world, schedule, 3600)
    assert sweep(world.db, Messages()) == Swept(made=1, published=1)
    after = only(world, ana)
    now = world.db.clock()
    assert now - timedelta(minutes=1, seconds=5) <= after.last_slot_at <= now < after.next_run_at


def test_one_slot_makes_one_report_even_where_it_is_due_again(world: World, ana: User) -> None:
    schedule = scheduled(world, ana, "0 0 1 1 *")
    make_due(world, schedule, 90)
    past = world.scalar("SELECT next_run_at FROM schedules")
    for expected in (Swept(made=1, published=1), Swept(), Swept()):
        world.run_sql("UPDATE schedules SET next_run_at = $past", past=past)
        assert sweep(world.db, Messages()) == expected
    (report,) = made(world, ana)
    assert only(world, ana).last_report == report.id


def test_of_many_sweeps_at_once_one_makes_the_reports(world: World, ana: User) -> None:
    for _ in range(5):
        make_due(world, scheduled(world, ana))
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
    assert len(made(world, ana)) == 5
    assert sorted(messages.ids) == sorted(report.id for report in made(world, ana))


def test_who_looked_before_another_sweep_made_the_report_makes_none(world: World, ana: User) -> None:
    make_due(world, scheduled(world, ana))
    seen = due_schedules.due(world.db)
    sweep(world.db, Messages())
    with world.db.transaction():
        assert due_schedules.make(world.db, seen) == 0
    assert len(made(world, ana)) == 1


def test_without_a_publisher_none_is_made_and_whoever_comes_makes_it(world: World, ana: User) -> None:
    make_due(world, scheduled(world, ana))
    assert sweep(world.db, None) == Swept()
    assert sweep(world.db, InProcess(world.db)) == Swept(made=1, published=1)
    assert made(world, ana)[0].status is ReportStatus.READY


def test_while_paused_none_is_made_and_none_is_made_up_for(world: World, ana: User) -> None:
    schedule = scheduled(world, ana, MINUTELY)
    schedules.pause(world.db, ana, schedule.id)
    make_due(world, schedule, 3600)
    assert sweep(world.db, Messages()) == Swept()
    assert only(world, ana).paused_at is not None
    resumed = schedules.resume(world.db, ana, schedule.id)
    assert resumed == only(world, ana)
    assert resumed.next_run_at > world.db.clock()
    assert made(world, ana) == []


def test_pausing_and_resuming_twice_is_refused(world: World, ana: User) -> None:
    schedule = scheduled(world, ana)
    with pytest.raises(OperationFailed, match="is not paused"):
        schedules.resume(world.db, ana, schedule.id)
    schedules.pause(world.db, ana, schedule.id)
    with pytest.raises(OperationFailed, match="is paused"):
        schedules.pause(world.db, ana, schedule.id)


def test_what_was_removed_makes_no_report_and_what_it_made_stays(world: World, ana: User) -> None:
    schedule = scheduled(world, ana)
    make_due(world, schedule)
    sweep(world.db, Messages())
    schedules.remove(world.db, ana, schedule.id)
    make_due(world, schedule)
    assert sweep(world.db, Messages()) == Swept()
    assert schedules.listed(world.db, ana) == []
    assert len(made(world, ana)) == 1


def test_nobody_else_can_touch_a_schedule(world: World, ana: User) -> None:
    schedule, ben = scheduled(world, ana), world.user("Ben")
    for change in (schedules.pause, schedules.resume, schedules.remove):
        with pytest.raises(NotFound, match=f"you have no schedule {schedule.id}"):
            change(world.db, ben, schedule.id)
    assert only(world, ana) == schedule


@pytest.mark.parametrize(
    ("report", "project", "zone", "times", "options", "error"),
    [
        ("nonsense", "web", "UTC", DAILY, {}, NotFound),
        ("daily-summary", "nope", "UTC", DAILY, {}, NotFound),
        ("daily-summary", "web", "Nowhere", DAILY, {}, BadInput),
        ("daily-summary", "web", "UTC", "0 8 31 2 *", {}, BadInput),
        ("daily-summary", "web", "UTC", DAILY, {"where": "foo:"}, BadInput),
        ("throughput", "web", "UTC", DAILY, {"since": "nonsense"}, BadInput),
    ],
)
def test_what_could_not_be_asked_for_cannot_be_scheduled(
    world: World, ana: User, report: str, project: str, zone: str, times: str, options: dict[str, str], error: type
) -> None:
    with pytest.raises(error):
        schedules.add(world.db, ana, Request(report, [project], zone, options), times)
    assert schedules.listed(world.db, ana) == []


@pytest.mark.parametrize(
    "change",
    [
        {"params": {"options": {"where": "foo:"}}},
        {"params": {"options": {"where": "project:gone"}}},
        {"params": {"options": {"since": "9999-12-31"}}},
        {"params": {"options": {"count": "nonsense"}}},
        {"params": {"options": 7}},
        {"params": {"zone": "Nowhere"}},
        {"params": {"project_ids": [99]}},
        {"report": "of-tomorrow"},
        {"cron": "never"},
    ],
    ids=str,
)
def test_one_that_cannot_be_asked_for_any_more_does_not_stop_the_others(
    world: World, ana: User, change: dict[str, Any]
) -> None:
    broken, whole = scheduled(world, ana), scheduled(world, ana)
    if "params" in change:
        change = {"params": json.dumps({**broken.params, **change["params"]})}
    ((column, value),) = change.items()
    world.run_sql(f"UPDATE schedules SET {column} = $value WHERE id = $id", value=value, id=broken.id)
    make_due(world, broken)
    make_due(world, whole)
    assert sweep(world.db, Messages()) == Swept(made=1, published=1)
    assert sweep(world.db, Messages()) == Swept()
    errors = {one.id: one.error for one in schedules.listed(world.db, ana)}
    assert errors[broken.id]
    assert not errors[whole.id]


def test_a_lost_database_is_not_taken_for_a_schedule_that_is_wrong(
    world: World, ana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lost(*_: object) -> None:
        raise DatabaseUnavailable("the database cannot be reached", "start it")

    make_due(world, scheduled(world, ana))
    with monkeypatch.context() as patched:
        patched.setattr("radar_cli.services.report_scopes.checked_params", lost)
        with pytest.raises(DatabaseUnavailable):
            sweep(world.db, Messages())
    assert sweep(world.db, Messages()) == Swept(made=1, published=1)


def test_who_is_no_member_any_more_gets_no_report_and_is_told_why(world: World, ana: User) -> None:
    ben = world.user("Ben")
    projects.set_member(world.db, ana, "web", ben.email, Role.VIEWER)
    schedule = scheduled(world, ben)
    projects.remove_member(world.db, ana, "web", ben.email)
    make_due(world, schedule)
    assert sweep(world.db, Messages()) == Swept()
    assert (made(world, ana), made(world, ben)) == ([], [])
    after = only(world, ben)
    assert after.error == "there is no project web that you can see: remove the schedule, or ask its owner"
    assert after.next_run_at == schedule.next_run_at


def test_who_loses_the_membership_before_it_is_computed_sees_nothing(world: World, ana: User) -> None:
    ben = world.user("Ben")
    projects.set_member(world.db, ana, "web", ben.email, Role.VIEWER)
    make_due(world, scheduled(world, ben))
    messages = Messages()
    sweep(world.db, messages)
    projects.remove_member(world.db, ana, "web", ben.email)
    report_jobs.run(world.db, messages.ids[0])
    report = read(world, ana, messages.ids[0])
    assert (report.status, report.error_code) == (ReportStatus.FAILED, ErrorCode.BAD_PARAMS)
    assert only(world, ben).error.startswith("bad_params: ")


def test_a_deleted_project_leaves_its_schedule_which_says_so(world: World, ana: User) -> None:
    schedule = schedules.add(world.db, ana, Request("daily-summary", ["web"], "UTC"), DAILY, FILE)
    make_due(world, schedule)
    sweep(world.db, Messages())
    project_deletion.delete(world.db, world.clock, ana, "web")
    assert deliveries.waiting(world.db, ana) == []
    make_due(world, schedule, 10)
    assert sweep(world.db, Messages()) == Swept()
    assert "there is no project web" in str(only(world, ana).error)


def test_a_renamed_project_is_meant_all_the_same(world: World, ana: User) -> None:
    schedule = scheduled(world, ana)
    projects.rename(world.db, ana, "web", "shop")
    assert only(world, ana).params["projects"] == ["shop"]
    make_due(world, schedule)
    sweep(world.db, Messages())
    assert made(world, ana)[0].project == "shop"


def test_all_projects_are_those_of_the_time_at_which_it_is_made(world: World, ana: User) -> None:
    schedule = schedules.add(world.db, ana, Request("daily-summary", [], "UTC"), DAILY)
    world.project(ana, "api")
    make_due(world, schedule)
    sweep(world.db, Messages())
    (report,) = made(world, ana)
    assert (report.project, len(report.params["project_ids"])) == (None, 2)


def test_what_is_to_be_written_waits_until_it_is(world: World, ana: User) -> None:
    schedule = schedules.add(world.db, ana, Request("daily-summary", ["web"], "UTC"), MINUTELY, FILE)
    make_due(world, schedule, 200)
    sweep(world.db, Messages())
    (delivery,) = deliveries.waiting(world.db, ana)
    assert (delivery.schedule.output, delivery.report_id) == (FILE, made(world, ana)[0].id)
    assert deliveries.waiting(world.db, world.user("Ben")) == []
    deliveries.note_failed(world.db, delivery, "the disk is full")
    assert only(world, ana).error == "the disk is full"
    assert len(deliveries.waiting(world.db, ana)) == 1
    deliveries.note_written(world.db, delivery)
    assert only(world, ana).error is None
    assert deliveries.waiting(world.db, ana) == []


@pytest.mark.parametrize(
    ("times", "slot", "after"),
    [
        ("30 2 * * *", datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 3, 30, 0, 30, tzinfo=UTC)),
        ("30 2 * * *", datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 26, 1, 30, tzinfo=UTC)),
    ],
)
def test_when_clocks_are_changed_one_report_is_made_for_each_day(
    world: World, ana: User, monkeypatch: pytest.MonkeyPatch, times: str, slot: datetime, after: datetime
) -> None:
    scheduled(world, ana, times)
    instant = world.db.dialect.instant
    world.run_sql("UPDATE schedules SET next_run_at = $slot", slot=instant(slot))
    for minutes in range(0, 180, 20):
        with monkeypatch.context() as patched:
            patched.setattr(type(world.db), "now", lambda _: slot + timedelta(minutes=minutes))  # noqa: B023
            found = due_schedules.due(world.db)
            with world.db.transaction():
                due_schedules.make(world.db, found)
    assert len(made(world, ana)) == 1
    assert (only(world, ana).last_slot_at, only(world, ana).next_run_at) == (slot, after)
