"""Trials of a forecast, against the exact probabilities by numpy's convolution."""

import time
from collections.abc import Sequence

import numpy as np
import pytest

from radar_cli.domain.monte_carlo import HORIZON_DAYS, TRIALS, days_until, items_within, nearest_rank

PAST = [0, 1, 0, 3, 2, 0, 0] * 5 + [4, 0, 1]
# With 10,000 trials a share is further than this from its probability once in a million seeds
# (Dvoretzky, Kiefer and Wolfowitz 1956, with Massart's constant).
FURTHEST = float(np.sqrt(np.log(2 / 1e-6) / (2 * TRIALS)))


def exact(past: Sequence[int], days: int) -> np.ndarray:
    """The probability of each number of tasks done in so many days."""
    one_day = np.bincount(past) / len(past)
    reached = np.ones(1)
    for _ in range(days):
        reached = np.convolve(reached, one_day)
    return reached


@pytest.mark.parametrize("past", [PAST, [0, 0, 0, 0, 0, 1], [5], [0, 250, 3, 17, 90]])
@pytest.mark.parametrize("days", [1, 2, 13, 64, 99])
def test_each_number_of_tasks_comes_as_often_as_it_should(past: Sequence[int], days: int) -> None:
    trials = np.array(items_within(past, days, 11))
    expected = np.cumsum(exact(past, days))
    seen = np.searchsorted(trials, np.arange(len(expected)), side="right") / TRIALS
    assert np.abs(seen - expected).max() < FURTHEST


@pytest.mark.parametrize("past", [PAST, [0, 0, 0, 0, 0, 1], [5], [0, 250, 3, 17, 90]])
@pytest.mark.parametrize("items", [1, 2, 20, 77])
def test_each_number_of_days_comes_as_often_as_it_should(past: Sequence[int], items: int) -> None:
    trials = np.array(days_until(past, items, 11))
    for days in {1, 2, 5, *(int(np.percentile(trials, p)) for p in (5, 50, 85, 95))}:
        reached_by_then = exact(past, days)[items:].sum()
        assert abs((trials <= days).mean() - reached_by_then) < FURTHEST


def test_a_seed_gives_the_same_on_every_version_of_python() -> None:
    days, items = days_until(PAST, 40, 7), items_within(PAST, 30, 7)
    assert ([nearest_rank(days, percent) for percent in (1, 50, 85, 95)], sum(days)) == ([28, 44, 53, 60], 442_509)
    assert ([nearest_rank(items, percent) for percent in (5, 15, 50, 99)], sum(items)) == ([17, 21, 27, 44], 276_003)


def test_another_seed_gives_other_trials() -> None:
    assert days_until(PAST, 40, 7) != days_until(PAST, 40, 8)


def test_what_takes_longer_than_the_horizon_is_not_waited_for() -> None:
    assert set(days_until([0] * 99 + [1], 1_000_000, 7)) == {HORIZON_DAYS + 1}
    assert set(days_until([1], HORIZON_DAYS, 7)) == {HORIZON_DAYS}


@pytest.mark.parametrize("percent", range(1, 101))
def test_the_nearest_rank_is_that_of_numpy(percent: int) -> None:
    for values in ([7], [1, 2, 3, 4], sorted(PAST), list(range(101))):
        expected = np.percentile(values, percent, method="inverted_cdf")
        assert nearest_rank(values, percent) == expected


@pytest.mark.parametrize("past", [PAST, [0] * 80 + [1] * 10, [0, 1, 40] * 30])
def test_five_hundred_tasks_are_forecast_in_well_under_a_second(past: Sequence[int]) -> None:
    started = time.process_time()
    days_until(past, 500, 7)
    items_within(past, HORIZON_DAYS, 7)
    assert time.process_time() - started < 1
