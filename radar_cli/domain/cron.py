"""Cron expressions: which times of day they mean, and when that is where clocks are changed.

The syntax is that of crontab(5) on Debian: minute, hour, day of the month, month, day of the week. A time that no clock
shows, since clocks are put forward over it, means the instant at which they are; one that clocks show twice means the
first of the two. cron itself, and the library cronsim, do so only for times without a `*`.
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from radar_cli.domain.quoted import quoted
from radar_cli.errors import BadInput

NICKNAMES = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
LONGEST = 200
LEAP_YEAR = 2000
MINUTE = timedelta(minutes=1)
SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Field:
    """One of the five: its name, its numbers, and names for them."""

    name: str
    first: int
    last: int
    names: Mapping[str, int]

    @property
    def mend(self) -> str:
        """What can stand there."""
        names = list(self.names)
        or_names = f" or {names[0]} to {names[-1]}" if names else ""
        return f"use {self.first} to {self.last}{or_names}, lists like 1,3, ranges like 1-5, steps like */2"


SUNDAY = 7  # as the end of a range
FIELDS = (
    Field("minute", 0, 59, {}),
    Field("hour", 0, 23, {}),
    Field("day of the month", 1, 31, {}),
    Field("month", 1, 12, {name: number for number, name in enumerate(MONTHS, 1)}),
    Field("day of the week", 0, 7, {name: number for number, name in enumerate(WEEKDAYS)}),
)


@dataclass(frozen=True, slots=True)
class Cron:
    """An expression that was understood. `weekdays` are 0 (Sunday) to 6.

    A day has to be among both `days` and `weekdays`, or where the expression restricts both (`either`) among one.
    """

    minutes: Sequence[int]
    hours: Sequence[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either: bool

    def next_after(self, moment: datetime, zone: ZoneInfo) -> datetime:
        """The first instant (UTC) after another one that the expression means in a zone."""
        shown = moment.astimezone(zone).replace(tzinfo=None, second=0, microsecond=0)
        times = (instant_of(time, zone) for time in self._times_from(shown))
        return next(instant for instant in times if instant > moment)

    def _times_from(self, start: datetime) -> Iterator[datetime]:
        """Times of day, without a zone, from one on."""
        day = start.date()
        while True:
            if self._is_on(day):
                for hour in self.hours if day > start.date() else [hour for hour in self.hours if hour >= start.hour]:
                    for minute in self.minutes:
                        time = datetime(day.year, day.month, day.day, hour, minute)  # noqa: DTZ001  of any zone
                        if time >= start:
                            yield time
            day += timedelta(days=1)

    def _is_on(self, day: date) -> bool:
        if day.month not in self.months:
            return False
        chosen = (day.day in self.days, day.isoweekday() % 7 in self.weekdays)
        return any(chosen) if self.either else all(chosen)


def parse(text: str) -> Cron:
    """The expression that was written.

    Raises:
        BadInput: it is none, or means a day that never comes, like 31 February.
    """
    written = text.strip().lower()
    if written.startswith("@") and written not in NICKNAMES:
        raise BadInput(f"there is no cron expression {quoted(text)}", f"use {', '.join(NICKNAMES)}, or five fields")
    parts = NICKNAMES.get(written, written).split()
    if len(parts) != len(FIELDS) or len(written) > LONGEST:
        raise BadInput(
            f"{quoted(text)} is no cron expression", 'give minute, hour, day, month and day of the week: "0 8 * * 1-5"'
        )
    minutes, hours, days, months, weekdays = (_numbers(field, part) for field, part in zip(FIELDS, parts, strict=True))
    either = not parts[2].startswith("*") and not parts[4].startswith("*")
    if not either and min(days) > max(monthrange(LEAP_YEAR, month)[1] for month in months):
        raise BadInput(f"no month of {quoted(text)} has a day {min(days)}", "choose an earlier day, or other months")
    return Cron(sorted(minutes), sorted(hours), days, months, frozenset(number % SUNDAY for number in weekdays), either)


def last_up_to(cron: Cron, zone: ZoneInfo, earliest: datetime, latest: datetime) -> datetime:
    """The last instant (UTC) up to `latest` that an expression means, or `earliest` if there is none after that."""
    span = MINUTE
    while True:
        start = max(earliest, latest - span)
        found = cron.next_after(start, zone)
        if found <= latest:
            break
        if start == earliest:
            return earliest
        span *= 2
    while (following := cron.next_after(found, zone)) <= latest:
        found = following
    return found


def instant_of(time: datetime, zone: ZoneInfo) -> datetime:
    """The first instant (UTC) at which the clocks of a zone show a time (without a zone), or a later one."""
    instant = time.replace(tzinfo=zone).astimezone(UTC)
    if _shown(instant, zone) == time:
        return instant
    before, after = time.replace(tzinfo=zone, fold=1).astimezone(UTC), instant
    while after - before > SECOND:
        middle = before + (after - before) // 2
        before, after = (before, middle) if _shown(middle, zone) >= time else (middle, after)
    return after.replace(microsecond=0)


def _shown(instant: datetime, zone: ZoneInfo) -> datetime:
    return instant.astimezone(zone).replace(tzinfo=None, fold=0)


def _numbers(field: Field, text: str) -> frozenset[int]:
    return frozenset(number for term in text.split(",") for number in _term(field, term))


def _term(field: Field, term: str) -> Sequence[int]:
    match = re.fullmatch(r"(?:(\*)|(\w+)(?:-(\w+))?)(?:/([0-9]{1,3}))?", term, re.ASCII)
    if match is None:
        raise _refused(field, term)
    star, start, end, step = match.groups()
    if step is not None and (int(step) == 0 or not (star or end)):
        raise _refused(field, term)
    first = field.first if star else _number(field, start, term)
    last = field.last if star else _end(field, end, first, term)
    if first > last:
        raise _refused(field, term)
    return range(first, last + 1, int(step or 1))


def _end(field: Field, end: str | None, first: int, term: str) -> int:
    if end is None:
        return first
    last = _number(field, end, term)
    return SUNDAY if field is FIELDS[4] and last == 0 and first > 0 else last


def _number(field: Field, text: str, term: str) -> int:
    if text in field.names:
        return field.names[text]
    if not re.fullmatch("[0-9]{1,2}", text) or not field.first <= int(text) <= field.last:
        raise _refused(field, term)
    return int(text)


def _refused(field: Field, term: str) -> BadInput:
    return BadInput(f"the {field.name} {quoted(term)} is not understood", field.mend)
