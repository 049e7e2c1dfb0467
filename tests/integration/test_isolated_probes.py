"""Finding out in an isolated database what others have by what is refused, or standing in their way."""

import pytest

from radar_cli.domain.project import Role
from radar_cli.errors import DatabaseUnavailable
from radar_cli.services import projects
from tests.isolation import REFUSED, Isolated

pytestmark = pytest.mark.postgresql

NOBODY = 999_999


@pytest.fixture
def web(isolated: Isolated) -> int:
    """The number of Ana's project."""
    return int(isolated.truth("SELECT id FROM projects WHERE name = 'web'")[0][0])


@pytest.fixture
def api(isolated: Isolated) -> int:
    """The number of Ben's project."""
    return int(isolated.truth("SELECT id FROM projects WHERE name = 'api'")[0][0])


def task(project: int, assignee: int) -> str:
    return (
        "INSERT INTO tasks (project_id, title, description, status, priority, created_at, assignee_id)"
        f" VALUES ({project}, 'Mine', '', 'todo', 2, now(), {assignee})"
    )


def report(project: int, who: int, key: str) -> str:
    columns = "id, dedup_key, type, project_id, params, status, requested_by, created_at, deadline_at"
    params = '{"project_ids": [], "projects": [], "zone": "UTC"}'
    values = f"gen_random_uuid(), '{key}', 'wip', {project}, '{params}', 'pending', {who}, now(), now()"
    return f"INSERT INTO reports ({columns}) VALUES ({values})"


def test_a_number_of_a_user_is_refused_alike_whether_there_is_one_or_not(isolated: Isolated, web: int) -> None:
    for number in (isolated.user("ben").id, NOBODY):
        assert isolated.refusal("ana", task(web, number)) == REFUSED
        member = f"INSERT INTO project_members VALUES ({web}, {number}, 'viewer')"
        assert isolated.refusal("ana", member) == REFUSED


def test_a_number_of_a_project_is_refused_alike_whether_there_is_one_or_not(isolated: Isolated, api: int) -> None:
    ana = isolated.user("ana").id
    for number in (api, NOBODY):
        assert isolated.refusal("ana", task(number, ana)) == REFUSED
        assert isolated.refusal("ana", report(number, ana, f"{ana}:x")) == REFUSED


def test_a_task_of_anothers_is_refused_as_a_dependency_like_none_at_all(isolated: Isolated) -> None:
    ((mine,),) = isolated.psql("ana", "SELECT id FROM tasks")
    ((secret,),) = isolated.truth("SELECT id FROM tasks WHERE title = 'Secret plan'")
    for number in (secret, NOBODY):
        assert isolated.refusal("ana", f"INSERT INTO task_dependencies VALUES ({mine}, {number})") == REFUSED
        assert isolated.refusal("ana", f"INSERT INTO task_dependencies VALUES ({number}, {mine})") == REFUSED


def test_the_name_of_anothers_project_is_free(isolated: Isolated) -> None:
    with isolated.database("ana") as db:
        assert projects.add(db, db.clock, isolated.user("ana"), "api").name == "api"


def test_a_second_owner_does_not_learn_the_names_of_the_firsts_other_projects(isolated: Isolated) -> None:
    with isolated.database("ana") as db:
        ana = isolated.user("ana")
        projects.add(db, db.clock, ana, "hidden")
        projects.set_member(db, ana, "web", "dan@example.com", Role.OWNER)
    for name in ("hidden", "free"):
        rename = f"UPDATE projects SET name = '{name}', name_key = '{name}' WHERE name = 'web'"
        assert isolated.refusal("dan", rename) == REFUSED


def test_a_key_of_anothers_report_is_refused_alike_whether_it_is_taken_or_not(isolated: Isolated, web: int) -> None:
    ana, ben = isolated.user("ana").id, isolated.user("ben").id
    for key in (f"{ben}:secret key", f"{ben}:free", "secret key", "schedule:1:x"):
        assert isolated.refusal("ana", report(web, ana, key)) == REFUSED
    assert isolated.refusal("ana", report(web, ana, f"{ana}:secret key")) == ""


