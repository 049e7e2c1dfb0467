"""A chart's layers, each drawn on a canvas."""

import math
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from radar_cli.domain.chart import Areas, Band, Bars, Chart, Layer, Level, Line, Points, Role
from radar_cli.rendering.canvas import FULL, LOWER_EIGHTHS, Canvas, Ink, Part, lower_part
from radar_cli.rendering.chart_axes import Upright
from radar_cli.rendering.chart_frame import WHOLE_SLOTS_FROM, Across, drawable
from radar_cli.rendering.chart_marks import Marks

# A layer of a stack that is this thick, in rows, is seen even where cells cannot be divided.
SEEN_FROM = 0.25
# Less of a cell than this is nothing: blocks have eighths.
LEAST_SHARE = 1 / 16
WIDEST_BAR = 10
# With more points than this in a hundred cells each becomes a dot, several to a cell.
CROWDED = 12


@dataclass(frozen=True, slots=True)
class Drawing:
    """A canvas, and what is needed to find one's way on it."""

    canvas: Canvas
    across: Across
    upright: Upright
    marks: Marks


def draw(chart: Chart, drawing: Drawing) -> None:
    """Draw everything that a chart has inside its axes."""
    bars = [layer for layer in chart.layers if isinstance(layer, Bars)]
    for layer in chart.layers:
        if isinstance(layer, Bars):
            _bars(layer, bars.index(layer), len(bars), drawing)
        elif not isinstance(layer, Level):
            _draw_layer(layer, chart, drawing)
    for layer in chart.layers:
        if isinstance(layer, Level) and drawable(layer.y):
            _level(layer, drawing)
    if drawing.upright.low < 0:
        _zero_line(drawing)


def crowded(chart: Chart, drawing: Drawing) -> bool:
    """Whether there are so many points that each is a mere dot."""
    layers = [layer for layer in chart.layers if isinstance(layer, Points)]
    cells = drawing.canvas.columns * drawing.canvas.rows
    if drawing.canvas.ink is Ink.ASCII or (drawing.canvas.ink is Ink.SHADES and len(layers) > 1):
        return False
    return sum(len(layer.x) for layer in layers) * 100 > CROWDED * cells


def level_row(level: Level, upright: Upright) -> int:
    """The row that a level's line is in."""
    return min(max(math.ceil(upright.row(level.y)) - 1, 0), upright.rows - 1)


def _draw_layer(layer: Layer, chart: Chart, drawing: Drawing) -> None:
    if isinstance(layer, Areas):
        _areas(layer, drawing)
    elif isinstance(layer, Line):
        _line(layer, drawing)
    elif isinstance(layer, Points):
        (_dots if crowded(chart, drawing) else _spots)(layer, drawing)
    elif isinstance(layer, Band):
        _band(layer, drawing)


def _areas(layer: Areas, drawing: Drawing) -> None:
    order = sorted((x, at) for at, x in enumerate(layer.x) if drawable(x))
    if not order:
        return
    xs = [x for x, _ in order]
    heights = [[_height(row[at]) for _, at in order] for row in layer.heights]
    for column in range(drawing.canvas.columns):
        x = drawing.across.low + (column + 0.5) / drawing.canvas.columns * (drawing.across.high - drawing.across.low)
        margin = (drawing.across.high - drawing.across.low) / drawing.canvas.columns
        if len(xs) > 1 and not xs[0] - margin <= x <= xs[-1] + margin:
            continue
        tops, total = [], 0.0
        for row in heights:
            total += _between(xs, row, x)
            tops.append(drawing.upright.row(total))
        _stack(column, tops, layer.roles, drawing)


def _height(value: float) -> float:
    return max(value, 0.0) if drawable(value) else 0.0


def _between(xs: Sequence[float], ys: Sequence[float], x: float) -> float:
    """The height at an x, on a straight line between those beside it."""
    after = bisect_left(xs, x)
    if after == 0:
        return ys[0]
    if after == len(xs):
        return ys[-1]
    part = (x - xs[after - 1]) / (xs[after] - xs[after - 1])
    return ys[after - 1] + (ys[after] - ys[after - 1]) * part


