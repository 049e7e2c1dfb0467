"""Windows of time, and the calendar days, weeks and months in them."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from radar_cli.domain.dates import start_of
from radar_cli.domain.periods import By, Window, days_of, first_of_period, length, periods, window
from radar_cli.errors import BadInput

BERLIN = ZoneInfo("Europe/Berlin")
SANTIAGO = ZoneInfo("America/Santiago")
BEIRUT = ZoneInfo("Asia/Beirut")
HAVANA = ZoneInfo("America/Havana")
APIA = ZoneInfo("Pacific/Apia")
KOLKATA = ZoneInfo("Asia/Kolkata")
NOW = datetime(2026, 4, 15, 13, 37, tzinfo=UTC)  # a Wednesday
HOUR = timedelta(hours=1)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def between(first: str, last: str, zone: ZoneInfo) -> Window:
    """The window of whole days from one up to another, included."""
    return window(None, first, last, datetime(2050, 1, 1, tzinfo=UTC), zone)


@pytest.mark.parametrize("zone", [BERLIN, SANTIAGO, BEIRUT, HAVANA, KOLKATA])
def test_an_instant_is_in_the_day_that_its_clocks_show(zone: ZoneInfo) -> None:
    for period in periods(between("2026-01-01", "2026-12-31", zone), By.DAY, zone):
        last = period.ends_at - timedelta(microseconds=1)
        assert period.starts_at.astimezone(zone).date() == period.first_day
        assert last.astimezone(zone).date() == period.first_day == period.last_day


@pytest.mark.parametrize(
    ("day", "zone", "hours"),
    [
        ("2026-03-28", BERLIN, 24),
        ("2026-03-29", BERLIN, 23),
        ("2026-10-25", BERLIN, 25),
        ("2026-09-06", SANTIAGO, 23),
        ("2026-04-04", SANTIAGO, 25),
        ("2026-11-01", HAVANA, 25),
    ],
)
def test_a_day_is_as_long_as_its_clocks_make_it(day: str, zone: ZoneInfo, hours: int) -> None:
    (period,) = periods(between(day, day, zone), By.DAY, zone)
    assert period.ends_at - period.starts_at == hours * HOUR


@pytest.mark.parametrize("by", By)
def test_periods_follow_each_other_and_fill_the_window(by: By) -> None:
    for zone in (BERLIN, SANTIAGO):
        whole = between("2025-12-17", "2026-11-11", zone)
        found = periods(whole, by, zone)
        assert found[0].starts_at == whole.starts_at
        assert found[-1].ends_at == whole.ends_at
        assert all(one.ends_at == other.starts_at for one, other in pairwise(found))
        assert all(period.starts_at < period.ends_at for period in found)


def test_a_day_that_a_zone_skipped_is_no_period() -> None:
    found = periods(between("2011-12-29", "2011-12-31", APIA), By.DAY, APIA)
    assert [period.first_day.day for period in found] == [29, 31]
    assert all(period.complete for period in found)


def test_weeks_begin_on_monday() -> None:
    found = periods(between("2026-03-25", "2026-04-07", BERLIN), By.WEEK, BERLIN)
    assert [period.first_day for period in found] == [date(2026, 3, 23), date(2026, 3, 30), date(2026, 4, 6)]
    assert [period.complete for period in found] == [False, True, False]
    assert [period.ended for period in found] == [True, True, False]
    assert [period.last_day for period in found] == [date(2026, 3, 29), date(2026, 4, 5), date(2026, 4, 7)]
    assert found[1].ends_at - found[1].starts_at == timedelta(days=7)
    assert found[0].starts_at == start_of(date(2026, 3, 25), BERLIN)


def test_a_week_with_a_change_of_the_clocks_is_an_hour_off() -> None:
    (week,) = periods(between("2026-03-23", "2026-03-29", BERLIN), By.WEEK, BERLIN)
    assert week.complete
    assert week.ends_at - week.starts_at == timedelta(days=7) - HOUR


def test_months_are_those_of_the_calendar() -> None:
    found = periods(between("2024-01-31", "2024-03-31", BERLIN), By.MONTH, BERLIN)
    assert [period.first_day for period in found] == [date(2024, 1, 1), date(2024, 2, 1), date(2024, 3, 1)]
    assert [period.last_day for period in found] == [date(2024, 1, 31), date(2024, 2, 29), date(2024, 3, 31)]
    assert [period.complete for period in found] == [False, True, True]


def test_the_year_has_an_end() -> None:
    found = periods(between("2025-12-29", "2026-01-04", BERLIN), By.WEEK, BERLIN)
    assert [period.first_day for period in found] == [date(2025, 12, 29)]
    assert first_of_period(date(2026, 1, 1), By.WEEK) == date(2025, 12, 29)
    assert first_of_period(date(2026, 1, 1), By.MONTH) == first_of_period(date(2026, 1, 1), By.DAY) == date(2026, 1, 1)


def test_today_is_not_complete() -> None:
    found = periods(window("2d", None, None, NOW, BERLIN), By.DAY, BERLIN)
    assert [period.complete for period in found] == [True, False]
    assert [period.ended for period in found] == [True, False]
    assert found[-1].ends_at == NOW


def test_a_period_that_ends_with_the_window_is_complete() -> None:
    midnight = start_of(date(2026, 4, 15), BERLIN)
    assert [period.complete for period in periods(Window(midnight - 24 * HOUR, midnight), By.DAY, BERLIN)] == [True]


def test_there_is_an_end_to_how_many_periods_there_are() -> None:
    assert len(periods(between("2015-01-01", "2025-12-13", BERLIN), By.DAY, BERLIN)) == 4000
    with pytest.raises(BadInput, match="more than 4000 of a day"):
        periods(between("2015-01-01", "2025-12-14", BERLIN), By.DAY, BERLIN)
    assert len(periods(between("1970-01-02", "2049-12-31", BERLIN), By.MONTH, BERLIN)) == 960


@pytest.mark.parametrize(
    ("last", "first_day"),
    [
        (None, "2026-03-17"),
        ("1d", "2026-04-15"),
        ("30d", "2026-03-17"),
        ("2w", "2026-04-02"),
        ("1m", "2026-03-16"),
        ("12m", "2025-04-16"),
        ("1y", "2025-04-16"),
        (" 2W ", "2026-04-02"),
    ],
)
def test_last_ends_today(last: str | None, first_day: str) -> None:
    found = window(last, None, None, NOW, BERLIN)
    assert found == Window(start_of(date.fromisoformat(first_day), BERLIN), NOW)


@pytest.mark.parametrize(
    ("last", "until", "first_day"),
    [
        ("1m", "2026-03-30", "2026-02-28"),  # a month before 31 March
        ("1y", "2024-02-28", "2023-02-28"),
        ("1m", "2026-03-31", "2026-03-01"),
        ("1y", "2025-12-31", "2025-01-01"),
    ],
)
def test_months_and_years_are_those_of_the_calendar(last: str, until: str, first_day: str) -> None:
    found = window(last, None, until, NOW, BERLIN)
    assert found.starts_at == start_of(date.fromisoformat(first_day), BERLIN)


def test_today_is_that_of_the_zone() -> None:
    late = datetime(2026, 4, 15, 23, 30, tzinfo=UTC)  # in Berlin it is the 16th
    assert window("1d", None, None, late, BERLIN).starts_at == start_of(date(2026, 4, 16), BERLIN)
    assert window("1d", None, None, late, SANTIAGO).starts_at == start_of(date(2026, 4, 15), SANTIAGO)


def test_since_and_until_are_whole_days() -> None:
    found = window(None, "2026-03-29", "2026-03-29", NOW, BERLIN)
    assert found == Window(utc("2026-03-28T23:00"), utc("2026-03-29T22:00"))


def test_last_counts_back_from_until() -> None:
    assert window("7d", None, "2026-04-07", NOW, BERLIN) == window(None, "2026-04-01", "2026-04-07", NOW, BERLIN)


@pytest.mark.parametrize("until", [None, "today", "+3d", "2026-12-31"])
def test_nothing_is_later_than_now(until: str | None) -> None:
    assert window(None, "-1d", until, NOW, BERLIN).ends_at == NOW


def test_a_day_whose_midnight_does_not_exist_can_be_asked_for() -> None:
    found = window(None, "2026-09-06", "2026-09-06", datetime(2026, 12, 1, tzinfo=UTC), SANTIAGO)
    assert found == Window(utc("2026-09-06T04:00"), utc("2026-09-07T03:00"))


@pytest.mark.parametrize(
    ("last", "since", "until", "what"),
    [
        ("7d", "-3d", None, "both given"),
        (None, "2026-04-10", "2026-04-09", "no time from"),
        (None, "tomorrow", None, "no time from"),
        (None, "soon", None, "not a date"),
        (None, "2026-02-30", None, "there is no day"),
        (None, "2026-04-10T12:00", None, "is no day"),
        (None, None, "1969-01-01", "out of range"),
        ("0d", None, None, "no length of time"),
        ("7", None, None, "no length of time"),
        ("d", None, None, "no length of time"),
        ("-7d", None, None, "no length of time"),
        ("7h", None, None, "no length of time"),
        ("10000d", None, None, "no length of time"),
        ("٣d", None, None, "no length of time"),
        ("9999y", None, None, "too long"),
        ("2026y", None, None, "too long"),
    ],
)
def test_what_is_no_window_is_refused(last: str | None, since: str | None, until: str | None, what: str) -> None:
    with pytest.raises(BadInput, match=what) as refused:
        window(last, since, until, NOW, BERLIN)
    assert refused.value.mend


@pytest.mark.parametrize("zone", [BERLIN, SANTIAGO, KOLKATA])
def test_a_window_from_the_beginning_of_the_calendar_is_too_long(zone: ZoneInfo) -> None:
    with pytest.raises(BadInput, match="too long"):
        window("2025y", None, "2025-12-31", NOW, zone)


def test_a_length_is_checked_where_it_is_typed() -> None:
    assert length("12w") == "12w"
    with pytest.raises(BadInput, match="no length of time"):
        length("a while")


@pytest.mark.parametrize(
    ("starts_at", "ends_at", "zone", "expected"),
    [
        ("2026-02-28T23:00:00Z", "2026-03-10T23:00:00Z", "Europe/Berlin", ("2026-03-01", "2026-03-10")),
        ("2026-02-28T23:00:00Z", "2026-03-10T23:00:01Z", "Europe/Berlin", ("2026-03-01", "2026-03-11")),
        ("2026-03-01T00:00:00Z", "2026-03-11T00:00:00Z", "UTC", ("2026-03-01", "2026-03-10")),
        ("2026-03-01T08:00:00Z", "2026-03-11T07:00:00Z", "America/Los_Angeles", ("2026-03-01", "2026-03-10")),
    ],
)
def test_the_days_of_a_stated_window_are_those_of_its_zone_without_its_end(
    starts_at: str, ends_at: str, zone: str, expected: tuple[str, str]
) -> None:
    first, last = days_of({"from": starts_at, "to": ends_at}, zone)
    assert (first.isoformat(), last.isoformat()) == expected
