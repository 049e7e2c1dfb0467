"""A chart's layers, each drawn on a canvas."""

import math
from collections import Counter
from collections.abc import Iterator
from itertools import count

from radar_cli.domain.chart import Areas, Band, Bars, Chart, Layer, Level, Line, Points, Role
from radar_cli.rendering.canvas import FULL, Ink, Part, lower_part
from radar_cli.rendering.chart_areas import draw_areas
from radar_cli.rendering.chart_axes import Upright
from radar_cli.rendering.chart_data import drawable, marks, runs
from radar_cli.rendering.chart_frame import WHOLE_SLOTS_FROM, Across, Drawing

WIDEST_BAR = 10
# With more points than this in a hundred cells each becomes a dot, several to a cell.
CROWDED = 12


def draw(chart: Chart, drawing: Drawing) -> None:
    """Draw everything that a chart has inside its axes."""
    beside = sum(isinstance(layer, Bars) for layer in chart.layers)
    places = count()
    for layer in chart.layers:
        if isinstance(layer, Bars):
            _bars(layer, next(places), beside, drawing)
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
        draw_areas(layer, drawing)
    elif isinstance(layer, Line):
        _line(layer, drawing)
    elif isinstance(layer, Points):
        (_dots if crowded(chart, drawing) else _spots)(layer, drawing)
    elif isinstance(layer, Band):
        _band(layer, drawing)


def _line(layer: Line, drawing: Drawing) -> None:
    stroke = drawing.marks.stroke(layer.role)
    for run in runs(layer):
        places = [(drawing.across.column(x), drawing.upright.row(y)) for x, y in run]
        drawing.canvas.stroke(places, layer.role, stroke.ascii, stroke.dashes)


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
    yield from sorted(marks(layer), key=lambda at: (math.floor(across.column(at[0])), abs(at[1])))


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


def point_cell(x: float, y: float, drawing: Drawing) -> tuple[int, int] | None:
    """The column and the row that a point is in, if it can be drawn."""
    if not (drawable(x) and drawable(y)):
        return None
    column = min(int(drawing.across.column(x)), drawing.canvas.columns - 1)
    return column, min(int(drawing.upright.row(y)), drawing.canvas.rows - 1)


def _spots(layer: Points, drawing: Drawing) -> None:
    spot = drawing.marks.spot(layer.role)
    cells = Counter(point_cell(x, y, drawing) for x, y in zip(layer.x, layer.y, strict=True))
    for cell, points in cells.items():
        if cell is not None:
            drawing.canvas.put(*cell, spot.one if points == 1 else spot.several, layer.role)


def _dots(layer: Points, drawing: Drawing) -> None:
    for x, y in marks(layer):
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
