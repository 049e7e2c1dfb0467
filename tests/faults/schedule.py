"""When which fault comes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault: so many seconds after the start of the run."""

    at: float
    kind: str


def spread(random: Random, kinds: Mapping[str, int], seconds: float) -> Sequence[Fault]:
    """Each kind so many times, at random times within the run, in order; one seed gives one schedule."""
    drawn = [Fault(random.uniform(0, seconds), kind) for kind in sorted(kinds) for _ in range(kinds[kind])]
    return sorted(drawn)
