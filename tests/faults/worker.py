"""radar's worker with reports that misbehave, and with a ledger of what it claims and what is kept."""

import os
import signal
import time
from collections.abc import Mapping
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

from radar_cli import reports as catalog
from radar_cli.database.session import Database
from radar_cli.domain.report import Claim
from radar_cli.repositories import report_states
from radar_cli.services import report_jobs
from tests.faults.ledger import Ledger
from tests.faults.site import LEDGER_VARIABLE, LONG_SECONDS, MOMENT_VARIABLE
from worker.app import app

__all__ = ["app"]

SHORT_SECONDS = 3.0
MOMENT_SECONDS = float(os.environ[MOMENT_VARIABLE])

ledger = Ledger(Path(os.environ[LEDGER_VARIABLE]))
load = catalog.load
claim = report_states.claim
keep = report_jobs.keep
random = Random()  # what it decides is only how long a report takes


def poison(db: Database, scope: catalog.Scope) -> catalog.Result:
    os.kill(os.getpid(), signal.SIGKILL)
    return {}


def slow_code(db: Database, scope: catalog.Scope) -> catalog.Result:
    time.sleep(LONG_SECONDS)
    return {}


def slow_query(db: Database, scope: catalog.Scope) -> catalog.Result:
    db.value("SELECT pg_sleep($seconds)", seconds=LONG_SECONDS)
    return {}


def short(db: Database, scope: catalog.Scope) -> catalog.Result:
    time.sleep(SHORT_SECONDS)
    return {"by": os.getpid()}


def summary(db: Database, scope: catalog.Scope) -> catalog.Result:
    """The daily summary, which takes a moment, so that faults meet it half done."""
    db.value("SELECT pg_sleep($seconds)", seconds=random.uniform(MOMENT_SECONDS / 3, MOMENT_SECONDS))
    return load("daily-summary").compute(db, scope)


COMPUTATIONS = {
    "poison": poison,
    "slow-code": slow_code,
    "slow-query": slow_query,
    "short": short,
    "daily-summary": summary,
}


def misbehaving(name: str) -> catalog.ReportType:
    usual = load("daily-summary")
    return catalog.ReportType(usual.fields, usual.columns, COMPUTATIONS[name], usual.table)


def noted_claim(db: Database, report_id: UUID, token: UUID) -> Claim | None:
    claimed = claim(db, report_id, token)
    if claimed is not None:
        ledger.note("claimed", report=str(report_id), attempt=claimed.attempt, pid=os.getpid())
    return claimed


def noted_keep(db: Database, claimed: Claim, outcome: Any) -> bool:
    kept = keep(db, claimed, outcome)
    ledger.note("kept" if kept else "refused", report=str(claimed.report_id), pid=os.getpid())
    return kept


REPLACED: Mapping[Any, Mapping[str, Any]] = {
    report_jobs: {"load": misbehaving, "keep": noted_keep},
    report_states: {"claim": noted_claim},
}
for module, functions in REPLACED.items():
    for function, replacement in functions.items():
        setattr(module, function, replacement)
