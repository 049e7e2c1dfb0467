"""The life of a report, on both databases."""

import threading
from collections.abc import Callable
from uuid import UUID, uuid4

import pytest

from radar_cli import reports as catalog
from radar_cli.database.session import Database
from radar_cli.domain.project import Role
from radar_cli.domain.report import Claim, ErrorCode, ReportStatus, Request
from radar_cli.domain.user import User
from radar_cli.errors import (
    BadInput,
    BrokerUnavailable,
    DatabaseUnavailable,
    Interrupted,
    NotFound,
    OperationFailed,
    QueryTimedOut,
)
from radar_cli.repositories import report_states
from radar_cli.services import exports, projects, report_jobs, reports, tasks
from radar_cli.services.publishing import InProcess
from tests.reporting import Compute, DeadBroker, Messages, expire, read, submit
from tests.world import World


def test_a_submitted_report_is_pending_and_published(world: World, ana: User) -> None:
    messages = Messages()
    report_id = submit(world, ana, messages)
    report = read(world, ana, report_id)
    assert (report.status, report.attempt, report.project) == (ReportStatus.PENDING, 0, "web")
    assert messages.ids == [report_id]


def test_the_row_is_committed_before_the_message_goes_out(world: World, ana: User) -> None:
    seen: list[object] = []

    class Looking:
        def publish(self, report_id: UUID) -> None:
            def look() -> None:
                seen.append(world.scalar("SELECT status FROM reports"))

            thread = threading.Thread(target=look)  # on a connection of its own
            thread.start()
            thread.join()

    submit(world, ana, Looking())
    assert seen == ["pending"]


def test_without_a_broker_it_is_ready_at_once(world: World, ana: User) -> None:
    report = read(world, ana, submit(world, ana, InProcess(world.db)))
    assert (report.status, report.attempt) == (ReportStatus.READY, 1)
    assert report.result is not None
    assert report.result["status_counts"]["todo"] == 1
    assert report.finished_at is not None


def test_a_message_delivered_twice_gives_one_computation(world: World, ana: User) -> None:
    report_id = submit(world, ana)
    report_jobs.run(world.db, report_id)
    first = read(world, ana, report_id)
    report_jobs.run(world.db, report_id)
    assert read(world, ana, report_id) == first


def test_a_message_about_no_report_is_passed_over(world: World) -> None:
    report_jobs.run(world.db, uuid4())
    assert world.scalar("SELECT count(*) FROM reports") == 0


