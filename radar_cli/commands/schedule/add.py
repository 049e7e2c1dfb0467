"""radar schedule add: a command for each report, built when it is called."""

from collections.abc import Mapping

import typer

from radar_cli import reports as catalog

COMMANDS: Mapping[str, tuple[str, str]] = {
    name: ("radar_cli.commands.schedule.by_name", catalog.summary(name)) for name in catalog.names()
}

app = typer.Typer(
    help="Have a report made at times of day.",
    epilog='Example: radar schedule add throughput --project web --by week --cron "0 8 * * mon"',
)
