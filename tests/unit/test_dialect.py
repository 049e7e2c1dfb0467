import sqlite3
from datetime import UTC, datetime, timedelta, timezone

import pytest

from radar_cli.database.dialect import DIALECTS, pattern

MOMENT = datetime(2026, 1, 31, 8, 15, 59, 123_456, UTC)


def evaluated(expression: str, **parameters: object) -> object:
    return sqlite3.connect(":memory:").execute(f"SELECT {expression}", parameters).fetchone()[0]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("login", "%login%"),
        ("", "%%"),
        ("100%", r"%100\%%"),
        ("snake_case", r"%snake\_case%"),
        ("C:\\x", r"%C:\\x%"),
        (r"\%", r"%\\\%%"),
        ("'; DROP TABLE tasks; --", "%'; DROP TABLE tasks; --%"),
    ],
)
def test_a_pattern_finds_its_text_anywhere_and_takes_wildcards_literally(text, expected) -> None:
    assert pattern(text) == expected


@pytest.mark.parametrize("text", ["%", "_", "\\", r"\%", "100%", "a_b", "'"])
def test_sqlite_finds_a_text_of_wildcards_where_it_is_and_nowhere_else(text) -> None:
    def found(haystack):
        connection = sqlite3.connect(":memory:")
        connection.create_function("py_lower", 1, str.lower)
        sql = f"SELECT {DIALECTS['sqlite'].contains(':haystack', ':needle')}"
        return connection.execute(sql, {"haystack": haystack, "needle": pattern(text)}).fetchone()[0]

    assert (found(f"before {text} after"), found("before xyz after")) == (1, 0)


@pytest.mark.parametrize("name", ["postgresql", "sqlite"])
def test_a_dialect_goes_by_its_name(name) -> None:
    assert DIALECTS[name].name == name


def test_sqlite_keeps_an_instant_as_utc_text_of_even_length() -> None:
    east = timezone(timedelta(hours=2))
    texts = [DIALECTS["sqlite"].instant(datetime(2026, 1, 31, 1, tzinfo=zone)) for zone in (UTC, east)]
    assert texts == ["2026-01-31 01:00:00.000000", "2026-01-30 23:00:00.000000"]


def test_sqlite_reads_an_instant_back_exactly() -> None:
    dialect = DIALECTS["sqlite"]
    assert dialect.read_instant(dialect.instant(MOMENT)) == MOMENT


def test_postgresql_reads_an_instant_of_any_zone_as_utc() -> None:
    read = DIALECTS["postgresql"].read_instant(MOMENT.astimezone(timezone(timedelta(hours=-5))))
    assert (read, read.tzinfo) == (MOMENT, UTC)


def test_sqlite_says_its_clock_in_the_form_of_its_instants() -> None:
    now = DIALECTS["sqlite"].read_instant(evaluated(DIALECTS["sqlite"].now))
    assert abs(datetime.now(UTC) - now) < timedelta(seconds=5)


def test_sqlite_says_a_later_instant() -> None:
    dialect = DIALECTS["sqlite"]
    later = dialect.read_instant(evaluated(dialect.later(":seconds"), seconds=3600))
    assert abs(datetime.now(UTC) + timedelta(hours=1) - later) < timedelta(seconds=5)


@pytest.mark.parametrize(
    ("earlier", "later", "microseconds"),
    [
        ("2026-01-01 00:00:00.000000", "2026-01-01 00:00:00.000000", 0),
        ("2026-01-01 00:00:00.000000", "2026-01-01 00:00:00.000001", 1),
        ("2026-01-01 00:00:00.400000", "2026-01-01 00:00:01.100000", 700_000),
        ("2025-12-31 23:59:59.000000", "2026-01-01 00:00:01.000000", 2_000_000),
        ("2026-01-01 00:00:00.000000", "2027-01-01 00:00:00.000000", 365 * 86_400_000_000),
        ("1970-01-01 00:00:00.000000", "2999-12-31 00:00:00.000000", 376_199 * 86_400_000_000),
        ("2026-01-01 00:00:00.000001", "2026-01-01 00:00:00.000000", -1),
    ],
)
def test_sqlite_counts_microseconds_exactly(earlier, later, microseconds) -> None:
    expression = DIALECTS["sqlite"].microseconds_between(":earlier", ":later")
    assert evaluated(expression, earlier=earlier, later=later) == microseconds


@pytest.mark.parametrize(("numbers", "found"), [([], 0), ([7], 1), ([1, 7, 2**63 - 1], 1), ([1, 2], 0), ([70], 0)])
def test_sqlite_finds_a_number_among_others(numbers, found) -> None:
    dialect = DIALECTS["sqlite"]
    assert evaluated(dialect.among("7", ":numbers"), numbers=dialect.numbers(numbers)) == found