def test_of_many_at_once_one_claims(world: World, ana: User) -> None:
    report_id = submit(world, ana)
    claimed: list[bool] = []
    barrier = threading.Barrier(6)

    def claim() -> None:
        barrier.wait()
        with world.db.transaction():
            claimed.append(report_states.claim(world.db, report_id, uuid4()) is not None)

    threads = [threading.Thread(target=claim) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(claimed) == [False] * 5 + [True]


def claimed(world: World, report_id: UUID) -> Claim:
    with world.db.transaction():
        claim = report_states.claim(world.db, report_id, uuid4())
    assert claim is not None
    return claim


def test_an_expired_lease_is_claimed_again_and_the_late_result_is_refused(world: World, ana: User) -> None:
    report_id = submit(world, ana)
    late = claimed(world, report_id)
    expire(world, "lease_until", report_id)
    fresh = claimed(world, report_id)
    with world.db.transaction():
        assert not report_states.finish(world.db, late, '{"from": "late"}')
        assert report_states.finish(world.db, fresh, '{"from": "fresh"}')
    report = read(world, ana, report_id)
    assert (report.result, report.attempt) == ({"from": "fresh"}, 2)


def test_after_three_attempts_nobody_claims_any_more(world: World, ana: User) -> None:
    report_id = submit(world, ana)
    for _ in range(3):
        with world.db.transaction():
            assert report_states.claim(world.db, report_id, uuid4())
        expire(world, "lease_until", report_id)
    with world.db.transaction():
        assert not report_states.claim(world.db, report_id, uuid4())


def test_an_overdue_report_reads_as_failed_and_is_not_computed(world: World, ana: User) -> None:
    report_id = submit(world, ana)
    expire(world, "deadline_at", report_id)
    report_jobs.run(world.db, report_id)
    report = read(world, ana, report_id)
    assert (report.status, report.error_code) == (ReportStatus.FAILED, ErrorCode.DEADLINE)
    assert reports.visible(world.db, ana, None).reports[0].error_code is ErrorCode.DEADLINE


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (BadInput("no such thing", "give another"), ErrorCode.BAD_PARAMS),
        (QueryTimedOut("the query took too long", "ask for less"), ErrorCode.TIMEOUT),
        (KeyError("oops"), ErrorCode.INTERNAL_ERROR),
    ],
)
def test_a_computation_that_raises_is_a_failed_report(
    world: World, ana: User, computing: Callable[[Compute], None], error: Exception, code: ErrorCode
) -> None:
    def compute(db: Database, scope: catalog.Scope) -> catalog.Result:
        raise error

    computing(compute)
    report = read(world, ana, submit(world, ana, InProcess(world.db)))
    assert (report.status, report.error_code) == (ReportStatus.FAILED, code)
    assert report.error_text
    # What asked for something impossible is not to be asked again: what is wrong is all that is said.
    said = "no such thing" if code is ErrorCode.BAD_PARAMS else code
    with pytest.raises(OperationFailed, match=said):
        reports.result_of(report)


def test_a_wrong_query_is_an_sql_error(world: World, ana: User, computing: Callable[[Compute], None]) -> None:
    computing(lambda db, scope: {"rows": len(db.rows("SELECT nothing FROM nowhere"))})
    report = read(world, ana, submit(world, ana, InProcess(world.db)))
    assert (report.status, report.error_code) == (ReportStatus.FAILED, ErrorCode.SQL_ERROR)


def test_a_password_in_an_error_is_not_kept(world: World, ana: User, computing: Callable[[Compute], None]) -> None:
    def compute(db: Database, scope: catalog.Scope) -> catalog.Result:
        raise RuntimeError("postgresql://ana:hunter2@example.com/db")

    computing(compute)
    report = read(world, ana, submit(world, ana, InProcess(world.db)))
    assert "hunter2" not in str(report.error_text)


def test_a_type_that_the_worker_does_not_know_is_said_to_be_so(world: World, ana: User) -> None:
    report_id = submit(world, ana)
    world.run_sql("UPDATE reports SET type = 'from-the-future'")
    report_jobs.run(world.db, report_id)
    report = read(world, ana, report_id)
    assert report.error_code is ErrorCode.BAD_PARAMS
    assert "from-the-future" in str(report.error_text)


def test_what_the_requester_may_no_longer_see_is_not_computed(world: World, ana: User) -> None:
    ben = world.user("Ben")
    projects.set_member(world.db, ana, "web", "ben@example.com", Role.VIEWER)
    report_id = submit(world, ben)
    projects.remove_member(world.db, ana, "web", "ben@example.com")
    report_jobs.run(world.db, report_id)
    assert read(world, ana, report_id).error_code is ErrorCode.BAD_PARAMS


def test_who_leaves_a_project_sees_no_report_on_it_any_more_nor_its_new_name(world: World, ana: User) -> None:
    ben = world.user("Ben")
    projects.set_member(world.db, ana, "web", "ben@example.com", Role.VIEWER)
    report_id = submit(world, ben)
    report_jobs.run(world.db, report_id)
    projects.remove_member(world.db, ana, "web", "ben@example.com")
    projects.rename(world.db, ana, "web", "secret plan")
    assert reports.visible(world.db, ben, None).reports == []
    for written in (str(report_id), str(report_id)[:8]):
        with pytest.raises(NotFound, match="that you can see"):
            reports.get(world.db, ben, written)
    with exports.reports(world.db, ben, None) as exported:
        assert list(exported) == []
    assert [one.project for one in reports.visible(world.db, ana, None).reports] == ["secret plan"]


