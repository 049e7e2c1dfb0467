"""Drawing on cells."""

import pytest

from radar_cli.domain.chart import Role
from radar_cli.rendering.canvas import Canvas, Ink, Part, Span, lower_part


def text(canvas: Canvas) -> list[str]:
    return ["".join(span.text for span in line) for line in canvas.lines()]


def test_the_first_row_is_the_lowest() -> None:
    canvas = Canvas(2, 2, Ink.SHADES)
    canvas.put(1, 0, "x", Role.FIRST)
    assert text(canvas) == ["  ", " x"]


@pytest.mark.parametrize(
    ("x", "y", "expected"),
    [(0.2, 0.1, "⡀"), (0.7, 0.1, "⢀"), (0.2, 0.3, "⠄"), (0.2, 0.6, "⠂"), (0.2, 0.9, "⠁"), (0.7, 0.9, "⠈")],
)
def test_a_cell_has_eight_dots(x: float, y: float, expected: str) -> None:
    canvas = Canvas(1, 1, Ink.SHADES)
    canvas.dot(x, y, Role.FIRST, "*")
    assert text(canvas) == [expected]


def test_dots_of_one_cell_come_together() -> None:
    canvas = Canvas(1, 1, Ink.SHADES)
    for across in (0.2, 0.7):
        for up in range(4):
            canvas.dot(across, up / 4 + 0.1, Role.FIRST, "*")
    assert text(canvas) == ["⣿"]


def test_the_far_edges_belong_to_the_last_cells() -> None:
    canvas = Canvas(2, 2, Ink.SHADES)
    canvas.dot(2.0, 2.0, Role.FIRST, "*")
    assert text(canvas) == [" ⠈", "  "]


def test_in_ascii_a_dot_is_its_mark() -> None:
    canvas = Canvas(2, 1, Ink.ASCII)
    canvas.dot(1.5, 0.5, Role.FIRST, "*")
    assert text(canvas) == [" *"]


def test_a_dot_in_colour_lets_a_full_cell_shine_through() -> None:
    canvas = Canvas(1, 1, Ink.COLOUR)
    canvas.put(0, 0, "█", Role.DONE)
    canvas.dot(0, 0, Role.FIRST, "*")
    assert [*canvas.lines()[0]] == [Span("⡀", Role.FIRST, Role.DONE)]


def test_a_stroke_has_no_holes() -> None:
    canvas = Canvas(10, 4, Ink.ASCII)
    canvas.stroke([(0.5, 0.5), (9.5, 3.5)], Role.FIRST, "*")
    lines = text(canvas)
    assert all(any(line[column] == "*" for line in lines) for column in range(10))
    assert lines[0].endswith("*")
    assert lines[3].startswith("*")


def test_a_stroke_without_length_is_a_dot_and_one_without_places_is_nothing() -> None:
    canvas = Canvas(3, 1, Ink.ASCII)
    canvas.stroke([], Role.FIRST, "*")
    assert text(canvas) == ["   "]
    canvas.stroke([(1.5, 0.5)], Role.FIRST, "*")
    canvas.stroke([(1.5, 0.5), (1.5, 0.5)], Role.FIRST, "*")
    assert text(canvas) == [" * "]


def test_dashes_leave_dots_out() -> None:
    solid, dashed = Canvas(10, 1, Ink.SHADES), Canvas(10, 1, Ink.SHADES)
    solid.stroke([(0, 0), (10, 0)], Role.FIRST, "*")
    dashed.stroke([(0, 0), (10, 0)], Role.FIRST, "*", (2, 2))
    assert text(solid) == ["⣀" * 10]
    assert text(dashed) == ["⣀ ⣀ ⣀ ⣀ ⣀⢀"]


def test_background_covers_nothing_and_is_covered_by_everything() -> None:
    canvas = Canvas(3, 1, Ink.SHADES)
    canvas.put(0, 0, "x", Role.FIRST)
    for column in range(3):
        canvas.put_behind(column, 0, ".", Role.CALM)
        canvas.put_behind(column, 0, "-", Role.LEVEL)
    canvas.put(1, 0, "y", Role.FIRST)
    assert text(canvas) == ["xy-"]
    assert not canvas.is_free(1, 0)
    assert canvas.is_free(2, 0)


def test_what_is_outside_is_left_out() -> None:
    canvas = Canvas(1, 1, Ink.SHADES)
    for column, row in ((-1, 0), (1, 0), (0, -1), (0, 1)):
        canvas.put(column, row, "x", Role.FIRST)
        canvas.put_behind(column, row, "x", Role.FIRST)
        assert not canvas.is_free(column, row)
    assert text(canvas) == [" "]


def test_cells_of_one_look_are_one_span() -> None:
    canvas = Canvas(4, 1, Ink.COLOUR)
    canvas.put(1, 0, "x", Role.FIRST)
    canvas.put(2, 0, "y", Role.FIRST)
    assert [*canvas.lines()[0]] == [Span(" ", Part.TEXT), Span("xy", Role.FIRST), Span(" ", Part.TEXT)]


def test_blocks_fill_cells_to_an_eighth() -> None:
    assert "".join(lower_part(eighths / 8) for eighths in range(9)) == " ▁▂▃▄▅▆▇█"
    assert lower_part(-1) == " "
    assert lower_part(2) == "█"
