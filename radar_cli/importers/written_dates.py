"""Dates as spreadsheets and exports write them, which may mean several days."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, tzinfo

from radar_cli.domain.quoted import quoted
from radar_cli.errors import BadInput
from radar_cli.importers.fields import Malformed
from radar_cli.importers.options import Options
from radar_cli.importers.times import in_utc

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
TIME = r"(?:[ T,]+([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?(?: ?([AaPp])\.?[Mm]\.?)?)?"
ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{8}T")
NAMED_MONTH = re.compile(r"([0-9]{1,2})[/ .-]([A-Za-z]{3})[a-z]*[/ .-]([0-9]{4}|[0-9]{2})" + TIME)
NUMBERS = re.compile(r"([0-9]{1,4})([/.-])([0-9]{1,2})\2([0-9]{1,4})" + TIME)


class WrittenDates:
    """Reads the dates of one file, by the user's `zone` and `date_format` where they are needed."""

    def __init__(self, options: Options) -> None:
        """Take the user's choices.

        Raises:
            BadInput: the date format is none.
        """
        self._zone = options.zone
        self._home = options.home
        self._format = options.date_format
        if self._format is not None:
            _check(self._format, options.now)

    def instant(self, written: str | None, name: str, line: int) -> datetime | None:
        """An instant in UTC, None for nothing.

        Raises:
            Malformed: it is not a date.
            BadInput: it may mean several days, or has no offset from UTC, and the user has not said how to read it.
        """
        return self._read(written, name, line, self._zone)

    def day(self, written: str | None, name: str, line: int) -> datetime | None:
        """The same for a day: where no zone was said, it begins in the user's own."""
        return self._read(written, name, line, self._zone or self._home)

    def _read(self, written: str | None, name: str, line: int, zone_of_days: tzinfo | None) -> datetime | None:
        if not written:
            return None
        moment = self._moment(written.strip(), name, line)
        zone = self._zone if ":" in written else zone_of_days
        if moment.tzinfo is None and zone is None:
            raise BadInput(
                f"{quoted(written)} has no time zone (line {line}, {name})",
                "say which with --tz, like --tz Europe/Berlin",
            )
        return in_utc(moment, zone or UTC, written, name)

    def _moment(self, written: str, name: str, line: int) -> datetime:
        moment = self._by_format(written) or _iso(written) or _with_named_month(written)
        if moment is not None:
            return moment
        readings = [] if self._format else _readings(written)
        if not readings:
            wanted = f" as {quoted(self._format)} writes it" if self._format else ""
            raise Malformed(f"{name} is not a date{wanted}: {quoted(written)}")
        if len(readings) > 1:
            raise BadInput(
                f"{quoted(written)} may mean several days (line {line}, {name})",
                "say how dates are written with --date-format, like --date-format '%d/%m/%Y %H:%M'",
            )
        return readings[0]

    def _by_format(self, written: str) -> datetime | None:
        if self._format is None:
            return None
        try:
            return datetime.strptime(written, self._format)  # noqa: DTZ007  the zone is looked at by the caller
        except ValueError:
            return None


def _check(date_format: str, now: datetime) -> None:
    try:
        datetime.strptime(now.strftime(date_format), date_format)  # noqa: DTZ007  only tried
    except (ValueError, re.error):
        raise BadInput(f"{quoted(date_format)} is not a date format", "write it like '%d/%m/%Y %H:%M'") from None


def _iso(written: str) -> datetime | None:
    if not ISO.match(written):
        return None
    compact = re.sub(r" ?(UTC|GMT)$", "Z", written)
    try:
        return datetime.fromisoformat(re.sub(r" ([+-][0-9]{2}:?[0-9]{2})$", r"\1", compact))
    except ValueError:
        return None


def _with_named_month(written: str) -> datetime | None:
    match = NAMED_MONTH.fullmatch(written)
    if match is None or match[2].lower() not in MONTHS:
        return None
    return _combined(int(match[3]), MONTHS.index(match[2].lower()) + 1, int(match[1]), match.groups()[3:])


def _readings(written: str) -> list[datetime]:
    """What a date of three numbers may mean: day or month first, the year at either end. With dots the day is first."""
    match = NUMBERS.fullmatch(written)
    if match is None:
        return []
    first, separator, second, third, *clock = match.groups()
    orders = []
    if len(first) != 3 and len(third) <= 2:
        orders.append((first, second, third))
    if len(first) <= 2 and len(third) != 3:
        orders.append((third, second, first))
    if len(first) <= 2 and len(third) != 3 and separator != ".":
        orders.append((third, first, second))
    readings = (_combined(int(year), int(month), int(day), clock) for year, month, day in orders if len(year) != 1)
    return list(dict.fromkeys(reading for reading in readings if reading is not None))


def _combined(year: int, month: int, day: int, clock: Sequence[str | None]) -> datetime | None:
    hour, minute, second, half = clock
    hours = int(hour or 0)
    if half:
        if not 1 <= hours <= 12:
            return None
        hours = hours % 12 + (12 if half in "pP" else 0)
    try:
        whole = date(year + 2000 if year < 100 else year, month, day)
        return datetime.combine(whole, time(hours, int(minute or 0), int(second or 0)))
    except ValueError:
        return None
