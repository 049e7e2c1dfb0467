"""What a run under faults did, what it saw, and what did not hold."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row of the table that `make soak` prints.

    `run` is its name, `numbers` says how much was done, `seen` what was seen; `failures` says, a line each,
    what did not hold, and is empty when everything did.
    """

    run: str
    numbers: str
    seen: str
    failures: Sequence[str] = ()