def _stack(column: int, tops: Sequence[float], roles: Sequence[Role], drawing: Drawing) -> None:
    """One column of stacked areas; `tops` are in rows."""
    if drawing.canvas.ink is Ink.COLOUR:
        bottom = drawing.upright.row(0.0)
        for row in range(math.floor(bottom), math.ceil(tops[-1]) if tops else 0):
            _mixed(column, row, [bottom, *tops], roles, drawing.canvas)
        return
    bottom = edge = round(drawing.upright.row(0.0))
    before: float = bottom
    for top, role in zip(tops, roles, strict=True):
        upper = max(round(top), edge + 1 if top - before >= SEEN_FROM else edge)
        for row in range(edge, upper):
            drawing.canvas.put(column, row, drawing.marks.fill(role), role)
        before, edge = top, max(edge, upper)


def _mixed(column: int, row: int, edges: Sequence[float], roles: Sequence[Role], canvas: Canvas) -> None:
    """A cell of a stack in colour, which has room for two layers, one over the other; nothing is the topmost layer."""
    ends = [max(edges[0], row), *edges[1:], max(edges[-1], row + 1)]
    shares = [(min(upper, row + 1) - max(lower, row), place) for place, (lower, upper) in enumerate(pairwise(ends))]
    seen = [share for share in shares if share[0] >= LEAST_SHARE]
    low, high, part = _two_of(seen)
    if low == len(roles):
        return
    text = FULL if low == high else LOWER_EIGHTHS[min(max(round(part * 8), 1), 7)]
    canvas.put(column, row, text, roles[low], None if high in (low, len(roles)) else roles[high])


def _two_of(shares: Sequence[tuple[float, int]]) -> tuple[int, int, float]:
    """The lower and the upper layer that a cell shows, of those that have a share of it, and the part of the lower one.

    A layer that is thinner than a cell moves to the nearer end of it, so that it is seen throughout the chart.
    """
    if len(shares) <= 2:
        return shares[0][1], shares[-1][1], shares[0][0]
    thin = max(shares[1:-1])
    if shares[0][0] < shares[-1][0]:
        return thin[1], shares[-1][1], thin[0]
    return shares[0][1], thin[1], 1 - thin[0]


def _line(layer: Line, drawing: Drawing) -> None:
    stroke = drawing.marks.stroke(layer.role)
    for run in _runs(layer):
        places = [(drawing.across.column(x), drawing.upright.row(y)) for x, y in run]
        drawing.canvas.stroke(places, layer.role, stroke.ascii, stroke.dashes)


def _runs(layer: Line) -> Iterator[Sequence[tuple[float, float]]]:
    """The stretches of a line between its gaps."""
    run: list[tuple[float, float]] = []
    for x, y in zip(layer.x, layer.y, strict=True):
        if y is not None and drawable(y) and drawable(x):
            run.append((x, y))
        elif run:
            yield run
            run = []
    if run:
        yield run


def _bars(layer: Bars, place: int, beside: int, drawing: Drawing) -> None:
    for x, y in _tallest(layer, drawing.across):
        left, right = _sides(drawing.across.column(x), drawing.across.slot, place, beside)
        for column in range(left, right):
            _bar(column, drawing.upright.row(0.0), drawing.upright.row(y), layer.role, drawing)


