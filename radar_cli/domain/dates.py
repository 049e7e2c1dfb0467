"""Dates as people type them."""

import re
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from radar_cli.domain.quoted import quoted
from radar_cli.errors import BadInput

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
RELATIVE = r"([+-]?)([0-9]{1,4})([dw])"
EXACT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
NAMED_DAYS = {"yesterday": -1, "today": 0, "tomorrow": 1}


def instant(text: str, now: datetime, zone: tzinfo) -> datetime:
    """The instant that `text` means, in UTC: an exact one, or the start of a day in `zone`.

    Accepts 2026-01-31, 2026-01-31T08:15 (in `zone` unless it carries an offset or Z), yesterday, today,
    tomorrow, a weekday (the next one, today included), and +3d, -2w or 2w counted from today.

    Raises:
        BadInput: it is none of these, ambiguous like 01/02/2026, or outside the years 1970 to 2999.
    """
    cleaned = text.strip().lower()
    day = _day(cleaned, now.astimezone(zone).date())
    if day is not None:
        return _checked(text, datetime.combine(day, time(), zone))
    if not re.fullmatch(EXACT, cleaned.upper()):
        raise _refused(text)
    try:
        moment = datetime.fromisoformat(cleaned.upper())
    except ValueError:
        raise _refused(text) from None
    return _checked(text, moment if moment.tzinfo else moment.replace(tzinfo=zone))


def start_of(day: date, zone: tzinfo) -> datetime:
    """The instant (UTC) at which a day begins in a zone; where its midnight does not exist, the first one after it."""
    midnight = datetime.combine(day, time(), zone)
    # An instant that the clocks skip does not come back from UTC as itself: the day begins when they jump.
    return midnight.astimezone(UTC)


def start_of_today(now: datetime, zone: tzinfo) -> datetime:
    """`start_of` the day that an instant is in."""
    return start_of(now.astimezone(zone).date(), zone)


def _day(text: str, today: date) -> date | None:
    if text in NAMED_DAYS:
        return today + timedelta(days=NAMED_DAYS[text])
    for number, weekday in enumerate(WEEKDAYS):
        if text in (weekday, weekday[:3]):
            return today + timedelta(days=(number - today.weekday()) % 7)
    if match := re.fullmatch(RELATIVE, text):
        sign, count, unit = match.groups()
        days = int(count) * (7 if unit == "w" else 1)
        return today + timedelta(days=-days if sign == "-" else days)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            raise BadInput(f"there is no day {text}", "check the month and the day") from None
    return None


def _checked(text: str, moment: datetime) -> datetime:
    if not 1970 <= moment.year <= 2999:
        raise BadInput(f"the year of {quoted(text)} is out of range", "use one from 1970 to 2999")
    return moment.astimezone(UTC)


def _refused(text: str) -> BadInput:
    return BadInput(f"{quoted(text)} is not a date", "write 2026-01-31, 2026-01-31T08:15, today, fri, +3d or -2w")
