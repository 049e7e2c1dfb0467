"""How PostgreSQL finds rows by their numbers, and gives new ones."""

import pytest

from radar_cli.database.session import Database

pytestmark = pytest.mark.postgresql

MANY = list(range(1, 1001))


def plan(db: Database, sql: str, **parameters: object) -> str:
    with db.reading():
        return "\n".join(row["QUERY PLAN"] for row in db.rows(f"EXPLAIN VERBOSE {sql}", **parameters))


def test_numbers_are_bigint_or_each_row_would_be_compared_with_each_of_them(postgres_db: Database) -> None:
    dialect = postgres_db.dialect
    condition = dialect.among("t.id", "$ids")
    found = plan(postgres_db, f"SELECT 1 FROM tasks t WHERE {condition}", ids=dialect.numbers(MANY))
    assert "'{1,2,3," in found
    assert "::bigint[]" in found


def test_a_sequence_is_looked_up_once_for_all_new_numbers(postgres_db: Database) -> None:
    found = plan(postgres_db, postgres_db.dialect.new_ids("tasks"), count=len(MANY))
    assert "InitPlan" in found
    (per_row,) = [line for line in found.splitlines() if "nextval(" in line]
    assert "pg_get_serial_sequence" not in per_row
