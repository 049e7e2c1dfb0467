"""Cron expressions: what they mean, against clocks that are looked at minute by minute, and what is refused."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from radar_cli.domain.cron import last_up_to, parse
from radar_cli.errors import BadInput

MINUTE = timedelta(minutes=1)
# Half an hour at Lord Howe, at midnight in Beirut and Santiago, a whole day in Apia (2011).
ZONES = ("Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Beirut", "America/Santiago", "UTC")
# What an expression says of the time that a clock shows, said once more by hand.
MEANINGS: dict[str, Callable[[datetime], bool]] = {
    "0 8 * * 1-5": lambda t: (t.hour, t.minute) == (8, 0) and t.weekday() < 5,
    "30 2 * * *": lambda t: (t.hour, t.minute) == (2, 30),
    "15 0,1 * * *": lambda t: t.hour in (0, 1) and t.minute == 15,
    "*/15 2 * * *": lambda t: t.hour == 2 and t.minute % 15 == 0,
    "0 * * * *": lambda t: t.minute == 0,
    "@hourly": lambda t: t.minute == 0,
    "7-59/13 0-3 * * *": lambda t: t.hour <= 3 and t.minute in (7, 20, 33, 46, 59),
    "@daily": lambda t: (t.hour, t.minute) == (0, 0),
    "59 1 * * sun": lambda t: (t.hour, t.minute) == (1, 59) and t.weekday() == 6,
    "0 3 * * fri-sun": lambda t: (t.hour, t.minute) == (3, 0) and t.weekday() >= 4,
    "0 0 1 * mon": lambda t: (t.hour, t.minute) == (0, 0) and (t.day == 1 or t.weekday() == 0),
    "0 0 */2 * mon": lambda t: (t.hour, t.minute) == (0, 0) and t.day % 2 == 1 and t.weekday() == 0,
    "45 1 25-31 MAR,Oct 7": lambda t: (
        (t.hour, t.minute) == (1, 45) and t.month in (3, 10) and (t.day >= 25 or t.weekday() == 6)
    ),
    "* * * * *": lambda t: True,
}


def looked_at(zone: ZoneInfo, since: datetime, until: datetime) -> Iterator[tuple[datetime, list[datetime]]]:
    """Each minute, and the times that clocks show then for the first time, or have gone over."""
    latest = since.astimezone(zone).replace(tzinfo=None)
    moment = since
    while moment < until:
        moment += MINUTE
        shown = moment.astimezone(zone).replace(tzinfo=None)
        new = []
        while latest < shown:
            latest += MINUTE
            new.append(latest)
        yield moment, new


def changes(zone: ZoneInfo, year: int) -> Iterator[datetime]:
    """The days (UTC) before those on which a zone's clocks are changed in a year."""
    day = datetime(year, 1, 1, tzinfo=UTC)
    while day.year == year:
        following = day + timedelta(days=1)
        if day.astimezone(zone).utcoffset() != following.astimezone(zone).utcoffset():
            yield day - timedelta(days=1)
        day = following


@pytest.mark.parametrize("name", ZONES)
def test_the_next_instants_are_those_of_clocks_that_are_looked_at_for_years(name: str) -> None:
    zone = ZoneInfo(name)
    windows = [start for year in (2011, 2019, 2024, 2026) for start in changes(zone, year)]
    windows += [datetime(2012, 2, 28, tzinfo=UTC), datetime(2025, 12, 30, tzinfo=UTC)]
    for start in windows:
        end = start + timedelta(days=3)
        minutes = list(looked_at(zone, start, end))
        for text, means in MEANINGS.items():
            expected = [moment for moment, new in minutes if any(map(means, new))]
            assert between(text, zone, start, end) == expected, f"{text} from {start}"


def between(text: str, zone: ZoneInfo, start: datetime, end: datetime) -> list[datetime]:
    cron, found, moment = parse(text), [], start
    while (moment := cron.next_after(moment, zone)) <= end:
        found.append(moment)
    return found


