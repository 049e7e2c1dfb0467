import hashlib
import re
import sqlite3
from datetime import UTC, datetime

import pytest

from radar_cli.database import migration_files
from radar_cli.database.migrations import OUTSIDE, Applied, Migration, known, pending, statements
from radar_cli.database.sqlite_migrations import credential_of
from radar_cli.errors import SchemaOutOfDate

THREE = [Migration(number, f"{number:04}_step", f"SELECT {number};") for number in (1, 2, 3)]


def applied(*migrations: Migration) -> list[Applied]:
    at = datetime(2026, 1, 31, tzinfo=UTC)
    return [Applied(migration.version, migration.name, migration.sha256, at) for migration in migrations]


def folder_with(tmp_path, *names: str):
    for name in names:
        (tmp_path / name).write_text(f"-- {name}\n")
    return tmp_path


def test_a_folders_migrations_are_known_in_order_with_their_content(tmp_path) -> None:
    folder = folder_with(tmp_path, "0002_b.sql", "0001_a.sql", "0003_c.sql")
    assert known(folder) == [
        Migration(1, "0001_a", "-- 0001_a.sql\n"),
        Migration(2, "0002_b", "-- 0002_b.sql\n"),
        Migration(3, "0003_c", "-- 0003_c.sql\n"),
    ]


def test_an_empty_folder_has_no_migrations(tmp_path) -> None:
    assert known(tmp_path) == []


def test_files_of_other_names_are_no_migrations(tmp_path) -> None:
    folder = folder_with(tmp_path, "0001_a.sql", "README.md", "0002_b.sql.bak", "002_b.sql", "x0002_b.sql", "0002.sql")
    assert [migration.name for migration in known(folder)] == ["0001_a"]


@pytest.mark.parametrize(
    ("names", "number"),
    [
        (("0002_b.sql",), "0001"),
        (("0000_zero.sql", "0001_a.sql"), "0001"),
        (("0001_a.sql", "0003_c.sql"), "0002"),
        (("0001_a.sql", "0001_b.sql"), "0002"),
        (("0001_a.sql", "0002_b.sql", "0002_c.sql", "0003_d.sql"), "0003"),
    ],
)
def test_a_gap_or_a_double_in_the_numbers_is_refused(tmp_path, names, number) -> None:
    with pytest.raises(SchemaOutOfDate, match=f"^migration {number} is missing or double in "):
        known(folder_with(tmp_path, *names))


def test_a_migration_is_told_by_the_hash_of_its_text() -> None:
    assert Migration(1, "0001_a", "caf\u00e9").sha256 == hashlib.sha256("caf\u00e9".encode()).hexdigest()


def test_line_endings_do_not_make_another_migration(tmp_path) -> None:
    hashes = []
    for content in (b"SELECT 1;\nSELECT 2;\n", b"SELECT 1;\r\nSELECT 2;\r\n"):
        (tmp_path / "0001_a.sql").write_bytes(content)
        hashes.append(known(tmp_path)[0].sha256)
    assert hashes[0] == hashes[1]


@pytest.mark.parametrize("count", range(4))
def test_what_is_not_applied_is_pending_in_order(count) -> None:
    assert pending(THREE, applied(*THREE[:count])) == THREE[count:]


def test_a_migration_edited_after_it_was_applied_is_refused() -> None:
    edited = Migration(2, "0002_step", "SELECT 2; -- edited")
    with pytest.raises(SchemaOutOfDate, match=r"^migration 0002_step was edited after it was applied: "):
        pending([THREE[0], edited, THREE[2]], applied(*THREE[:2]))


def test_a_migration_that_is_not_applied_yet_may_be_edited() -> None:
    edited = Migration(3, "0003_step", "SELECT 3; -- edited")
    assert pending([*THREE[:2], edited], applied(*THREE[:2])) == [edited]


def test_a_renamed_migration_with_the_same_text_is_the_same() -> None:
    renamed = Migration(1, "0001_renamed", THREE[0].sql)
    assert pending([renamed, *THREE[1:]], applied(THREE[0])) == THREE[1:]


@pytest.mark.parametrize(
    ("there", "number"), [((THREE[0], THREE[2]), "0002"), ((THREE[1],), "0001"), (tuple(THREE[1:]), "0001")]
)
def test_a_database_with_a_gap_is_refused(there, number) -> None:
    with pytest.raises(SchemaOutOfDate, match=f"^the database lacks migration {number} but has later ones: "):
        pending(THREE, applied(*there))


@pytest.mark.parametrize("known_here", [0, 1, 2])
def test_a_database_newer_than_the_program_is_refused(known_here) -> None:
    newer = f"^the database has migration 000{known_here + 1}, newer than this program: upgrade radar$"
    with pytest.raises(SchemaOutOfDate, match=newer):
        pending(THREE[:known_here], applied(*THREE))