def test_a_result_on_several_projects_is_hidden_once_one_of_them_is(world: World, ana: User) -> None:
    ben = world.user("Ben")
    world.project(ben, "api")
    projects.set_member(world.db, ana, "web", "ben@example.com", Role.VIEWER)
    submitted = [
        reports.submit(world.db, Messages(), ben, Request("daily-summary", names, "UTC")).report_id
        for names in ([], ["web", "api"], ["api"])
    ]
    for report_id in submitted:
        report_jobs.run(world.db, report_id)
    assert len(reports.visible(world.db, ben, None).reports) == len(submitted)
    projects.remove_member(world.db, ana, "web", "ben@example.com")
    assert [one.id for one in reports.visible(world.db, ben, None).reports] == submitted[2:]


def test_a_report_on_several_projects_is_for_whoever_asked_for_it(world: World, ana: User) -> None:
    ben = world.user("Ben")
    world.project(ana, "api", ben=Role.OWNER)
    projects.set_member(world.db, ana, "web", "ben@example.com", Role.OWNER)
    submitted = reports.submit(world.db, Messages(), ana, Request("daily-summary", [], "UTC"))
    report_jobs.run(world.db, submitted.report_id)
    assert len(reports.visible(world.db, ana, None).reports) == 1
    assert reports.visible(world.db, ben, None).reports == []


def test_a_report_on_all_projects_leaves_out_those_left_meanwhile(world: World, ana: User) -> None:
    ben = world.user("Ben")
    world.project(ben, "api")
    projects.set_member(world.db, ana, "web", "ben@example.com", Role.VIEWER)
    submitted = reports.submit(world.db, Messages(), ben, Request("daily-summary", [], "UTC"))
    projects.remove_member(world.db, ana, "web", "ben@example.com")
    report_jobs.run(world.db, submitted.report_id)
    result = reports.result_of(read(world, ben, submitted.report_id))
    assert result["status_counts"]["todo"] == 0


def test_a_report_on_several_projects_names_only_those_that_it_is_still_of(world: World, ana: User) -> None:
    ben = world.user("Ben")
    world.project(ben, "api")
    projects.set_member(world.db, ana, "web", "ben@example.com", Role.VIEWER)
    submitted = reports.submit(world.db, Messages(), ben, Request("daily-summary", ["web", "api"], "UTC"))
    projects.remove_member(world.db, ana, "web", "ben@example.com")
    report_jobs.run(world.db, submitted.report_id)
    assert reports.result_of(read(world, ben, submitted.report_id))["project"] == "api"


def test_the_report_speaks_of_the_instant_it_was_asked_for(world: World, ana: User) -> None:
    report_id = submit(world, ana)
    report_jobs.run(world.db, report_id)
    report = read(world, ana, report_id)
    result = reports.result_of(report)
    assert result["as_of"] == report.created_at.isoformat().replace("+00:00", "Z")


def test_a_cancelled_report_is_not_computed(world: World, ana: User) -> None:
    report_id = submit(world, ana)
    reports.cancel(world.db, ana, str(report_id))
    report_jobs.run(world.db, report_id)
    report = read(world, ana, report_id)
    assert (report.status, report.attempt) == (ReportStatus.CANCELLED, 0)


def test_what_was_being_computed_when_it_was_cancelled_is_dropped(world: World, ana: User) -> None:
    report_id = submit(world, ana)
    claim = claimed(world, report_id)
    reports.cancel(world.db, ana, str(report_id))
    with world.db.transaction():
        assert not report_states.finish(world.db, claim, '{"too": "late"}')
    report = read(world, ana, report_id)
    assert (report.status, report.result) == (ReportStatus.CANCELLED, None)