def test_a_key_cannot_be_taken_from_another_later(isolated: Isolated, web: int) -> None:
    ana, ben = isolated.user("ana").id, isolated.user("ben").id
    isolated.psql("ana", report(web, ana, f"{ana}:x"))
    (schedule,) = isolated.truth(f"SELECT id FROM schedules WHERE owner_id = {ben}")[0]
    for key in (f"{ben}:tomorrow", f"schedule:{schedule}:2026-11-25T09:00:00+00:00"):
        assert isolated.refusal("ana", f"UPDATE reports SET dedup_key = '{key}'") == REFUSED


def test_numbers_that_are_not_given_yet_cannot_be_taken(isolated: Isolated, web: int) -> None:
    columns = "(id, project_id, title, description, status, priority, created_at)"
    ahead = f"INSERT INTO tasks {columns} VALUES ({NOBODY}, {web}, 'Mine', '', 'todo', 2, now())"
    assert isolated.refusal("ana", ahead) == REFUSED
    assert isolated.refusal("ana", "SELECT setval('tasks_id_seq', 1)") == REFUSED
    for table in ("task_events", "comments", "batches", "projects", "views", "schedules"):
        assert isolated.refusal("ana", f"INSERT INTO {table} (id) VALUES ({NOBODY})") == REFUSED


def test_a_task_of_anothers_cannot_be_written_over_under_its_number(isolated: Isolated, web: int) -> None:
    ((secret,),) = isolated.truth("SELECT id FROM tasks WHERE title = 'Secret plan'")
    columns = "(id, project_id, title, description, status, priority, created_at)"
    insert = f"INSERT INTO tasks {columns} VALUES ({secret}, {web}, 'Mine', '', 'todo', 2, now())"
    assert isolated.refusal("ana", f"{insert} ON CONFLICT (id) DO UPDATE SET title = excluded.title") == REFUSED
    assert isolated.refusal("ana", insert) == REFUSED
    assert isolated.truth("SELECT title FROM tasks WHERE project_id <> 1") == [("Secret plan",)]


def test_people_are_looked_up_by_their_address_by_owners_of_a_project_alone(
    isolated: Isolated, web: int, api: int
) -> None:
    assert isolated.refusal("dan", f"SELECT radar.introduce({web}, 'ben@example.com')") == REFUSED
    assert isolated.refusal("ana", f"SELECT radar.introduce({api}, 'ben@example.com')") == REFUSED
    assert isolated.refusal("ana", "SELECT radar.introduce(NULL, 'ben@example.com')") == REFUSED
    assert isolated.psql("ana", "SELECT 1 FROM users WHERE email = 'ben@example.com'") == []


def test_naming_somebody_in_an_import_does_not_show_them(isolated: Isolated) -> None:
    people = '[{"email": "ben@example.com", "name": "Me"}, {"email": "eva@example.com", "name": "Eva"}]'
    assert isolated.psql("ana", f"SELECT radar.import_people('{people}', now())") == [("eva@example.com",)]
    named = "SELECT email FROM users WHERE email IN ('ben@example.com', 'eva@example.com')"
    assert isolated.psql("ana", named) == [("eva@example.com",)]
    assert isolated.psql("dan", named) == []
    assert isolated.truth("SELECT name FROM users WHERE email = 'ben@example.com'") == [("Ben",)]


def test_an_import_in_the_name_of_nobody_is_refused(isolated: Isolated) -> None:
    assert isolated.refusal("worker", "SELECT radar.import_people('[]', now())") == REFUSED
    assert isolated.refusal("owner", "SELECT radar.import_people('[]', now())") == REFUSED


def test_a_refusal_of_the_database_is_one_line_of_radars(isolated: Isolated) -> None:
    refused = pytest.raises(DatabaseUnavailable, match="the database refuses")
    with isolated.database("ana") as db, refused, db.transaction():
        db.execute("UPDATE task_events SET actor_id = 1")
