"""radar and its worker as processes of their own."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import psycopg2

from radar_cli.commands.worker import command_line

RADAR = [sys.executable, "-m", "radar_cli"]
READY_WITHIN_SECONDS = 30


def radar(*arguments: str, **options: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*RADAR, *arguments], capture_output=True, text=True, check=False, **options)


def worker_command(application: str, processes: int) -> Sequence[str]:
    """What `radar worker` becomes, with another application in the place of radar's own."""
    return [application if word == "worker.app" else word for word in command_line(processes)]


class Worker:
    """One `radar worker`, with its log; in the environment given, or that of the tests."""

    def __init__(self, log: Path, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        self.log = log
        with log.open("w") as file:
            command = [*RADAR, "worker", *arguments]
            self.process = subprocess.Popen(
                command, stdout=file, stderr=file, stdin=subprocess.DEVNULL, env=environment
            )

    def wait_until_ready(self) -> None:
        eventually(lambda: " ready." in self.log.read_text(), READY_WITHIN_SECONDS)

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            return self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise


def eventually(holds: Callable[[], object], seconds: float = 10) -> None:
    """Wait until something holds."""
    give_up_at = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < give_up_at, f"did not come to hold within {seconds} s"
        time.sleep(0.1)


def query(url: str, sql: str) -> list[tuple[object, ...]]:
    connection = psycopg2.connect(url)
    try:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return list(cursor.fetchall())
    finally:
        connection.close()


def change(url: str, sql: str) -> None:
    connection = psycopg2.connect(url)
    try:
        with connection, connection.cursor() as cursor:
            cursor.execute(sql)
    finally:
        connection.close()
