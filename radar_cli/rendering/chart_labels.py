"""What the highest points of a chart are of, written beside them: those are what people ask about first."""

from collections.abc import Iterator

from radar_cli.domain.chart import Chart, Points
from radar_cli.rendering.canvas import Part
from radar_cli.rendering.chart_frame import Drawing
from radar_cli.rendering.chart_layers import crowded, point_cell
from radar_cli.rendering.chart_layout import Words

MOST = 5
COLUMNS_FOR_EACH = 16
LONGEST = 16


def label_highest(chart: Chart, drawing: Drawing, words: Words) -> None:
    """Write the labels of a few points where nothing else is drawn; points that have neighbours go without."""
    if crowded(chart, drawing):
        return
    points = sorted(_labelled(chart, drawing), reverse=True)
    for _, column, row, label in points[: min(MOST, drawing.canvas.columns // COLUMNS_FOR_EACH)]:
        text = words.cut(words.shown(label), LONGEST)
        # A character that is two cells wide cannot be put into one.
        if text.strip() and words.width(text) == len(text):
            _write_beside(column, row, text, drawing)


def _labelled(chart: Chart, drawing: Drawing) -> Iterator[tuple[float, int, int, str]]:
    """Height, column, row and label of every point that has one."""
    for layer in chart.layers:
        if isinstance(layer, Points):
            for x, y, label in zip(layer.x, layer.y, layer.labels, strict=False):
                if (cell := point_cell(x, y, drawing)) is not None:
                    yield y, *cell, label


def _write_beside(column: int, row: int, text: str, drawing: Drawing) -> None:
    """Right of the point if there is room, or else left of it, with a space on both sides."""
    canvas = drawing.canvas
    length = len(text)
    for start in (column + 2, column - 1 - length):
        around = range(start - 1, start + length + 1)
        inside = [at for at in around if 0 <= at < canvas.columns and at != column]
        if start < 0 or start + length > canvas.columns or not all(canvas.is_free(at, row) for at in inside):
            continue
        for at, character in zip(around, f" {text} ", strict=True):
            if at != column:
                canvas.put(at, row, character, Part.TEXT)
        return
