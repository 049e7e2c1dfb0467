"""Whether two windows differ by more than chance: for numbers of events, and for durations."""

import math
from collections import Counter
from collections.abc import Sequence
from enum import StrEnum

# The approximation that durations are tested with is no good below; the test of events is exact, however few they are.
FEWEST = 10
CLEAR_BELOW = 0.05
# Of more events the normal approximation is as good, and does not go through all outcomes.
MANY = 100_000
RULE = (
    "numbers of events: conditional test of two Poisson rates (Przyborowski and Wilenski 1940); durations: rank test of"
    " all of them, corrected for ties and continuity (Mann and Whitney 1947); two-sided;"
    f" a difference is clear where p < {CLEAR_BELOW}; with fewer than {FEWEST} durations in a window there are too few"
    " to tell"
)


class Verdict(StrEnum):
    """What may be said about a difference."""

    CLEAR = "clear difference"
    NONE = "no clear difference"
    TOO_FEW = "too few to tell"
    UNTESTED = "no test for this number"


def verdict(p_value: float) -> Verdict:
    """What the probability of two numbers of events allows to say."""
    return Verdict.CLEAR if p_value < CLEAR_BELOW else Verdict.NONE


def verdict_of_durations(n_before: int, n_after: int, p_value: float) -> Verdict:
    """What the probability of so many durations in the two windows allows to say."""
    return Verdict.TOO_FEW if min(n_before, n_after) < FEWEST else verdict(p_value)


def p_of_counts(before: int, after: int, share_after: float) -> float:
    """How likely two numbers of events are that differ at least so much, if they come at the same rate.

    Given their sum, the number in one window is binomial then. Two-sided: all outcomes count that are not more likely
    than the one that was seen.

    Args:
        before, after: the events in each window.
        share_after: the length of the window `after` over that of both, between 0 and 1.

    Returns:
        a probability, rounded to six places.
    """
    total = before + after
    if total > MANY:
        distance = max(0.0, abs(after - total * share_after) - 0.5)
        return round(math.erfc(distance / math.sqrt(2 * total * share_after * (1 - share_after))), 6)
    logs = (math.log(share_after), math.log(1 - share_after))

    def likelihood(events: int) -> float:
        ways = math.lgamma(total + 1) - math.lgamma(events + 1) - math.lgamma(total - events + 1)
        return math.exp(ways + events * logs[0] + (total - events) * logs[1])

    seen = likelihood(after) * (1 + 1e-7)  # equally likely ones differ by how they were rounded
    return round(min(1.0, math.fsum(each for each in map(likelihood, range(total + 1)) if each <= seen)), 6)


def p_of_durations(before: Sequence[int], after: Sequence[int]) -> float:
    """How likely two samples are whose ranks differ at least so much, if they come from the same distribution.

    The normal approximation of Mann and Whitney's U, good from about ten values in each on.

    Returns:
        a probability, rounded to six places; 1 where all values are the same, or a sample is empty.
    """
    n, m = len(before), len(after)
    doubled_ranks, ties = _doubled_ranks([*before, *after])
    total = n + m
    if n == 0 or m == 0 or ties == total**3 - total:
        return 1.0
    u = sum(doubled_ranks[value] for value in before) / 2 - n * (n + 1) / 2
    variance = n * m / 12 * (total + 1 - ties / (total * (total - 1)))
    distance = max(0.0, abs(u - n * m / 2) - 0.5)
    return round(math.erfc(distance / math.sqrt(2 * variance)), 6)


def _doubled_ranks(values: Sequence[int]) -> tuple[dict[int, int], int]:
    """Twice the rank of each value, those of equal ones shared; and the sum of t³ - t over groups of t equal ones."""
    counted = Counter(values)
    ranks, below, ties = {}, 0, 0
    for value in sorted(counted):
        times = counted[value]
        ranks[value] = 2 * below + times + 1
        below += times
        ties += times**3 - times
    return ranks, ties
