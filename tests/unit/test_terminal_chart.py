"""Charts as text. What they are expected to look like stands in snapshots/, a file for each chart and width.

`RADAR_WRITE_SNAPSHOTS=1 pytest tests/unit/test_terminal_chart.py` writes the files anew, and fails, so that it passes
only when it compares. Look at what `git diff` says about them before you commit them.
"""

import io
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from radar_cli.domain.chart import (
    Areas,
    Axis,
    Band,
    Bars,
    Chart,
    Layer,
    Level,
    Line,
    Points,
    Role,
    Scale,
)
from radar_cli.rendering import terminal_chart
from radar_cli.rendering.options import OutputOptions
from radar_cli.rendering.terminal_chart import HEIGHT
from tests import sample_charts
from tests.random_charts import random_charts

SNAPSHOTS = Path(__file__).parent / "snapshots" / "terminal"
# Read here, since tests run without RADAR_ variables.
WRITE = os.environ.get("RADAR_WRITE_SNAPSHOTS") == "1"
ACROSS, UPRIGHT = Axis("x"), Axis("y")


def drawn(chart: Chart, width: int = 80, height: int = HEIGHT, *, ascii_only: bool = False) -> Sequence[str]:
    lines = terminal_chart.lines(chart, width, height, ascii_only=ascii_only)
    return ["".join(span.text for span in line) for line in lines]


def chart_of(*layers: Layer, x: Axis = ACROSS, y: Axis = UPRIGHT) -> Chart:
    return Chart("chart", "A chart", "", x, y, layers)


def written(chart: Chart, monkeypatch: pytest.MonkeyPatch, options: OutputOptions, **environment: str) -> str:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "TERM", "COLORTERM", "TTY_COMPATIBLE"):
        monkeypatch.delenv(name, raising=False)
    for name, value in {"COLUMNS": "80", "TERM": "xterm", **environment}.items():
        monkeypatch.setenv(name, value)
    out = io.StringIO()
    terminal_chart.write(chart, out, options)
    return out.getvalue()


@pytest.mark.parametrize("name", sample_charts.ALL)
@pytest.mark.parametrize("shape", ["48", "80", "120", "80-ascii"])
def test_a_chart_looks_like_its_snapshot(name: str, shape: str) -> None:
    width, _, ascii_only = shape.partition("-")
    lines = drawn(sample_charts.ALL[name](), int(width), ascii_only=bool(ascii_only))
    text = "".join(f"{line}\n" for line in lines)
    file = SNAPSHOTS / f"{name}-{shape}.txt"
    if WRITE:
        file.write_text(text, encoding="utf-8")
        pytest.fail(f"wrote {file.name}: look at it, and run again without RADAR_WRITE_SNAPSHOTS")
    assert text == file.read_text(encoding="utf-8")


def test_every_snapshot_is_of_a_sample() -> None:
    names = {file.stem.removesuffix("-ascii").rpartition("-")[0] for file in SNAPSHOTS.iterdir()}
    assert names == {*sample_charts.ALL}


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(random_charts(), st.integers(20, 200), st.integers(1, 20), st.booleans(), st.booleans())
def test_whatever_there_is_to_draw_stays_within_the_width(
    chart: Chart, width: int, height: int, ascii_only: bool, color: bool
) -> None:
    for line in terminal_chart.lines(chart, width, height, ascii_only=ascii_only, color=color):
        text = "".join(span.text for span in line)
        assert cell_len(text) <= width
        assert not [character for character in text if ord(character) < 32 or 127 <= ord(character) < 160]
        assert text.isascii() or not ascii_only


@given(st.integers(20, 200))
@settings(deadline=None, max_examples=40)
def test_the_samples_stay_within_any_width(width: int) -> None:
    for make in sample_charts.ALL.values():
        assert all(cell_len(line) <= width for line in drawn(make(), width))


