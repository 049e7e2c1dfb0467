"""What is said of differences, against values of scipy 1.17's binomtest and mannwhitneyu, and against simulation."""

from random import Random

import numpy as np
import pytest

from radar_cli.domain.two_samples import Verdict, p_of_counts, p_of_durations, verdict, verdict_of_durations


@pytest.mark.parametrize(
    ("before", "after", "share_after", "expected"),
    [(30, 60, 0.5, 0.002060266), (60, 60, 0.5, 1), (12, 31, 0.25, 0), (100, 0, 0.5, 0), (41, 65, 0.6, 0.843058106)],
)
def test_numbers_of_events_are_tested_as_scipy_does(
    before: int, after: int, share_after: float, expected: float
) -> None:
    assert p_of_counts(before, after, share_after) == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ([19, 22, 16, 29, 24], [20, 11, 17, 12], 0.111346887),
        (list(range(12)), list(range(5, 20)), 0.001498008),
        ([1, 1, 2, 2, 2, 3, 9, 9, 9, 9], [2, 2, 3, 3, 4, 9, 9, 10, 11, 11, 12], 0.078330437),
        ([5] * 10, [5] * 9 + [6], 0.368120251),
    ],
)
def test_durations_are_tested_as_scipy_does(before: list[int], after: list[int], expected: float) -> None:
    assert p_of_durations(before, after) == pytest.approx(expected, abs=1e-6)
    assert p_of_durations(after, before) == p_of_durations(before, after)


def test_values_that_are_all_the_same_do_not_differ() -> None:
    assert p_of_durations([3] * 12, [3] * 15) == 1
    assert p_of_durations([], [3] * 15) == 1
    assert p_of_counts(0, 0, 0.5) == 1


def test_what_is_chance_is_called_clear_one_time_in_twenty() -> None:
    random = np.random.default_rng(1)
    pairs = random.poisson(40, (2_000, 2))
    counts = np.mean([p_of_counts(int(a), int(b), 0.5) < 0.05 for a, b in pairs])
    chance = Random(1)
    samples = [[int(chance.lognormvariate(8, 1)) for _ in range(20)] for _ in range(2_000)]
    durations = np.mean([p_of_durations(a, b) < 0.05 for a, b in zip(samples[::2], samples[1::2], strict=True)])
    assert 0.02 < counts <= 0.055  # an exact test of whole numbers stays below
    assert 0.03 < durations < 0.07


def test_a_million_events_are_tested_in_a_moment() -> None:
    assert p_of_counts(500_000, 503_000, 0.5) == pytest.approx(0.002748828, abs=1e-5)


def test_of_few_durations_nothing_is_said() -> None:
    assert verdict_of_durations(9, 1_000, 0.0) is Verdict.TOO_FEW
    assert verdict_of_durations(1_000, 9, 0.0) is Verdict.TOO_FEW
    assert verdict_of_durations(10, 10, 0.049) is Verdict.CLEAR
    assert verdict_of_durations(10, 10, 0.05) is Verdict.NONE


def test_of_events_something_is_said_however_few_they_are() -> None:
    assert verdict(p_of_counts(0, 40, 0.5)) is Verdict.CLEAR
    assert verdict(p_of_counts(0, 6, 0.5)) is Verdict.CLEAR
    assert verdict(p_of_counts(0, 5, 0.5)) is Verdict.NONE
    assert verdict(p_of_counts(0, 0, 0.5)) is Verdict.NONE
