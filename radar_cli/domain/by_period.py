"""How reports that count by day, week or month show their periods."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from radar_cli.domain.chart import Axis, Scale, day_number
from radar_cli.domain.periods import By

Row = Mapping[str, Any]
YES_OR_NO: Mapping[bool, str] = {True: "yes", False: "no"}


def axis(by: str) -> Axis:
    """The axis of days; weeks and months stand at their first day."""
    titles = {By.DAY: "Day", By.WEEK: "Week, by its Monday", By.MONTH: "Month, by its first day"}
    return Axis(titles[By(by)], Scale.DAY)


def ends_axis(by: str) -> Axis:
    """The axis of days at whose end something was counted."""
    titles = {By.DAY: "End of day", By.WEEK: "End of week", By.MONTH: "End of month"}
    return Axis(titles[By(by)], Scale.DAY)


def places(rows: Sequence[Row], name: str) -> Sequence[float]:
    """The days that rows have under a name (ISO dates), as places on the axis."""
    return [day_number(date.fromisoformat(row[name])) for row in rows]


def a_number(count: int, noun: str) -> str:
    """A number with its noun, like "1 task" or "2 tasks"."""
    return f"{count:,} {noun if count == 1 else noun + 's'}"


def whose(project: str | None) -> str:
    """The projects of a report, for its title."""
    return project or "all projects"
