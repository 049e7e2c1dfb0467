"""How reports in an isolated database find the tasks of their projects, beside the rules that PostgreSQL adds."""

from collections.abc import Sequence

import pytest

from radar_cli import reports as catalog
from radar_cli.domain.clock import system_clock
from radar_cli.services import report_scopes
from tests.isolation import Isolated

pytestmark = pytest.mark.postgresql

BY_RULE = "project_id = ANY ($0)"
MANY = [1, 2, 3, 4, 5]


def index_condition(isolated: Isolated, who: str, projects: Sequence[int]) -> str:
    """By what an index is asked for the tasks of some projects."""
    params = {"zone": "UTC", "options": {}}
    with isolated.database(who) as db, db.snapshot():
        db.execute("SET LOCAL enable_seqscan = off")
        summary = catalog.load("daily-summary")
        tasks = report_scopes.scope(db, summary, isolated.user("ana").id, projects, None, system_clock(), params).tasks
        plan = db.rows(f"EXPLAIN SELECT 1 FROM tasks t WHERE {tasks.sql}", **tasks.parameters)
    lines = [row["QUERY PLAN"].strip() for row in plan]
    return next(line for line in lines if line.startswith("Index Cond:"))


def test_an_index_is_asked_for_a_project_and_for_those_that_the_person_sees(isolated: Isolated) -> None:
    condition = index_condition(isolated, "ana", [1])
    assert BY_RULE in condition
    assert "project_id = ANY ('{1}'" in condition


def test_for_many_projects_it_is_asked_only_for_those_that_the_person_sees(isolated: Isolated) -> None:
    assert index_condition(isolated, "ana", MANY) == f"Index Cond: ({BY_RULE})"


def test_a_worker_whom_no_rule_restricts_asks_it_for_the_projects(isolated: Isolated) -> None:
    condition = index_condition(isolated, "worker", MANY)
    assert "project_id = ANY ('{1,2,3,4,5}'" in condition
    assert BY_RULE not in condition
