"""What one person in an isolated database sees of another's, whatever they type into psql."""

import pytest

from tests.isolation import REFUSED, Isolated

pytestmark = pytest.mark.postgresql

OF_BEN = {
    "projects": "name = 'api'",
    "project_members": "user_id = {ben}",
    "tasks": "title = 'Secret plan'",
    "task_dependencies": "true",
    "task_events": "actor_id = {ben}",
    "comments": "author_id = {ben}",
    "batches": "actor_id = {ben}",
    "views": "owner_id = {ben}",
    "reports": "requested_by = {ben}",
    "schedules": "owner_id = {ben}",
    "deliveries": "true",
    "status_counts": "project_id = {api}",
    "users": "email = 'ben@example.com'",
}
TABLES = list(OF_BEN)


def count(isolated: Isolated, who: str, table: str) -> int:
    condition = OF_BEN[table].format(ben=isolated.user("ben").id, api=api(isolated))
    return int(isolated.psql(who, f"SELECT count(*) FROM {table} WHERE {condition}")[0][0])


def api(isolated: Isolated) -> int:
    return int(isolated.truth("SELECT id FROM projects WHERE name = 'api'")[0][0])


@pytest.mark.parametrize("table", TABLES)
def test_no_row_of_anothers_project_is_seen(isolated_template: Isolated, table: str) -> None:
    assert count(isolated_template, "ana", table) == 0


@pytest.mark.parametrize("table", [table for table in TABLES if table not in ("task_dependencies", "deliveries")])
def test_whose_they_are_sees_them(isolated_template: Isolated, table: str) -> None:
    assert count(isolated_template, "ben", table) > 0


def test_those_who_share_a_project_see_each_other_and_what_is_in_it(isolated: Isolated) -> None:
    people = "SELECT email FROM users ORDER BY 1"
    everybody = [("ana@example.com",), ("cleo@example.com",), ("dan@example.com",)]
    for who in ("ana", "cleo", "dan"):
        assert isolated.psql(who, people) == everybody
        assert isolated.psql(who, "SELECT title FROM tasks") == [("Fix login",)]


def test_a_leaky_function_in_a_condition_is_shown_no_row_of_anothers(isolated: Isolated) -> None:
    # Cheaper than the rule, it would be asked first if it could be; an error tells what it was given.
    for leak in ("CAST(title AS integer) > 0", "1 / (CASE WHEN title = 'Secret plan' THEN 0 ELSE 1 END) > 0"):
        with pytest.raises(Exception, match=r"Fix login|nothing") as raised:
            isolated.psql("ana", f"SELECT count(*) FROM tasks WHERE {leak}", "DO $$ BEGIN RAISE 'nothing'; END $$")
        assert "Secret" not in str(raised.value)


def test_a_function_of_ones_own_that_tells_what_it_is_given_cannot_be_made(isolated: Isolated) -> None:
    leak = (
        "FUNCTION {}.leak(t text) RETURNS boolean COST 0.0001 LANGUAGE plpgsql AS"
        " $$ BEGIN RAISE NOTICE '%', t; RETURN true; END $$"
    )
    for schema in ("public", "radar", "pg_temp"):
        assert isolated.refusal("ana", f"CREATE {leak.format(schema)}") == REFUSED


def test_statistics_show_no_value_of_anothers(isolated: Isolated) -> None:
    isolated.psql("owner", "ANALYZE")
    values = "SELECT * FROM pg_stats WHERE schemaname IN ('public', 'radar')"
    assert isolated.psql("ana", values) == []
    assert isolated.refusal("ana", "SELECT * FROM pg_statistic") == REFUSED


def test_copy_and_cursors_show_what_select_does(isolated: Isolated) -> None:
    assert isolated.psql("ana", "BEGIN", "DECLARE c CURSOR FOR SELECT title FROM tasks", "FETCH ALL FROM c") == [
        ("Fix login",)
    ]
    assert isolated.refusal("ana", "COPY tasks TO '/tmp/tasks.csv'") == REFUSED
    assert isolated.refusal("ana", "COPY tasks TO PROGRAM 'cat'") == REFUSED
    assert isolated.refusal("ana", "COPY tasks FROM PROGRAM 'cat'") in (REFUSED, "0A000")


def test_prepared_statements_of_before_a_membership_ended_show_nothing_after_it(isolated: Isolated) -> None:
    with isolated.database("dan") as db:
        dan = isolated.user("dan")
        query = "SELECT title FROM tasks WHERE id > $after"
        with db.reading():
            assert len(db.prepared_rows(query, after=0)) == 1
        isolated.psql("owner", f"DELETE FROM project_members WHERE user_id = {dan.id}")
        with db.reading():
            assert db.prepared_rows(query, after=0) == []


