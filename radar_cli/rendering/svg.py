"""A chart as SVG that needs nothing else: no script, no font, no link."""

import re
from collections.abc import Iterator, Sequence

from radar_cli.domain.chart import Areas, Bars, Chart, Role
from radar_cli.rendering import svg_axes, svg_legend, ticks
from radar_cli.rendering.chart_data import is_empty, is_whole
from radar_cli.rendering.palette import LOOKS, chart_css
from radar_cli.rendering.svg_frame import WIDE, Frame, Size, x_range, y_range
from radar_cli.rendering.svg_marks import Drawing, drawn, hatch
from radar_cli.rendering.svg_text import BOLD, HEADING, element, label, number, safe, shortened, width, wrapped

NOTHING = "Nothing to show"


def svg(chart: Chart, size: Size = WIDE) -> str:
    """A whole document: the chart with its title, in colours for light and for dark."""
    style = element("style", {}, "\n", chart_css())
    height, inside = _inside(chart, size, prefix_of(chart.name), heading=True)
    surface = element("rect", {"class": "surface", "width": size.width, "height": height})
    return _root(chart, size, height, prefix_of(chart.name), [style, surface, *inside]) + "\n"


def stacked(charts: Sequence[Chart], size: Size = WIDE) -> str:
    """A whole document of charts below each other; of one it is the same as `svg`."""
    if len(charts) == 1:
        return svg(charts[0], size)
    top = 0.0
    groups = []
    for chart in charts:
        prefix = prefix_of(chart.name)
        height, inside = _inside(chart, size, prefix, heading=True)
        attributes: dict[str, str | float] = {**_read_aloud(prefix), "transform": f"translate(0 {number(top)})"}
        groups.append(element("g", attributes, "\n", "\n".join([*_named(chart, prefix), *inside]), "\n"))
        top += height
    style = element("style", {}, "\n", chart_css())
    surface = element("rect", {"class": "surface", "width": size.width, "height": top})
    return element("svg", _outside(size, top), "\n", "\n".join([style, surface, *groups]), "\n") + "\n"


def fragment(chart: Chart, prefix: str, size: Size) -> str:
    """The chart for a page that has its title and `palette.chart_css()`; `prefix` is no other chart's in the page."""
    height, inside = _inside(chart, size, prefix, heading=False)
    return _root(chart, size, height, prefix, inside)


def prefix_of(name: str) -> str:
    """What the ids of a chart of this name begin with."""
    return "chart-" + re.sub(r"[^A-Za-z0-9]+", "-", name).strip("-").lower()


def _root(chart: Chart, size: Size, height: float, prefix: str, content: Sequence[str]) -> str:
    attributes = _outside(size, height) | _read_aloud(prefix)
    # An element a line, so that the difference between two drawings can be read.
    return element("svg", attributes, "\n", "\n".join([*_named(chart, prefix), *content]), "\n")


def _outside(size: Size, height: float) -> dict[str, str | float]:
    return {
        "xmlns": "http://www.w3.org/2000/svg",
        "viewBox": f"0 0 {number(size.width)} {number(height)}",
        "class": "radar-chart",
    }


def _read_aloud(prefix: str) -> dict[str, str | float]:
    return {"role": "img", "aria-labelledby": f"{prefix}-title {prefix}-desc"}


def _named(chart: Chart, prefix: str) -> Sequence[str]:
    title = element("title", {"id": f"{prefix}-title"}, safe(chart.title))
    return [title, element("desc", {"id": f"{prefix}-desc"}, safe(chart.description))]


def _inside(chart: Chart, size: Size, prefix: str, *, heading: bool) -> tuple[float, Sequence[str]]:
    """How high the drawing is, and what is in it."""
    top, above = _heading(chart, size) if heading else (4.0, [])
    if is_empty(chart):
        height = top + size.plot
        words = label(NOTHING, size.width / 2, (top + height) / 2, anchor="middle")
        return height, [*above, words]
    patterns = "".join(hatch(prefix, role) for role in _hatched(chart))
    defs = [element("defs", {}, patterns)] if patterns else []
    names, top = svg_legend.legend(svg_legend.entries(chart), size.margin, size.width - size.margin, top, prefix)
    height, plot = _plot(chart, size, prefix, top)
    return height, [*defs, *above, *names, *plot]


def _heading(chart: Chart, size: Size) -> tuple[float, list[str]]:
    lines = wrapped(chart.title, size.width - 2 * size.margin, HEADING * BOLD, 3)
    step = HEADING * 1.25
    texts = [label(line, size.margin, 14 + step * (at + 0.75), style="heading") for at, line in enumerate(lines)]
    return 20 + step * len(lines), texts


def _plot(chart: Chart, size: Size, prefix: str, top: float) -> tuple[float, Sequence[str]]:
    """The axes with everything on them, from `top` on."""
    whole = is_whole(chart)
    at_side = ticks.around(*y_range(chart), size.ticks, whole)
    ends = at_side[0].at, at_side[-1].at
    across = x_range(chart)
    named = svg_axes.levels_room(chart)
    right = size.width - size.margin - (named + svg_axes.LEAD + 1 if named else 0)
    left = size.margin + max(width(tick.label) for tick in at_side) + svg_axes.BESIDE
    below = svg_axes.bottom(chart.x, across, right - left, all(end == int(end) for end in across))
    left = max(left, size.margin + svg_axes.overhang(below, across, right - left))
    top += svg_axes.LINE + 18 if chart.y.title else 10
    frame = Frame(left, right, top, top + size.plot, across, ends)
    height = frame.bottom + below.height + 12
    title = shortened(chart.y.title, size.width - 2 * size.margin)
    return height, [
        label(title, size.margin, top - 17, style="strong", full=chart.y.title),
        *svg_axes.y_axis(at_side, frame),
        *drawn(Drawing(chart, frame, prefix)),
        *svg_axes.x_axis(chart.x, below, frame, size.width - 2, height - 12),
        *svg_axes.levels(chart, frame, size.width - size.margin),
    ]


def _hatched(chart: Chart) -> Iterator[Role]:
    roles: dict[Role, None] = {}
    for layer in chart.layers:
        if isinstance(layer, Areas):
            roles |= dict.fromkeys(layer.roles)
        elif isinstance(layer, Bars):
            roles[layer.role] = None
    return (role for role in roles if LOOKS[role].hatched)
