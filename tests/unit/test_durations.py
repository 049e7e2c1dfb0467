"""Durations: elapsed and whole days, of every day and of working days, by the clocks of a zone."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from random import Random
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest

from radar_cli.domain.durations import MICROSECONDS_A_DAY, Count, DurationRule
from tests import duration_frames

BERLIN = ZoneInfo("Europe/Berlin")
HOUR = MICROSECONDS_A_DAY // 24
ELAPSED = DurationRule(Count.ELAPSED, BERLIN)
INCLUSIVE = DurationRule(Count.INCLUSIVE, BERLIN)
WORKING = DurationRule(Count.ELAPSED, BERLIN, frozenset())
WORKING_INCLUSIVE = DurationRule(Count.INCLUSIVE, BERLIN, frozenset())


def at(day: int, hour: float = 0, month: int = 3) -> datetime:
    """By the clocks of Berlin. The 1st of March 2026 is a Sunday; on the 29th the clocks go forward."""
    return datetime(2026, month, day, tzinfo=BERLIN) + timedelta(hours=hour)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_elapsed_time_is_of_microseconds() -> None:
    start = utc("2026-03-02T09:00:00.000001")
    assert ELAPSED.between(start, utc("2026-03-04T09:00:00.000003")) == 2 * MICROSECONDS_A_DAY + 2
    assert ELAPSED.unit == MICROSECONDS_A_DAY


def test_elapsed_time_is_by_no_clock() -> None:
    night = utc("2026-03-28T12:00:00")
    assert ELAPSED.between(night, night + timedelta(days=2)) == 2 * MICROSECONDS_A_DAY


def test_nothing_took_no_time_and_one_day() -> None:
    noon = at(2, 12)
    assert ELAPSED.between(noon, noon) == 0
    assert WORKING.between(noon, noon) == 0
    assert INCLUSIVE.between(noon, noon) == 1
    assert WORKING_INCLUSIVE.between(noon, noon) == 1


def test_whole_days_are_differences_of_dates_and_not_of_instants() -> None:
    assert INCLUSIVE.between(at(2, 23.9), at(3, 0.1)) == 2
    assert INCLUSIVE.between(at(2, 0), at(2, 23.9)) == 1
    assert INCLUSIVE.unit == 1


def test_whole_days_are_those_of_the_zone() -> None:
    start, end = utc("2026-03-02T22:30:00"), utc("2026-03-02T23:30:00")
    assert INCLUSIVE.between(start, end) == 2
    assert DurationRule(Count.INCLUSIVE, UTC).between(start, end) == 1


def test_a_weekend_takes_no_working_time() -> None:
    friday, monday = at(6, 12), at(9, 12)
    assert WORKING.between(friday, monday) == 24 * HOUR
    assert WORKING_INCLUSIVE.between(friday, monday) == 2
    assert WORKING.between(at(7, 9), at(8, 17)) == 0
    assert WORKING_INCLUSIVE.between(at(7, 9), at(8, 17)) == 0


def test_a_holiday_takes_no_working_time() -> None:
    good_friday = frozenset({date(2026, 4, 3)})
    rule = DurationRule(Count.ELAPSED, BERLIN, good_friday)
    assert rule.between(at(2, 12, 4), at(6, 12, 4)) == 24 * HOUR
    assert DurationRule(Count.INCLUSIVE, BERLIN, good_friday).between(at(2, 12, 4), at(6, 12, 4)) == 2
    assert WORKING.between(at(2, 12, 4), at(6, 12, 4)) == 48 * HOUR


def test_a_holiday_at_the_weekend_is_not_taken_off_twice() -> None:
    rule = DurationRule(Count.ELAPSED, BERLIN, frozenset({date(2026, 3, 7)}))
    assert rule.between(at(6), at(9)) == 24 * HOUR


@pytest.mark.parametrize(("day", "hours"), [(29, 23), (25, 25)])
def test_a_sunday_on_which_the_clocks_change_is_as_long_as_it_is(day: int, hours: int) -> None:
    month = 3 if hours == 23 else 10
    start, end = at(day, 0, month).astimezone(UTC), at(day + 1, 0, month).astimezone(UTC)
    assert ELAPSED.between(start, end) == hours * HOUR
    assert INCLUSIVE.between(start, end - timedelta(microseconds=1)) == 1
    assert WORKING.between(start, end) == 0


@pytest.mark.parametrize(("begins", "hours"), [("2026-04-23T22:00:00", 23), ("2026-10-28T21:00:00", 25)])
def test_a_working_day_on_which_the_clocks_change_is_as_long_as_it_is(begins: str, hours: int) -> None:
    """Cairo's clocks change on working days: its midnight of Friday, 2026-04-24 does not exist."""
    cairo = ZoneInfo("Africa/Cairo")
    start, end = utc(begins), utc(begins) + timedelta(hours=hours)
    elapsed = DurationRule(Count.ELAPSED, cairo, frozenset())
    assert elapsed.between(start, end) == hours * HOUR
    assert elapsed.between(start + timedelta(hours=1), end) == (hours - 1) * HOUR
    whole = DurationRule(Count.INCLUSIVE, cairo, frozenset())
    assert whole.between(start, end - timedelta(microseconds=1)) == 1


@pytest.mark.parametrize("zone", ["UTC", "Europe/Berlin", "America/Santiago", "Asia/Beirut", "Asia/Kolkata"])
@pytest.mark.parametrize("count", list(Count))
@pytest.mark.parametrize("holidays", [None, frozenset(), frozenset({date(2026, 4, 3), date(2026, 4, 6)})])
def test_durations_are_those_of_numpy(zone: str, count: Count, holidays: frozenset[date] | None) -> None:
    random = Random(f"{zone} {count}")
    year = utc("2026-01-01T00:00:00")
    starts = [year + random.random() * timedelta(days=300) for _ in range(60)]
    ends = [start + random.choice((0, random.random(), 90 * random.random())) * timedelta(days=1) for start in starts]
    rule = DurationRule(count, ZoneInfo(zone), holidays)
    expected = duration_frames.days(
        pd.Series(pd.to_datetime(starts, utc=True)),
        pd.Series(pd.to_datetime(ends, utc=True)),
        zone,
        inclusive=count is Count.INCLUSIVE,
        working=holidays is not None,
        holidays=holidays or (),
    )
    found = [rule.between(start, end) / rule.unit for start, end in zip(starts, ends, strict=True)]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-9)


def test_parts_of_a_duration_add_up_to_it() -> None:
    random = Random(7)
    moments = sorted(at(1) + random.random() * timedelta(days=120) for _ in range(50))
    for rule in (ELAPSED, WORKING):
        parts = sum(rule.between(one, other) for one, other in pairwise(moments))
        assert parts == rule.between(moments[0], moments[-1])
