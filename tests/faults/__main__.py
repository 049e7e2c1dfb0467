"""Run the full numbers under faults, all or those named, print the table, and exit with 1 if something did not hold."""

import argparse
import logging
import platform
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from random import Random, randrange

from radar_cli.database import url as urls
from radar_cli.services import schema
from tests.faults import (
    broker_away,
    deliveries,
    interruptions,
    misbehaviour,
    soak,
)
from tests.faults.outcome import Outcome
from tests.faults.postgres import PrivatePostgres
from tests.faults.rabbitmq import PrivateRabbitMQ
from tests.faults.site import Site

logger = logging.getLogger(__name__)

POISONED, SLOW, FROZEN, FROZEN_AT_ONCE = 10, 5, 20, 5


class Servers:
    """The private servers of a run, and where it keeps its files."""

    def __init__(self, postgres: PrivatePostgres, rabbitmq: PrivateRabbitMQ, folder: Path) -> None:
        self.postgres = postgres
        self.rabbitmq = rabbitmq
        self.folder = folder

    @contextmanager
    def site(self, name: str) -> Iterator[Site]:
        """A site of its own, all servers up."""
        self.postgres.start()
        self.rabbitmq.start()
        self.rabbitmq.clear_alarms()
        with Site(self.postgres, self.rabbitmq, self.folder / name) as site:
            yield site

    def migrated(self, name: str) -> str:
        """The URL of a migrated database without anybody in it."""
        url = self.postgres.create_database(name)
        schema.migrate(urls.parse(url))
        return url

    def own_folder(self, name: str) -> Path:
        folder = self.folder / name
        folder.mkdir()
        return folder


def at(site_run: Callable[[Site], Outcome], name: str) -> Callable[[Servers, Random], Outcome]:
    """A run that needs a site and no chance."""

    def run(servers: Servers, random: Random) -> Outcome:
        del random
        with servers.site(name) as site:
            return site_run(site)

    return run


def _soak(servers: Servers, random: Random) -> Outcome:
    with servers.site("soak") as site:
        return soak.run(soak.FULL, random, site)


def _duplicates(servers: Servers, random: Random) -> Outcome:
    with servers.site("duplicates") as site:
        return deliveries.duplicates(deliveries.FULL, random, site)


RUNS: Mapping[str, Callable[[Servers, Random], Outcome]] = {
    "soak": _soak,
    "broker_down": at(lambda site: broker_away.stopped(broker_away.FULL, site), "broker_down"),
    "memory_alarm": at(lambda site: broker_away.alarmed(broker_away.ALARM_FULL, site, "memory"), "memory_alarm"),
    "disk_alarm": at(lambda site: broker_away.alarmed(broker_away.ALARM_FULL, site, "disk"), "disk_alarm"),
    "refused": at(lambda site: broker_away.cut_off(broker_away.ALARM_FULL, site, "refused"), "refused"),
    "silent": at(lambda site: broker_away.cut_off(broker_away.ALARM_FULL, site, "silent"), "silent"),
    "dropped": at(lambda site: broker_away.cut_off(broker_away.ALARM_FULL, site, "dropped"), "dropped"),
    "duplicates": _duplicates,
    "poison": at(lambda site: misbehaviour.poison(POISONED, site), "poison"),
    "slow": at(lambda site: misbehaviour.slow(SLOW, site), "slow"),
    "frozen": at(lambda site: misbehaviour.frozen(FROZEN, FROZEN_AT_ONCE, site), "frozen"),
    "forged": at(deliveries.forged, "forged"),
    "interrupted": at(interruptions.three_times, "interrupted"),
    "waiting": at(interruptions.database_restarts_while_waiting, "waiting"),
    "stop": at(interruptions.worker_is_told_to_stop, "stop"),
}


def main(arguments: Sequence[str]) -> int:
    """Run what is named on the command line; gives the exit code."""
    asked = _parsed(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    logging.getLogger("radar_cli").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory() as folder, PrivatePostgres() as postgres, PrivateRabbitMQ() as rabbitmq:
        servers = Servers(postgres, rabbitmq, Path(folder))
        sys.stdout.write(f"{_versions(servers)}; seed {asked.seed}\n\n")
        outcomes = [_ran(name, servers, asked.seed) for name in asked.runs or RUNS]
    sys.stdout.write(_table(outcomes))
    return 1 if any(outcome.failures for outcome in outcomes) else 0


def _parsed(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("runs", nargs="*", metavar="RUN", help=f"of {', '.join(RUNS)}")
    parser.add_argument("--seed", type=int, default=randrange(10**6), help="that of a run to be repeated")
    asked = parser.parse_args(arguments)
    if unknown := [name for name in asked.runs if name not in RUNS]:
        parser.error(f"there is no run {unknown[0]}: choose from {', '.join(RUNS)}")
    return asked


def _ran(name: str, servers: Servers, seed: int) -> Outcome:
    began_at = time.monotonic()
    logger.info("%s", name)
    outcome = RUNS[name](servers, Random(f"{seed} {name}"))
    logger.info("%s: %s (%.0f s)", name, "FAILED" if outcome.failures else "ok", time.monotonic() - began_at)
    return outcome


def _versions(servers: Servers) -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("celery", "kombu", "pony", "psycopg2-binary"))
    return (
        f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC; Python {platform.python_version()}, {libraries};"
        f" PostgreSQL {servers.postgres.version}, RabbitMQ {servers.rabbitmq.version}"
    )


def _table(outcomes: Sequence[Outcome]) -> str:
    """The outcomes as a Markdown table, and what did not hold below it."""
    rows = [f"| {one.run} | {one.numbers} | {one.seen} | {'NO' if one.failures else 'yes'} |\n" for one in outcomes]
    failures = [f"- {one.run}: {failure}\n" for one in outcomes for failure in one.failures]
    header = "| run | numbers | seen | holds |\n| --- | --- | --- | --- |\n"
    return "".join([header, *rows, *(["\n", *failures] if failures else [])])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
