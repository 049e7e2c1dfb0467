"""Reports that kill the process that computes them, that never end, or whose worker freezes."""

import os
import signal
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

from radar_cli.domain.report import COMPUTING_AT_MOST_SECONDS, LEASE_SECONDS
from tests.faults.outcome import Outcome
from tests.faults.site import LONG_SECONDS, Site
from tests.processes import eventually

ATTEMPTS = 3
# An attempt that is lost costs its lease, and a sweep to notice it; then it may have to wait for another.
POISON_WITHIN_SECONDS = 60 + ATTEMPTS * (LEASE_SECONDS + 10)
SLOW_WITHIN_SECONDS = COMPUTING_AT_MOST_SECONDS + 30
FROZEN_FOR_SECONDS = 40.0
CLAIMED_WITHIN_SECONDS = 30
THAWED_WITHIN_SECONDS = 30


def poison(reports: int, site: Site) -> Outcome:
    """A job that kills its process gets exactly three attempts, and the worker goes on."""
    (worker,) = site.start_workers(1)
    ids = [site.submit("poison")[0] for _ in range(reports)]
    site.wait_until_finished(POISON_WITHIN_SECONDS + reports * 5)
    healthy = _computes(site)
    failures = [f"report {one} had {len(site.attempts(one))} attempts" for one in ids if len(site.attempts(one)) != 3]
    failures += _not_failed(site, "worker_lost", reports)
    failures += [] if worker.alive and healthy else ["the worker computes no more"]
    attempts = sum(len(site.attempts(report_id)) for report_id in ids)
    seen = f"{attempts} attempts in all, {_ended(site)}; the worker goes on"
    return Outcome("poison", f"a job that kills its process, {reports} times", seen, failures)


def slow(reports: int, site: Site) -> Outcome:
    """A job that sleeps, in its code or in its query, is ended after a minute, and the worker goes on."""
    (worker,) = site.start_workers(1, processes=reports)
    types = [("slow-query", "slow-code")[number % 2] for number in range(reports)]
    ids = [site.submit(type_)[0] for type_ in types]
    site.wait_until_finished(SLOW_WITHIN_SECONDS)
    healthy = _computes(site)
    failures = _not_failed(site, "timeout", reports)
    times = [_seconds_computed(site, report_id) for report_id in ids]
    early_or_late = [one for one in times if not COMPUTING_AT_MOST_SECONDS - 1 <= one <= COMPUTING_AT_MOST_SECONDS + 5]
    failures += [f"one was ended after {one:.0f} s" for one in early_or_late]
    failures += [] if worker.alive and healthy else ["the worker computes no more"]
    seen = f"{_ended(site)}, after {min(times):.0f} to {max(times):.0f} s; the worker goes on"
    return Outcome("slow", f"a job that sleeps {LONG_SECONDS:.0f} s, {reports} times", seen, failures)


def frozen(times: int, at_once: int, site: Site) -> Outcome:
    """A process frozen for longer than its lease comes back too late: another one's result stands."""
    site.start_workers(2, processes=at_once + 1)
    failures: list[str] = []
    for _ in range(0, times, at_once):
        ids = [site.submit("short")[0] for _ in range(at_once)]
        with ThreadPoolExecutor(at_once) as pool:
            failures += [
                failure for one in pool.map(lambda report_id: _freeze(site, report_id), ids) for failure in one
            ]
    refused = len(site.ledger.entries("refused"))
    # A process that wakes up may see that its lease is gone before it is through; mostly it is through first.
    failures += [] if refused >= times // 2 else [f"only {refused} stale results came to be refused"]
    seen = f"{times} results by another process, {refused} stale results refused, {times - refused} broken off before"
    return Outcome("frozen", f"stopped for {FROZEN_FOR_SECONDS:.0f} s, {times} times", seen, failures)


def _freeze(site: Site, report_id: UUID) -> Sequence[str]:
    eventually(lambda: site.attempts(report_id), CLAIMED_WITHIN_SECONDS)
    frozen_pid = site.attempts(report_id)[0]["pid"]
    os.kill(frozen_pid, signal.SIGSTOP)
    time.sleep(FROZEN_FOR_SECONDS)
    os.kill(frozen_pid, signal.SIGCONT)
    eventually(lambda: _about(site, report_id, "kept"), THAWED_WITHIN_SECONDS)
    eventually(lambda: _let_go(site, report_id, frozen_pid), THAWED_WITHIN_SECONDS)
    kept = [entry["pid"] for entry in _about(site, report_id, "kept")]
    if len(kept) == 1 and kept[0] != frozen_pid:
        return []
    return [f"report {report_id}: process {frozen_pid} was frozen, and the results of {kept} were kept"]


def _let_go(site: Site, report_id: UUID, pid: int) -> bool:
    """Whether the thawed process is through with the report: it was refused, or broke off."""
    refused = [entry for entry in _about(site, report_id, "refused") if entry["pid"] == pid]
    logs = (worker.log.read_text() for worker in site.workers)
    return bool(refused) or any(f"report {report_id} (short, attempt 1) took" in log for log in logs)


def _about(site: Site, report_id: UUID, event: str) -> Sequence[Mapping[str, Any]]:
    return [entry for entry in site.ledger.entries(event) if entry["report"] == str(report_id)]


def _computes(site: Site) -> bool:
    """Whether one more report is computed."""
    report_id, _ = site.submit()
    site.wait_until_finished(30)
    return bool(_about(site, report_id, "kept"))


def _not_failed(site: Site, code: str, reports: int) -> Sequence[str]:
    failed = site.rows("SELECT count(*) AS n FROM reports WHERE status = 'failed' AND error_code = $code", code=code)
    return [] if failed[0]["n"] == reports else [f"of {reports} reports {_ended(site)}"]


def _ended(site: Site) -> str:
    rows = site.rows(
        "SELECT coalesce(error_code, status) AS how, count(*) AS n FROM reports"
        " WHERE type <> 'daily-summary' GROUP BY 1 ORDER BY 1"
    )
    return ", ".join(f"{row['n']} {row['how']}" for row in rows)


def _seconds_computed(site: Site, report_id: UUID) -> float:
    (row,) = site.rows(
        "SELECT extract(epoch FROM finished_at)::float8 AS finished FROM reports WHERE id = $id",
        id=str(report_id),
    )
    return float(row["finished"] - site.attempts(report_id)[0]["at"])