def test_a_report_that_is_being_computed_keeps_no_reader_waiting(
    world: World, ana: User, computing: Callable[[Compute], None]
) -> None:
    def compute(db: Database, scope: catalog.Scope) -> catalog.Result:
        db.rows("SELECT count(*) AS n FROM tasks")
        titles: list[str] = []
        thread = threading.Thread(target=lambda: titles.append(tasks.get(db, ana, 1).title))
        thread.start()
        thread.join(5)
        return {"titles": titles}

    computing(compute)
    report = read(world, ana, submit(world, ana, InProcess(world.db)))
    assert reports.result_of(report) == {"titles": ["Fix login"]}


def test_a_finished_report_cannot_be_cancelled(world: World, ana: User) -> None:
    report_id = submit(world, ana, InProcess(world.db))
    with pytest.raises(OperationFailed, match="is ready"):
        reports.cancel(world.db, ana, str(report_id))


def test_a_cancelled_report_can_be_retried_for_the_same_instant(world: World, ana: User) -> None:
    report_id = submit(world, ana)
    reports.cancel(world.db, ana, str(report_id))
    asked_for_at = read(world, ana, report_id).created_at
    reports.retry(world.db, InProcess(world.db), ana, str(report_id))
    report = read(world, ana, report_id)
    assert (report.status, report.attempt, report.created_at) == (ReportStatus.READY, 1, asked_for_at)


def test_a_pending_report_can_be_published_again(world: World, ana: User) -> None:
    messages = Messages()
    report_id = submit(world, ana, DeadBroker())
    reports.retry(world.db, messages, ana, str(report_id))
    assert messages.ids == [report_id]


def test_an_overdue_report_can_be_retried(world: World, ana: User) -> None:
    report_id = submit(world, ana)
    expire(world, "deadline_at", report_id)
    reports.retry(world.db, InProcess(world.db), ana, str(report_id))
    assert read(world, ana, report_id).status is ReportStatus.READY


def test_a_report_whose_worker_is_gone_can_be_retried_once_its_lease_is_over(world: World, ana: User) -> None:
    report_id = submit(world, ana)
    with world.db.transaction():
        report_states.claim(world.db, report_id, uuid4())
    with pytest.raises(OperationFailed, match="is running"):
        reports.retry(world.db, Messages(), ana, str(report_id))
    expire(world, "lease_until", report_id)
    reports.retry(world.db, InProcess(world.db), ana, str(report_id))
    assert read(world, ana, report_id).status is ReportStatus.READY


def test_a_result_keeps_the_order_of_its_fields(world: World, ana: User) -> None:
    report = read(world, ana, submit(world, ana, InProcess(world.db)))
    assert tuple(reports.result_of(report)) == catalog.load("daily-summary").fields


def test_a_ready_report_cannot_be_retried(world: World, ana: User) -> None:
    report_id = submit(world, ana, InProcess(world.db))
    with pytest.raises(OperationFailed, match="is ready"):
        reports.retry(world.db, Messages(), ana, str(report_id))


def test_a_broker_that_is_away_is_no_reason_to_refuse(world: World, ana: User) -> None:
    submitted = reports.submit(world.db, DeadBroker(), ana, Request("daily-summary", ["web"], "UTC"))
    assert submitted.problem is not None
    assert read(world, ana, submitted.report_id).status is ReportStatus.PENDING


def test_where_the_broker_is_required_nothing_is_left_pending(world: World, ana: User) -> None:
    with pytest.raises(BrokerUnavailable):
        submit(world, ana, DeadBroker(), require_broker=True)
    assert [report.status for report in reports.visible(world.db, ana, None).reports] == ["cancelled"]


def test_one_key_makes_one_report_however_often_it_is_asked_for(world: World, ana: User) -> None:
    messages = Messages()
    ids = {submit(world, ana, messages, dedup_key="2026-03-02") for _ in range(3)}
    assert len(ids) == 1
    assert messages.ids == list(ids)
    assert submit(world, ana, messages, dedup_key="2026-03-03") not in ids


