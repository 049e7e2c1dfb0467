"""Areas on a canvas, stacked on each other."""

import math
from bisect import bisect_left
from collections.abc import Sequence
from itertools import pairwise

from radar_cli.domain.chart import Areas, Role
from radar_cli.rendering.canvas import FULL, LOWER_EIGHTHS, Canvas, Ink
from radar_cli.rendering.chart_data import in_order
from radar_cli.rendering.chart_frame import Drawing

# A layer of a stack that is this thick, in rows, is seen even where cells cannot be divided.
SEEN_FROM = 0.25
# Less of a cell than this is nothing: blocks have eighths.
LEAST_SHARE = 1 / 16


def draw_areas(layer: Areas, drawing: Drawing) -> None:
    """Draw areas, from where their x begin to where they end."""
    areas = in_order(layer)
    xs = areas.x
    if not xs:
        return
    for column in range(drawing.canvas.columns):
        x = drawing.across.low + (column + 0.5) / drawing.canvas.columns * (drawing.across.high - drawing.across.low)
        margin = (drawing.across.high - drawing.across.low) / drawing.canvas.columns
        if len(xs) > 1 and not xs[0] - margin <= x <= xs[-1] + margin:
            continue
        tops, total = [], 0.0
        for row in areas.heights:
            total += _between(xs, row, x)
            tops.append(drawing.upright.row(total))
        _stack(column, tops, layer.roles, drawing)


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
        zero = round(drawing.upright.row(0.0))
        for row in range(zero, math.ceil(tops[-1]) if tops else 0):
            _mixed(column, row, [float(zero), *tops], roles, drawing.canvas)
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
    seen = [share for share in shares if share[0] >= LEAST_SHARE] or [max(shares)]
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
