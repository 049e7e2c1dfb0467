"""Whether a database really keeps people inside their projects."""

from collections.abc import Sequence
from dataclasses import dataclass

from radar_cli.database.session import Database
from radar_cli.domain.isolation import Problem
from radar_cli.errors import OperationFailed
from radar_cli.repositories import isolation, isolation_checks

NOT_ISOLATED = Problem(
    "it is not isolated: whoever has its password sees everything", "radar db grant EMAIL, and see docs/operations.md"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; the problem is None where it is as it should be."""

    check: str
    problem: Problem | None


def look(db: Database) -> Sequence[Finding]:
    """Every check, with each problem that it has found. Nothing is changed.

    Raises:
        OperationFailed: whoever asks does not own the tables.
    """
    with db.snapshot():
        if not isolation.owns_tables(db):
            raise OperationFailed(
                "this login does not own radar's tables", "use the URL that radar db migrate is run with"
            )
        if not isolation.is_turned_on(db):
            return [Finding("isolation", NOT_ISOLATED)]
        return [finding for check in isolation_checks.CHECKS for finding in _findings(db, check)]


def _findings(db: Database, check: str) -> Sequence[Finding]:
    problems = isolation_checks.problems(db, check)
    return [Finding(check, problem) for problem in problems] or [Finding(check, None)]
