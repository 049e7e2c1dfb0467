"""What a forecast is asked, and from which past days it answers.

Past days are whole calendar days: today, of which only a part is over, is left out, and --last counts from yesterday
back. The future begins with the first day that lies wholly ahead: tomorrow, or today at its midnight.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from radar_cli.domain import dates
from radar_cli.domain.dates import start_of
from radar_cli.domain.monte_carlo import HORIZON_DAYS
from radar_cli.domain.periods import ONE_DAY, By, Period, Window, periods, window
from radar_cli.domain.quoted import quoted
from radar_cli.errors import BadInput


@dataclass(frozen=True, slots=True)
class Question:
    """When so many tasks will be done, or how many in the days up to one: the other is None.

    Args:
        first_day: of the future.
        items: how many tasks, from 1 up.
        by: the last day.
    """

    first_day: date
    items: int | None
    by: date | None

    @property
    def days(self) -> int | None:
        """How many days there are, where their end is given."""
        return None if self.by is None else (self.by - self.first_day).days + 1

    def last_day(self, days: int) -> date:
        """The last of so many days."""
        return self.first_day + (days - 1) * ONE_DAY


def question(items: int | None, by: str | None, as_of: datetime, zone: ZoneInfo) -> Question:
    """The question that --items and --by are.

    Raises:
        BadInput: not one of them is given, or the day is none, not ahead or more than HORIZON_DAYS away.
    """
    if (items is None) == (by is None):
        given = "neither of --items and --by is given" if items is None else "--items and --by are both given"
        raise BadInput(given, "ask when with --items 20, or how many with --by 2027-01-31")
    today = as_of.astimezone(zone).date()
    first_day = today if start_of(today, zone) == as_of else today + ONE_DAY
    if by is None:
        return Question(first_day, items, None)
    asked = Question(first_day, None, _day(by, as_of, zone))
    last = asked.last_day(HORIZON_DAYS)
    if asked.by is None or not first_day <= asked.by <= last:
        raise BadInput(f"--by {asked.by} is not ahead, or too far", f"give a day from {first_day} to {last}")
    return asked


def past_days(of: Window, options: Mapping[str, Any], last: str, as_of: datetime, zone: ZoneInfo) -> Sequence[Period]:
    """The whole days of a window; where it is --last so many days and ends now, so many whole ones.

    Args:
        of: the window as other reports would have it, up to now.
        options: what was asked for: `last`, `since`, `until`.
        last: how long the window is where nothing is said.
        as_of: the present.
        zone: whose days.

    Raises:
        BadInput: there is no whole day in it.
    """
    if of.ends_at == as_of and "since" not in options:
        of = window(options.get("last") or last, None, "yesterday", as_of, zone)
    whole = [day for day in periods(of, By.DAY, zone) if day.complete]
    if not whole:
        raise BadInput("today is not over, and no other day is asked for", "give an earlier --since")
    return whole


def _day(written: str, now: datetime, zone: ZoneInfo) -> date:
    moment = dates.instant(written, now, zone)
    day = moment.astimezone(zone).date()
    if moment != start_of(day, zone):
        raise BadInput(f"--by {quoted(written)} is no day", "write it like 2027-01-31")
    return day
