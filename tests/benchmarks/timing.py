"""How long things take: two of them in turn, so that a drift of the machine hits both alike."""

import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

PROCESS_RUNS = 20
WARM_UPS = 3

Action = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Compared:
    """The medians of two actions, in milliseconds."""

    first_ms: float
    second_ms: float


def in_turn(first: Action, second: Action, runs: int = PROCESS_RUNS) -> Compared:
    """The medians of two actions that run one after the other, `runs` times each after a warm-up."""
    for _ in range(WARM_UPS):
        first()
        second()
    pairs = [(milliseconds(first), milliseconds(second)) for _ in range(runs)]
    return Compared(median(pair[0] for pair in pairs), median(pair[1] for pair in pairs))


def alone(action: Action, runs: int) -> float:
    """The median of one action after a warm-up, in milliseconds."""
    action()
    return median(milliseconds(action) for _ in range(runs))


def milliseconds(action: Action) -> float:
    """How long one call takes, in milliseconds."""
    started = perf_counter()
    action()
    return (perf_counter() - started) * 1000


def process(command: Sequence[str], environment: Mapping[str, str], given: bytes = b"") -> Action:
    """A whole process as an action: from its start to its end, its output going into pipes; `given` is its input."""
    folder = Path(environment["HOME"])

    def run() -> None:
        done = subprocess.run(command, env=environment, cwd=folder, input=given, capture_output=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"{' '.join(command)}: exit {done.returncode}: {done.stderr.decode().strip()}")

    return run
