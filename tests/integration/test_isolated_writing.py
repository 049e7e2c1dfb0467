"""What one person in an isolated database can change of another's, whatever they type into psql: nothing."""

import pytest

from radar_cli.services import tasks
from tests.isolation import REFUSED, Isolated

pytestmark = pytest.mark.postgresql

OUT_OF_BOUNDS = "23514"

EVERYTHING = """
    SELECT md5(string_agg(t::text, ',' ORDER BY t::text)) FROM (
        SELECT to_jsonb(p) AS t FROM projects p UNION ALL SELECT to_jsonb(m) FROM project_members m
        UNION ALL SELECT to_jsonb(t) FROM tasks t UNION ALL SELECT to_jsonb(e) FROM task_events e
        UNION ALL SELECT to_jsonb(c) FROM comments c UNION ALL SELECT to_jsonb(b) FROM batches b
        UNION ALL SELECT to_jsonb(v) FROM views v UNION ALL SELECT to_jsonb(r) FROM reports r
        UNION ALL SELECT to_jsonb(s) FROM schedules s UNION ALL SELECT to_jsonb(n) FROM status_counts n
        UNION ALL SELECT to_jsonb(u) FROM users u) AS everything
"""


@pytest.fixture
def api(isolated: Isolated) -> int:
    """The number of Ben's project."""
    return int(isolated.truth("SELECT id FROM projects WHERE name = 'api'")[0][0])


@pytest.fixture
def web(isolated: Isolated) -> int:
    """The number of Ana's project."""
    return int(isolated.truth("SELECT id FROM projects WHERE name = 'web'")[0][0])


def batch(isolated: Isolated, who: str) -> int:
    """A batch of theirs."""
    user = isolated.user(who)
    sql = f"INSERT INTO batches (actor_id, action, created_at) VALUES ({user.id}, 'edit', now()) RETURNING id"
    return int(isolated.psql(who, sql)[0][0])


def event(project: int, actor: int, in_batch: object) -> str:
    return (
        "INSERT INTO task_events (project_id, task_id, type, payload, actor_id, created_at, batch_id)"
        f" VALUES ({project}, 1, 'edited', '{{}}', {actor}, now(), {in_batch})"
    )


def task(project: int, more: str = "", values: str = "") -> str:
    return (
        f"INSERT INTO tasks (project_id, title, description, status, priority, created_at{more})"
        f" VALUES ({project}, 'Mine', '', 'todo', 2, now(){values})"
    )


def test_updates_and_deletes_reach_no_row_of_anothers(isolated: Isolated) -> None:
    before = isolated.truth(EVERYTHING)
    isolated.psql(
        "ana",
        "UPDATE tasks SET title = 'Mine' WHERE title <> 'Fix login'",
        "DELETE FROM tasks WHERE title <> 'Fix login'",
        "UPDATE projects SET name = 'mine' WHERE name <> 'web'",
        "DELETE FROM projects WHERE name <> 'web'",
        "DELETE FROM project_members WHERE user_id NOT IN (SELECT id FROM users)",
        "DELETE FROM comments",
        "UPDATE batches SET undone_by = id WHERE actor_id <> (SELECT radar.me())",
        "DELETE FROM views",
        "UPDATE reports SET status = 'cancelled', lease_token = NULL",
        "UPDATE schedules SET paused_at = now()",
        "DELETE FROM schedules",
        "UPDATE deliveries SET ended_at = now()",
    )
    assert isolated.truth(EVERYTHING) == before


def test_a_task_cannot_be_put_into_anothers_project(isolated: Isolated, api: int) -> None:
    assert isolated.refusal("ana", task(api)) == REFUSED


def test_a_task_cannot_be_moved_into_anothers_project(isolated: Isolated, api: int) -> None:
    assert isolated.refusal("ana", f"UPDATE tasks SET project_id = {api}") == REFUSED


