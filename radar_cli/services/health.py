"""Is everything there that radar needs?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from radar_cli.bounded import within
from radar_cli.database import migration_files
from radar_cli.database.session import Database
from radar_cli.database.url import DatabaseUrl
from radar_cli.errors import RadarError
from radar_cli.redaction import redacted
from radar_cli.repositories import reports, workers

LIMIT_SECONDS = 3.0
WORKER_SEEN_WITHIN = timedelta(seconds=60)
PENDING_AT_MOST = timedelta(seconds=60)


class Status(StrEnum):
    """What a check found. A skipped one has nothing to look at."""

    OK = "ok"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Finding:
    """The outcome of one check."""

    check: str
    status: Status
    detail: str


def check(
    url: DatabaseUrl, database: Callable[[], Database], queue_depth: Callable[[], int] | None
) -> Sequence[Finding]:
    """Every check, each bounded to 3 seconds. `queue_depth` is None where no broker is configured."""
    findings = [_found("database", lambda: _database(database))]
    if findings[0].status is Status.OK:
        findings.append(_found("schema", lambda: _schema(database(), url)))
    else:
        findings.append(Finding("schema", Status.SKIPPED, "the database does not answer"))
    usable = findings[-1].status is Status.OK
    if queue_depth is None:
        absent = "none is configured; reports are computed in the process"
        findings += [Finding("broker", Status.SKIPPED, absent), Finding("queue", Status.SKIPPED, absent)]
    else:
        findings += _broker(queue_depth)
    findings.append(_from_database("workers", database, _workers, usable and queue_depth is not None))
    findings.append(_from_database("pending", database, _pending, usable))
    return findings


def _broker(queue_depth: Callable[[], int]) -> Sequence[Finding]:
    try:
        depth = within(LIMIT_SECONDS, queue_depth)
    except (TimeoutError, RadarError) as error:
        return [
            Finding("broker", Status.FAILED, redacted(str(error))),
            Finding("queue", Status.SKIPPED, "the broker does not answer"),
        ]
    messages = "1 message is" if depth == 1 else f"{depth} messages are"
    return [
        Finding("broker", Status.OK, "it answers"),
        Finding("queue", Status.OK, f"{messages} waiting"),
    ]


def _found(check_name: str, look: Callable[[], tuple[Status, str]]) -> Finding:
    try:
        status, detail = within(LIMIT_SECONDS, look)
    except (TimeoutError, RadarError) as error:
        return Finding(check_name, Status.FAILED, redacted(str(error)))
    return Finding(check_name, status, detail)


def _from_database(
    name: str, database: Callable[[], Database], look: Callable[[Database], tuple[Status, str]], usable: bool
) -> Finding:
    if not usable:
        return Finding(name, Status.SKIPPED, "there is nothing to look at")
    return _found(name, lambda: look(database()))


def _database(database: Callable[[], Database]) -> tuple[Status, str]:
    db = database()
    with db.reading():
        db.now()
    return Status.OK, db.url.identity


def _schema(db: Database, url: DatabaseUrl) -> tuple[Status, str]:
    version, latest = db.schema_version(), migration_files.latest_version(url.dialect)
    if version == latest:
        return Status.OK, f"migration {version:04}"
    return Status.FAILED, f"migration {version:04}, this radar needs {latest:04}: run radar db migrate"


def _workers(db: Database) -> tuple[Status, str]:
    with db.reading():
        seen = workers.last_seen(db)
        now = db.now()
    alive = [name for name, seen_at in seen.items() if now - seen_at < WORKER_SEEN_WITHIN]
    if alive:
        return Status.OK, f"{len(alive)} seen in the last minute: {', '.join(alive)}"
    return Status.FAILED, "none was seen in the last minute: start one with radar worker"


def _pending(db: Database) -> tuple[Status, str]:
    with db.reading():
        oldest = reports.oldest_waiting(db)
        now = db.now()
    if oldest is None:
        return Status.OK, "no report is waiting"
    age = now - oldest
    detail = f"the oldest has waited for {age.total_seconds():.0f} s"
    return (Status.OK if age < PENDING_AT_MOST else Status.FAILED), detail
