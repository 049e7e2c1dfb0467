"""What stands around a chart's canvas: the legend, the axes with their labels, and the names of levels.

It does not know how wide text is on a terminal; `Words` does, and is handed in.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from radar_cli.domain.chart import Areas, Band, Bars, Chart, Level, Line, Points, Role, Scale
from radar_cli.rendering.canvas import Ink, Span
from radar_cli.rendering.chart_axes import Upright, apart, day_ticks, names_shown, number_ticks
from radar_cli.rendering.chart_data import drawable
from radar_cli.rendering.chart_frame import Across, Drawing
from radar_cli.rendering.chart_layers import crowded, level_row
from radar_cli.rendering.ticks import Tick, short_number

BETWEEN_ENTRIES = 3
NARROWEST_NUMBER = 3


@dataclass(frozen=True, slots=True)
class Words:
    """Text from the data as it is shown: made harmless, measured in cells, cut to a width."""

    shown: Callable[[str], str]
    width: Callable[[str], int]
    cut: Callable[[str, int], str]


@dataclass(frozen=True, slots=True)
class Lines:
    """The characters of axes."""

    side: str
    side_tick: str
    corner: str
    bottom: str
    bottom_tick: str


BOX = Lines("│", "┤", "└", "─", "┬")
ASCII = Lines("|", "+", "+", "-", "+")


def axis_lines(ink: Ink) -> Lines:
    """The characters of axes that there are."""
    return ASCII if ink is Ink.ASCII else BOX


def legend(chart: Chart, drawing: Drawing, words: Words, width: int) -> Iterator[Sequence[Span]]:
    """Lines with the mark and the name of every layer, as many side by side as have room."""
    line: list[Span] = []
    used = 0
    for mark, role, name in _entries(chart, drawing):
        text = words.cut(words.shown(name), width - len(mark) - 1)
        needed = len(mark) + 1 + words.width(text)
        if line and used + BETWEEN_ENTRIES + needed > width:
            yield line
            line, used = [], 0
        if line:
            line.append(Span(" " * BETWEEN_ENTRIES))
            used += BETWEEN_ENTRIES
        line += [Span(mark, role), Span(f" {text}")]
        used += needed
    if line:
        yield line


def _entries(chart: Chart, drawing: Drawing) -> Iterator[tuple[str, Role, str]]:
    """The mark, its role and the name of everything but levels, which are named where they are."""
    marks = drawing.marks
    for layer in chart.layers:
        if isinstance(layer, Areas):
            for name, role in zip(layer.names, layer.roles, strict=True):
                yield marks.fill(role) * 2, role, name
        elif isinstance(layer, Bars):
            yield marks.fill(layer.role) * 2, layer.role, layer.name
        elif isinstance(layer, Line):
            stroke = marks.stroke(layer.role)
            yield stroke.ascii * 2 if marks.ink is Ink.ASCII else stroke.sign, layer.role, layer.name
        elif isinstance(layer, Points):
            yield from _of_points(layer, drawing, mere_dots=crowded(chart, drawing))
        elif isinstance(layer, Band):
            yield (marks.texture(layer) * 4)[:4], layer.role, layer.name


def _of_points(layer: Points, drawing: Drawing, *, mere_dots: bool) -> Iterator[tuple[str, Role, str]]:
    spot = drawing.marks.spot(layer.role)
    if mere_dots:
        yield "⠢", layer.role, layer.name
        return
    yield spot.one, layer.role, layer.name
    drawn = "".join(span.text for line in drawing.canvas.lines() for span in line if span.role is layer.role)
    if spot.several in drawn:
        yield spot.several, layer.role, "several"


def level_names(chart: Chart, upright: Upright, words: Words, widest: int) -> Sequence[tuple[int, Span]]:
    """What stands right of the canvas, each with its row: the levels' names and values."""
    levels = sorted((layer for layer in chart.layers if isinstance(layer, Level) and drawable(layer.y)), key=_height)
    rows = apart([level_row(level, upright) for level in levels], upright.rows)
    return [
        (row, Span(_named(level, words, widest), level.role))
        for row, level in zip(rows, levels, strict=True)
        if row is not None
    ]


def _height(level: Level) -> float:
    return level.y


def _named(level: Level, words: Words, widest: int) -> str:
    """A level's name and value; of a long name the end is missing, not the value."""
    value = short_number(level.y)
    name = words.cut(words.shown(level.name), max(widest - len(value) - 1, 1))
    return words.cut(f"{name} {value}", widest)


def side_labels(upright: Upright, words: Words, widest: int) -> Sequence[str]:
    """What stands left of each row, from the lowest, whose label stands beside the axis at the bottom."""
    labels = {round(upright.row(tick.at)) - 1: words.cut(tick.label, widest) for tick in upright.ticks}
    width = max(len(label) for label in labels.values())
    return [labels.get(row, "").rjust(width) for row in range(-1, upright.rows)]


def bottom_ticks(chart: Chart, across: Across, words: Words) -> Sequence[tuple[int, str]]:
    """The column and the label of every tick at the bottom; labels overlap nowhere."""
    if chart.x.scale is Scale.NAME:
        return _name_ticks(chart.x.names, across, words)
    ticks = day_ticks(across.low, across.high, across.columns) if chart.x.scale is Scale.DAY else _numbers(across)
    return [(min(int(across.column(tick.at)), across.columns - 1), tick.label) for tick in ticks]


def _name_ticks(names: Sequence[str], across: Across, words: Words) -> Sequence[tuple[int, str]]:
    shown = [words.shown(name) for name in names]
    if not shown:
        return []
    places = round(across.high - across.low)
    every, room = names_shown([words.width(name) for name in shown] + [0] * (places - len(shown)), across.columns)
    return [
        (min(int(across.column(place)), across.columns - 1), words.cut(shown[place], room))
        for place in range(0, len(shown), every)
    ]


def _numbers(across: Across) -> Sequence[Tick]:
    """As many round numbers as have room."""
    whole = across.high - across.low >= NARROWEST_NUMBER
    for most in range(max(across.columns // 6, 1), 0, -1):
        every = number_ticks(across.low, across.high, most, whole=whole)
        ticks = [tick for tick in every if across.low <= tick.at <= across.high]
        room = across.columns / (across.high - across.low) * (every[1].at - every[0].at)
        if ticks and max(len(tick.label) for tick in ticks) + 2 <= room:
            return ticks
    return ticks[:1]


def label_line(labels: Sequence[tuple[int, str]], words: Words, left: int, width: int) -> str:
    """Labels on one line, each in the middle of its column, which is counted from `left`."""
    line, used = "", 0
    for column, label in labels:
        length = words.width(label)
        start = max(0, min(left + column - (length - 1) // 2, width - length))
        if start < used + (1 if used else 0) or start + length > width:
            continue
        line += " " * (start - used) + label
        used = start + length
    return line


def bottom_line(labels: Sequence[tuple[int, str]], across: Across, lines: Lines, *, ticked: bool) -> str:
    """The axis at the bottom, with its corner."""
    ticks = {column for column, _ in labels} if ticked else set()
    return lines.corner + "".join(
        lines.bottom_tick if column in ticks else lines.bottom for column in range(across.columns)
    )
