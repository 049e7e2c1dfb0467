"""What a picture of a report shows, whatever draws it: axes, and layers of marks on them.

A terminal, an SVG file and a page draw the same charts. Colours are not part of them: a mark has a role, and what
draws it knows how that role looks in light, in dark, and without any colour.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from enum import StrEnum


class Scale(StrEnum):
    """What the numbers along an axis are."""

    NUMBER = "number"  # any number; from zero, but that bars fill an axis at the bottom
    DAY = "day"  # a calendar day, by its ordinal (`date.toordinal`), its time as a fraction
    NAME = "name"  # 0, 1, 2 …: places of the axis's `names`


class Role(StrEnum):
    """What a mark stands for, and so how it looks."""

    TODO = "todo"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    CANCELLED = "cancelled"
    FIRST = "first"  # the main thing of a chart that is about no status
    SECOND = "second"
    THIRD = "third"
    CALM = "calm"  # a band of values that are usual
    WATCH = "watch"  # of values that are worth a look
    ALARM = "alarm"  # of values beyond what is usual
    LEVEL = "level"  # a line that others are measured against


@dataclass(frozen=True, slots=True)
class Axis:
    """What is measured along a side, with its unit, like "Age (days)"."""

    title: str
    scale: Scale = Scale.NUMBER
    names: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Areas:
    """Areas stacked on each other, the first at the bottom: for each x the height of each of them (not their sum)."""

    x: Sequence[float]
    names: Sequence[str]
    roles: Sequence[Role]
    heights: Sequence[Sequence[float]]  # one sequence for each name, as long as `x`


@dataclass(frozen=True, slots=True)
class Line:
    """A line from point to point; it is interrupted where y is None."""

    name: str
    role: Role
    x: Sequence[float]
    y: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Bars:
    """Upright bars around each x; those of several layers at one x stand beside each other. They may be negative."""

    name: str
    role: Role
    x: Sequence[float]
    y: Sequence[float]


@dataclass(frozen=True, slots=True)
class Points:
    """Single points, each with what it is of, like "task 12"; `labels` are as many as there are points, or none."""

    name: str
    role: Role
    x: Sequence[float]
    y: Sequence[float]
    labels: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Level:
    """A horizontal line over the whole width, like a percentile; its value is shown behind its name."""

    name: str
    y: float
    role: Role = Role.LEVEL


@dataclass(frozen=True, slots=True)
class Band:
    """A horizontal stripe over the whole width, behind all else; without an `upper` end it goes up to the top."""

    name: str
    role: Role
    lower: float
    upper: float | None


Layer = Areas | Line | Bars | Points | Level | Band


@dataclass(frozen=True, slots=True)
class Chart:
    """One picture.

    Args:
        name: a word for file names and links, like `cumulative-flow`.
        title: what it is, for its heading.
        description: what there is to see, in a sentence with its numbers, for who cannot see it.
        x: the axis at the bottom.
        y: the axis at the side; it begins at zero unless something is below.
        layers: what is drawn, from the back to the front; none where there is no data.
    """

    name: str
    title: str
    description: str
    x: Axis
    y: Axis
    layers: Sequence[Layer]


def day_number(day: date) -> float:
    """A calendar day as an x on an axis of days: the place where it begins."""
    return float(day.toordinal())


def instant_number(moment: datetime, zone: tzinfo) -> float:
    """An instant as an x on an axis of days, by the clocks of a zone."""
    local = moment.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return local.toordinal() + (local.replace(tzinfo=None) - midnight).total_seconds() / 86_400
