"""Powers that somebody in an isolated database tries to take: each is refused."""

import pytest

from radar_cli.services import waiting
from tests.isolation import REFUSED, Isolated

pytestmark = pytest.mark.postgresql

TITLES = "SELECT title FROM tasks"
EVIL = "RETURNS SETOF bigint LANGUAGE sql AS $$ SELECT id FROM projects $$"


@pytest.mark.parametrize("who", ["owner", "worker", "ben"])
def test_another_role_cannot_be_taken(isolated_template: Isolated, who: str) -> None:
    role = isolated_template.role(who)
    assert isolated_template.refusal("ana", f"SET ROLE {role}") == REFUSED
    assert isolated_template.refusal("ana", f"SET SESSION AUTHORIZATION {role}") == REFUSED
    assert isolated_template.refusal("ana", f"GRANT {role} TO {isolated_template.role('ana')}") == REFUSED


def test_the_role_of_the_group_shows_no_more_than_ones_own(isolated_template: Isolated) -> None:
    (group,) = isolated_template.truth("SELECT role FROM radar.groups WHERE kind = 'people'")[0]
    assert isolated_template.psql("ana", f'SET ROLE "{group}"', TITLES) == [("Fix login",)]


@pytest.mark.parametrize("setting", ["session_authorization", "role"])
def test_no_setting_makes_somebody_another(isolated_template: Isolated, setting: str) -> None:
    ben = isolated_template.role("ben")
    assert isolated_template.refusal("ana", f"SELECT set_config('{setting}', '{ben}', false)") == REFUSED


def test_a_setting_of_ones_own_says_nothing(isolated_template: Isolated) -> None:
    ben = isolated_template.user("ben")
    for name in ("radar.me", "radar.user_id", "app.user_id"):
        assert isolated_template.psql("ana", f"SET {name} = '{ben.id}'", TITLES) == [("Fix login",)]


def test_row_security_turned_off_refuses_rather_than_shows(isolated_template: Isolated) -> None:
    assert isolated_template.refusal("ana", "SET row_security = off", TITLES) == REFUSED


@pytest.mark.parametrize(
    "change",
    [
        "DISABLE ROW LEVEL SECURITY",
        "NO FORCE ROW LEVEL SECURITY",
        "OWNER TO CURRENT_USER",
        "DISABLE TRIGGER ALL",
        "ADD COLUMN mine text",
    ],
)
def test_tables_cannot_be_altered(isolated_template: Isolated, change: str) -> None:
    for table in ("tasks", "task_events", "radar.logins"):
        assert isolated_template.refusal("ana", f"ALTER TABLE {table} {change}") == REFUSED


def test_rules_can_be_neither_added_nor_dropped_nor_altered(isolated_template: Isolated) -> None:
    for statement in (
        "CREATE POLICY mine ON tasks USING (true)",
        "DROP POLICY people_select ON tasks",
        "ALTER POLICY people_select ON tasks USING (true)",
    ):
        assert isolated_template.refusal("ana", statement) == REFUSED


def test_rights_cannot_be_granted_on(isolated_template: Isolated) -> None:
    for statement in ("GRANT SELECT ON tasks TO PUBLIC", "GRANT SELECT ON credentials TO CURRENT_USER"):
        isolated_template.refusal("ana", statement)
    assert isolated_template.refusal("ana", "SELECT * FROM credentials") == REFUSED
    rights = isolated_template.truth("SELECT relacl::text FROM pg_class WHERE relname = 'tasks'")
    assert "{=" not in rights[0][0]
    assert ",=" not in rights[0][0]


