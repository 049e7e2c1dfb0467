"""From a chart's numbers to places on a canvas."""

import math
from dataclasses import dataclass

from radar_cli.domain.chart import Bars, Chart, Scale
from radar_cli.rendering.canvas import Canvas
from radar_cli.rendering.chart_axes import Upright, side_scale
from radar_cli.rendering.chart_data import bar_distance, has, is_whole, told_apart, x_ends, x_reach, y_reach
from radar_cli.rendering.chart_marks import Marks

# Bars with this many columns each are all equally wide; with fewer that would leave up to half of the width empty.
WHOLE_SLOTS_FROM = 2


@dataclass(frozen=True, slots=True)
class Across:
    """The axis at the bottom: its ends, how many columns they take, and the first and the last x of the data.

    `slot` is how many columns an x with bars has, a whole number unless there are few; 0 if there are no bars.
    """

    low: float
    high: float
    columns: int
    first: float
    last: float
    slot: float = 0

    def column(self, x: float) -> float:
        """How many columns from the left end."""
        return (x - self.low) / (self.high - self.low) * self.columns


@dataclass(frozen=True, slots=True)
class Drawing:
    """A canvas, and what is needed to find one's way on it."""

    canvas: Canvas
    across: Across
    upright: Upright
    marks: Marks


def upright(chart: Chart, height: int) -> Upright:
    """The axis at the side of a chart that is to take at most `height` rows, from zero unless something is below."""
    return side_scale(*y_reach(chart), height, whole=is_whole(chart))


def across(chart: Chart, columns: int) -> Across:
    """The axis at the bottom of a chart that is to take at most `columns`."""
    low, high = x_reach(chart)
    barred = has(chart, Bars)
    if chart.x.scale is Scale.DAY and not barred:
        low, high = math.floor(low), math.ceil(high)
    low, high = told_apart(low, high)
    apart = bar_distance(chart) if barred or chart.x.scale is Scale.NAME else 0.0
    slot = columns * apart / (high - low)
    used = columns
    if slot >= WHOLE_SLOTS_FROM:
        slot = math.floor(slot + 1e-9)
        used = min(slot * round((high - low) / apart), columns)
    return Across(low, high, used, *x_ends(chart), slot if barred else 0)
