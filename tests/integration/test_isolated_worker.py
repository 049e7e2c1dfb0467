"""The worker's login in an isolated database: it computes everybody's reports, each with the rights of who asked."""

import json
from uuid import UUID

import pytest

from radar_cli.domain.report import ReportStatus, Request
from radar_cli.services import health, report_jobs, reports, schedules, sweep, workers
from tests.isolation import Isolated
from tests.reporting import Messages

pytestmark = pytest.mark.postgresql


def asked_for(isolated: Isolated, who: str, project: str) -> UUID:
    with isolated.database(who) as db:
        request = Request("daily-summary", [project], "UTC")
        return reports.submit(db, Messages(), isolated.user(who), request).report_id


def test_it_computes_a_report_that_somebody_asked_for(isolated: Isolated) -> None:
    report_id = asked_for(isolated, "cleo", "web")
    with isolated.database("worker") as db:
        report_jobs.run(db, report_id)
    with isolated.database("ana") as db:
        report = reports.get(db, isolated.user("ana"), str(report_id))
    assert report.status is ReportStatus.READY
    assert report.result is not None
    assert report.result["status_counts"]["todo"] == 1


def test_a_forged_report_on_anothers_projects_is_computed_without_them(isolated: Isolated) -> None:
    ana = isolated.user("ana")
    ids = [int(row[0]) for row in isolated.truth("SELECT id FROM projects ORDER BY id")]
    params = f'{{"project_ids": {ids}, "projects": ["web", "api"], "zone": "UTC", "options": {{}}}}'
    columns = "id, type, params, status, requested_by, created_at, deadline_at"
    values = f"gen_random_uuid(), 'daily-summary', '{params}', 'pending', {ana.id}, now(), now() + interval '1 hour'"
    ((report_id,),) = isolated.psql("ana", f"INSERT INTO reports ({columns}) VALUES ({values}) RETURNING id::text")
    with isolated.database("worker") as db:
        report_jobs.run(db, UUID(str(report_id)))
    ((result,),) = isolated.psql("ana", f"SELECT result::text FROM reports WHERE id = '{report_id}'")
    assert sum(json.loads(str(result))["status_counts"].values()) == 1


def test_a_forged_report_on_anothers_project_alone_fails(isolated: Isolated) -> None:
    ana = isolated.user("ana")
    ((api,),) = isolated.truth("SELECT id FROM projects WHERE name = 'api'")
    params = f'{{"project_ids": [{api}], "projects": ["api"], "zone": "UTC", "options": {{}}}}'
    columns = "id, type, params, status, requested_by, created_at, deadline_at"
    values = f"gen_random_uuid(), 'daily-summary', '{params}', 'pending', {ana.id}, now(), now() + interval '1 hour'"
    ((report_id,),) = isolated.psql("ana", f"INSERT INTO reports ({columns}) VALUES ({values}) RETURNING id::text")
    with isolated.database("worker") as db:
        report_jobs.run(db, UUID(str(report_id)))
    ((state, code),) = isolated.psql("ana", f"SELECT status, error_code FROM reports WHERE id = '{report_id}'")
    assert (state, code) == ("failed", "bad_params")


def test_it_sweeps_makes_what_is_due_and_says_that_it_is_alive(isolated: Isolated) -> None:
    isolated.psql("owner", "UPDATE schedules SET next_run_at = now() - interval '2 minutes'")
    messages = Messages()
    with isolated.database("worker") as db:
        workers.note_alive(db, "here")
        assert sweep.sweep(db, messages).made == 1
        report_jobs.run(db, messages.ids[0])
        workers.sign_off(db, "here")
        workers.note_alive(db, "there")
    with isolated.database("ben") as db:
        (schedule,) = schedules.listed(db, isolated.user("ben"))
        assert schedule.last_status is ReportStatus.READY
        findings = health.check(db.url, lambda: db, lambda: 0)
    assert {one.check: one.status for one in findings}["workers"] is health.Status.OK


def test_a_persons_sweep_sees_to_their_own_reports_alone(isolated: Isolated) -> None:
    asked_for(isolated, "ana", "web")
    asked_for(isolated, "ben", "api")
    isolated.psql("owner", "UPDATE reports SET deadline_at = now() - interval '1 hour' WHERE status = 'pending'")
    with isolated.database("ana") as db:
        assert sweep.sweep(db, None).overdue == 1
    failed = "SELECT u.name FROM reports r JOIN users u ON u.id = r.requested_by WHERE r.status = 'failed'"
    assert isolated.truth(failed) == [("Ana",)]
