"""Numbers about durations, exact: what is given is whole, and rounded once, at the end.

Percentiles interpolate linearly between the two nearest ranks, as SQL's percentile_cont and numpy's default do
(Hyndman and Fan 1996, definition 7).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import count
from typing import Any

METHOD = "linear interpolation between the nearest ranks (percentile_cont)"
PERCENTS = (50, 85, 95)
# Of fewer values a 95th percentile says little more than the largest of them.
FEWEST_FOR_P95 = 20
MOST_BINS = 20
USUAL_PERCENT = 95
NARROWEST_BINS_A_DAY = 1000  # a minute and a half


def mean(values: Sequence[int], unit: int) -> float | None:
    """The arithmetic mean, in so many of a unit; None of nothing."""
    return sum(values) / (len(values) * unit) if values else None


def percentile(ordered: Sequence[int], percent: int, unit: int) -> float | None:
    """A percentile of values in ascending order, in so many of a unit; None of nothing."""
    if not ordered:
        return None
    rank = percent * (len(ordered) - 1) // 100
    return interpolated(ordered[rank], ordered[min(rank + 1, len(ordered) - 1)], len(ordered), percent, unit)


def interpolated(lower: int, upper: int, n: int, percent: int, unit: int) -> float:
    """A percentile of n values, between the one of rank `percent * (n - 1) // 100` (from 0) and the next above it."""
    hundredths = percent * (n - 1) % 100
    return (lower * (100 - hundredths) + upper * hundredths) / (100 * unit)


def summary(values: Sequence[int], unit: int) -> Mapping[str, Any]:
    """`n`, `mean`, `p50`, `p85` and `p95` of durations, in days; null without a value, and p95 below 20 of them."""
    ordered = sorted(values)
    return {
        "n": len(ordered),
        "mean": mean(ordered, unit),
        **{f"p{percent}": _shown(ordered, percent, unit) for percent in PERCENTS},
    }


def _shown(ordered: Sequence[int], percent: int, unit: int) -> float | None:
    if percent == max(PERCENTS) and len(ordered) < FEWEST_FOR_P95:
        return None
    return percentile(ordered, percent, unit)


def histogram(values: Sequence[int], unit: int) -> Sequence[Mapping[str, Any]]:
    """How many durations are in each of some bins of one width: `from`, `to` (days, half-open) and `n`.

    The width is 1, 2 or 5 times a power of ten days, whole days where only these are counted: the narrowest with which
    20 bins or fewer hold 95 % of the values. A few long ones would squeeze all others into one bin, so what is beyond
    these bins is in a last one, whose `to` is null.
    """
    if not values:
        return []
    ordered = sorted(values)
    usual = ordered[-(-USUAL_PERCENT * len(ordered) // 100) - 1]
    width = next(width for width in _widths(unit) if usual < MOST_BINS * width)
    first, last = ordered[0] // width if ordered[0] < 0 else 0, usual // width
    counts = Counter(min(value // width, last + 1) for value in ordered)
    ends = [*range(first + 1, last + 2), *([None] if counts[last + 1] else [])]
    return [
        {
            "from": (first + place) * width / unit,
            "to": None if end is None else end * width / unit,
            "n": counts[first + place],
        }
        for place, end in enumerate(ends)
    ]


def _widths(unit: int) -> Iterator[int]:
    """Bin widths in units, each a nice number of days, from the narrowest that is whole on."""
    narrowest = max(1, unit // NARROWEST_BINS_A_DAY)
    for power in count():
        yield from (step * narrowest * 10**power for step in (1, 2, 5))