def _sides(middle: float, slot: float, place: int, beside: int) -> tuple[int, int]:
    """The first column of a bar and the one after its last, for one of `beside` bars around the middle of a slot."""
    if slot < max(beside, WHOLE_SLOTS_FROM):
        # There is no room for gaps, nor for bars of one width; but a bar is at least a column.
        left = math.floor(middle - slot / 2 + slot * place / beside + 0.5)
        return left, max(left + 1, math.floor(middle - slot / 2 + slot * (place + 1) / beside + 0.5))
    room = round(slot) - 1 if slot - 1 >= beside else round(slot)
    width = min(room // beside, WIDEST_BAR)
    left = round(middle - slot / 2) + (round(slot) - width * beside + 1) // 2 + width * place
    return left, left + width


def _tallest(layer: Bars, across: Across) -> Iterator[tuple[float, float]]:
    """The bars, from low to high, so that of those that share a column the tallest is seen."""
    drawn = [(x, y) for x, y in zip(layer.x, layer.y, strict=True) if drawable(x) and drawable(y)]
    yield from sorted(drawn, key=lambda at: (math.floor(across.column(at[0])), abs(at[1])))


def _bar(column: int, zero: float, end: float, role: Role, drawing: Drawing) -> None:
    start = round(zero)
    fill = drawing.marks.fill(role)
    whole, part = divmod(abs(end - start), 1)
    for step in range(int(whole)):
        drawing.canvas.put(column, start + step if end > start else start - 1 - step, fill, role)
    if not part:
        return
    text = (_top if end > start else _bottom)(part, fill, first=whole == 0, ascii_only=drawing.canvas.ink is Ink.ASCII)
    if text != " ":
        drawing.canvas.put(column, start + int(whole) if end > start else start - 1 - int(whole), text, role)


def _top(part: float, fill: str, *, first: bool, ascii_only: bool) -> str:
    """The upper end of a bar, in a cell that it fills to a part; the first cell is never empty."""
    if fill == FULL:
        return lower_part(max(part, 0.13) if first else part)
    if part >= 0.5:
        return fill
    return ("_" if ascii_only else "▁") if first else " "


def _bottom(part: float, fill: str, *, first: bool, ascii_only: bool) -> str:
    """The lower end of a bar that hangs down, of which there are only halves."""
    if part >= (0.75 if fill == FULL else 0.5):
        return fill
    if fill == FULL and part >= 0.25:
        return "▀"
    return ("'" if ascii_only else "▔") if first else " "


def _zero_line(drawing: Drawing) -> None:
    row = round(drawing.upright.row(0.0)) - 1
    for column in range(drawing.canvas.columns):
        drawing.canvas.put_behind(column, row, "-" if drawing.canvas.ink is Ink.ASCII else "▔", Part.AXIS)


def _spots(layer: Points, drawing: Drawing) -> None:
    spot = drawing.marks.spot(layer.role)
    for (column, row), count in Counter(_places(layer, drawing)).items():
        drawing.canvas.put(column, row, spot.one if count == 1 else spot.several, layer.role)


def _places(layer: Points, drawing: Drawing) -> Iterator[tuple[int, int]]:
    for x, y in zip(layer.x, layer.y, strict=True):
        if drawable(x) and drawable(y):
            column = min(int(drawing.across.column(x)), drawing.canvas.columns - 1)
            yield column, min(int(drawing.upright.row(y)), drawing.canvas.rows - 1)


def _dots(layer: Points, drawing: Drawing) -> None:
    for x, y in zip(layer.x, layer.y, strict=True):
        if drawable(x) and drawable(y):
            drawing.canvas.dot(drawing.across.column(x), drawing.upright.row(y), layer.role, "")


def _level(layer: Level, drawing: Drawing) -> None:
    for column in range(drawing.canvas.columns):
        drawing.canvas.put_behind(column, level_row(layer, drawing.upright), drawing.marks.level, layer.role)


def _band(layer: Band, drawing: Drawing) -> None:
    lower = round(drawing.upright.row(layer.lower)) if drawable(layer.lower) else 0
    top = layer.upper is None or not drawable(layer.upper)
    upper = drawing.canvas.rows if top else round(drawing.upright.row(layer.upper or 0.0))
    texture = drawing.marks.texture(layer)
    for row in range(max(lower, 0), min(upper, drawing.canvas.rows)):
        for column in range(drawing.canvas.columns):
            text = texture[(column + row * 2) % len(texture)]
            drawing.canvas.put_behind(column, row, text, layer.role)
