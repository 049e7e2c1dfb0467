"""The window before another one, by calendar days."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from radar_cli.domain.periods import Window, window
from radar_cli.domain.windows_compared import length_by_clock, window_against, window_before
from radar_cli.errors import BadInput

BERLIN, SANTIAGO = ZoneInfo("Europe/Berlin"), ZoneInfo("America/Santiago")
NOW = datetime(2026, 4, 10, 15, 30, tzinfo=UTC)


def at(zone: ZoneInfo, *fields: int) -> datetime:
    return datetime(*fields, tzinfo=zone).astimezone(UTC)


@pytest.mark.parametrize("zone", [BERLIN, SANTIAGO, ZoneInfo("UTC")])
@pytest.mark.parametrize("days", [1, 7, 30, 200])
def test_a_window_of_whole_days_has_as_many_just_before_it(zone: ZoneInfo, days: int) -> None:
    of = window(f"{days}d", None, "2026-04-08", NOW, zone)
    before = window_before(of, zone)
    assert before.ends_at == of.starts_at
    assert length_by_clock(before, zone) == length_by_clock(of, zone) == timedelta(days=days)


def test_one_whose_last_day_is_not_over_is_compared_with_as_much_of_the_last_day_before() -> None:
    of = window("7d", None, None, NOW, BERLIN)
    assert of == Window(at(BERLIN, 2026, 4, 4), NOW)
    assert window_before(of, BERLIN) == Window(at(BERLIN, 2026, 3, 28), at(BERLIN, 2026, 4, 3, 17, 30))


def test_where_midnight_does_not_exist_a_day_begins_when_the_clocks_have_jumped() -> None:
    # In Santiago September 6, 2026 begins at one o'clock.
    of = window(None, "2026-09-06", "2026-09-07", datetime(2026, 10, 1, tzinfo=UTC), SANTIAGO)
    assert of.starts_at == datetime(2026, 9, 6, 4, tzinfo=UTC)
    assert window_before(of, SANTIAGO) == Window(at(SANTIAGO, 2026, 9, 4), of.starts_at)


def test_another_window_can_be_named_by_its_days() -> None:
    of = window("7d", None, "2026-04-08", NOW, BERLIN)
    both = window_against(of, "2026-01-01", "2026-01-31", NOW, BERLIN)
    assert both == Window(at(BERLIN, 2026, 1, 1), at(BERLIN, 2026, 2, 1))
    since = window_against(of, "2026-01-01", None, NOW, BERLIN)
    assert since == Window(at(BERLIN, 2026, 1, 1), at(BERLIN, 2026, 1, 8))
    assert window_against(of, None, None, NOW, BERLIN) == window_before(of, BERLIN)


@pytest.mark.parametrize(
    ("since", "until", "message"),
    [
        (None, "2026-01-01", "--against-until is given without --against-since"),
        ("2026-04-01", "2026-04-03", "the two windows overlap"),
        ("2026-03-30", None, "the two windows overlap"),
        ("2026-01-03", "2026-01-01", "there is no time from 2026-01-03 to 2026-01-01"),
        ("soon", None, "is not a date"),
    ],
)
def test_one_that_cannot_be_is_refused(since: str | None, until: str | None, message: str) -> None:
    of = window("7d", None, "2026-04-08", NOW, BERLIN)
    with pytest.raises(BadInput, match=message):
        window_against(of, since, until, NOW, BERLIN)


def test_a_window_so_long_that_nothing_can_be_before_it_is_refused() -> None:
    with pytest.raises(BadInput, match="the calendar does not go back"):
        window_before(window("1100y", None, None, NOW, BERLIN), BERLIN)


def test_a_day_that_the_zone_skipped_is_nothing_to_compare_with() -> None:
    apia = ZoneInfo("Pacific/Apia")
    with pytest.raises(BadInput, match="there is no time in the window before"):
        window_before(window(None, "2011-12-31", "2011-12-31", NOW, apia), apia)
