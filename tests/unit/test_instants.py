from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_cli.domain.instants import iso, rfc3339


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (datetime(2026, 1, 31, 8, 15, tzinfo=UTC), "2026-01-31T08:15:00Z"),
        (datetime(2026, 1, 31, 8, 15, 59, 120_000, UTC), "2026-01-31T08:15:59.120000Z"),
        (datetime(2026, 1, 31, 8, 15, 59, 1, UTC), "2026-01-31T08:15:59.000001Z"),
        (datetime(2026, 7, 31, 8, 15, tzinfo=ZoneInfo("Europe/Berlin")), "2026-07-31T06:15:00Z"),
        (datetime(2026, 1, 1, 0, 30, tzinfo=ZoneInfo("Europe/Berlin")), "2025-12-31T23:30:00Z"),
        (datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"), fold=1), "2026-10-25T01:30:00Z"),
    ],
)
def test_an_instant_is_written_in_utc_with_a_z(moment, text) -> None:
    assert rfc3339(moment) == text


def test_a_written_instant_reads_back_exactly() -> None:
    moment = datetime(2026, 1, 31, 8, 15, 59, 123_456, UTC)
    assert datetime.fromisoformat(rfc3339(moment)) == moment


def test_one_instant_has_one_text_whatever_its_zone() -> None:
    utc = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
    elsewhere = utc.astimezone(timezone(timedelta(hours=2)))
    assert iso(elsewhere) == iso(utc) == "2026-01-31T23:30:00+00:00"


def test_microseconds_are_kept() -> None:
    assert iso(datetime(2026, 1, 31, 12, 0, 0, 120, tzinfo=UTC)) == "2026-01-31T12:00:00.000120+00:00"


def test_both_times_of_an_hour_that_a_zone_has_twice_are_told_apart() -> None:
    first = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    assert iso(first) == "2026-10-25T00:30:00+00:00"
    assert iso(first.replace(fold=1)) == "2026-10-25T01:30:00+00:00"


ZONES = [UTC, ZoneInfo("Europe/Berlin"), timezone(timedelta(hours=2)), timezone(timedelta(hours=-11))]
FIRST, LAST = datetime.fromisoformat("0001-01-02"), datetime.fromisoformat("9999-12-30")


@given(st.datetimes(FIRST, LAST, timezones=st.sampled_from(ZONES)), st.booleans())
def test_instants_are_written_as_python_writes_them(moment, whole) -> None:
    moment = moment.replace(microsecond=0) if whole else moment
    assert iso(moment) == moment.astimezone(UTC).isoformat()
