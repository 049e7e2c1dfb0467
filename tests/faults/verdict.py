"""What became of the reports of a run, judged by its ledger and by computing them again."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from radar_cli import reports as catalog
from radar_cli.repositories import projects
from radar_cli.services import report_scopes
from tests.faults.site import PROJECT, Site


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many reports were accepted for computing, how they ended and why they failed, and what is wrong."""

    accepted: int
    statuses: Mapping[str, int]
    failed: Mapping[str, int]
    attempts: int
    failures: Sequence[str]

    def __str__(self) -> str:
        ended = ", ".join(f"{count} {status}" for status, count in sorted(self.statuses.items()))
        why = f" ({', '.join(sorted(self.failed))})" if self.failed else ""
        return f"{self.accepted} accepted: {ended}{why}; {self.attempts} attempts"


def of(site: Site) -> Verdict:
    """Every accepted report is there, has ended, was kept at most once, and its result is the right one."""
    accepted = [entry["report"] for entry in site.ledger.entries("accepted")]
    rows = {str(row["id"]): row for row in site.rows("SELECT * FROM reports")}
    kept = Counter(entry["report"] for entry in site.ledger.entries("kept"))
    failures = [f"report {report} was accepted and is not there" for report in accepted if report not in rows]
    failures += [f"report {report} was accepted {times} times" for report, times in kept.items() if times > 1]
    failures += [failure for row in rows.values() for failure in _wrong(site, row)]
    statuses = Counter(row["status"] for row in rows.values())
    failed = Counter(row["error_code"] for row in rows.values() if row["status"] == "failed")
    return Verdict(len(accepted), statuses, failed, len(site.ledger.entries("claimed")), failures)


def _wrong(site: Site, row: Mapping[str, Any]) -> Iterator[str]:
    if row["status"] in ("pending", "running"):
        yield f"report {row['id']} is still {row['status']}"
    if row["status"] == "ready" and row["type"] == "daily-summary" and row["result"] != _computed_again(site, row):
        yield f"report {row['id']} has another result than a computation undisturbed"


def _computed_again(site: Site, row: Mapping[str, Any]) -> str:
    params = json.loads(row["params"])
    with site.db.snapshot():
        ids = sorted(projects.by_ids(site.db, row["requested_by"], params["project_ids"]))
        as_of = site.db.dialect.read_instant(row["created_at"])
        summary = catalog.load("daily-summary")
        scope = report_scopes.scope(site.db, summary, row["requested_by"], ids, PROJECT, as_of, params)
        return json.dumps(summary.compute(site.db, scope))