def test_without_data_it_says_so() -> None:
    assert drawn(sample_charts.empty()) == ["Burndown", "nothing to show"]
    assert drawn(chart_of(Points("p", Role.FIRST, [], []), Level("l", 3), Band("b", Role.CALM, 0, 4)))[-1] == (
        "nothing to show"
    )
    assert drawn(chart_of(Line("l", Role.FIRST, [1, 2], [None, None])))[-1] == "nothing to show"


@pytest.mark.parametrize(
    "layer",
    [
        Points("p", Role.FIRST, [5], [7]),
        Line("p", Role.FIRST, [5], [7]),
        Bars("p", Role.FIRST, [5], [7]),
        Areas([5], ["p"], [Role.FIRST], [[7]]),
    ],
)
@pytest.mark.parametrize("scale", [Scale.NUMBER, Scale.DAY])
def test_one_point_is_a_chart(layer: Layer, scale: Scale) -> None:
    lines = drawn(chart_of(layer, x=Axis("x", scale)))
    canvas = [line for line in lines if "│" in line or "┤" in line]
    assert any(line.partition("┤")[2] or line.partition("│")[2] for line in canvas)


def test_zeros_are_a_chart_with_an_axis_from_zero() -> None:
    lines = drawn(chart_of(Bars("b", Role.FIRST, [1, 2, 3], [0, 0, 0]), Line("l", Role.SECOND, [1, 3], [0, 0])))
    assert any(line.startswith("0 └") for line in lines)


def test_what_is_not_zero_is_seen() -> None:
    lines = drawn(chart_of(Bars("b", Role.FIRST, [1, 2], [1000, 0.001])))
    assert next(line for line in reversed(lines) if "│" in line).count("▁") > 1


def test_counts_have_whole_ticks() -> None:
    for most in range(1, 40):
        lines = drawn(chart_of(Bars("b", Role.FIRST, [1, 2], [1, most])))
        labels = [line.partition("┤")[0].strip() for line in lines if "┤" in line]
        assert labels
        assert all(label.isdecimal() for label in labels)


def test_a_gap_interrupts_a_line() -> None:
    whole = drawn(chart_of(Line("l", Role.FIRST, [0, 1, 2, 3], [2, 2, 2, 2])))
    gap = drawn(chart_of(Line("l", Role.FIRST, [0, 1, 2, 3], [2, None, 2, 2])))
    row = next(line for line in whole if "⠉⠉" in line or "⣀⣀" in line or "⠒⠒" in line or "⠤⠤" in line)
    assert " " not in row.partition("┤")[2]
    assert any("  " in line.partition("┤")[2].strip() for line in gap)


def test_levels_are_named_at_the_edge_one_a_row() -> None:
    levels = [Level("p50", 9.9), Level("p85", 10), Level("p90", 10.1), Level("p95", 10.12)]
    lines = drawn(chart_of(Points("p", Role.FIRST, [1, 2], [10, 12]), *levels))
    named = [line.rstrip().rpartition(" p")[2] for line in lines if " p" in line and "•" not in line.split("  ")[0]]
    assert [name for name in named if name[:2].isdecimal()] == ["95 10.1", "90 10.1", "85 10", "50 9.9"]


@given(st.lists(st.floats(0.1, 100), min_size=1, max_size=12), st.integers(30, 120))
@settings(deadline=None, max_examples=60)
def test_levels_never_share_a_row(values: Sequence[float], width: int) -> None:
    levels = [Level(f"L{place}", value) for place, value in enumerate(values)]
    lines = drawn(chart_of(Points("p", Role.FIRST, [1, 2], [0, 100]), *levels), width)
    assert sum(line.count(" L") for line in lines) == len(values)
    assert all(line.count(" L") <= 1 for line in lines)


def test_the_highest_points_are_named_where_there_is_room() -> None:
    high = Points("p", Role.FIRST, [1, 5, 9], [10, 20, 1], ["task 1", "task 2", "task 3"])
    text = "\n".join(drawn(chart_of(high)))
    assert "• task 2" in text
    assert "• task 1" in text
    right = Points("p", Role.FIRST, [1, 9], [10, 20], ["task 1", "task 2"])
    assert any(line.endswith("task 2 •") for line in drawn(chart_of(right)))
    beside = Points("p", Role.FIRST, [1, 8.6, 9], [10, 20, 20], ["task 1", "task 2", "task 3"])
    assert not [line for line in drawn(chart_of(beside)) if "task 3" in line]


