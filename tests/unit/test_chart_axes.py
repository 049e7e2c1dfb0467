"""Ticks and their labels."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from radar_cli.domain.chart import day_number
from radar_cli.rendering.chart_axes import (
    apart,
    day_ticks,
    days_shown,
    names_shown,
    number_ticks,
    side_scale,
)


def labels(low: float, high: float, most: int = 5, *, whole: bool = False) -> Sequence[str]:
    return [tick.label for tick in number_ticks(low, high, most, whole=whole)]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 10, ["0", "2", "4", "6", "8", "10"]),
        (0, 1, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (-3, 12, ["-5", "0", "5", "10", "15"]),
        (0, 0.003, ["0", "0.001", "0.002", "0.003"]),
        (0, 8_000, ["0", "2000", "4000", "6000", "8000"]),
        (0, 9_000, ["0", "2k", "4k", "6k", "8k", "10k"]),
        (0, 12_000, ["0", "2.5k", "5.0k", "7.5k", "10.0k", "12.5k"]),
        (0, 3_000_000, ["0", "1M", "2M", "3M"]),
        (0, 4e9, ["0", "1G", "2G", "3G", "4G"]),
        (0, 2e20, ["0", "5e+19", "1e+20", "1.5e+20", "2e+20"]),
        (0, 2e-9, ["0", "5e-10", "1e-09", "1.5e-09", "2e-09"]),
        (0, 0, ["0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
    ],
)
def test_ticks_are_at_round_numbers(low: float, high: float, expected: Sequence[str]) -> None:
    assert labels(low, high) == expected


def test_counts_have_ticks_at_whole_numbers() -> None:
    assert labels(0, 1, whole=True) == ["0", "1"]
    assert labels(0, 3, whole=True) == ["0", "1", "2", "3"]
    assert labels(0, 12, whole=True) == ["0", "5", "10", "15"]


@given(st.floats(-1e9, 0), st.floats(0, 1e9), st.integers(1, 12), st.booleans())
def test_ticks_enclose_what_there_is(low: float, high: float, most: int, whole: bool) -> None:
    assume(high - low > 1e-9)
    assume(most > 1 or low == 0 or high == 0)
    ticks = number_ticks(low, high, most, whole=whole)
    slack = (high - low) * 1e-6
    assert ticks[0].at <= low + slack
    assert ticks[-1].at >= high - slack
    assert 2 <= len(ticks) <= most + 1
    assert all(sooner.at < later.at for sooner, later in pairwise(ticks))
    assert not whole or all(float(tick.at).is_integer() for tick in ticks)


@given(st.floats(-1e9, 0), st.floats(0, 1e9), st.integers(2, 20), st.booleans())
def test_the_side_has_room_for_everything_and_its_ticks_are_between_rows(
    low: float, high: float, height: int, whole: bool
) -> None:
    assume(high - low > 1e-9)
    side = side_scale(low, high, height, whole=whole)
    slack = (high - low) * 1e-6
    assert side.low <= low + slack
    assert side.high >= high - slack
    assert 1 <= side.rows <= height
    assert len(side.ticks) >= 1
    assert all(abs(side.row(tick.at) - round(side.row(tick.at))) < 1e-6 for tick in side.ticks)
    assert all(-1e-6 <= side.row(tick.at) <= side.rows + 1e-6 for tick in side.ticks)


@given(st.floats(0.1, 1e6))
def test_a_chart_is_at_least_two_thirds_as_high_as_it_may_be(high: float) -> None:
    side = side_scale(0, high, 15, whole=False)
    assert side.row(high) >= 10
    assert len(side.ticks) >= 3


def dates(start: date, end: date, columns: int) -> Sequence[str]:
    return [tick.label for tick in day_ticks(day_number(start), day_number(end), columns)]


@pytest.mark.parametrize(
    ("start", "end", "columns", "expected"),
    [
        (date(2025, 11, 3), date(2025, 11, 7), 60, ["3 Nov", "4 Nov", "5 Nov", "6 Nov", "7 Nov"]),
        (date(2025, 11, 3), date(2025, 11, 30), 60, ["3 Nov", "10 Nov", "17 Nov", "24 Nov"]),
        (date(2025, 11, 5), date(2025, 12, 24), 40, ["10 Nov", "24 Nov", "8 Dec", "22 Dec"]),
        (date(2025, 11, 3), date(2026, 3, 30), 60, ["Dec", "2026", "Feb", "Mar"]),
        (date(2025, 11, 3), date(2026, 3, 30), 30, ["Dec", "2026", "Feb", "Mar"]),
        (date(2025, 2, 3), date(2026, 3, 30), 26, ["Apr", "Jul", "Oct", "2026"]),
        (date(2023, 2, 3), date(2026, 3, 30), 20, ["2024", "2025", "2026"]),
        (date(1800, 2, 3), date(2026, 3, 30), 40, ["1850", "1900", "1950", "2000"]),
        (date(2025, 11, 4), date(2025, 11, 5), 60, ["4 Nov", "5 Nov"]),
    ],
)
def test_days_have_dates_side_by_side(start: date, end: date, columns: int, expected: Sequence[str]) -> None:
    assert dates(start, end, columns) == expected


@given(st.integers(1, 3_650_000), st.integers(1, 100_000), st.integers(10, 120))
def test_dates_never_overlap(start: int, days: int, columns: int) -> None:
    high = min(start + days, date.max.toordinal())
    assume(high > start)
    ticks = day_ticks(start, high, columns)
    assert ticks
    places = [(tick.at - start) / (high - start) * columns for tick in ticks]
    for (place, tick), (after, later) in pairwise(zip(places, ticks, strict=True)):
        assert after - place >= (len(tick.label) + len(later.label)) / 2 + 1


def test_weeks_begin_on_mondays() -> None:
    ticks = day_ticks(day_number(date(2025, 11, 5)), day_number(date(2025, 12, 3)), 60)
    assert {date.fromordinal(int(tick.at)).weekday() for tick in ticks} == {0}


def test_the_days_shown_have_their_years() -> None:
    assert days_shown(day_number(date(2025, 11, 5)), day_number(date(2026, 1, 2)) + 0.5) == "2025-11-05 to 2026-01-02"
    assert days_shown(day_number(date(2025, 11, 5)), day_number(date(2025, 11, 5)) + 0.5) == "2025-11-05"


def test_names_are_cut_before_they_are_left_out() -> None:
    assert names_shown([3, 3, 3], 60) == (1, 19)
    assert names_shown([30, 3, 3], 30) == (1, 9)
    every, room = names_shown([30] * 20, 60)
    assert every == 2
    assert room == 5


@pytest.mark.parametrize(
    ("rows", "height", "expected"),
    [
        ([1, 5, 9], 10, [1, 5, 9]),
        ([1, 1, 1], 10, [1, 2, 3]),
        ([8, 9, 9, 9], 10, [6, 7, 8, 9]),
        ([0, 9, 9], 10, [0, 8, 9]),
        ([0, 0, 0, 0], 3, [0, 1, 2, None]),
        ([], 3, []),
    ],
)
def test_labels_move_apart_as_little_as_they_must(
    rows: Sequence[int], height: int, expected: Sequence[int | None]
) -> None:
    assert apart(rows, height) == expected


@given(st.lists(st.integers(0, 14), max_size=15).map(sorted))
def test_labels_keep_their_order_and_a_row_each(rows: Sequence[int]) -> None:
    placed = apart(rows, 15)
    assert all(row is not None for row in placed)
    assert [*placed] == sorted({row for row in placed if row is not None})
    assert len(placed) == len(rows)