@pytest.mark.parametrize("name", ["me", "my_projects", "my_people", "is_my_batch"])
def test_the_functions_of_the_rules_cannot_be_replaced_dropped_or_altered(
    isolated_template: Isolated, name: str
) -> None:
    argument = "bigint" if name == "is_my_batch" else ""
    for statement in (
        f"CREATE OR REPLACE FUNCTION radar.{name}({argument}) {EVIL}",
        f"DROP FUNCTION radar.{name}({argument})",
        f"ALTER FUNCTION radar.{name}({argument}) SECURITY INVOKER",
        f"ALTER FUNCTION radar.{name}({argument}) OWNER TO CURRENT_USER",
    ):
        assert isolated_template.refusal("ana", statement) == REFUSED


@pytest.mark.parametrize("schema", ["pg_temp", "public", "radar"])
def test_nothing_can_be_made_that_would_stand_before_a_function_or_a_table(
    isolated_template: Isolated, schema: str
) -> None:
    for statement in (
        f"CREATE FUNCTION {schema}.my_projects() {EVIL}",
        f"CREATE TABLE {schema}.mine (id bigint)",
        f"CREATE VIEW {schema}.mine AS SELECT 1",
        f"CREATE OPERATOR {schema}.= (LEFTARG = bigint, RIGHTARG = bigint, FUNCTION = pg_catalog.int8ne)",
    ):
        assert isolated_template.refusal("ana", statement) == REFUSED
    assert isolated_template.refusal("ana", "CREATE TEMPORARY TABLE project_members (id bigint)") == REFUSED
    assert isolated_template.refusal("ana", "CREATE SCHEMA mine") == REFUSED


def test_a_search_path_of_ones_own_changes_nothing(isolated_template: Isolated) -> None:
    path = "SET search_path = pg_temp, radar, pg_catalog"
    assert isolated_template.psql("ana", path, "SELECT title FROM public.tasks") == [("Fix login",)]


@pytest.mark.parametrize("function", ["isolate()", "give_rights()", "make_rules()", "open_login('postgres', 'people')"])
def test_what_the_owner_runs_cannot_be_run_by_others(isolated_template: Isolated, function: str) -> None:
    for who in ("ana", "worker"):
        assert isolated_template.refusal(who, f"SELECT radar.{function}") == REFUSED


@pytest.mark.parametrize("call", ["login('x')", "register('x', 'Eve')", "session('x')", "login_parameters('x')"])
def test_no_second_login_is_to_be_had(isolated_template: Isolated, call: str) -> None:
    assert isolated_template.refusal("ana", f"SELECT radar.{call}") == REFUSED


def test_no_code_runs_with_anothers_rights(isolated_template: Isolated) -> None:
    function = "suppress_redundant_updates_trigger()"
    trigger = f"CREATE TRIGGER mine BEFORE INSERT ON tasks FOR EACH ROW EXECUTE FUNCTION {function}"
    assert isolated_template.refusal("ana", trigger) == REFUSED
    assert isolated_template.refusal("ana", "SELECT radar.note_people()") in (REFUSED, "0A000")
    assert isolated_template.refusal("ana", "CREATE RULE mine AS ON SELECT TO views DO INSTEAD SELECT 1") == REFUSED
    assert isolated_template.refusal("ana", "CREATE EXTENSION dblink") == REFUSED


def test_roles_and_databases_cannot_be_made(isolated_template: Isolated) -> None:
    stronger = f"ALTER ROLE {isolated_template.role('ana')} SUPERUSER"
    for statement in ("CREATE ROLE mine", "CREATE DATABASE mine", stronger):
        assert isolated_template.refusal("ana", statement) == REFUSED


def test_a_forged_notification_wakes_somebody_and_says_nothing(isolated: Isolated) -> None:
    (report_id,) = isolated.truth("SELECT id::text FROM reports")[0]
    isolated.psql("ana", f"NOTIFY radar_reports, '{report_id}'")
    with isolated.database("ben") as db:
        report = waiting.wait(db, isolated.user("ben"), report_id, 5, compute=None, seen=lambda _report: None)
    assert report.result is not None
    assert isolated.psql("ana", "SELECT 1 FROM reports") == []
