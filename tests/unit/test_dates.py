from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from radar_cli.domain.dates import instant, start_of, start_of_today
from radar_cli.errors import BadInput

BERLIN = ZoneInfo("Europe/Berlin")
WEDNESDAY = datetime(2026, 7, 15, 12, tzinfo=UTC)


def day(text: str, now: datetime = WEDNESDAY) -> str:
    return instant(text, now, UTC).isoformat().removesuffix("T00:00:00+00:00")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31", "2026-01-31"),
        ("2028-02-29", "2028-02-29"),
        ("1970-01-01", "1970-01-01"),
        ("2999-12-31", "2999-12-31"),
        ("yesterday", "2026-07-14"),
        ("today", "2026-07-15"),
        ("tomorrow", "2026-07-16"),
        ("+0d", "2026-07-15"),
        ("+3d", "2026-07-18"),
        ("3d", "2026-07-18"),
        ("-3d", "2026-07-12"),
        ("+2w", "2026-07-29"),
        ("2w", "2026-07-29"),
        ("-2w", "2026-07-01"),
        ("-15d", "2026-06-30"),
        ("+9999d", "2053-11-29"),
    ],
)
def test_a_day_is_its_start(text, expected) -> None:
    assert day(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("wednesday", "2026-07-15"),
        ("thursday", "2026-07-16"),
        ("friday", "2026-07-17"),
        ("saturday", "2026-07-18"),
        ("sunday", "2026-07-19"),
        ("monday", "2026-07-20"),
        ("tuesday", "2026-07-21"),
    ],
)
def test_a_weekday_is_the_next_one_today_included(text, expected) -> None:
    assert (day(text), day(text[:3])) == (expected, expected)


@pytest.mark.parametrize("offset", range(7))
def test_a_weekday_is_never_more_than_six_days_away(offset) -> None:
    now = WEDNESDAY + timedelta(days=offset)
    distances = {(instant(name, now, UTC).date() - now.date()).days for name in ("mon", "wed", "sat")}
    assert distances <= set(range(7))


@pytest.mark.parametrize("text", ["  today\n", "TODAY", "Fri", " 2026-01-31 ", "+3D", "2W"])
def test_case_and_surrounding_space_do_not_matter(text) -> None:
    assert instant(text, WEDNESDAY, UTC) == instant(text.strip().lower(), WEDNESDAY, UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-01-31T08:15", datetime(2026, 1, 31, 7, 15, tzinfo=UTC)),
        ("2026-07-31T08:15", datetime(2026, 7, 31, 6, 15, tzinfo=UTC)),
        ("2026-07-31 08:15", datetime(2026, 7, 31, 6, 15, tzinfo=UTC)),
        ("2026-07-31t08:15", datetime(2026, 7, 31, 6, 15, tzinfo=UTC)),
        ("2026-07-31T08:15Z", datetime(2026, 7, 31, 8, 15, tzinfo=UTC)),
        ("2026-07-31t08:15z", datetime(2026, 7, 31, 8, 15, tzinfo=UTC)),
        ("2026-07-31T08:15+05:30", datetime(2026, 7, 31, 2, 45, tzinfo=UTC)),
        ("2026-07-31T08:15:59.000001Z", datetime(2026, 7, 31, 8, 15, 59, 1, UTC)),
    ],
)
def test_a_time_of_day_is_in_the_zone_unless_it_says_otherwise(text, expected) -> None:
    assert instant(text, WEDNESDAY, BERLIN) == expected


@pytest.mark.parametrize("text", ["today", "2026-01-31", "2026-01-31T08:15", "2026-01-31T08:15+05:30"])
def test_an_instant_is_in_utc(text) -> None:
    assert instant(text, WEDNESDAY, BERLIN).tzinfo is UTC


@pytest.mark.parametrize(
    ("zone", "expected"),
    [
        ("Europe/Berlin", datetime(2026, 7, 15, 22, tzinfo=UTC)),
        ("UTC", datetime(2026, 7, 15, tzinfo=UTC)),
        ("America/New_York", datetime(2026, 7, 15, 4, tzinfo=UTC)),
        ("Pacific/Kiritimati", datetime(2026, 7, 15, 10, tzinfo=UTC)),
    ],
)
def test_today_is_the_day_of_the_zone(zone, expected) -> None:
    late_in_the_evening = datetime(2026, 7, 15, 22, 30, tzinfo=UTC)
    assert instant("today", late_in_the_evening, ZoneInfo(zone)) == expected


@pytest.mark.parametrize(
    ("first", "second", "hours"),
    [
        ("2026-03-28", "2026-03-29", 24),
        ("2026-03-29", "2026-03-30", 23),
        ("2026-10-25", "2026-10-26", 25),
    ],
)
def test_a_day_is_as_long_as_its_zone_makes_it(first, second, hours) -> None:
    start, end = (instant(text, WEDNESDAY, BERLIN) for text in (first, second))
    assert end - start == timedelta(hours=hours)


