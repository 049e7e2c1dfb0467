"""How long something took, in days: elapsed ones or whole ones, of every day or of working days alone.

Durations are whole numbers of a unit (microseconds, or days), so that sums and percentiles of them are exact.
"""

from bisect import bisect_right
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum

from radar_cli.domain.dates import start_of
from radar_cli.domain.periods import ONE_DAY

MICROSECOND = timedelta(microseconds=1)
MICROSECONDS_A_DAY = 86_400_000_000
SATURDAY = 5


class Count(StrEnum):
    """What is counted: the time that has passed, or the calendar days that were touched, both ends included."""

    ELAPSED = "elapsed"
    INCLUSIVE = "inclusive"


@dataclass(frozen=True, slots=True)
class DurationRule:
    """How durations are counted.

    Args:
        count: elapsed time, or whole days (the difference of the dates plus 1).
        zone: whose days.
        holidays: days that are no working days beside Saturdays and Sundays; None counts every day.
    """

    count: Count
    zone: tzinfo
    holidays: AbstractSet[date] | None = None
    _calendar: "_WorkingTime" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_calendar", _WorkingTime(self.zone, self.holidays or frozenset()))

    @property
    def unit(self) -> int:
        """How many of what `between` gives make a day."""
        return 1 if self.count is Count.INCLUSIVE else MICROSECONDS_A_DAY

    def between(self, start: datetime, end: datetime) -> int:
        """The duration from one instant to another, in units."""
        if self.holidays is None and self.count is Count.ELAPSED:
            return (end - start) // MICROSECOND
        if self.holidays is None:
            return (end.astimezone(self.zone).date() - start.astimezone(self.zone).date()).days + 1
        if self.count is Count.ELAPSED:
            return self._calendar.time_until(end) - self._calendar.time_until(start)
        first_day, last_day = start.astimezone(self.zone).date(), end.astimezone(self.zone).date()
        return self._calendar.days_before(last_day + ONE_DAY) - self._calendar.days_before(first_day)


class _WorkingTime:
    """Working time since a Monday before everything, looked up in sums that grow with the days that are asked for."""

    _EPOCH = date(1969, 12, 29)

    def __init__(self, zone: tzinfo, holidays: AbstractSet[date]) -> None:
        self._zone = zone
        self._holidays = holidays
        self._starts = [start_of(self._EPOCH, zone)]
        self._time = [0]
        self._days = [0]

    def days_before(self, day: date) -> int:
        """How many working days there are before a day."""
        index = (day - self._EPOCH).days
        self._grow(index)
        return self._days[index]

    def time_until(self, moment: datetime) -> int:
        """How many microseconds of working days there are before an instant."""
        moment = moment.astimezone(UTC)
        self._grow((moment.astimezone(self._zone).date() - self._EPOCH).days)
        index = bisect_right(self._starts, moment) - 1
        part = (moment - self._starts[index]) // MICROSECOND if self._works(index) else 0
        return self._time[index] + part

    def _works(self, index: int) -> bool:
        day = self._EPOCH + index * ONE_DAY
        return day.weekday() < SATURDAY and day not in self._holidays

    def _grow(self, index: int) -> None:
        for last in range(len(self._starts) - 1, index):
            start = start_of(self._EPOCH + (last + 1) * ONE_DAY, self._zone)
            works = self._works(last)
            self._starts.append(start)
            self._days.append(self._days[-1] + works)
            self._time.append(self._time[-1] + ((start - self._starts[-2]) // MICROSECOND if works else 0))
