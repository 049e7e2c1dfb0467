"""The layers of a drawing, one small function each."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from radar_cli.domain.chart import Areas, Axis, Band, Bars, Chart, Layer, Level, Line, Points, Role, Scale
from radar_cli.rendering import ticks
from radar_cli.rendering.chart_data import Place, bar_distance, drawable, edges, in_order, marks, runs
from radar_cli.rendering.palette import LOOKS, name_of
from radar_cli.rendering.svg_frame import Frame
from radar_cli.rendering.svg_text import element, number, safe

RADIUS = 4
APART = 2 * RADIUS + 1  # between the middles of points that do not hide each other
# How much of the way to the next ones bars fill.
FILLED = 0.74
SHAPES = {
    "square": "M{left} {top}h7v7h-7z",
    "diamond": "M{x} {above}l5 5l-5 5l-5-5z",
    "triangle": "M{x} {above}l5 9h-10z",
}


@dataclass(frozen=True, slots=True)
class Drawing:
    """What the marks of one chart have in common; `prefix` begins its ids."""

    chart: Chart
    frame: Frame
    prefix: str


def drawn(drawing: Drawing) -> Iterator[str]:
    """All layers of the chart from the back to the front: bands are behind, and lines on top of areas and bars."""
    layers = drawing.chart.layers
    for draw in (bands, areas, bars):
        yield from draw(drawing, layers)
    yield zero_line(drawing.frame)
    for draw in (levels, lines, points):
        yield from draw(drawing, layers)


def zero_line(frame: Frame) -> str:
    """The line that bars stand on, which is the lower edge unless something is negative."""
    line = f"M{number(frame.left)} {number(frame.up(0))}H{number(frame.right)}"
    return element("path", {"class": "axis", "d": line})


def bands(drawing: Drawing, layers: Sequence[Layer]) -> Iterator[str]:
    """Stripes over the whole width, with a thin line where they begin."""
    frame = drawing.frame
    for band in layers:
        if not isinstance(band, Band):
            continue
        upper = band.upper if band.upper is not None and drawable(band.upper) else frame.y[1]
        lower = band.lower if drawable(band.lower) else frame.y[0]
        top, foot = frame.up(max(upper, lower)), frame.up(min(upper, lower))
        place: dict[str, str | float] = {
            "x": frame.left,
            "y": top,
            "width": frame.right - frame.left,
            "height": foot - top,
        }
        yield element("rect", {"class": f"fill band {name_of(band.role)}", **place}, _tooltip(band.name))
        if frame.y[0] < lower:
            line = f"M{number(frame.left)} {number(foot)}H{number(frame.right)}"
            yield element("path", {"class": f"edge {name_of(band.role)}", "d": line})


def areas(drawing: Drawing, layers: Sequence[Layer]) -> Iterator[str]:
    """Stacked areas, set apart by a thin line in the colour of the surface."""
    for layer in layers:
        if not isinstance(layer, Areas):
            continue
        found = in_order(layer)
        x, sums = found.x, edges(found)
        if not x:
            continue
        if len(x) == 1:  # a single day would have no width
            x, sums = [x[0] - 0.4, x[0] + 0.4], [[edge[0], edge[0]] for edge in sums]
        places = [_places(drawing.frame, zip(x, edge, strict=True)) for edge in sums]
        for name, role, lower, upper in zip(layer.names, layer.roles, places[:-1], places[1:], strict=True):
            shape = f"M{_joined(upper)}L{_joined(lower[::-1])}z"
            yield from _filled(drawing, role, "area", {"d": shape}, name)


def bars(drawing: Drawing, layers: Sequence[Layer]) -> Iterator[str]:
    """Bars from zero up or down, those of several layers side by side."""
    found = [layer for layer in layers if isinstance(layer, Bars)]
    frame = drawing.frame
    room = abs(frame.across(frame.x[0] + bar_distance(drawing.chart)) - frame.left) * FILLED
    each = max(room / max(len(found), 1), 0.5)
    gap = 1 if each > 6 and len(found) > 1 else 0
    for position, layer in enumerate(found):
        for x, y in marks(layer):
            if y == 0:
                continue
            left = frame.across(x) + (position - len(found) / 2) * each
            top, foot = frame.up(max(y, 0)), frame.up(min(y, 0))
            shape = f"M{number(left)} {number(foot)}V{number(top)}h{number(each - gap)}V{number(foot)}z"
            where = f"{_place_name(drawing.chart.x, x)}: {ticks.short_number(y)} {layer.name}"
            yield from _filled(drawing, layer.role, "bar", {"d": shape}, where)


def levels(drawing: Drawing, layers: Sequence[Layer]) -> Iterator[str]:
    """Dashed lines over the whole width; their names stand beside the plot."""
    frame = drawing.frame
    for level in layers:
        if isinstance(level, Level) and drawable(level.y):
            line = f"M{number(frame.left)} {number(frame.up(level.y))}H{number(frame.right)}"
            if _hide_lines(layers):
                yield element("path", {"class": "casing", "d": line})
            attributes = {"class": f"level {name_of(level.role)}", "d": line, **_dash(level.role)}
            yield element("path", attributes, _tooltip(level.name))


def lines(drawing: Drawing, layers: Sequence[Layer]) -> Iterator[str]:
    """Lines with gaps where there is no value; what stands alone between two gaps is a dot."""
    for layer in layers:
        if not isinstance(layer, Line):
            continue
        found = [_places(drawing.frame, run) for run in runs(layer)]
        shape = "".join(f"M{_joined(run)}" for run in found if len(run) > 1)
        if shape and _hide_lines(layers):
            yield element("path", {"class": "casing", "d": shape})
        if shape:
            attributes = {"class": f"line {name_of(layer.role)}", "d": shape, **_dash(layer.role)}
            yield element("path", attributes, _tooltip(layer.name))
        yield from (
            mark("circle", f"point {name_of(layer.role)}", *run[0], layer.name) for run in found if len(run) == 1
        )


def points(drawing: Drawing, layers: Sequence[Layer]) -> Iterator[str]:
    """Points with their labels as tooltips; those at the same name stand beside each other as far as there is room."""
    frame = drawing.frame
    beside = _Beside(frame) if drawing.chart.x.scale is Scale.NAME else None
    for layer in layers:
        if not isinstance(layer, Points):
            continue
        labels = layer.labels or [layer.name] * len(layer.x)
        shape = LOOKS[layer.role].shape
        for x, y, text in zip(layer.x, layer.y, labels, strict=True):
            if not (drawable(x) and drawable(y)):
                continue
            place = frame.across(x), frame.up(y)
            across, down = beside.moved(*place) if beside else place
            yield mark(shape, f"point {name_of(layer.role)}", across, down, text)


def mark(shape: str, style: str, x: float, y: float, tooltip: str = "") -> str:
    """A single point of some shape around a place."""
    content = [_tooltip(tooltip)] if tooltip else []
    if shape not in SHAPES:
        return element("circle", {"class": style, "cx": x, "cy": y, "r": RADIUS}, *content)
    places = {"x": x, "above": y - 5, "left": x - 3.5, "top": y - 3.5}
    outline = SHAPES[shape].format(**{name: f"{number(value)}" for name, value in places.items()})
    return element("path", {"class": style, "d": outline}, *content)


def hatch(prefix: str, role: Role) -> str:
    """The pattern over what is hatched, in the colour of the surface."""
    line = element("path", {"class": "gap", "d": "M0 3h6", "stroke-width": 1.5, "stroke-opacity": 0.8})
    name = f"{prefix}-hatch-{name_of(role)}"
    shape: dict[str, str | float] = {"id": name, "width": 6, "height": 6}
    placed = {"patternUnits": "userSpaceOnUse", "patternTransform": "rotate(-45)"}
    return element("pattern", {**shape, **placed}, line)


class _Beside:
    """Moves points aside that would hide each other at one name."""

    def __init__(self, frame: Frame) -> None:
        self._taken: dict[tuple[int, int], list[float]] = {}
        self._most = max(int((frame.across(frame.x[0] + 1) - frame.left) * FILLED / APART), 1)

    def moved(self, x: float, y: float) -> Place:
        row = int(y / APART)
        for count in range(self._most):
            aside = x + (count + 1) // 2 * APART * (1 if count % 2 else -1)
            near = (place for at in (row - 1, row, row + 1) for place in self._taken.get((round(aside), at), ()))
            if all(abs(place - y) >= APART for place in near):
                self._taken.setdefault((round(aside), row), []).append(y)
                return aside, y
        return x, y


def _filled(drawing: Drawing, role: Role, kind: str, place: dict[str, str], tooltip: str) -> Iterator[str]:
    yield element("path", {"class": f"fill {kind} {name_of(role)}", **place}, _tooltip(tooltip))
    if LOOKS[role].hatched:
        pattern = f"url(#{drawing.prefix}-hatch-{name_of(role)})"
        yield element("path", {"fill": pattern, "pointer-events": "none", **place})


def _hide_lines(layers: Sequence[Layer]) -> bool:
    """Whether lines cross what is filled, and so need an outline."""
    return any(isinstance(layer, Areas | Bars) for layer in layers)


def _places(frame: Frame, values: Iterable[Place]) -> Sequence[Place]:
    return [(frame.across(x), frame.up(y)) for x, y in values]


def _joined(places: Sequence[Place]) -> str:
    return "L".join(f"{number(x)} {number(y)}" for x, y in places)


def _dash(role: Role) -> dict[str, str]:
    return {"stroke-dasharray": LOOKS[role].dash} if LOOKS[role].dash else {}


def _tooltip(text: str) -> str:
    return element("title", {}, safe(text))


def _place_name(axis: Axis, value: float) -> str:
    if axis.scale is Scale.DAY:
        return ticks.day_name(value)
    if axis.scale is Scale.NAME:
        return axis.names[int(value)] if 0 <= value < len(axis.names) else ""
    return ticks.short_number(value)
