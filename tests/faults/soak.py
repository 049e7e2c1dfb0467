"""Reports go on being asked for while workers, the broker and the database are killed and restarted."""

import logging
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from random import Random

from tests.faults import verdict
from tests.faults.outcome import Outcome
from tests.faults.schedule import Fault, spread
from tests.faults.site import FaultyWorker, Site
from tests.faults.verdict import Verdict

# Enough to catch one that dies and one that restarts.
WORKERS = 3
FINISHED_WITHIN_SECONDS = 60

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many reports are asked for within how many seconds, and how many faults of each kind happen meanwhile."""

    reports: int
    seconds: float
    worker_kills: int
    child_kills: int
    broker_stops: int
    broker_kills: int
    database_stops: int
    database_kills: int

    @property
    def faults(self) -> Mapping[str, int]:
        return {
            "worker_kill": self.worker_kills,
            "child_kill": self.child_kills,
            "broker_stop": self.broker_stops,
            "broker_kill": self.broker_kills,
            "database_stop": self.database_stops,
            "database_kill": self.database_kills,
        }


SMALL = Numbers(
    reports=25,
    seconds=30,
    worker_kills=2,
    child_kills=2,
    broker_stops=0,
    broker_kills=1,
    database_stops=1,
    database_kills=1,
)
FULL = Numbers(
    reports=500,
    seconds=540,
    worker_kills=50,
    child_kills=25,
    broker_stops=5,
    broker_kills=5,
    database_stops=5,
    database_kills=5,
)


def run(numbers: Numbers, random: Random, site: Site) -> Outcome:
    """Ask for reports and let the faults happen; then wait a minute, and judge."""
    schedule = spread(random, {**numbers.faults, "report": numbers.reports}, numbers.seconds)
    site.start_workers(WORKERS)
    questions = [one for one in schedule if one.kind == "report"]
    faults = _Faults(site, random)
    with ThreadPoolExecutor(1) as pool:
        asking = pool.submit(_on_time, questions, lambda _: site.submit())
        _on_time([one for one in schedule if one.kind != "report"], faults.happen)
        asking.result()
    ended_at = time.monotonic()
    site.wait_until_finished(FINISHED_WITHIN_SECONDS)
    took = time.monotonic() - ended_at
    judged = verdict.of(site)
    missing = [
        f"{count} of {kind} were to happen, {faults.happened[kind]} did"
        for kind, count in numbers.faults.items()
        if faults.happened[kind] != count
    ]
    happened = ", ".join(f"{count} {kind.replace('_', ' ')}s" for kind, count in numbers.faults.items() if count)
    return Outcome(
        "soak",
        f"{numbers.reports} reports; {happened}",
        f"{judged}; the last ended {took:.0f} s after the last fault",
        [*judged.failures, *missing, *_not_as_asked(numbers, judged)],
    )


def _not_as_asked(numbers: Numbers, judged: Verdict) -> Sequence[str]:
    """A report may fail only where each of its attempts was killed; anything else is ready."""
    counted = [] if judged.accepted == numbers.reports else [f"{judged.accepted} were accepted"]
    ready, lost = judged.statuses.get("ready", 0), judged.failed.get("worker_lost", 0)
    rest = judged.accepted - ready - lost
    return [*counted, *([f"{rest} reports are neither ready nor lost with three workers"] if rest else [])]


def _on_time(schedule: list[Fault], happen: Callable[[Fault], object]) -> None:
    began_at = time.monotonic()
    for fault in schedule:
        time.sleep(max(0.0, began_at + fault.at - time.monotonic()))
        happen(fault)


class _Faults:
    """What can happen to a site, by name; `happened` counts what did."""

    def __init__(self, site: Site, random: Random) -> None:
        self.site = site
        self.random = random
        self.happened: Counter[str] = Counter()

    def happen(self, fault: Fault) -> None:
        logger.info("%6.1f s: %s", fault.at, fault.kind)
        getattr(self, f"_{fault.kind}")()
        self.happened[fault.kind] += 1

    def _worker_kill(self) -> None:
        worker = self.random.choice(self.site.alive)
        end = self.random.choice((FaultyWorker.kill, FaultyWorker.vanish))
        end(worker)
        self.site.replace(worker)

    def _child_kill(self) -> None:
        while not (children := [pid for worker in self.site.alive for pid in worker.children()]):
            time.sleep(0.1)
        with suppress(ProcessLookupError):
            os.kill(self.random.choice(children), signal.SIGKILL)

    def _broker_stop(self) -> None:
        self.site.rabbitmq.restart(kill=False)

    def _broker_kill(self) -> None:
        self.site.rabbitmq.restart(kill=True)

    def _database_stop(self) -> None:
        self.site.postgres.restart("fast")

    def _database_kill(self) -> None:
        self.site.postgres.restart("immediate")