def test_of_many_at_once_with_one_key_one_makes_the_report(world: World, ana: User) -> None:
    ids: list[UUID] = []
    barrier = threading.Barrier(6)

    def ask() -> None:
        barrier.wait()
        ids.append(submit(world, ana, dedup_key="slot"))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(ids), len(set(ids))) == (6, 1)
    assert world.scalar("SELECT count(*) FROM reports") == 1


def test_a_key_is_its_users_own(world: World, ana: User) -> None:
    ben = world.user("Ben")
    projects.set_member(world.db, ana, "web", "ben@example.com", Role.MEMBER)
    assert submit(world, ana, dedup_key="slot") != submit(world, ben, dedup_key="slot")


def test_a_key_of_another_report_is_refused(world: World, ana: User) -> None:
    submit(world, ana, dedup_key="slot")
    with pytest.raises(BadInput, match="that key was used for report"):
        reports.submit(world.db, Messages(), ana, Request("daily-summary", [], "UTC"), dedup_key="slot")
    with pytest.raises(BadInput, match="which is another one"):
        reports.submit(world.db, Messages(), ana, Request("daily-summary", ["web"], "Asia/Tokyo"), dedup_key="slot")
    assert world.scalar("SELECT count(*) FROM reports") == 1


def test_ctrl_c_while_computing_gives_the_report_back_and_says_its_id(
    world: World, ana: User, computing: Callable[[Compute], None]
) -> None:
    def interrupt(db: Database, scope: catalog.Scope) -> catalog.Result:
        raise KeyboardInterrupt

    computing(interrupt)
    with pytest.raises(Interrupted) as interrupted:
        submit(world, ana, InProcess(world.db))
    (report,) = reports.visible(world.db, ana, None).reports
    assert (report.status, report.attempt) == (ReportStatus.PENDING, 0)
    assert str(report.id) in str(interrupted.value)


@pytest.mark.parametrize(
    "error", [ValueError("nothing\0 more"), ValueError("half a \ud800 pair"), ValueError("a" * 1_000_000)]
)
def test_whatever_an_error_says_is_kept_in_time(
    world: World, ana: User, computing: Callable[[Compute], None], error: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report_jobs.logger, "disabled", True)  # pytest cannot pass such a log on between processes

    def compute(db: Database, scope: catalog.Scope) -> catalog.Result:
        raise error

    computing(compute)
    report = read(world, ana, submit(world, ana, InProcess(world.db)))
    assert report.error_code is ErrorCode.INTERNAL_ERROR
    assert str(report.error_text).startswith("ValueError: ")


def test_what_is_no_json_is_no_result(world: World, ana: User, computing: Callable[[Compute], None]) -> None:
    computing(lambda db, scope: {"mean": float("nan")})
    report = read(world, ana, submit(world, ana, InProcess(world.db)))
    assert (report.status, report.error_code) == (ReportStatus.FAILED, ErrorCode.INTERNAL_ERROR)


