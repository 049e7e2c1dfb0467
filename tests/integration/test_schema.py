"""The entities and the migrated schema agree, on both databases."""

from typing import Any

from radar_cli.database.session import Database

POSTGRES_COLUMNS = """
    SELECT column_name AS name, data_type AS type, is_nullable = 'NO' AS required
      FROM information_schema.columns WHERE table_schema = 'public' AND table_name = $table
"""
SQLITE_COLUMNS = """
    SELECT name, type, "notnull" = 1 OR pk > 0 AS required FROM pragma_table_info($table)
"""
POSTGRES_TABLES = "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
SQLITE_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"

TYPES = {
    "postgresql": {
        "int": {"integer", "bigint", "smallint"},
        "str": {"text"},
        "datetime": {"timestamp with time zone"},
        "Json": {"json", "jsonb"},
        "UUID": {"uuid"},
        "bool": {"boolean"},
        "StrArray": {"ARRAY"},
    },
    "sqlite": {
        "int": {"integer", "INTEGER"},
        "str": {"text", "TEXT"},
        "datetime": {"text", "TEXT"},
        "Json": {"text", "TEXT"},
        "UUID": {"text", "TEXT"},
        "bool": {"integer", "INTEGER"},
        "StrArray": {"text", "TEXT"},
    },
}


def entities_of(db: Database) -> dict[str, Any]:
    return {entity._table_: entity for entity in db.pony.entities.values()}


def columns_of(db: Database, table: str) -> dict[str, Any]:
    sql = POSTGRES_COLUMNS if db.url.dialect == "postgresql" else SQLITE_COLUMNS
    with db.reading():
        return {row["name"]: row for row in db.rows(sql, table=table)}


def attributes_of(entity: Any) -> dict[str, Any]:
    return {column: attribute for attribute in entity._attrs_ for column in attribute.columns or ()}


def test_every_table_has_an_entity(db: Database) -> None:
    sql = POSTGRES_TABLES if db.url.dialect == "postgresql" else SQLITE_TABLES
    with db.reading():
        tables = {row["name"] for row in db.rows(sql)}
    assert tables == set(entities_of(db))


def test_every_entity_has_the_columns_of_its_table(db: Database) -> None:
    for table, entity in entities_of(db).items():
        assert set(attributes_of(entity)) == set(columns_of(db, table)), table


def test_what_an_entity_requires_its_table_requires_too(db: Database) -> None:
    for table, entity in entities_of(db).items():
        required = {name for name, row in columns_of(db, table).items() if row["required"]}
        # An optional text that is not nullable is stored as an empty one.
        demanded = {name for name, attribute in attributes_of(entity).items() if not attribute.nullable}
        assert demanded == required, table


def test_every_attribute_has_the_type_of_its_column(db: Database) -> None:
    known = TYPES[db.url.dialect]
    for table, entity in entities_of(db).items():
        columns = columns_of(db, table)
        for name, attribute in attributes_of(entity).items():
            told_by = attribute.py_type._pk_ if attribute.reverse else attribute
            kind = told_by.py_type.__name__
            assert columns[name]["type"] in known[kind], f"{table}.{name}"
