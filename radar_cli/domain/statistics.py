"""Numbers about durations, exact: what is given is whole, and rounded once, at the end.

Percentiles interpolate linearly between the two nearest ranks, as SQL's percentile_cont and numpy's default do
(Hyndman and Fan 1996, definition 7).
"""

from collections.abc import Mapping, Sequence
from typing import Any

METHOD = "linear interpolation between the nearest ranks (percentile_cont)"
PERCENTS = (50, 85, 95)
# Of fewer values a 95th percentile says little more than the largest of them.
FEWEST_FOR_P95 = 20


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
