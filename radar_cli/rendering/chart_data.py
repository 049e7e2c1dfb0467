"""What of a chart can be drawn, and what its axes have to reach over: the same on a terminal and in a drawing."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from radar_cli.domain.chart import Areas, Band, Bars, Chart, Layer, Level, Line, Scale

# Beyond this a number is a mistake, and would make arithmetic fail.
LARGEST = 1e100

Place = tuple[float, float]


def drawable(value: float | None) -> bool:
    """Whether a number can be drawn at all."""
    return value is not None and abs(value) <= LARGEST


def marks(layer: Layer) -> Iterator[Place]:
    """Every x and y of a layer that is drawn, those of areas being their upper edges; none of levels and bands."""
    if isinstance(layer, Areas):
        areas = in_order(layer)
        for edge in edges(areas)[1:]:
            yield from ((x, y) for x, y in zip(areas.x, edge, strict=True) if drawable(y))
    elif not isinstance(layer, Level | Band):
        ys: Sequence[float | None] = layer.y
        for x, y in zip(layer.x, ys, strict=True):
            if y is not None and drawable(y) and drawable(x):
                yield x, y


def in_order(areas: Areas) -> Areas:
    """Areas with those of their x that can be drawn, in rising order; what is no height there is none."""
    order = sorted((x, at) for at, x in enumerate(areas.x) if drawable(x))
    heights = [[max(row[at], 0.0) if drawable(row[at]) else 0.0 for _, at in order] for row in areas.heights]
    return replace(areas, x=[x for x, _ in order], heights=heights)


def edges(areas: Areas) -> Sequence[Sequence[float]]:
    """The lines between areas from the bottom, which is the first of them, to the top."""
    sums = [[0.0] * len(areas.x)]
    for heights in areas.heights:
        sums.append([below + height for below, height in zip(sums[-1], heights, strict=True)])
    return sums


def runs(line: Line) -> Iterator[Sequence[Place]]:
    """The stretches of a line between its gaps."""
    run: list[Place] = []
    for x, y in zip(line.x, line.y, strict=True):
        if y is not None and drawable(y) and drawable(x):
            run.append((x, y))
        elif run:
            yield run
            run = []
    if run:
        yield run


def has(chart: Chart, kind: type[Layer]) -> bool:
    """Whether a kind of mark is to be seen."""
    return any(isinstance(layer, kind) and any(True for _ in marks(layer)) for layer in chart.layers)


def is_empty(chart: Chart) -> bool:
    """Whether there is nothing to be seen: bands and levels alone are nothing."""
    return not any(True for layer in chart.layers for _ in marks(layer))


def is_whole(chart: Chart) -> bool:
    """Whether things are counted at the side, so that ticks between whole numbers would make no sense."""
    return all(float(y).is_integer() for layer in chart.layers for _, y in marks(layer))


def bar_distance(chart: Chart) -> float:
    """How far bars are from the next ones, in the units of their axis."""
    if chart.x.scale is Scale.NAME:
        return 1.0
    xs = sorted({x for layer in chart.layers if isinstance(layer, Bars) for x, _ in marks(layer)})
    return min((after - before for before, after in pairwise(xs)), default=1.0)


def x_ends(chart: Chart) -> Place:
    """The first and the last x of the data, those where a line has a gap among them."""
    xs = [x for layer in chart.layers if not isinstance(layer, Level | Band) for x in layer.x if drawable(x)]
    return min(xs), max(xs)


def x_reach(chart: Chart) -> Place:
    """What the axis at the bottom has to reach over: all names, zero where numbers have no bars, and whole bars."""
    first, last = x_ends(chart)
    if chart.x.scale is Scale.NAME:
        return min(first, 0.0) - 0.5, max(last, len(chart.x.names) - 1.0) + 0.5
    if has(chart, Bars):
        beside = bar_distance(chart) / 2
        return first - beside, last + beside
    return (min(first, 0.0), max(last, 0.0)) if chart.x.scale is Scale.NUMBER else (first, last)


def y_reach(chart: Chart) -> Place:
    """What the axis at the side has to reach over: zero, and a little of each band that has no upper end."""
    values = [0.0]
    for layer in chart.layers:
        values += [y for _, y in marks(layer)]
        if isinstance(layer, Level):
            values.append(layer.y)
        elif isinstance(layer, Band):
            values += [layer.lower, layer.lower if layer.upper is None else layer.upper]
    found = [value for value in values if drawable(value)]
    low, high = min(found), max(found)
    opens = [layer.lower for layer in chart.layers if isinstance(layer, Band) and layer.upper is None]
    if any(lower >= high for lower in opens if drawable(lower)):
        high += (high - low) / 10
    return low, high


def told_apart(low: float, high: float) -> Place:
    """The ends of an axis, moved apart where floating-point numbers cannot tell them from each other."""
    least = max(abs(low), abs(high), 1e-200) * 1e-12
    return low, high if high - low >= least else low + max(1.0, least)
