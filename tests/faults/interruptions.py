"""What somebody sees who waits while things go wrong, and what a worker does that is told to stop."""

import json
import subprocess
import time
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from tests.faults import verdict
from tests.faults.outcome import Outcome
from tests.faults.site import PROJECT, FaultyWorker, Site
from tests.processes import eventually

REPORT = ("report", "daily-summary", "--project", PROJECT, "--format", "json", "--timeout", "150")
PRINTED_WITHIN_SECONDS = 180
CLAIMED_WITHIN_SECONDS = 60
# Longer than somebody who asks tries to publish.
BROKER_AWAY_SECONDS = 7.0
DATABASE_AWAY_SECONDS = 5.0
COMPUTING_SECONDS = 6.0
# The worker lets its reports end for 30 s; the rest is for ending itself.
GIVEN_BACK_AFTER_SECONDS = (29.0, 45.0)
# What depends on when a report was asked for: the age of the oldest task is among it.
OF_THE_INSTANT = ("as_of", "window", "oldest_open")


def three_times(site: Site) -> Outcome:
    """The message is lost, then a worker is killed, then a process of a pool: what is printed is the same."""
    site.moment_seconds = COMPUTING_SECONDS
    site.start_workers(2, processes=1)
    undisturbed = _printed(site.radar(*REPORT))
    site.rabbitmq.kill()
    waiting = site.radar(*REPORT)
    time.sleep(BROKER_AWAY_SECONDS)
    site.rabbitmq.start()
    (report_id,) = [row["id"] for row in site.rows("SELECT id FROM reports WHERE finished_at IS NULL")]
    _at_attempt(site, report_id, 1, FaultyWorker.vanish)
    _at_attempt(site, report_id, 2, FaultyWorker.lose_its_pool)
    printed = _printed(waiting)
    judged = verdict.of(site)
    attempts = len(site.attempts(report_id))
    failures = [] if attempts == 3 else [f"there were {attempts} attempts"]
    failures += [] if printed == undisturbed else [f"{printed} was printed instead of {undisturbed}"]
    return Outcome(
        "interrupted three times",
        "a lost message, a killed worker, a killed process of a pool",
        f"the same was printed, after {attempts} attempts",
        [*judged.failures, *failures],
    )


def database_restarts_while_waiting(site: Site) -> Outcome:
    """Who waits sees nothing of it."""
    site.moment_seconds = COMPUTING_SECONDS
    site.start_workers(1)
    undisturbed = _printed(site.radar(*REPORT))
    waiting = site.radar(*REPORT)
    eventually(lambda: len(site.ledger.entries("claimed")) == 2, CLAIMED_WITHIN_SECONDS)
    site.postgres.stop("immediate")
    time.sleep(DATABASE_AWAY_SECONDS)
    site.postgres.start()
    printed = _printed(waiting)
    failures = [] if printed == undisturbed else [f"{printed} was printed instead of {undisturbed}"]
    judged = verdict.of(site)
    return Outcome(
        "database restart while waiting",
        f"away for {DATABASE_AWAY_SECONDS:.0f} s",
        f"the same was printed, after {judged.attempts - 1} attempts",
        [*judged.failures, *failures],
    )


def worker_is_told_to_stop(site: Site) -> Outcome:
    """What is being computed may end within 30 s; what does not is given back, and the attempt is not counted."""
    short_worker, short_took, short = _stopped_while_computing(site, "short")
    long_worker, long_took, long = _stopped_while_computing(site, "slow-code")
    earliest, latest = GIVEN_BACK_AFTER_SECONDS
    failures = [f"a worker ended with {code}" for code in (short_worker, long_worker) if code != 0]
    failures += [] if (short["status"], short["attempt"]) == ("ready", 1) else [f"the short report is {short}"]
    failures += [] if (long["status"], long["attempt"]) == ("pending", 0) else [f"the long report is {long}"]
    failures += [] if earliest <= long_took <= latest else [f"the long report was given back after {long_took:.0f} s"]
    return Outcome(
        "graceful stop",
        "one short report, one that takes too long",
        f"the short one ended in {short_took:.0f} s, the long one was given back after {long_took:.0f} s",
        failures,
    )


def _stopped_while_computing(site: Site, type_: str) -> tuple[int, float, Mapping[str, Any]]:
    (worker,) = site.start_workers(1)
    report_id, _ = site.submit(type_)
    eventually(lambda: site.attempts(report_id), CLAIMED_WITHIN_SECONDS)
    told_at = time.monotonic()
    code = worker.stop()
    took = time.monotonic() - told_at
    (row,) = site.rows("SELECT status, attempt FROM reports WHERE id = $id", id=report_id)
    return code, took, row


def _at_attempt(site: Site, report_id: UUID, attempt: int, lose: Callable[[FaultyWorker], None]) -> None:
    eventually(lambda: len(site.attempts(report_id)) == attempt, CLAIMED_WITHIN_SECONDS)
    pid = site.attempts(report_id)[-1]["pid"]
    (worker,) = [worker for worker in site.alive if pid in worker.children()]
    lose(worker)


def _printed(process: "subprocess.Popen[str]") -> Mapping[str, Any]:
    """What a report printed, but for the instant it was asked for."""
    out, err = process.communicate(timeout=PRINTED_WITHIN_SECONDS)
    if process.returncode != 0:
        return {"exit code": process.returncode, "stderr": err}
    return {field: value for field, value in json.loads(out).items() if field not in OF_THE_INSTANT}
