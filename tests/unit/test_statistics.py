"""Statistics of durations, against numpy and by hand."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest

from radar_cli.domain.durations import MICROSECONDS_A_DAY
from radar_cli.domain.statistics import histogram, interpolated, mean, percentile, summary


@pytest.mark.parametrize("n", [1, 2, 3, 4, 7, 19, 20, 21, 100, 101, 999])
@pytest.mark.parametrize("percent", [0, 1, 50, 85, 95, 99, 100])
def test_a_percentile_is_that_of_numpy(n: int, percent: int) -> None:
    random = Random(n)
    values = sorted(random.randrange(10 * MICROSECONDS_A_DAY) for _ in range(n))
    expected = np.percentile(np.array(values) / MICROSECONDS_A_DAY, percent)
    assert percentile(values, percent, MICROSECONDS_A_DAY) == pytest.approx(expected, abs=1e-9)


def test_the_85th_percentile_is_not_taken_one_rank_low() -> None:
    assert percentile(list(range(1, 101)), 85, 1) == 85.15
    assert percentile([1, 2, 3, 4, 5, 6, 7], 85, 1) == 6.1


def test_percentiles_of_equal_values_are_that_value() -> None:
    assert {percentile([7] * 30, percent, 2) for percent in (0, 50, 85, 95, 100)} == {3.5}


def test_a_percentile_is_rounded_once() -> None:
    lower, upper = 10**17 + 1, 10**17 + 8
    exact = Fraction(lower * 45 + upper * 55, 100 * MICROSECONDS_A_DAY)
    assert interpolated(lower, upper, 84, 85, MICROSECONDS_A_DAY) == float(exact)


def test_of_nothing_there_is_nothing() -> None:
    assert mean([], 1) is None
    assert percentile([], 50, 1) is None
    assert summary([], 1) == {"n": 0, "mean": None, "p50": None, "p85": None, "p95": None}
    assert histogram([], 1) == []


def test_a_95th_percentile_needs_20_values() -> None:
    assert summary(range(19), 1)["p95"] is None
    assert summary(range(20), 1)["p95"] == 18.05


def test_a_summary_does_not_need_its_values_in_order() -> None:
    assert summary([3, 1, 2], 1) == {"n": 3, "mean": 2, "p50": 2, "p85": 2.7, "p95": None}


def test_bins_have_a_nice_width_and_hold_every_value_once() -> None:
    random = Random(1)
    values = [int(random.expovariate(1 / 5) * MICROSECONDS_A_DAY) for _ in range(1000)]
    bins = histogram(values, MICROSECONDS_A_DAY)
    assert [one["from"] for one in bins] == list(range(len(bins)))
    assert [one["to"] for one in bins[:-1]] == list(range(1, len(bins)))
    assert bins[-1]["to"] is None
    days = np.array(values) / MICROSECONDS_A_DAY
    expected, _ = np.histogram(days, bins=[*range(len(bins)), np.inf])
    assert [one["n"] for one in bins] == expected.tolist()


@pytest.mark.parametrize("seed", range(20))
def test_20_bins_hold_95_of_a_hundred_values(seed: int) -> None:
    random = Random(seed)
    scale = 10 ** random.uniform(4, 12)
    values = [int(random.expovariate(1 / scale)) for _ in range(random.randrange(1, 300))]
    bins = histogram(values, MICROSECONDS_A_DAY)
    closed = [one for one in bins if one["to"] is not None]
    assert len(closed) <= 20
    assert sum(one["n"] for one in bins) == len(values)
    assert sum(one["n"] for one in closed) >= 0.95 * len(values)
    width = f"{closed[0]['to'] - closed[0]['from']:e}"
    assert width[0] in "125"
    assert set(width[1:].split("e", maxsplit=1)[0]) <= {".", "0"}


def test_a_value_on_an_edge_is_in_the_bin_above_it() -> None:
    assert histogram([0, 1, 1, 2], 1) == [
        {"from": 0, "to": 1, "n": 1},
        {"from": 1, "to": 2, "n": 2},
        {"from": 2, "to": 3, "n": 1},
    ]


def test_whole_days_have_bins_of_whole_days() -> None:
    assert {one["to"] - one["from"] for one in histogram([1] * 30, 1)} == {1}


def test_one_long_value_does_not_squeeze_the_others_into_one_bin() -> None:
    bins = histogram([1, 2, 3, 4] * 10 + [1000], 1)
    assert [one["n"] for one in bins] == [0, 10, 10, 10, 10, 1]
    assert bins[-1] == {"from": 5, "to": None, "n": 1}


def test_a_clock_that_was_set_back_has_its_bins_below_zero() -> None:
    bins = histogram([-1, 1, 2], 1)
    assert [(one["from"], one["n"]) for one in bins] == [(-1, 1), (0, 0), (1, 1), (2, 1)]
