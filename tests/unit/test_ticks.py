from collections.abc import Sequence
from datetime import date
from itertools import accumulate

import pytest
from hypothesis import given
from hypothesis import strategies as st

from radar_cli.rendering import ticks

VALUES = st.floats(-1e12, 1e12)
ORDINALS = st.floats(1, date.max.toordinal())


def day(year: int, month: int, number: int) -> float:
    return float(date(year, month, number).toordinal())


def labels(marked: Sequence[ticks.Tick]) -> list[str]:
    return [f"{tick.label} {tick.year}".rstrip() for tick in marked]


@pytest.mark.parametrize(
    ("low", "high", "most", "whole", "expected"),
    [
        (0, 10, 6, False, ["0", "2", "4", "6", "8", "10"]),
        (0, 1, 6, False, ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        (0, 1, 6, True, ["0", "1"]),
        (0, 3, 10, True, ["0", "1", "2", "3"]),
        (-4, 10, 8, True, ["-4", "-2", "0", "2", "4", "6", "8", "10"]),
        (0, 2500, 6, True, ["0", "500", "1,000", "1,500", "2,000", "2,500"]),
        (0, 3e7, 4, True, ["0", "1e+07", "2e+07", "3e+07"]),
        (0, 0, 5, True, ["0"]),
    ],
)
def test_numbers_are_round(low, high, most, whole, expected):
    assert labels(ticks.numbers(low, high, most, whole)) == expected


@given(VALUES, VALUES, st.integers(2, 20), st.booleans())
def test_numbers_are_in_their_range_and_not_too_many(one, other, most, whole):
    low, high = sorted((one, other))
    values = [tick.at for tick in ticks.numbers(low, high, most, whole)]
    slack = max((high - low) * 1e-6, 1e-9, abs(high) * 1e-9)
    assert len(values) <= most
    assert values == sorted(values)
    assert all(low - slack <= value <= high + slack for value in values)
    assert not whole or all(value == int(value) for value in values)


@given(VALUES, VALUES, st.integers(3, 12), st.booleans())
def test_a_range_is_between_the_first_and_the_last_number_around_it(one, other, most, whole):
    low, high = sorted((one, other))
    values = [tick.at for tick in ticks.around(low, high, most, whole)]
    slack = max((high - low) * 1e-6, 1e-9, abs(high) * 1e-9, abs(low) * 1e-9)
    assert 2 <= len(values) <= most
    assert values[0] <= low + slack
    assert values[-1] >= high - slack


def test_numbers_around_a_range_are_no_further_out_than_needed():
    assert labels(ticks.around(0, 9, 8, True)) == ["0", "2", "4", "6", "8", "10"]
    assert labels(ticks.around(-4, 9, 8, True)) == ["-4", "-2", "0", "2", "4", "6", "8", "10"]
    assert labels(ticks.around(0, 0, 8, True)) == ["0", "1"]


@pytest.mark.parametrize(
    ("first", "last", "most", "expected"),
    [
        ((2026, 3, 1), (2026, 3, 4), 8, ["1 Mar 2026", "2 Mar", "3 Mar", "4 Mar"]),
        ((2025, 12, 25), (2026, 1, 20), 5, ["29 Dec 2025", "5 Jan 2026", "12 Jan", "19 Jan"]),
        ((2026, 3, 2), (2026, 6, 1), 8, ["2 Mar 2026", "16 Mar", "30 Mar", "13 Apr", "27 Apr", "11 May", "25 May"]),
        ((2025, 11, 20), (2026, 3, 10), 4, ["Dec 2025", "Jan 2026", "Feb", "Mar"]),
        ((2025, 11, 20), (2026, 11, 20), 5, ["Jan 2026", "Apr", "Jul", "Oct"]),
        ((2023, 2, 1), (2026, 11, 20), 3, ["2024", "2025", "2026"]),
        ((1900, 1, 1), (2026, 1, 1), 4, ["1900", "1950", "2000"]),
    ],
)
def test_days_are_those_that_people_count_in(first, last, most, expected):
    assert labels(ticks.days(day(*first), day(*last), most)) == expected


def test_a_year_is_apart_from_its_day_and_alone_where_there_is_none():
    first, second = ticks.days(day(2025, 12, 31), day(2026, 1, 1), 5)
    assert first == ticks.Tick(day(2025, 12, 31), "31 Dec", "2025")
    assert second == ticks.Tick(day(2026, 1, 1), "1 Jan", "2026")
    assert ticks.days(day(2025, 2, 1), day(2026, 3, 1), 1) == [ticks.Tick(day(2026, 1, 1), "2026")]


def test_weeks_begin_on_monday():
    marked = ticks.days(day(2026, 1, 1), day(2026, 3, 1), 9)
    assert {date.fromordinal(int(value)).weekday() for value, *_ in marked} == {0}


@given(ORDINALS, ORDINALS, st.integers(1, 20))
def test_days_are_in_their_range_and_not_too_many(one, other, most):
    low, high = sorted((one, other))
    marked = ticks.days(low, high, most)
    assert len(marked) <= most
    assert all(low <= value <= high for value, *_ in marked)
    years = accumulate((tick.year for tick in marked), lambda last, said: said or last)
    assert len({(year, tick.label) for year, tick in zip(years, marked, strict=True)}) == len(marked)


def test_a_month_may_stand_once_in_each_year():
    marked = ticks.days(day(2025, 1, 1), day(2026, 4, 1), 6)
    assert labels(marked) == ["Jan 2025", "Apr", "Jul", "Oct", "Jan 2026", "Apr"]


@given(st.integers(1, date.max.toordinal() - 40), st.integers(1, 40))
def test_a_range_of_days_always_has_a_tick(first, length):
    assert ticks.days(first, first + length, 40)


def test_a_range_outside_the_calendar_has_no_ticks():
    assert ticks.days(-50, 0, 5) == []
    assert ticks.days(1e9, 2e9, 5) == []


def test_days_have_names():
    assert ticks.day_name(day(2026, 3, 2) + 0.9) == "2 Mar 2026"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (0, "0"),
        (-0.0, "0"),
        (0.1 / 24, "0.0042"),
        (12, "12"),
        (12.4, "12.4"),
        (12.44, "12.4"),
        (100, "100"),
        (0.5, "0.5"),
        (0.0123, "0.0123"),
        (-3.25, "-3.2"),
        (9_999, "9999"),
        (12_345, "12.3k"),
        (3_000_000, "3M"),
        (1e18, "1e+18"),
        (0.00001, "1e-05"),
    ],
)
def test_a_number_is_short(value: float, expected: str) -> None:
    assert ticks.short_number(value) == expected
