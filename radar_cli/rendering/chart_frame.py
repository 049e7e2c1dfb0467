"""From a chart's numbers to places on a canvas."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from radar_cli.domain.chart import Areas, Band, Bars, Chart, Layer, Level, Scale
from radar_cli.rendering.canvas import Canvas
from radar_cli.rendering.chart_axes import Upright, side_scale
from radar_cli.rendering.chart_marks import Marks

# Beyond this a number is a mistake, and would make arithmetic fail.
LARGEST = 1e100
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


def drawable(value: float | None) -> bool:
    """Whether a number can be drawn at all."""
    return value is not None and abs(value) <= LARGEST


def is_empty(chart: Chart) -> bool:
    """Whether there is nothing to be seen: bands and levels alone are nothing."""
    return not any(_ys(layer) for layer in chart.layers if not isinstance(layer, Band | Level))


def upright(chart: Chart, height: int) -> Upright:
    """The axis at the side of a chart that is to take at most `height` rows, from zero unless something is below."""
    values = [y for layer in chart.layers for y in _ys(layer)]
    low, high = min(0.0, *values), max(0.0, *values)
    open_bands = [layer.lower for layer in chart.layers if isinstance(layer, Band) and layer.upper is None]
    if any(lower >= high for lower in open_bands if drawable(lower)):
        high += (high - low) / 10
    whole = all(float(y).is_integer() for layer in chart.layers if not isinstance(layer, Level) for y in _ys(layer))
    return side_scale(low, high, height, whole=whole)


def across(chart: Chart, columns: int) -> Across:
    """The axis at the bottom of a chart that is to take at most `columns`."""
    xs = sorted({x for layer in chart.layers for x in _xs(layer)})
    barred = sorted({x for layer in chart.layers if isinstance(layer, Bars) for x in _xs(layer)})
    first, last = xs[0], xs[-1]
    apart = 0.0
    if chart.x.scale is Scale.NAME:
        low, high, apart = -0.5, max(len(chart.x.names), math.floor(last) + 1) - 0.5, 1.0
    elif barred:
        apart = min((later - sooner for sooner, later in pairwise(barred)), default=1.0)
        low, high = first - apart / 2, last + apart / 2
    elif chart.x.scale is Scale.DAY:
        low, high = math.floor(first), math.ceil(last)
    else:
        low, high = min(first, 0.0), max(last, 0.0)
    # Ends that floating-point numbers cannot tell apart are no scale.
    least = max(abs(low), abs(high), 1e-200) * 1e-12
    if high - low < least:
        high = low + max(1.0, least)
    slot = columns * apart / (high - low)
    used = columns
    if slot >= WHOLE_SLOTS_FROM:
        slot = math.floor(slot + 1e-9)
        used = min(slot * round((high - low) / apart), columns)
    return Across(low, high, used, first, last, slot if barred else 0)


def _xs(layer: Layer) -> Iterator[float]:
    if isinstance(layer, Band | Level):
        return
    yield from (x for x in layer.x if drawable(x))


def _ys(layer: Layer) -> Sequence[float]:
    """Every number that the axis at the side has to have room for."""
    if isinstance(layer, Areas):
        stacks = zip(*layer.heights, strict=True)
        sums = [sum(max(height, 0.0) for height in stack if drawable(height)) for stack in stacks]
        return [y for y in sums if drawable(y)]
    if isinstance(layer, Band):
        return [y for y in (layer.lower, layer.upper) if y is not None and drawable(y)]
    if isinstance(layer, Level):
        return [layer.y] if drawable(layer.y) else []
    ys: Sequence[float | None] = layer.y
    return [y for x, y in zip(layer.x, ys, strict=True) if y is not None and drawable(y) and drawable(x)]