def test_a_viewer_writes_nothing(isolated: Isolated, web: int) -> None:
    cleo, before = isolated.user("cleo"), isolated.truth(EVERYTHING)
    assert isolated.refusal("cleo", task(web)) == REFUSED
    isolated.psql("cleo", "UPDATE tasks SET title = 'Mine'", "DELETE FROM tasks", "DELETE FROM project_members")
    isolated.psql("cleo", "UPDATE project_members SET role = 'owner'", "UPDATE projects SET archived_at = now()")
    assert isolated.truth(EVERYTHING) == before
    assert isolated.refusal("cleo", event(web, cleo.id, batch(isolated, "cleo"))) == REFUSED


def test_a_member_does_not_manage_members(isolated: Isolated, web: int) -> None:
    dan, before = isolated.user("dan"), isolated.truth(EVERYTHING)
    isolated.psql("dan", "UPDATE project_members SET role = 'owner'", "DELETE FROM project_members")
    isolated.psql("dan", "DELETE FROM projects")
    assert isolated.refusal("dan", f"INSERT INTO project_members VALUES ({web}, {dan.id}, 'owner')") == REFUSED
    assert isolated.truth(EVERYTHING) == before


def test_nobody_lets_themselves_into_anothers_project(isolated: Isolated, api: int) -> None:
    ana = isolated.user("ana")
    assert isolated.refusal("ana", f"INSERT INTO project_members VALUES ({api}, {ana.id}, 'owner')") == REFUSED
    assert isolated.refusal("ana", f"UPDATE project_members SET project_id = {api}") == REFUSED


def test_nobody_gives_their_project_to_another_or_takes_theirs(isolated: Isolated) -> None:
    ben = isolated.user("ben")
    columns = "(name, name_key, owner_id, created_at)"
    assert isolated.refusal("ana", f"INSERT INTO projects {columns} VALUES ('x', 'x', {ben.id}, now())") == REFUSED
    assert isolated.refusal("ana", f"UPDATE projects SET owner_id = {ben.id}") == REFUSED


def test_who_made_a_project_cannot_be_put_out_of_it_by_a_second_owner(isolated: Isolated) -> None:
    dan = isolated.user("dan")
    isolated.psql("ana", f"UPDATE project_members SET role = 'owner' WHERE user_id = {dan.id}")
    before = isolated.truth(EVERYTHING)
    ana = isolated.user("ana")
    isolated.psql("dan", f"DELETE FROM project_members WHERE user_id = {ana.id}")
    isolated.psql("dan", f"UPDATE project_members SET role = 'viewer' WHERE user_id = {ana.id}")
    assert isolated.truth(EVERYTHING) == before


def test_an_event_in_anothers_name_is_refused(isolated: Isolated, web: int) -> None:
    for who in ("dan", "ben"):
        forged = event(web, isolated.user(who).id, batch(isolated, "ana"))
        assert isolated.refusal("ana", forged) == REFUSED
    assert isolated.refusal("ana", event(web, isolated.user("ana").id, batch(isolated, "ana"))) == ""


def test_an_event_in_anothers_project_or_batch_is_refused(isolated: Isolated, web: int, api: int) -> None:
    ana = isolated.user("ana")
    assert isolated.refusal("ana", event(api, ana.id, batch(isolated, "ana"))) == REFUSED
    assert isolated.refusal("ana", event(web, ana.id, batch(isolated, "ben"))) == REFUSED
    assert isolated.refusal("ana", event(web, ana.id, "NULL")) == REFUSED


@pytest.mark.parametrize(
    "statement",
    ["UPDATE task_events SET actor_id = actor_id", "DELETE FROM task_events", "TRUNCATE task_events"],
)
def test_the_log_cannot_be_changed_not_even_by_whose_it_is(isolated: Isolated, statement: str) -> None:
    for who in ("ana", "worker"):
        assert isolated.refusal(who, statement) == REFUSED


