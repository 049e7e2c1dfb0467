"""How often numbers come, as bars: whole ones, and durations."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from radar_cli.domain.by_period import a_number
from radar_cli.domain.chart import Bars, Role

MOST_BARS = 60


def bars(name: str, counted: Sequence[tuple[int, int]]) -> Bars:
    """A bar for each number, or one for several in a row where there would be too many.

    Args:
        name: what is counted.
        counted: numbers in ascending order, at least one, and how often each comes.

    Returns:
        for each bar the middle of its numbers, and how many percent of all are in it.
    """
    first, last = counted[0][0], counted[-1][0]
    width = 1 + (last - first) // MOST_BARS
    heights: Counter[int] = Counter()
    for number, times in counted:
        heights[(number - first) // width] += times
    total = sum(heights.values())
    places = range((last - first) // width + 1)
    return Bars(
        name if width == 1 else f"{name}, {width} in a bar",
        Role.FIRST,
        [first + place * width + (width - 1) / 2 for place in places],
        [100 * heights[place] / total for place in places],
    )


def of_durations(bins: Sequence[Mapping[str, Any]], role: Role) -> Bars:
    """A bar of tasks in the middle of each bin of `statistics.histogram`; the last is as wide as the others."""
    width = bins[0]["to"] - bins[0]["from"] if bins else 0
    return Bars("Tasks", role, [one["from"] + width / 2 for one in bins], [one["n"] for one in bins])


def beyond(bins: Sequence[Mapping[str, Any]]) -> str:
    """A sentence, with a space before it, on the last of these bins where it has no end; else nothing."""
    if not bins or bins[-1]["to"] is not None:
        return ""
    return f" The last bar is all from {bins[-1]['from']:g} days on: {a_number(bins[-1]['n'], 'task')}."