def test_stacked_areas_are_told_apart_without_colour() -> None:
    for ascii_only in (False, True):
        stacked = sample_charts.stacked()
        for chart in (replace(stacked, layers=stacked.layers[:1]), sample_charts.four_areas()):
            lines = terminal_chart.lines(chart, 80, HEIGHT, ascii_only=ascii_only)
            marks = {span.role: set(span.text) for span in lines[1] if isinstance(span.role, Role)}
            assert len({frozenset(mark) for mark in marks.values()}) == len(marks) >= 3
            for line in lines[3:]:
                assert all(set(span.text) == marks[span.role] for span in line if isinstance(span.role, Role))


def test_text_of_users_does_not_reach_the_terminal_as_it_is() -> None:
    evil = "\x1b[31mred\r\n\u202e"
    chart = replace(sample_charts.grouped_bars(), title=evil, x=Axis(evil, Scale.NAME, [evil] * 5), y=Axis(evil))
    text = "".join(drawn(chart))
    assert "\x1b" not in text
    assert "\\x1b[31mred" in text


def test_a_long_legend_wraps() -> None:
    names = ["the first of the layers", "the second of the layers", "the third of the layers"]
    areas = Areas([1, 2], names, [Role.DONE, Role.IN_PROGRESS, Role.TODO], [[1, 2]] * 3)
    lines = drawn(chart_of(areas), 40)
    assert lines[1:4] == [f"██ {names[0]}", f"▒▒ {names[1]}", f"░░ {names[2]}"]


def test_colours_are_for_terminals_that_have_them(monkeypatch: pytest.MonkeyPatch) -> None:
    chart = sample_charts.stacked()
    colourful = written(chart, monkeypatch, OutputOptions(), FORCE_COLOR="1")
    assert "\x1b[32m" in colourful
    assert "▒" not in colourful
    assert "\x1b[3" not in written(chart, monkeypatch, OutputOptions(), FORCE_COLOR="1", NO_COLOR="1")
    assert "\x1b[3" not in written(chart, monkeypatch, OutputOptions(color=False), FORCE_COLOR="1")
    assert "\x1b" not in written(chart, monkeypatch, OutputOptions())
    assert "▒" in written(chart, monkeypatch, OutputOptions())


def test_a_dumb_terminal_gets_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    for make in sample_charts.ALL.values():
        text = written(make(), monkeypatch, OutputOptions(), TERM="dumb")
        assert text.isascii()
        assert "\x1b" not in text


def test_an_output_that_is_not_utf_8_gets_ascii(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    for make in sample_charts.ALL.values():
        out = io.TextIOWrapper(io.BytesIO(), encoding="latin-1")
        terminal_chart.write(make(), out, OutputOptions())
        out.flush()
        assert out.buffer.tell() > 0
        out.seek(0)
        assert out.read().isascii()


@pytest.mark.parametrize("columns", [40, 100, 300])
def test_it_is_as_wide_as_the_terminal_up_to_what_can_be_read(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    text = written(sample_charts.stacked(), monkeypatch, OutputOptions(), COLUMNS=str(columns))
    assert max(map(cell_len, text.splitlines())) == min(columns, terminal_chart.WIDEST)


def test_labels_below_names_are_as_wide_as_they_look() -> None:
    names = ["日本語の名前の人", "Ана", "a"]
    lines = drawn(chart_of(Bars("b", Role.FIRST, [0, 1, 2], [1, 2, 3]), x=Axis("", Scale.NAME, names)), 40)
    assert cell_len(lines[-1]) <= 40
    assert "Ана" in lines[-1]


def test_days_say_their_years_once() -> None:
    lines = drawn(sample_charts.stacked())
    assert lines[-1].strip() == "Day, 2026-03-02 to 2026-06-27"
