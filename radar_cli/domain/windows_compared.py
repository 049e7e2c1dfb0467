"""The window that another one is compared with."""

from datetime import UTC, datetime, timedelta, tzinfo

from radar_cli.domain.dates import start_of
from radar_cli.domain.periods import ONE_DAY, Window, window
from radar_cli.errors import BadInput

MICROSECOND = timedelta(microseconds=1)


def window_before(of: Window, zone: tzinfo) -> Window:
    """The same number of calendar days, just before the first of them.

    Where the last day is not over, it ends at the same time of its own last day, so that it is no longer.

    Raises:
        BadInput: there is no time in it, or the calendar does not go back so far.
    """
    try:
        found = _days_before(of, zone)
    except OverflowError:
        raise BadInput("the calendar does not go back to the window before that one", "ask for less") from None
    if found.starts_at >= found.ends_at:
        raise BadInput("there is no time in the window before that one", "name another one with --against-since")
    return found


def _days_before(of: Window, zone: tzinfo) -> Window:
    days = calendar_days(of, zone) * ONE_DAY
    first_day = of.starts_at.astimezone(zone).date()
    starts_at = start_of(first_day - days, zone)
    ends = of.ends_at.astimezone(zone)
    if of.ends_at == start_of(ends.date(), zone):
        return Window(starts_at, start_of(first_day, zone))
    return Window(starts_at, datetime.combine(ends.date() - days, ends.time(), zone).astimezone(UTC))


def window_against(of: Window, since: str | None, until: str | None, as_of: datetime, zone: tzinfo) -> Window:
    """The window that --against-since and --against-until mean.

    Args:
        of: the window that it is compared with.
        since: its first day; None is the window just before.
        until: its last day, included; None gives it the same number of days.
        as_of: the present.
        zone: whose days.

    Raises:
        BadInput: a day is not understood, there is no time in it, it overlaps the other, or the first day is missing.
    """
    if since is None and until is not None:
        raise BadInput("--against-until is given without --against-since", "give both")
    if since is None:
        return window_before(of, zone)
    found = window(None, since, until, as_of, zone)
    if until is None:
        last_day = found.starts_at.astimezone(zone).date() + (calendar_days(of, zone) - 1) * ONE_DAY
        found = window(None, since, last_day.isoformat(), as_of, zone)
    if found.starts_at < of.ends_at and of.starts_at < found.ends_at:
        raise BadInput("the two windows overlap", "choose days for --against-since and --against-until before --since")
    return found


def calendar_days(of: Window, zone: tzinfo) -> int:
    """How many days there are at least a part of in a window."""
    last = (of.ends_at - MICROSECOND).astimezone(zone).date()
    return (last - of.starts_at.astimezone(zone).date()).days + 1


def length_by_clock(of: Window, zone: tzinfo) -> timedelta:
    """How long it is by the clocks on the wall: a day is a day also when they change."""
    start, end = (moment.astimezone(zone).replace(tzinfo=None) for moment in (of.starts_at, of.ends_at))
    return end - start