def test_counted_days_are_calendar_days_across_a_clock_change() -> None:
    friday = datetime(2026, 3, 27, 12, tzinfo=UTC)
    assert instant("+3d", friday, BERLIN) == datetime(2026, 3, 29, 22, tzinfo=UTC)


def test_a_day_without_a_midnight_starts_with_its_first_instant() -> None:
    assert instant("2018-11-04", WEDNESDAY, ZoneInfo("America/Sao_Paulo")) == datetime(2018, 11, 4, 3, tzinfo=UTC)


@pytest.mark.parametrize("text", ["2026-02-30", "2026-13-01", "2026-00-10", "2027-02-29", "0000-01-01"])
def test_a_day_that_the_calendar_lacks_is_refused_as_such(text) -> None:
    with pytest.raises(BadInput, match=f"^there is no day {text}: check the month and the day$"):
        instant(text, WEDNESDAY, UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "01/02/2026",
        "31/01/2026",
        "01-02-2026",
        "1.2.2026",
        "99999-01-01",
        "2026-1-2",
        "2026",
        "2026-02-30T08:00",
        "2026-01-31T25:00",
        "2026-01-31T08:60",
        "2026-01-31T08:15+25:00",
        "+10000d",
        "99999999999999999999d",
        "3m",
        "3 d",
        "--3d",
        "3dd",
        "\N{MINUS SIGN}3d",
        "now",
        "fridays",
        "fr",
        "next friday",
        "'; DROP TABLE tasks",
        "today\0",
        "\ud800",
    ],
)
def test_anything_else_is_not_a_date(text) -> None:
    with pytest.raises(BadInput, match=r"is not a date: write 2026-01-31, 2026-01-31T08:15, today"):
        instant(text, WEDNESDAY, BERLIN)


@pytest.mark.parametrize("text", ["1969-12-31", "3000-01-01", "9999-12-31", "0001-01-01T00:00+14:00", "-9999w"])
def test_years_outside_1970_to_2999_are_refused(text) -> None:
    with pytest.raises(BadInput, match=r"is out of range: use one from 1970 to 2999"):
        instant(text, WEDNESDAY, BERLIN)


def test_the_error_writes_control_characters_out() -> None:
    with pytest.raises(BadInput) as refusal:
        instant("\x1b]52;c;eA==\a", WEDNESDAY, UTC)
    assert refusal.value.what.isprintable()


def test_the_error_repeats_no_more_than_forty_characters() -> None:
    with pytest.raises(BadInput) as refusal:
        instant("x" * 10_000, WEDNESDAY, UTC)
    assert refusal.value.what == f"'{'x' * 40}…' is not a date"


@pytest.mark.parametrize(
    "text", ["2026-01-31-02", "2026-01-31+08:15", "2026-01-31x08:15", "+\u0663d", "20260131", "2026-W05"]
)
def test_what_only_looks_like_a_date_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        instant(text, datetime(2026, 3, 2, tzinfo=UTC), UTC)


@pytest.mark.parametrize(
    ("day", "zone", "starts_at"),
    [
        ("2026-01-15", "Europe/Berlin", "2026-01-14T23:00Z"),
        ("2026-07-15", "Europe/Berlin", "2026-07-14T22:00Z"),
        ("2026-07-15", "Asia/Kolkata", "2026-07-14T18:30Z"),
        (
            "2026-09-06",
            "America/Santiago",
            "2026-09-06T04:00Z",
        ),  # its midnight does not exist: the clocks jump to 01:00
        ("2026-03-29", "Asia/Beirut", "2026-03-28T22:00Z"),
        ("2026-11-01", "America/Havana", "2026-11-01T04:00Z"),  # its midnight comes twice: the first one
        ("2026-04-05", "America/Santiago", "2026-04-05T04:00Z"),  # 23:00 of the day before came twice
    ],
)
def test_a_day_begins_with_its_first_instant(day: str, zone: str, starts_at: str) -> None:
    assert start_of(date.fromisoformat(day), ZoneInfo(zone)) == datetime.fromisoformat(starts_at)


@pytest.mark.parametrize(
    ("now", "starts_at"),
    [("2026-07-14T21:59Z", "2026-07-13T22:00Z"), ("2026-07-14T22:00Z", "2026-07-14T22:00Z")],
)
def test_today_began_with_the_last_midnight_of_the_zone(now: str, starts_at: str) -> None:
    assert start_of_today(datetime.fromisoformat(now), BERLIN) == datetime.fromisoformat(starts_at)