@pytest.mark.parametrize(
    ("script", "parts"),
    [
        ("", []),
        (" \n\n", []),
        ("SELECT 1;\n", ["SELECT 1;\n"]),
        ("SELECT 1;\nSELECT 2;\n", ["SELECT 1;\n", "SELECT 2;\n"]),
        ("SELECT 1;\nSELECT 2", ["SELECT 1;\n", "SELECT 2"]),
        ("SELECT\n  1\n;\nSELECT 2;\n", ["SELECT\n  1\n;\n", "SELECT 2;\n"]),
        ("-- one; two\nSELECT 1;\n", ["-- one; two\nSELECT 1;\n"]),
        ("SELECT 1; -- it's one;\nSELECT 2;\n", ["SELECT 1; -- it's one;\n", "SELECT 2;\n"]),
        ("/* a;\n b;\n */ SELECT 1;\n", ["/* a;\n b;\n */ SELECT 1;\n"]),
        ("SELECT 'a;\nb;\n';\nSELECT 2;\n", ["SELECT 'a;\nb;\n';\n", "SELECT 2;\n"]),
        ("SELECT 'it''s;\n';\n", ["SELECT 'it''s;\n';\n"]),
        ('SELECT 1 AS "a;\n";\nSELECT 2;\n', ['SELECT 1 AS "a;\n";\n', "SELECT 2;\n"]),
        ("SELECT '--';\nSELECT 2;\n", ["SELECT '--';\n", "SELECT 2;\n"]),
        ("SELECT '\u2028;\x0c;';\nSELECT 2;\n", ["SELECT '\u2028;\x0c;';\n", "SELECT 2;\n"]),
    ],
)
def test_a_script_is_split_where_its_statements_end(script, parts) -> None:
    assert list(statements(script)) == parts


TRIGGER = """\
CREATE TRIGGER count_moves AFTER UPDATE ON tasks BEGIN
    UPDATE moves SET number = CASE WHEN number IS NULL THEN 1 ELSE number + 1 END;
    INSERT INTO log VALUES ('end; of
    END;');  -- END;
END;
"""


@pytest.mark.parametrize("temporary", ["", "TEMP "])
def test_a_trigger_is_one_statement(temporary) -> None:
    trigger = TRIGGER.replace("CREATE ", f"CREATE {temporary}")
    assert list(statements(f"SELECT 1;\n{trigger}SELECT 2;\n")) == ["SELECT 1;\n", trigger, "SELECT 2;\n"]


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_the_migrations_of_this_program_have_no_gap(dialect) -> None:
    versions = [migration.version for migration in known(migration_files.folder(dialect))]
    assert versions
    assert migration_files.latest_version(dialect) == versions[-1] == len(versions)


def test_both_databases_have_the_same_migrations() -> None:
    sqlite, postgresql = (known(migration_files.folder(dialect)) for dialect in ("sqlite", "postgresql"))
    assert [migration.name for migration in sqlite] == [migration.name for migration in postgresql]


def test_sqlites_own_migrations_are_split_into_statements_that_run_one_by_one() -> None:
    connection = sqlite3.connect(":memory:")
    connection.create_function("credential_of", 1, credential_of)
    for migration in known(migration_files.folder("sqlite")):
        for statement in statements(migration.sql):
            connection.execute(statement)
    tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {"tasks", "projects", "users", "schema_migrations"} <= tables


BUILD = re.compile(
    r"\s*DROP INDEX CONCURRENTLY IF EXISTS (?P<dropped>\w+);"
    r"\s*CREATE (?:UNIQUE )?INDEX CONCURRENTLY (?P<made>\w+) ON [^;]+;\s*"
)
PAIR = "DROP INDEX CONCURRENTLY IF EXISTS a;\nCREATE INDEX CONCURRENTLY a ON tasks (title);\n"


def what_is_wrong(migration: Migration) -> str:
    """Why a file must not be released; empty where nothing is."""
    text = re.sub("--[^\n]*", "", migration.sql)
    if not migration.is_outside:
        return "CONCURRENTLY without the mark" if "CONCURRENTLY" in text.upper() else ""
    builds = list(BUILD.finditer(text))
    if not builds or "".join(build.group() for build in builds) != text:
        return "something else than indexes that are dropped and built concurrently"
    if len(list(statements(migration.sql))) != 2 * len(builds):
        return "two statements on one line"
    if any(build["dropped"] != build["made"] for build in builds):
        return "one index is dropped and another built"
    return ""


@pytest.mark.parametrize(
    ("sql", "wrong"),
    [
        ("CREATE INDEX a ON tasks (title);\n", ""),
        ("-- CONCURRENTLY would not do here\nCREATE INDEX a ON tasks (title);\n", ""),
        (OUTSIDE + PAIR, ""),
        (f"{OUTSIDE}-- It serves a list.\n{PAIR}\n{PAIR}", ""),
        (PAIR, "CONCURRENTLY without the mark"),
        ("-- why\n" + OUTSIDE + PAIR, "CONCURRENTLY without the mark"),
        ("create index concurrently a ON tasks (title);\n", "CONCURRENTLY without the mark"),
        (OUTSIDE, "something else"),
        (OUTSIDE + "CREATE INDEX a ON tasks (title);\n", "something else"),
        (OUTSIDE + "CREATE INDEX CONCURRENTLY a ON tasks (title);\n", "something else"),
        (OUTSIDE + PAIR + "UPDATE tasks SET title = '';\n", "something else"),
        (OUTSIDE + "ALTER TABLE tasks ADD a text;\n" + PAIR, "something else"),
        (OUTSIDE + PAIR.replace(";\n", "; ", 1), "two statements on one line"),
        (OUTSIDE + PAIR.replace("CONCURRENTLY a ON", "CONCURRENTLY b ON"), "one index is dropped"),
    ],
)
def test_what_runs_outside_of_a_transaction_can_be_repeated(sql, wrong) -> None:
    found = what_is_wrong(Migration(2, "0002_made_up", sql))
    assert found.startswith(wrong) if wrong else not found


@pytest.mark.parametrize("migration", known(migration_files.folder("postgresql")), ids=lambda migration: migration.name)
def test_postgresqls_own_migrations_can_be_released(migration) -> None:
    assert not what_is_wrong(migration)


@pytest.mark.parametrize("migration", known(migration_files.folder("sqlite")), ids=lambda migration: migration.name)
def test_sqlites_own_migrations_are_ordinary_files(migration) -> None:
    assert not migration.is_outside