def test_a_whole_year_of_minutes() -> None:
    zone = ZoneInfo("Europe/Berlin")
    start, end = datetime(2024, 1, 1, tzinfo=UTC), datetime(2025, 1, 1, tzinfo=UTC)
    minutes = list(looked_at(zone, start, end))
    for text in ("0 8 * * 1-5", "30 2 * * *", "0 0 1 * mon", "45 1 25-31 MAR,Oct 7"):
        means = MEANINGS[text]
        assert between(text, zone, start, end) == [moment for moment, new in minutes if any(map(means, new))], text


def test_a_time_that_no_clock_shows_is_when_clocks_are_put_forward() -> None:
    cron = parse("30 2 * * *")
    before = datetime(2026, 3, 28, 12, tzinfo=UTC)
    assert cron.next_after(before, ZoneInfo("Europe/Berlin")) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_day_that_is_left_out_altogether_is_not_missed() -> None:
    eve = datetime(2011, 12, 30, 9, tzinfo=UTC)
    assert parse("0 8 30 12 *").next_after(eve, ZoneInfo("Pacific/Apia")) == datetime(2011, 12, 30, 10, tzinfo=UTC)


def test_a_time_that_clocks_show_twice_is_the_first_of_them_alone() -> None:
    cron, zone = parse("30 2 * * *"), ZoneInfo("Europe/Berlin")
    first = cron.next_after(datetime(2026, 10, 24, 12, tzinfo=UTC), zone)
    assert first == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    assert cron.next_after(first, zone) == datetime(2026, 10, 26, 1, 30, tzinfo=UTC)


def test_the_29th_of_february_comes_after_eight_years_at_the_latest() -> None:
    found = parse("0 0 29 2 *").next_after(datetime(2097, 1, 1, tzinfo=UTC), ZoneInfo("UTC"))
    assert found == datetime(2104, 2, 29, tzinfo=UTC)


@pytest.mark.parametrize("text", MEANINGS)
def test_the_last_instant_up_to_another_is_the_last_of_all(text: str) -> None:
    zone, start = ZoneInfo("Europe/Berlin"), datetime(2026, 3, 28, 20, 11, tzinfo=UTC)
    cron = parse(text)
    for minutes in (0, 1, 59, 60, 61, 300, 1440, 4000):
        end = start + timedelta(minutes=minutes, seconds=30)
        expected = (between(text, zone, start, end) or [start])[-1]
        assert last_up_to(cron, zone, start, end) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "'' is no cron expression"),
        ("0 8 * *", "give minute, hour, day, month and day of the week"),
        ("0 8 * * * *", "is no cron expression"),
        ("60 8 * * *", "the minute '60' is not understood: use 0 to 59"),
        ("-1 8 * * *", "the minute '-1'"),
        ("0 24 * * *", "the hour '24' is not understood: use 0 to 23"),
        ("0 8 0 * *", "the day of the month '0' is not understood: use 1 to 31"),
        ("0 8 32 * *", "use 1 to 31"),
        ("0 8 * 13 *", "the month '13' is not understood: use 1 to 12 or jan to dec"),
        ("0 8 * mon *", "the month 'mon'"),
        ("0 8 * * 8", "the day of the week '8' is not understood: use 0 to 7 or sun to sat"),
        ("0 8 * * 5-2", "the day of the week '5-2'"),
        ("*/0 * * * *", "the minute '*/0'"),
        ("5/10 * * * *", "the minute '5/10'"),
        ("1,,2 * * * *", "the minute ''"),
        ("1- * * * *", "the minute '1-'"),
        ("² * * * *", "the minute '²'"),
        ("0 0 31 2 *", "no month of '0 0 31 2 *' has a day 31"),
        ("0 0 31 4,6,9,11 *", "has a day 31"),
        ("0 0 30,31 feb *", "has a day 30"),
        ("@reboot", "there is no cron expression '@reboot': use @hourly"),
        ("0 " * 300, "is no cron expression"),
    ],
)
def test_what_is_no_expression_is_refused_by_its_field(text: str, said: str) -> None:
    with pytest.raises(BadInput) as refused:
        parse(text)
    assert said in str(refused.value)


def test_the_31st_of_february_is_no_obstacle_where_a_weekday_will_do() -> None:
    found = parse("0 0 31 2 mon").next_after(datetime(2026, 1, 1, tzinfo=UTC), ZoneInfo("UTC"))
    assert found == datetime(2026, 2, 2, tzinfo=UTC)
