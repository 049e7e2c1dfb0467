"""radar schedule: reports at times of day."""

from collections.abc import Mapping

import typer

# Name -> (module that holds the command in its `app`, or is a group; line for the help).
COMMANDS: Mapping[str, tuple[str, str]] = {
    "add": ("radar_cli.commands.schedule.add", "Have a report made at times of day."),
    "list": ("radar_cli.commands.schedule.managing", "List your schedules, with their next and last reports."),
    "pause": ("radar_cli.commands.schedule.managing", "Have no reports made until it is resumed."),
    "resume": (
        "radar_cli.commands.schedule.managing",
        "Have reports made again, from the next time on; what was missed while paused is not made up for.",
    ),
    "remove": ("radar_cli.commands.schedule.managing", "Remove a schedule; the reports that it made stay."),
    "run": (
        "radar_cli.commands.schedule.run",
        "Make what is due, compute it where no workers do, and write the files of your schedules on this machine.",
    ),
}

app = typer.Typer(
    help="Reports at times of day.",
    epilog='Example: radar schedule add daily-summary --project web --cron "0 8 * * 1-5" --tz Europe/Berlin',
)
