"""What a drawing's axes reach over, and where a value is in it."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from radar_cli.domain.chart import Areas, Band, Bars, Chart, Layer, Level, Points, Scale

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


def marks(layer: Layer) -> Iterator[tuple[float, float]]:
    """Every x and y of a layer that is drawn, those of areas being their upper edges; none of levels and bands."""
    if isinstance(layer, Level | Band):
        return
    if isinstance(layer, Areas):
        for edge in edges(layer)[1:]:
            yield from zip(layer.x, edge, strict=True)
        return
    for x, y in zip(layer.x, layer.y, strict=True):
        if y is not None and math.isfinite(x) and math.isfinite(y):
            yield x, y


def edges(areas: Areas) -> Sequence[Sequence[float]]:
    """The lines between areas from the bottom, which is the first of them, to the top."""
    sums = [[0.0] * len(areas.x)]
    for heights in areas.heights:
        sums.append([below + height for below, height in zip(sums[-1], heights, strict=True)])
    return sums


def is_empty(chart: Chart) -> bool:
    """Whether there is nothing to show: levels and bands alone are nothing."""
    return not any(True for layer in chart.layers for _ in marks(layer))


def is_whole(chart: Chart) -> bool:
    """Whether things are counted at the side, so that ticks between whole numbers would make no sense."""
    return all(y == int(y) for layer in chart.layers for _, y in marks(layer))


def slot(chart: Chart) -> float:
    """How far bars are from the next ones, in the units of their axis."""
    if chart.x.scale is Scale.NAME:
        return 1.0
    places = sorted({x for layer in chart.layers if isinstance(layer, Bars) for x, _ in marks(layer)})
    gaps = [after - before for before, after in pairwise(places)]
    return min(gaps, default=1.0)


def x_range(chart: Chart) -> tuple[float, float]:
    """What the axis at the bottom reaches over."""
    places = [x for layer in chart.layers for x, _ in marks(layer)]
    low, high = min(places), max(places)
    if chart.x.scale is Scale.NAME:
        return min(low, 0.0) - 0.5, max(high, len(chart.x.names) - 1) + 0.5
    barred = _has(chart, Bars)
    beside = slot(chart) / 2 if barred else 0.0
    if chart.x.scale is Scale.NUMBER:
        low = low if barred else min(low, 0.0)
    elif high - low < 1:
        middle = math.floor(low) + (0.5 if _has(chart, Points) else 0.0)
        low, high = middle - 0.5, middle + 0.5
    if high == low:
        high = low + 1
    beside = max(beside, BESIDE_POINTS * (high - low) if _has(chart, Points) else 0.0)
    return low - beside, high + beside


def y_values(chart: Chart) -> tuple[float, float]:
    """The lowest and the highest value at the side, zero among them."""
    values = [0.0]
    for layer in chart.layers:
        values += [y for _, y in marks(layer)]
        if isinstance(layer, Points):  # the highest would be cut in two
            values.append(max((y for _, y in marks(layer)), default=0.0) * (1 + ABOVE_POINTS))
        elif isinstance(layer, Level):
            values.append(layer.y)
        elif isinstance(layer, Band):
            values += [layer.lower] if layer.upper is None else [layer.lower, layer.upper]
    return min(values), max(values)


def _has(chart: Chart, kind: type[Layer]) -> bool:
    return any(isinstance(layer, kind) and any(True for _ in marks(layer)) for layer in chart.layers)


def _part(value: float, ends: tuple[float, float]) -> float:
    return min(max((value - ends[0]) / (ends[1] - ends[0]), 0.0), 1.0)
