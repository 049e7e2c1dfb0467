"""Run the full numbers under faults, all or those named, print the table, and exit with 1 if something did not hold."""

import argparse
import logging
import platform
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from random import Random, randrange

from tests.faults.outcome import Outcome
from tests.faults.postgres import PrivatePostgres
from tests.faults.rabbitmq import PrivateRabbitMQ
from tests.faults.runs import RUNS, Servers

logger = logging.getLogger(__name__)


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
    try:
        outcome = RUNS[name](servers, Random(f"{seed} {name}"))
    except Exception as error:  # one run that breaks off must not cost the others
        logger.exception("%s was broken off", name)
        outcome = Outcome(name, "", "", [f"it was broken off: {error!r}"])
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
