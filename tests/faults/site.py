"""A team at work on private servers: its database, its queue, its workers, and a ledger of what was promised."""

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from radar_cli import reports as catalog
from radar_cli.broker import CeleryPublisher
from radar_cli.database import url as urls
from radar_cli.database.session import Database
from radar_cli.domain.report import Request
from radar_cli.domain.user import User
from radar_cli.errors import BrokerUnavailable, DatabaseUnavailable
from radar_cli.services import report_scopes, reports, schema
from tests.faults.ledger import Ledger
from tests.faults.postgres import PrivatePostgres
from tests.faults.rabbitmq import PrivateRabbitMQ
from tests.logins import token_of
from tests.processes import RADAR, eventually, worker_command
from tests.world import World

LEDGER_VARIABLE = "RADAR_TEST_LEDGER"
MOMENT_VARIABLE = "RADAR_TEST_MOMENT_SECONDS"
LONG_SECONDS = 300.0
READY_WITHIN_SECONDS = 60
STOPPED_WITHIN_SECONDS = 60
PROJECT = "web"


MISBEHAVING = ("poison", "slow-code", "slow-query", "short")


def _load(name: str) -> catalog.ReportType:
    """The reports that misbehave are known to their workers alone; whoever asks for them takes them for another."""
    return catalog.load("daily-summary" if name in MISBEHAVING else name)


# For good, since sites ask in several threads at once; of all other reports it says what is so.
report_scopes.load = _load


class Site:
    """One database and one queue on the servers given; workers are started and ended at will."""

    def __init__(self, postgres: PrivatePostgres, rabbitmq: PrivateRabbitMQ, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.postgres = postgres
        self.rabbitmq = rabbitmq
        self.folder = folder
        self.queue = f"radar-{uuid4().hex[:12]}"
        # Where reports are published; the workers always reach the broker itself.
        self.broker_url = rabbitmq.url
        # How long a daily summary takes at most, so that faults meet it half done.
        self.moment_seconds = 2.0
        self.url = postgres.create_database(f"radar_{uuid4().hex[:12]}")
        schema.migrate(urls.parse(self.url))
        self.ledger = Ledger(folder / "ledger")
        self.workers: list[FaultyWorker] = []
        self.db = Database(urls.parse(self.url))
        self.user, self.token = self._furnished()

    def __enter__(self) -> "Site":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _furnished(self) -> tuple[User, str]:
        world = World(self.db)
        world.clock.now = self.db.clock()
        ana = world.user("Ana")
        world.project(ana, PROJECT)
        for number in range(5):
            world.task(ana, f"task {number}", PROJECT)
        return ana, token_of(self.db, ana)

    @property
    def environment(self) -> Mapping[str, str]:
        """What makes a process one of this team's."""
        return {
            **os.environ,
            "HOME": str(self.folder),
            "RADAR_DATABASE_URL": self.url,
            "RADAR_BROKER_URL": self.rabbitmq.url,
            "RADAR_QUEUE": self.queue,
            "RADAR_TOKEN": self.token,
            LEDGER_VARIABLE: str(self.ledger.path),
            MOMENT_VARIABLE: str(self.moment_seconds),
        }

    def publisher(self) -> CeleryPublisher:
        return CeleryPublisher(self.broker_url, self.queue)

    def radar(self, *arguments: str) -> subprocess.Popen[str]:
        """A command line as a process of its own."""
        return subprocess.Popen(
            [*RADAR, *arguments],
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def submit(self, type_: str = "daily-summary") -> tuple[UUID, BrokerUnavailable | None]:
        """Ask until it is accepted, and write down the id of what was."""
        request = Request(type_, [PROJECT], "UTC")
        while True:
            try:
                submitted = reports.submit(self.db, self.publisher(), self.user, request)
            except DatabaseUnavailable:
                time.sleep(0.2)
                continue
            self.ledger.note("accepted", report=str(submitted.report_id))
            return submitted.report_id, submitted.problem

    def start_workers(self, count: int, processes: int = 2) -> Sequence["FaultyWorker"]:
        """So many more workers; gives them when they are ready."""
        started = [self._start_worker(processes) for _ in range(count)]
        for worker in started:
            worker.wait_until_ready()
        return started

    def _start_worker(self, processes: int) -> "FaultyWorker":
        log = self.folder / f"worker-{len(self.workers)}.log"
        worker = FaultyWorker(log, processes, self.environment)
        self.workers.append(worker)
        return worker

    def replace(self, worker: "FaultyWorker") -> None:
        """Start another one for a worker that is gone, without waiting for it."""
        self._start_worker(worker.processes)

    @property
    def alive(self) -> Sequence["FaultyWorker"]:
        return [worker for worker in self.workers if worker.alive]

    def attempts(self, report_id: UUID) -> Sequence[Mapping[str, Any]]:
        """What the ledger knows of the claims of a report, in their order."""
        return [entry for entry in self.ledger.entries("claimed") if entry["report"] == str(report_id)]

    def rows(self, sql: str, **parameters: object) -> Sequence[Mapping[str, Any]]:
        with self.db.reading():
            return self.db.rows(sql, **parameters)

    def unfinished(self) -> int:
        """How many reports are pending or running."""
        return int(self.rows("SELECT count(*) AS n FROM reports WHERE status IN ('pending', 'running')")[0]["n"])

    def wait_until_finished(self, seconds: float) -> None:
        """Until no report is pending or running; what is left then is for the caller to judge."""
        give_up_at = time.monotonic() + seconds
        while self.unfinished() and time.monotonic() < give_up_at:
            time.sleep(0.2)

    def close(self) -> None:
        for worker in self.workers:
            worker.end()
        self.db.disconnect()
        self.ledger.close()


class FaultyWorker:
    """One worker of tests.faults.worker with its pool, in a process group of its own."""

    def __init__(self, log: Path, processes: int, environment: Mapping[str, str]) -> None:
        self.log = log
        self.processes = processes
        with log.open("w") as file:
            self.process = subprocess.Popen(
                worker_command("tests.faults.worker", processes),
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=file,
                start_new_session=True,
            )

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    def wait_until_ready(self) -> None:
        eventually(lambda: " ready." in self.log.read_text(), READY_WITHIN_SECONDS)

    def children(self) -> Sequence[int]:
        """The processes of its pool."""
        try:
            listed = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        except OSError:
            return []
        return [int(pid) for pid in listed.split()]

    def kill(self) -> None:
        """End the worker itself with SIGKILL; what its pool is computing may end."""
        self.process.kill()
        self.process.wait()

    def vanish(self) -> None:
        """End the worker and its pool at once with SIGKILL, as when its machine is lost."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def lose_its_pool(self) -> None:
        """End every process of its pool with SIGKILL; the worker makes new ones."""
        for pid in self.children():
            os.kill(pid, signal.SIGKILL)

    def stop(self) -> int:
        """Ask it to stop, and wait until it has."""
        self.process.terminate()
        return self.process.wait(STOPPED_WITHIN_SECONDS)

    def end(self) -> None:
        """Leave nothing of it behind."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        finally:
            self.process.wait()
