"""radar report: a command for each report, built when it is called, and those for past ones."""

from collections.abc import Mapping

import typer

from radar_cli import reports as catalog

# Name -> (module that holds the command in its `app`, or makes it; line for the help).
COMMANDS: Mapping[str, tuple[str, str]] = {
    **{name: ("radar_cli.commands.report.by_name", catalog.summary(name)) for name in catalog.names()},
    "list": ("radar_cli.commands.report.jobs", "List the reports that you may see, the newest first."),
    "show": ("radar_cli.commands.report.jobs", "Show a report's result, or where it stands."),
    "wait": ("radar_cli.commands.report.jobs", "Wait for a report, and show its result."),
    "cancel": ("radar_cli.commands.report.jobs", "Cancel a report that is not finished."),
    "retry": ("radar_cli.commands.report.jobs", "Compute a report again, or hand it to the workers again."),
}

app = typer.Typer(
    help="How work flows: reports by name, and past ones.",
    epilog="Example: radar report daily-summary --project web",
)