@pytest.mark.parametrize("table", ["credentials", "sessions", "login_failures", "login_requests", "login_decoy"])
def test_passwords_and_sessions_cannot_be_read(isolated_template: Isolated, table: str) -> None:
    for who in ("ana", "worker"):
        assert isolated_template.refusal(who, f"SELECT * FROM {table}") == REFUSED
        assert isolated_template.refusal(who, f"COPY {table} TO STDOUT") == REFUSED
    hashes = "SELECT rolpassword FROM pg_authid"
    assert isolated_template.refusal("ana", hashes) == REFUSED


@pytest.mark.parametrize("table", ["logins", "groups", "project_people", "introductions", "rules", "rights"])
def test_who_logs_in_as_whom_cannot_be_read_or_written(isolated_template: Isolated, table: str) -> None:
    assert isolated_template.refusal("ana", f"SELECT * FROM radar.{table}") == REFUSED
    assert isolated_template.refusal("ana", f"DELETE FROM radar.{table}") == REFUSED


def test_files_and_large_objects_of_others_cannot_be_read(isolated: Isolated) -> None:
    isolated.psql("owner", "SELECT lo_from_bytea(4711, 'secret')")
    assert isolated.refusal("ana", "SELECT lo_get(4711)") == REFUSED
    assert isolated.refusal("ana", "SELECT pg_read_file('postgresql.conf')") == REFUSED
    assert isolated.refusal("ana", "SELECT pg_ls_dir('.')") == REFUSED


def test_what_others_are_running_is_not_shown(isolated: Isolated) -> None:
    with isolated.database("ben") as db, db.reading():
        db.value("SELECT 'secret query'")
        queries = "SELECT query FROM pg_stat_activity WHERE datname = current_database()"
        assert not [query for (query,) in isolated.psql("ana", queries) if "secret query" in str(query)]


def test_a_report_on_a_project_is_seen_by_its_people(isolated: Isolated) -> None:
    ana, web = isolated.user("ana"), isolated.truth("SELECT id FROM projects WHERE name = 'web'")[0][0]
    columns = "id, type, project_id, params, status, requested_by, created_at, deadline_at"
    params = f'{{"project_ids": [{web}], "projects": ["web"], "zone": "UTC"}}'
    values = f"gen_random_uuid(), 'daily-summary', {web}, '{params}', 'pending', {ana.id}, now(), now()"
    isolated.psql("ana", f"INSERT INTO reports ({columns}) VALUES ({values})")
    seen = {who: len(isolated.psql(who, "SELECT 1 FROM reports WHERE status = 'pending'")) for who in ("cleo", "ben")}
    assert seen == {"cleo": 1, "ben": 0}


def test_a_report_is_hidden_from_whoever_sees_one_of_its_projects_alone(isolated: Isolated) -> None:
    ana, web = isolated.user("ana"), isolated.truth("SELECT id FROM projects WHERE name = 'web'")[0][0]
    isolated.truth(f"INSERT INTO project_members VALUES ({api(isolated)}, {ana.id}, 'viewer') RETURNING 1")
    columns = "id, type, project_id, params, status, requested_by, created_at, deadline_at"
    params = f'{{"project_ids": [{web}, {api(isolated)}], "projects": ["web", "api"], "zone": "UTC"}}'
    values = f"gen_random_uuid(), 'compare', {web}, '{params}', 'pending', {ana.id}, now(), now()"
    isolated.psql("ana", f"INSERT INTO reports ({columns}) VALUES ({values})")
    assert isolated.psql("cleo", "SELECT 1 FROM reports") == []


@pytest.mark.parametrize("on", ["one project", "several projects"])
def test_who_leaves_a_project_reads_no_report_on_it_any_more(isolated: Isolated, on: str) -> None:
    cleo, web = isolated.user("cleo"), isolated.truth("SELECT id FROM projects WHERE name = 'web'")[0][0]
    project = web if on == "one project" else "NULL"
    isolated.truth(
        "INSERT INTO reports (id, type, project_id, params, status, result, requested_by, created_at, deadline_at)"
        f" VALUES (gen_random_uuid(), 'arrivals', {project}, '{{\"project_ids\": [{web}]}}', 'ready', '{{}}',"
        f" {cleo.id}, now(), now()) RETURNING 1"
    )
    seen = "SELECT count(*) FROM reports WHERE type = 'arrivals'"
    assert isolated.psql("cleo", seen) == [(1,)]
    isolated.truth(f"DELETE FROM project_members WHERE user_id = {cleo.id} RETURNING 1")
    assert isolated.psql("cleo", seen) == [(0,)]
