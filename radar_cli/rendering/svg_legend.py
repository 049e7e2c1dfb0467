"""Which look is which: swatches with names, in as many rows as they need."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from radar_cli.domain.chart import Areas, Band, Bars, Chart, Level, Line, Points, Role
from radar_cli.rendering.palette import LOOKS, name_of
from radar_cli.rendering.svg_axes import MIDDLE
from radar_cli.rendering.svg_marks import mark
from radar_cli.rendering.svg_text import element, label, number, shortened, width

ROW = 20
SWATCHES = {"line": 20, "point": 10}
BOX = 12
BEHIND = 18  # from a name to the next swatch
LONGEST = 220


@dataclass(frozen=True, slots=True)
class Entry:
    """A name, and the kind of mark beside it."""

    name: str
    role: Role
    kind: str


def entries(chart: Chart) -> Sequence[Entry]:
    """One entry for each name of a layer; those of levels are at the right of the plot."""
    found: dict[Entry, None] = {}
    for layer in chart.layers:
        if isinstance(layer, Areas):
            pairs = list(zip(layer.names, layer.roles, strict=True))
            found |= {Entry(name, role, "area"): None for name, role in pairs}
        elif not isinstance(layer, Level):
            kind = {Line: "line", Bars: "bar", Points: "point", Band: "band"}[type(layer)]
            found[Entry(layer.name, layer.role, kind)] = None
    return sorted(found, key=lambda entry: entry.kind == "band")


def legend(shown: Sequence[Entry], left: float, right: float, top: float, prefix: str) -> tuple[Sequence[str], float]:
    """The entries in rows from `top` on, and where the last row ends."""
    drawn = []
    x, y = left, top + ROW / 2
    for entry in shown:
        beside = SWATCHES.get(entry.kind, BOX) + 6
        name = shortened(entry.name, min(LONGEST, right - left - beside))
        needed = beside + width(name)
        if x > left and x + needed > right:
            x, y = left, y + ROW
        drawn += [*_swatch(entry, x, y, prefix), label(name, x + beside, y + MIDDLE, full=entry.name)]
        x += needed + BEHIND
    return drawn, y + ROW / 2 if shown else top


def _swatch(entry: Entry, x: float, y: float, prefix: str) -> Sequence[str]:
    kinds: dict[str, Callable[[], Sequence[str]]] = {
        "line": lambda: [_stroke(entry, x, y)],
        "point": lambda: [mark(LOOKS[entry.role].shape, f"point {name_of(entry.role)}", x + 5, y)],
    }
    return kinds.get(entry.kind, lambda: _box(entry, x, y, prefix))()


def _stroke(entry: Entry, x: float, y: float) -> str:
    dash = {"stroke-dasharray": LOOKS[entry.role].dash} if LOOKS[entry.role].dash else {}
    line = {"class": f"line {name_of(entry.role)}", "d": f"M{number(x + 1)} {number(y)}h{SWATCHES['line'] - 2}"}
    return element("path", {**line, **dash})


def _box(entry: Entry, x: float, y: float, prefix: str) -> Sequence[str]:
    place = _square(x, y, BOX)
    role = name_of(entry.role)
    if entry.kind == "band":
        outline = {**_square(x, y, BOX - 1), "fill": "none", "class": f"edge {role}"}
        return [element("rect", {**place, "class": f"fill band {role}"}), element("rect", outline)]
    box = [element("rect", {**place, "class": f"fill {role}"})]
    if LOOKS[entry.role].hatched:
        box.append(element("rect", {**place, "fill": f"url(#{prefix}-hatch-{role})"}))
    return box


def _square(x: float, y: float, side: float) -> dict[str, str | float]:
    return {"x": x + (BOX - side) / 2, "y": y - side / 2, "width": side, "height": side, "rx": 2}
