"""What a drawing's axes reach over, and where a value is in it."""

import math
from dataclasses import dataclass, replace

from radar_cli.domain.chart import Bars, Chart, Points, Scale
from radar_cli.rendering.chart_data import has, marks, told_apart, x_reach, y_reach

# Room beside the outermost points, as a part of the axis.
BESIDE_POINTS = 0.02
ABOVE_POINTS = 0.03


@dataclass(frozen=True, slots=True)
class Size:
    """How wide a drawing is, how high its plot is (what is around it comes on top), how many ticks are at its side, and
    how much room is left and right of everything.

    The drawing is scaled to the room it gets, and its texts with it: a narrow screen needs a drawing of its own.
    """

    width: float
    plot: float
    ticks: int
    margin: float = 16


WIDE = Size(720, 270, 8)
NARROW = Size(360, 210, 7)
# In the page there is a margin around the drawing already.
ON_WIDE_PAGE = replace(WIDE, margin=2)
ON_NARROW_PAGE = replace(NARROW, width=328, margin=2)


@dataclass(frozen=True, slots=True)
class Frame:
    """The plot's edges in the drawing, and the values at them."""

    left: float
    right: float
    top: float
    bottom: float
    x: tuple[float, float]
    y: tuple[float, float]

    def across(self, value: float) -> float:
        """Where a value on the axis at the bottom is."""
        return self.left + _part(value, self.x) * (self.right - self.left)

    def up(self, value: float) -> float:
        """Where a value on the axis at the side is."""
        return self.bottom - _part(value, self.y) * (self.bottom - self.top)


def x_range(chart: Chart) -> tuple[float, float]:
    """What the axis at the bottom reaches over."""
    low, high = x_reach(chart)
    barred, dotted = has(chart, Bars), has(chart, Points)
    if chart.x.scale is Scale.DAY and not barred and high - low < 1:
        middle = math.floor(low) + (0.5 if dotted else 0.0)
        low, high = middle - 0.5, middle + 0.5
    low, high = told_apart(low, high)
    beside = BESIDE_POINTS * (high - low) if dotted and not barred and chart.x.scale is not Scale.NAME else 0.0
    return low - beside, high + beside


def y_range(chart: Chart) -> tuple[float, float]:
    """The lowest and the highest value at the side, zero among them."""
    low, high = y_reach(chart)
    # The highest point would be cut in two.
    points = (y for layer in chart.layers if isinstance(layer, Points) for _, y in marks(layer))
    return low, max(high, max(points, default=0.0) * (1 + ABOVE_POINTS))


def _part(value: float, ends: tuple[float, float]) -> float:
    return min(max((value - ends[0]) / (ends[1] - ends[0]), 0.0), 1.0)
