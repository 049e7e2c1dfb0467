"""radar worker"""

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

import radar_cli
from radar_cli import child_environment
from radar_cli.commands.command import RadarCommand, radar_of
from radar_cli.config import LOG_LEVELS
from radar_cli.domain import text
from radar_cli.domain.quoted import quoted
from radar_cli.errors import BadInput
from radar_cli.services import workers

app = typer.Typer(help="Start a worker that computes reports.")

# The folder that holds radar_cli holds the worker package too. Celery looks for its application in the
# current folder first, where a stranger's "worker" may lie; so it is started here.
HOME = Path(radar_cli.__file__).parent.parent


@app.command("worker", cls=RadarCommand, epilog="Example: radar worker --concurrency 2")
def worker(
    context: typer.Context,
    concurrency: Annotated[int, typer.Option(parser=text.count, metavar="N", help="How many reports at once.")] = 2,
    loglevel: Annotated[
        str | None, typer.Option(metavar="LEVEL", help="debug, info, warning or error; else log_level.")
    ] = None,
) -> None:
    """Start a worker in the foreground; it needs the two URLs and nothing else. End it with Ctrl-C."""
    radar = radar_of(context)
    if loglevel is not None and loglevel not in LOG_LEVELS:
        raise BadInput(f"there is no log level {quoted(loglevel)}", f"use {', '.join(LOG_LEVELS)}")
    if not radar.config["broker_url"]:
        raise BadInput("no broker is configured", "set RADAR_BROKER_URL to RabbitMQ's amqp:// URL")
    url = radar.database_url
    workers.require_login(radar.database)
    radar.database.disconnect()
    environment = {
        **child_environment.of_a_worker(os.environ),
        "RADAR_DATABASE_URL": url.dsn or url.identity,
        "RADAR_BROKER_URL": radar.config["broker_url"],
        "RADAR_QUEUE": radar.config["queue"],
        "RADAR_PROFILE": radar.profile_name,
        "RADAR_LOG_LEVEL": loglevel or radar.config["log_level"],
    }
    os.execve(  # noqa: S606  radar becomes celery; no shell is wanted
        sys.executable, command_line(concurrency), environment
    )


def command_line(concurrency: int) -> list[str]:
    """The command that becomes this process. -P keeps the current folder out of the import path."""
    celery = [sys.executable, "-P", "-m", "celery", "--quiet", "--workdir", str(HOME), "-A", "worker.app"]
    # Nobody listens to gossip, and mingling costs a second at every start.
    return [*celery, "worker", "--concurrency", str(concurrency), "--without-gossip", "--without-mingle"]
