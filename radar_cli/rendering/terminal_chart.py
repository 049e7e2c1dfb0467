"""Charts for people, as wide as their terminal. Of the modules that draw charts this one alone imports rich."""

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import TextIO

from rich.cells import cell_len, set_cell_size  # noqa: TID253  beside tables, the one place
from rich.text import Text  # noqa: TID253

from radar_cli.domain.chart import Chart, Role, Scale
from radar_cli.rendering.canvas import Canvas, Ink, Part, Span
from radar_cli.rendering.chart_axes import days_shown
from radar_cli.rendering.chart_data import is_empty
from radar_cli.rendering.chart_frame import Across, Drawing, across, upright
from radar_cli.rendering.chart_labels import label_highest
from radar_cli.rendering.chart_layers import draw
from radar_cli.rendering.chart_layout import (
    Words,
    axis_lines,
    bottom_line,
    bottom_ticks,
    label_line,
    legend,
    level_names,
    side_labels,
)
from radar_cli.rendering.chart_marks import Marks
from radar_cli.rendering.options import OutputOptions
from radar_cli.rendering.safe_text import escaped
from radar_cli.rendering.table import console_on

NARROWEST = 20
WIDEST = 120
HEIGHT = 15
STYLES: Mapping[Role | Part, str] = {
    Role.TODO: "cyan",
    Role.IN_PROGRESS: "yellow",
    Role.DONE: "green",
    Role.CANCELLED: "bright_black",
    Role.FIRST: "bright_blue",
    Role.SECOND: "magenta",
    Role.THIRD: "cyan",
    Role.CALM: "dim green",
    Role.WATCH: "dim yellow",
    Role.ALARM: "dim red",
    Role.LEVEL: "bold",
    Part.TITLE: "bold",
    Part.AXIS: "dim",
    Part.TEXT: "",
}

SpanLine = Sequence[Span]


def write(chart: Chart, out: TextIO, options: OutputOptions) -> None:
    """Draw a chart, in colour where the terminal has it, and in ASCII where it has nothing else."""
    console = console_on(out, options)
    ascii_only = console.options.ascii_only or os.environ.get("TERM") == "dumb"
    color = console.color_system is not None and not console.no_color
    width = max(NARROWEST, min(console.width, WIDEST))
    for line in lines(chart, width, HEIGHT, ascii_only=ascii_only, color=color):
        console.print(Text.assemble(*((span.text, _style(span)) for span in line)), soft_wrap=True)
    console.print()


def lines(chart: Chart, width: int, height: int, *, ascii_only: bool, color: bool = False) -> Sequence[SpanLine]:
    """A chart as lines of spans, none of them wider than `width` cells.

    Args:
        chart: what to draw.
        width: how many cells there are, NARROWEST or more.
        height: how many rows at most there are inside the axes.
        ascii_only: draw with ASCII characters, and write out whatever others are in texts.
        color: layers are told apart by their spans' roles; without, by their characters.
    """
    ink = Ink.ASCII if ascii_only else Ink.COLOUR if color else Ink.SHADES
    words = Words(_shown_in_ascii if ascii_only else escaped, cell_len, _cut_in_ascii if ascii_only else _cut)
    title = [[Span(text, Part.TITLE)] for text in _wrapped(words.shown(chart.title), width, words)]
    if is_empty(chart):
        return [*title, [Span("nothing to show", Part.AXIS)]]
    return [*title, *(_stripped(line) for line in _body(chart, width, height, ink, words))]


def _body(chart: Chart, width: int, height: int, ink: Ink, words: Words) -> Iterator[SpanLine]:
    """Everything but the title."""
    side = upright(chart, height)
    left = side_labels(side, words, width // 4)
    right = dict(level_names(chart, side, words, max(width // 4, min(width // 3, 10))))
    room = max((words.width(span.text) + 1 for span in right.values()), default=0)
    margin = len(left[0]) + 2
    bottom = across(chart, max(width - margin - room, 1))
    drawing = Drawing(Canvas(bottom.columns, side.rows, ink), bottom, side, Marks(chart, ink))
    draw(chart, drawing)
    label_highest(chart, drawing, words)
    yield from legend(chart, drawing, words, width)
    yield []
    if chart.y.title:
        yield [Span(words.cut(words.shown(chart.y.title), width), Part.AXIS)]
    frame = axis_lines(ink)
    for row, drawn in zip(range(side.rows - 1, -1, -1), drawing.canvas.lines(), strict=True):
        label = left[row + 1]
        edge = f" {frame.side if label.isspace() else frame.side_tick}"
        beside = [Span(" "), right[row]] if row in right else []
        yield [Span(label), Span(edge, Part.AXIS), *drawn, *beside]
    ticks = bottom_ticks(chart, bottom, words)
    line = bottom_line(ticks, bottom, frame, ticked=chart.x.scale is not Scale.NAME)
    yield [Span(left[0]), Span(f" {line}", Part.AXIS)]
    yield [Span(label_line(ticks, words, margin, width))]
    if under := words.cut(_under(chart, bottom, words), width):
        start = max(0, min(margin + (bottom.columns - words.width(under)) // 2, width - words.width(under)))
        yield [Span(" " * start), Span(under, Part.AXIS)]


def _under(chart: Chart, bottom: Across, words: Words) -> str:
    """What the axis at the bottom is of."""
    title = words.shown(chart.x.title)
    if chart.x.scale is not Scale.DAY:
        return title
    days = days_shown(bottom.first, bottom.last)
    return f"{title}, {days}" if title else days


def _wrapped(text: str, width: int, words: Words) -> Iterator[str]:
    """Text on as many lines as it needs, broken between words; a word that is too long is cut."""
    line = ""
    for word in (words.cut(word, width) for word in text.split(" ")):
        if line and words.width(f"{line} {word}") > width:
            yield line
            line = word
        else:
            line = f"{line} {word}" if line else word
    yield line


def _cut(text: str, width: int) -> str:
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, max(width - 1, 0)).rstrip() + "…" if width > 0 else ""


def _cut_in_ascii(text: str, width: int) -> str:
    return text if len(text) <= width else text[: max(width - 1, 0)].rstrip() + "~" * min(width, 1)


def _shown_in_ascii(text: str) -> str:
    return escaped(text).encode("ascii", "backslashreplace").decode("ascii")


def _stripped(line: SpanLine) -> SpanLine:
    """A line without the spaces at its end."""
    kept = [*line]
    while kept and not kept[-1].text.strip():
        kept.pop()
    return [*kept[:-1], kept[-1]._replace(text=kept[-1].text.rstrip())] if kept else []


def _style(span: Span) -> str:
    return f"{STYLES[span.role]} on {STYLES[span.behind]}" if span.behind else STYLES[span.role]
