"""Windows of time and the calendar days, weeks and months in them, by the clocks of a zone."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from zoneinfo import ZoneInfo

from radar_cli.domain import dates
from radar_cli.domain.dates import start_of
from radar_cli.domain.quoted import quoted
from radar_cli.errors import BadInput

MOST_PERIODS = 4_000
ONE_DAY = timedelta(days=1)
MICROSECOND = timedelta(microseconds=1)
MONTHS_A_YEAR = 12
# The start of a day of the calendar's first year may have no date in UTC.
FIRST_YEAR = 2


class By(StrEnum):
    """How long a period is. Weeks begin on Monday."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Window:
    """The instants (UTC) from `starts_at` on, up to but without `ends_at`."""

    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Period:
    """A day, week or month, as much of it as is in the window.

    Args:
        first_day: its first day, even where that is before the window.
        starts_at: from this instant (UTC) on it is in the window.
        ends_at: up to this instant, without it.
        complete: whether all of it is in the window.
        ended: whether its end is in the window, whatever its beginning.
        last_day: its last day in the window.
    """

    first_day: date
    starts_at: datetime
    ends_at: datetime
    complete: bool
    ended: bool
    last_day: date


def window(last: str | None, since: str | None, until: str | None, now: datetime, zone: tzinfo) -> Window:
    """The window that --last, --since and --until mean, in calendar days; nothing in it is later than `now`.

    Args:
        last: how long it is, like 30d, 12w, 6m or 2y; it ends with the day `until`, or today.
        since: its first day, as people type dates; then there is no `last`.
        until: its last day, included; None is today.
        now: the present.
        zone: whose days.

    Raises:
        BadInput: one of them is not understood, there is nothing in the window, or it begins at no day.
    """
    end_day = None if until is None else _day(until, now, zone)
    last_day = now.astimezone(zone).date() if end_day is None else end_day
    if since is not None and last is not None:
        raise BadInput("--last and --since are both given", "choose one of them")
    first_day = _first_day(last or "30d", last_day) if since is None else _day(since, now, zone)
    starts_at = start_of(first_day, zone)
    ends_at = min(now.astimezone(UTC), start_of(last_day + ONE_DAY, zone))
    if starts_at >= ends_at:
        raise BadInput(f"there is no time from {first_day} to {last_day}", "let --since be before --until and today")
    return Window(starts_at, ends_at)


def length(text: str) -> str:
    """A length of time as --last takes it, checked.

    Raises:
        BadInput: it is none.
    """
    _length(text)
    return text


def periods(of: Window, by: By, zone: tzinfo) -> Sequence[Period]:
    """The periods of a window, in their order, without a day that a zone skipped to cross the date line.

    Raises:
        BadInput: there are too many of them.
    """
    found: list[Period] = []
    for first_day, next_day in _calendar(of.starts_at.astimezone(zone).date(), by):
        whole = Window(start_of(first_day, zone), start_of(next_day, zone))
        if whole.starts_at >= of.ends_at:
            return found
        if len(found) == MOST_PERIODS:
            raise BadInput(f"there are more than {MOST_PERIODS} of a {by} in the window", "choose a longer --by")
        if whole.starts_at < whole.ends_at:
            found.append(_clipped(first_day, whole, of, zone))
    return found


def _clipped(first_day: date, whole: Window, of: Window, zone: tzinfo) -> Period:
    part = Window(max(whole.starts_at, of.starts_at), min(whole.ends_at, of.ends_at))
    last_day = (part.ends_at - MICROSECOND).astimezone(zone).date()
    return Period(first_day, part.starts_at, part.ends_at, part == whole, part.ends_at == whole.ends_at, last_day)


def days_of(window: Mapping[str, str], zone: str) -> tuple[date, date]:
    """The first and the last calendar day of a window as results state it, `from` and `to`, in a zone by its IANA name.

    The end is not in the window, so that a midnight ends the day before it.
    """
    starts_at, ends_at = (datetime.fromisoformat(window[edge]) for edge in ("from", "to"))
    of = ZoneInfo(zone)
    return starts_at.astimezone(of).date(), (ends_at - MICROSECOND).astimezone(of).date()


def _calendar(day: date, by: By) -> Iterator[tuple[date, date]]:
    first_day = first_of_period(day, by)
    while True:
        next_day = _next(first_day, by)
        yield first_day, next_day
        first_day = next_day


def first_of_period(day: date, by: By) -> date:
    """The first day of the period that a day is in."""
    if by is By.WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if by is By.MONTH else day


def _next(first_day: date, by: By) -> date:
    if by is By.MONTH:
        return (first_day + timedelta(days=31)).replace(day=1)
    return first_day + (7 * ONE_DAY if by is By.WEEK else ONE_DAY)


def _day(text: str, now: datetime, zone: tzinfo) -> date:
    moment = dates.instant(text, now, zone).astimezone(zone)
    if moment.astimezone(UTC) != start_of(moment.date(), zone):
        raise BadInput(f"{quoted(text)} is no day", "write it like 2026-01-31")
    return moment.date()


def _length(text: str) -> tuple[int, str]:
    match = re.fullmatch(r"([0-9]{1,4})([dwmy])", text.strip().lower())
    if match is None or int(match[1]) == 0:
        raise BadInput(f"{quoted(text)} is no length of time", "write it like 30d, 12w, 6m or 2y")
    return int(match[1]), match[2]


def _first_day(last: str, last_day: date) -> date:
    try:
        first_day = _before(last_day + ONE_DAY, *_length(last))
    except (OverflowError, ValueError):
        first_day = date.min
    if first_day.year < FIRST_YEAR:
        raise BadInput(f"{last} is too long", "ask for less")
    return first_day


def _before(day: date, count: int, unit: str) -> date:
    if unit in "dw":
        return day - count * (7 if unit == "w" else 1) * ONE_DAY
    return _months_before(day, count * (MONTHS_A_YEAR if unit == "y" else 1))


def _months_before(day: date, months: int) -> date:
    year, month = divmod(day.year * MONTHS_A_YEAR + day.month - 1 - months, MONTHS_A_YEAR)
    first = date(year, month + 1, 1)
    longest = (_next(first, By.MONTH) - first).days
    return first.replace(day=min(day.day, longest))