def test_a_result_that_is_too_large_is_not_kept(
    world: World, ana: User, computing: Callable[[Compute], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("radar_cli.services.report_jobs.RESULT_AT_MOST_BYTES", 100)
    computing(lambda db, scope: {"text": "x" * 100})
    report = read(world, ana, submit(world, ana, InProcess(world.db)))
    assert (report.error_code, report.result) == (ErrorCode.TOO_LARGE, None)


def test_what_the_database_refuses_is_tried_again_and_fails_at_the_third_attempt(
    world: World, ana: User, computing: Callable[[Compute], None]
) -> None:
    def refuse(db: Database, scope: catalog.Scope) -> catalog.Result:
        raise DatabaseUnavailable("the database refuses", "ask its administrator")

    computing(refuse)
    report_id = submit(world, ana, InProcess(world.db))
    assert read(world, ana, report_id).status is ReportStatus.PENDING
    report_jobs.run(world.db, report_id)
    report_jobs.run(world.db, report_id)
    report = read(world, ana, report_id)
    assert (report.error_code, report.attempt) == (ErrorCode.DB_UNAVAILABLE, 3)


def test_a_key_is_free_again_where_the_broker_was_required_and_away(world: World, ana: User) -> None:
    with pytest.raises(BrokerUnavailable):
        submit(world, ana, DeadBroker(), dedup_key="slot", require_broker=True)
    messages = Messages()
    report_id = submit(world, ana, messages, dedup_key="slot", require_broker=True)
    assert messages.ids == [report_id]
    assert read(world, ana, report_id).status is ReportStatus.PENDING


def test_a_report_is_found_by_the_beginning_of_its_id(world: World, ana: User) -> None:
    report_id = submit(world, ana)
    assert reports.get(world.db, ana, str(report_id)[:8]).id == report_id
    assert reports.get(world.db, ana, str(report_id).upper()).id == report_id


def test_a_beginning_of_several_ids_is_refused(world: World, ana: User, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = iter((UUID("abcd1234-0000-4000-8000-000000000001"), UUID("abcd1234-0000-4000-8000-000000000002")))
    monkeypatch.setattr("radar_cli.services.reports.uuid4", lambda: next(ids))
    submit(world, ana)
    submit(world, ana)
    with pytest.raises(BadInput, match="several reports start with abcd"):
        reports.get(world.db, ana, "abcd")


@pytest.mark.parametrize(
    "written", ["", "abc", "xyzw", "%%%%", "____", "0" * 37, "00000000-0000-0000-0000-0000000000zz"]
)
def test_what_is_no_id_is_refused(world: World, ana: User, written: str) -> None:
    with pytest.raises(BadInput, match="is not a report id"):
        reports.get(world.db, ana, written)


def test_reports_are_seen_by_those_in_their_project_only(world: World, ana: User) -> None:
    ben, eve = world.user("Ben"), world.user("Eve")
    projects.set_member(world.db, ana, "web", "ben@example.com", Role.VIEWER)
    report_id = submit(world, ana)
    assert read(world, ben, report_id).requested_by == "ana@example.com"
    with pytest.raises(NotFound):
        read(world, eve, report_id)
    assert reports.visible(world.db, eve, None).reports == []


def test_a_report_across_projects_is_seen_by_its_requester_only(world: World, ana: User) -> None:
    ben = world.user("Ben")
    projects.set_member(world.db, ana, "web", "ben@example.com", Role.MEMBER)
    submitted = reports.submit(world.db, Messages(), ana, Request("daily-summary", [], "UTC"))
    with pytest.raises(NotFound):
        read(world, ben, submitted.report_id)


def test_only_the_requester_cancels_or_retries(world: World, ana: User) -> None:
    ben = world.user("Ben")
    projects.set_member(world.db, ana, "web", "ben@example.com", Role.MEMBER)
    report_id = submit(world, ana)
    for attempt in (
        lambda: reports.cancel(world.db, ben, str(report_id)),
        lambda: reports.retry(world.db, Messages(), ben, str(report_id)),
    ):
        with pytest.raises(OperationFailed, match=r"ana@example.com asked for"):
            attempt()


def test_the_list_is_cut_and_says_how_many_more_there_are(world: World, ana: User) -> None:
    ids = [submit(world, ana) for _ in range(3)]
    listing = reports.visible(world.db, ana, 2)
    assert (len(listing.reports), listing.more) == (2, 1)
    assert {report.id for report in reports.visible(world.db, ana, None).reports} == set(ids)


def test_an_unknown_project_or_zone_is_refused_and_nothing_accepted(world: World, ana: User) -> None:
    with pytest.raises(NotFound):
        reports.submit(world.db, Messages(), ana, Request("daily-summary", ["nope"], "UTC"))
    with pytest.raises(BadInput, match="no time zone 'Mars/Base'"):
        reports.submit(world.db, Messages(), ana, Request("daily-summary", ["web"], "Mars/Base"))
    assert world.scalar("SELECT count(*) FROM reports") == 0