@pytest.mark.parametrize("table", ["tasks", "users", "projects", "credentials", "radar.logins"])
def test_nothing_can_be_truncated(isolated: Isolated, table: str) -> None:
    for statement in (f"TRUNCATE {table}", f"TRUNCATE {table} CASCADE"):
        assert isolated.refusal("ana", statement) == REFUSED


def test_a_remark_in_anothers_name_is_refused(isolated: Isolated, web: int) -> None:
    columns = "(project_id, task_id, author_id, body, created_at)"
    forged = f"INSERT INTO comments {columns} VALUES ({web}, 1, {isolated.user('dan').id}, 'I quit', now())"
    assert isolated.refusal("ana", forged) == REFUSED


def test_a_report_in_anothers_name_is_refused(isolated: Isolated, api: int) -> None:
    columns = "id, type, params, status, requested_by, created_at, deadline_at"
    params = f'{{"project_ids": [{api}], "projects": ["api"], "zone": "UTC"}}'
    values = f"gen_random_uuid(), 'daily-summary', '{params}', 'pending', {isolated.user('ben').id}, now(), now()"
    assert isolated.refusal("ana", f"INSERT INTO reports ({columns}) VALUES ({values})") == REFUSED


def test_whose_and_what_a_report_is_cannot_be_changed_afterwards(isolated: Isolated) -> None:
    for setting in ("params = '{}'", "params = '[]'", "project_id = NULL", "requested_by = 1", "type = 'wip'"):
        assert isolated.refusal("ben", f"UPDATE reports SET {setting}") == REFUSED


def test_a_report_of_a_shape_that_would_trouble_its_readers_is_refused(isolated: Isolated, web: int) -> None:
    columns = "id, type, project_id, params, status, requested_by, created_at, deadline_at"
    for params in ("{}", '{"project_ids": 1, "projects": []}', '{"project_ids": [], "projects": [1]}', "[]", "1"):
        values = f"gen_random_uuid(), 'wip', {web}, '{params}', 'pending', {isolated.user('ana').id}, now(), now()"
        assert isolated.refusal("ana", f"INSERT INTO reports ({columns}) VALUES ({values})") == REFUSED


@pytest.mark.parametrize("table", ["status_counts", "users", "schema_migrations", "workers", "credentials", "sessions"])
def test_what_belongs_to_the_database_is_not_written_by_people(isolated: Isolated, table: str) -> None:
    assert isolated.refusal("ana", f"DELETE FROM {table}") == REFUSED
    assert isolated.refusal("ana", f"INSERT INTO {table} DEFAULT VALUES") == REFUSED


def test_the_counts_follow_a_persons_tasks_all_the_same(isolated: Isolated, web: int) -> None:
    isolated.psql("ana", task(web), "UPDATE tasks SET status = 'in_progress' WHERE title = 'Mine'")
    assert sorted(isolated.psql("dan", "SELECT status, sum(tasks)::int FROM status_counts GROUP BY 1")) == [
        ("in_progress", 1),
        ("todo", 1),
    ]


@pytest.mark.parametrize("table", ["tasks", "task_events", "comments", "projects", "project_members", "users"])
def test_a_worker_changes_nothing_that_people_wrote(isolated: Isolated, table: str) -> None:
    assert isolated.refusal("worker", f"DELETE FROM {table}") == REFUSED
    assert isolated.refusal("worker", f"INSERT INTO {table} DEFAULT VALUES") == REFUSED


def test_a_worker_asks_for_no_report_that_nobody_has_scheduled(isolated: Isolated) -> None:
    ((schedule, owner),) = isolated.truth("SELECT id, owner_id FROM schedules")
    columns = "id, dedup_key, type, params, status, requested_by, created_at, deadline_at"
    of_anothers = (f"'schedule:{schedule}:x'", isolated.user("ana").id)
    for key, who in (("NULL", owner), ("'schedule:99:x'", owner), of_anothers):
        values = f"gen_random_uuid(), {key}, 'wip', '{{}}', 'pending', {who}, now(), now()"
        assert isolated.refusal("worker", f"INSERT INTO reports ({columns}) VALUES ({values})") == REFUSED


