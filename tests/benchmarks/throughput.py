"""How many reports two worker processes compute, against tasks that do nothing under the same settings."""

import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from uuid import UUID, uuid4

from kombu.connection import Connection

from radar_cli.broker import CeleryPublisher, queue_depth
from radar_cli.errors import BrokerUnavailable
from tests.benchmarks.outcome import Note, Section, Timed
from tests.benchmarks.seeding import POSTGRESQL, Site, Sites, connected, why_no_postgresql
from tests.conftest import BROKER_URL
from tests.processes import eventually, worker_command

PROCESSES = 2
REPORTS = 2000
ROUNDS = 3
TASKS = 100
# No-op tasks may be at most so much faster.
SHARE_ASKED = 0.5
DRAINED_WITHIN_SECONDS = 120

PENDING = """
    INSERT INTO reports (id, type, project_id, params, status, requested_by, created_at, deadline_at, next_dispatch_at)
    VALUES ($id, 'daily-summary', $project, $params, 'pending', $user, now(), now() + interval '15 minutes',
            now() + interval '15 minutes')
"""


def measured(sites: Sites) -> Section:
    """Milliseconds for each report and for each no-op task."""
    title = f"a queue of {REPORTS:,}, {PROCESSES} worker processes: median of {ROUNDS}"
    reason = why_no_postgresql() or why_no_broker()
    if reason:
        return Section(title, [], [Note(reason)])
    site = sites.of(POSTGRESQL, TASKS)
    rounds = [
        (_per_message(site, "worker.app"), _per_message(site, "tests.benchmarks.noop_worker")) for _ in range(ROUNDS)
    ]
    ms, noop_ms = (median(times) for times in zip(*rounds, strict=True))
    return Section(title, [Timed("a daily summary", ms, "a task that does nothing", noop_ms, 1 / SHARE_ASKED)])


def why_no_broker() -> str:
    """One line on why the broker is left out; empty where it answers."""
    try:
        queue_depth(BROKER_URL, "radar-bench")
    except BrokerUnavailable as error:
        return f"RabbitMQ is left out: {error}"
    return ""


def _per_message(site: Site, application: str) -> float:
    with _queue() as queue, TemporaryDirectory() as folder:
        publisher = CeleryPublisher(BROKER_URL, queue)
        for report_id in _pending(site):
            publisher.publish(report_id)
        with _working(site, queue, application, Path(folder) / "log"):
            ms = _drained(queue)
            if application == "worker.app":
                eventually(lambda: _ready(site) == REPORTS)
        with connected(site) as db, db.transaction():
            db.execute("DELETE FROM reports")
    return ms


def _ready(site: Site) -> int:
    with connected(site) as db, db.reading():
        return int(db.value("SELECT count(*) FROM reports WHERE status = 'ready'"))


def _pending(site: Site) -> Sequence[UUID]:
    ids = [uuid4() for _ in range(REPORTS)]
    with connected(site) as db, db.transaction():
        project = db.value("SELECT min(id) FROM projects")
        params = f'{{"project_ids": [{project}], "zone": "UTC"}}'
        for report_id in ids:
            db.execute(PENDING, id=report_id, project=project, params=params, user=site.user.id)
    return ids


@contextmanager
def _queue() -> Iterator[str]:
    name = f"radar-bench-{uuid4().hex[:12]}"
    with Connection(BROKER_URL) as connection:
        connection.SimpleQueue(name).close()
        yield name
        connection.channel().queue_delete(name)


@contextmanager
def _working(site: Site, queue: str, application: str, log: Path) -> Iterator[None]:
    environment: Mapping[str, str] = {
        **os.environ,
        **site.environment,
        "RADAR_BROKER_URL": BROKER_URL,
        "RADAR_QUEUE": queue,
    }
    command = worker_command(application, PROCESSES)
    with log.open("w") as file:
        process = subprocess.Popen(command, env=environment, stdout=file, stderr=file)
        try:
            yield
        finally:
            process.terminate()
            process.wait(60)


def _drained(queue: str) -> float:
    """Milliseconds a message, from the first that is taken to the last."""
    with Connection(BROKER_URL) as connection:
        channel = connection.channel()
        give_up_at = monotonic() + DRAINED_WITHIN_SECONDS
        began_at = None
        while (left := channel.queue_declare(queue, passive=True).message_count) > 0:
            if monotonic() > give_up_at:
                raise TimeoutError(f"{left} messages are left after {DRAINED_WITHIN_SECONDS} s")
            if began_at is None and left < REPORTS:
                began_at, began_with = monotonic(), left
            sleep(0.01)
        assert began_at is not None
        return (monotonic() - began_at) * 1000 / began_with
