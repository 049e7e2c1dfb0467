"""The axes of a drawing: grid, ticks, titles, and the names of levels at the right."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from radar_cli.domain.chart import Axis, Chart, Level, Scale
from radar_cli.rendering import ticks
from radar_cli.rendering.chart_data import drawable
from radar_cli.rendering.palette import name_of
from radar_cli.rendering.svg_frame import Frame
from radar_cli.rendering.svg_text import SMALL, element, label, number, safe, shortened, width

LINE = 15  # from one line of small text to the next
TICK = 5
APART = 14  # between labels that stand beside each other
MIDDLE = 4  # from the middle of a small text down to its baseline
BESIDE = 8  # from the plot to the numbers at its left
LEAD = 12  # from the plot to the names of levels at its right
SLANT = 35  # degrees
LONGEST_NAME = 100
LONGEST_LEVEL = 160


@dataclass(frozen=True, slots=True)
class Bottom:
    """What stands below the plot: its ticks with their texts (below them a year), and how high it is.

    `full` are the texts before they were shortened.
    """

    marks: Sequence[ticks.Tick]
    full: Sequence[str]
    slanted: bool
    height: float


def bottom(axis: Axis, ends: tuple[float, float], room: float, whole: bool) -> Bottom:
    """Choose what stands below a plot that is so wide."""
    if axis.scale is Scale.NAME:
        return _names(axis.names, ends, room)
    title = LINE + 6 if axis.title else 0
    if axis.scale is Scale.DAY:
        marked = ticks.days(*ends, int(room / (width("30 May") + APART)))
        years = LINE if any(tick.year for tick in marked) else 0
        return Bottom(marked, [tick.label for tick in marked], False, TICK + LINE + years + title)
    most = 12
    while True:
        marked = ticks.numbers(*ends, most, whole)
        widest = max((width(tick.label) for tick in marked), default=0.0)
        if most <= 2 or most * (widest + APART) <= room:
            return Bottom(marked, [tick.label for tick in marked], False, TICK + LINE + title)
        most -= 1


def _names(names: Sequence[str], ends: tuple[float, float], room: float) -> Bottom:
    each = room / (ends[1] - ends[0])
    every = 1
    slanted = any(width(name) > each - APART / 2 for name in names)
    longest = each - APART / 2
    if slanted:
        every = max(math.ceil((SMALL + 1) / math.sin(math.radians(SLANT)) / each), 1)
        longest = LONGEST_NAME
    shown = list(enumerate(names))[::every]
    marked = [ticks.Tick(float(place), shortened(name, longest)) for place, name in shown]
    tallest = max((width(tick.label) for tick in marked), default=0.0) * math.sin(math.radians(SLANT)) + SMALL
    return Bottom(marked, [name for _, name in shown], slanted, TICK + (tallest if slanted else LINE) + LINE + 6)


def overhang(below: Bottom, ends: tuple[float, float], room: float) -> float:
    """How far slanted names reach out to the left of the plot."""
    if not below.slanted:
        return 0.0
    each = room / (ends[1] - ends[0])
    reach = math.cos(math.radians(SLANT))
    beyond = (width(tick.label) * reach - (tick.at - ends[0]) * each for tick in below.marks)
    return max(beyond, default=0.0) + SMALL / 2


def x_axis(axis: Axis, below: Bottom, frame: Frame, edge: float, foot: float) -> Sequence[str]:
    """The ticks and their texts, none of them beyond the drawing's edge, and the title in the middle at its foot."""
    drawn = []
    for (value, text, year), full in zip(below.marks, below.full, strict=True):
        x, y = frame.across(value), frame.bottom + TICK + SMALL
        drawn.append(element("path", {"class": "axis", "d": f"M{number(x)} {number(frame.bottom)}v{TICK - 1}"}))
        if below.slanted:
            drawn.append(_slanted(text, full, x, y))
            continue
        beyond = x + max(width(text), width(year)) / 2 - edge
        x -= max(beyond, 0.0)
        drawn.append(label(text, x, y, anchor="middle", full=full))
        if year:
            drawn.append(label(year, x, y + LINE, anchor="middle"))
    title = shortened(axis.title, frame.right - frame.left)
    return [
        *drawn,
        label(title, (frame.left + frame.right) / 2, foot, anchor="middle", style="strong", full=axis.title),
    ]


def _slanted(text: str, full: str, x: float, y: float) -> str:
    attributes: dict[str, str | float] = {
        "transform": f"translate({number(x + MIDDLE)} {number(y - 2)}) rotate(-{SLANT})",
        "text-anchor": "end",
    }
    return element("text", attributes, *([element("title", {}, safe(full))] if full != text else []), safe(text))


def y_axis(marked: Sequence[ticks.Tick], frame: Frame) -> Sequence[str]:
    """A line across the plot at each tick, and its text to the left."""
    drawn = []
    for value, text, _ in marked:
        y = frame.up(value)
        drawn.append(
            element("path", {"class": "grid", "d": f"M{number(frame.left)} {number(y)}H{number(frame.right)}"})
        )
        drawn.append(label(text, frame.left - BESIDE, y + MIDDLE, anchor="end"))
    return drawn


def level_text(level: Level) -> str:
    """A level's name and value."""
    return f"{level.name} {ticks.short_number(level.y)}"


def _level_in(level: Level, room: float) -> str:
    """A level's name and value; of a long name the end is missing, not the value."""
    value = f" {ticks.short_number(level.y)}"
    return f"{shortened(level.name, max(room - width(value), 0))}{value}"


def levels(chart: Chart, frame: Frame, edge: float) -> Sequence[str]:
    """The names of the levels, up to the edge, each at its line or as near as there is room beside the others."""
    found = sorted((level for level in _drawn_levels(chart) if level.name), key=lambda level: -level.y)
    shown = found[: int((frame.bottom - frame.top) / LINE) + 1]
    drawn = []
    for level, y in zip(shown, spread([frame.up(level.y) for level in shown], frame.top, frame.bottom), strict=True):
        start, text = frame.right + LEAD, _level_in(level, edge - frame.right - LEAD)
        bend = f"M{number(frame.right)} {number(frame.up(level.y))}L{number(start - 3)} {number(y)}"
        drawn.append(element("path", {"class": f"lead {name_of(level.role)}", "d": bend}))
        drawn.append(label(text, start, y + MIDDLE, style="strong", full=level_text(level)))
    return drawn


def spread(places: Sequence[float], top: float, bottom: float) -> Sequence[float]:
    """Places from top to bottom, moved as little as makes each a line away from the next and all be inside."""
    moved: list[float] = []
    for place in places:
        moved.append(max(place, moved[-1] + LINE if moved else top))
    limit = bottom
    for position in reversed(range(len(moved))):
        moved[position] = min(moved[position], limit)
        limit = moved[position] - LINE
    return moved


def levels_room(chart: Chart) -> float:
    """How much room to the right of the plot the names of levels take."""
    names = [level_text(level) for level in _drawn_levels(chart)]
    return min(max(map(width, names), default=0.0), LONGEST_LEVEL)


def _drawn_levels(chart: Chart) -> Sequence[Level]:
    return [layer for layer in chart.layers if isinstance(layer, Level) and drawable(layer.y)]