def test_a_task_of_anothers_waits_no_more_for_one_that_goes_and_its_log_says_so(isolated: Isolated) -> None:
    ((mine,),) = isolated.truth("SELECT id FROM tasks WHERE title = 'Fix login'")
    ((secret,),) = isolated.truth("SELECT id FROM tasks WHERE title = 'Secret plan'")
    isolated.truth(f"INSERT INTO task_dependencies VALUES ({secret}, {mine}) RETURNING 1")
    assert isolated.psql("ana", "SELECT 1 FROM task_dependencies") == []
    with isolated.database("ana") as db:
        tasks.delete(db, db.clock, isolated.user("ana"), [mine])
    with isolated.database("ben") as db:
        assert tasks.get(db, isolated.user("ben"), secret).depends_on == ()
    logged = (
        f"SELECT payload::text, actor_id, batch_id FROM task_events WHERE task_id = {secret} ORDER BY id DESC LIMIT 1"
    )
    assert isolated.truth(logged) == [(f'{{"depends_on": [[{mine}], []]}}', isolated.user("ana").id, None)]
    assert isolated.truth(f"SELECT version FROM tasks WHERE id = {secret}") == [(2,)]


def test_nothing_is_logged_in_ones_own_project_about_a_task_of_anothers(isolated: Isolated, web: int) -> None:
    ana, secret = isolated.user("ana").id, isolated.truth("SELECT id FROM tasks WHERE title = 'Secret plan'")[0][0]
    batch = isolated.psql("ana", "SELECT min(id) FROM batches")[0][0]
    columns = "(project_id, task_id, type, payload, actor_id, created_at, batch_id)"
    event = f"INSERT INTO task_events {columns} VALUES ({web}, {{}}, 'edited', '{{{{}}}}', {ana}, now(), {batch})"
    assert isolated.refusal("ana", event.format(secret)) == REFUSED
    (own,) = isolated.psql("ana", "SELECT min(id) FROM tasks")[0]
    assert isolated.refusal("ana", event.format(own)) == ""


def test_no_task_is_made_under_the_number_of_one_that_was_deleted_from_anothers_project(
    isolated: Isolated, web: int
) -> None:
    secret = isolated.truth("SELECT id FROM tasks WHERE title = 'Secret plan'")[0][0]
    isolated.truth(f"DELETE FROM tasks WHERE id = {secret} RETURNING 1")
    columns = "(id, project_id, title, description, status, priority, created_at)"
    task = f"INSERT INTO tasks {columns} VALUES ({secret}, {web}, 'Mine', '', 'todo', 2, now())"
    assert isolated.refusal("ana", task) == REFUSED


@pytest.mark.parametrize("at", ["0044-03-15 BC", "20000-01-01", "infinity"])
@pytest.mark.parametrize(
    "change",
    [
        "UPDATE tasks SET created_at = '{at}'",
        "UPDATE reports SET next_dispatch_at = '{at}'",
        "INSERT INTO projects (name, name_key, owner_id, created_at) VALUES ('x', 'x', {ana}, '{at}')",
        "INSERT INTO schedules (owner_id, report, params, cron, created_at, next_run_at)"
        " VALUES ({ana}, 'wip', '{{}}', '@daily', now(), '{at}')",
    ],
)
def test_a_time_that_the_program_cannot_read_is_refused(isolated: Isolated, change: str, at: str) -> None:
    ana = isolated.user("ana").id
    columns = "id, type, project_id, params, status, requested_by, created_at, deadline_at"
    params = '{"project_ids": [], "projects": []}'
    isolated.psql(
        "ana",
        f"INSERT INTO reports ({columns})"
        f" VALUES (gen_random_uuid(), 'wip', NULL, '{params}', 'pending', {ana}, now(), now())",
    )
    assert isolated.refusal("ana", change.format(at=at, ana=ana)) == OUT_OF_BOUNDS
