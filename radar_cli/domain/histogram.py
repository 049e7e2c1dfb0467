"""How often whole numbers come, as bars."""

from collections import Counter
from collections.abc import Sequence

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
