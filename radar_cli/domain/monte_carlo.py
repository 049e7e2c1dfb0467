"""Forecasts by Monte Carlo: what past days brought is drawn again, day after day, in many trials.

The days of a trial are drawn from the past ones independently and with replacement, so that any past day may come
again any number of times (a bootstrap of the days: Efron, "Bootstrap Methods", 1979; for the flow of work: Magennis,
"Forecasting and Simulating Software Development Projects", 2011; Vacanti, "When Will It Be Done?", 2020). Days on
which nothing was finished are drawn as the others are, so that weekends and quiet weeks are in every forecast.

Of Python's random numbers `Random.random()` alone is promised to give the same for a seed in every version; everything
else is made from it here.
"""

from bisect import bisect
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from random import Random

TRIALS = 10_000
CONFIDENCES = (50, 85, 95)
METHOD = "nearest rank of the trials (percentile_disc)"
# A forecast that looks further ahead than this says that it cannot say.
HORIZON_DAYS = 3_650
LONGEST_STRETCH_DAYS = 64
MOST_SUMS = 300


@dataclass(frozen=True, slots=True)
class _Stretch:
    """How many tasks so many days in a row may bring, and how likely each number is.

    A long forecast would otherwise take thousands of draws for each trial. That the days are drawn one by one and added
    up, and that their sum is drawn, makes no difference to what comes out how often.
    """

    days: int
    most: int
    sums: Sequence[int]
    cumulative: Sequence[float]  # the probability of a sum up to the one at the same place


def days_until(past: Sequence[int], items: int, seed: int) -> Sequence[int]:
    """How many days it takes to finish so many tasks: of each trial, in ascending order.

    Args:
        past: how many tasks were finished on each past day.
        items: how many are to be finished, from 1 up.
        seed: a whole number from 0 up; the same gives the same.

    Returns:
        TRIALS numbers from 1 up; HORIZON_DAYS + 1 stands for all that are above HORIZON_DAYS.
    """
    random = Random(seed)  # noqa: S311  a forecast needs a seed, not secrecy
    stretches = _stretches(past)
    return sorted(_days_until(stretches, items, random) for _ in range(TRIALS))


def _days_until(stretches: Sequence[_Stretch], items: int, random: Random) -> int:
    draw = random.random
    left, days = items, 0
    for stretch in stretches:
        # A longer stretch is drawn only where the last task cannot be in it: its day is found among single days.
        while (left > stretch.most or (stretch.days == 1 and left > 0)) and days <= HORIZON_DAYS:
            left -= stretch.sums[bisect(stretch.cumulative, draw())]
            days += stretch.days
    return min(days, HORIZON_DAYS + 1)


def items_within(past: Sequence[int], days: int, seed: int) -> Sequence[int]:
    """How many tasks are finished in so many days: of each trial, in ascending order.

    Args:
        past: how many tasks were finished on each past day.
        days: how many days there are, from 1 up.
        seed: a whole number from 0 up; the same gives the same.
    """
    draw = Random(seed).random  # noqa: S311  a forecast needs a seed, not secrecy
    drawn = list(_filling(days, _stretches(past)))
    return sorted(sum([one.sums[bisect(one.cumulative, draw())] for one in drawn]) for _ in range(TRIALS))


def _filling(days: int, stretches: Sequence[_Stretch]) -> Sequence[_Stretch]:
    """Stretches that make so many days together."""
    chosen = []
    for stretch in stretches:
        count, days = divmod(days, stretch.days)
        chosen += count * [stretch]
    return chosen


def nearest_rank(ordered: Sequence[int], percent: int) -> int:
    """The smallest of some values in ascending order that so many percent of them do not exceed."""
    return ordered[-(-percent * len(ordered) // 100) - 1]


def _stretches(past: Sequence[int]) -> Sequence[_Stretch]:
    """Stretches of 1, 2, 4 … days, the longest first."""
    ways: Mapping[int, int] = Counter(past)
    found = [_stretch(1, ways)]
    while found[-1].days < LONGEST_STRETCH_DAYS and len(ways) <= MOST_SUMS:
        ways = _added(ways, ways)
        found.append(_stretch(2 * found[-1].days, ways))
    return found[::-1]


def _stretch(days: int, ways: Mapping[int, int]) -> _Stretch:
    sums = sorted(ways)
    total = sum(ways.values())
    # Whole numbers divided once: the same on every machine.
    cumulative = [reached / total for reached in accumulate(ways[each] for each in sums)]
    return _Stretch(days, sums[-1], sums, cumulative)


def _added(one: Mapping[int, int], other: Mapping[int, int]) -> Mapping[int, int]:
    """In how many ways each sum of two numbers comes about, of which each comes about in so many ways."""
    ways: Counter[int] = Counter()
    for a, ways_to_a in one.items():
        for b, ways_to_b in other.items():
            ways[a + b] += ways_to_a * ways_to_b
    return ways
